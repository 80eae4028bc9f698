#include "certificate_view.h"

#include "base/files.h"
#include "certificate_chain_view.h"
#include "certificate_facts_view.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/validity.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/wrapped_text.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 DaysOfAYear = 366;

constexpr QLatin1String DerSuffixes[] = {QLatin1String("der"), QLatin1String("cer")};

bool isDerPath(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix();
    return std::any_of(std::begin(DerSuffixes), std::end(DerSuffixes),
                       [&suffix](QLatin1String each) { return suffix.compare(each, Qt::CaseInsensitive) == 0; });
}

/// A name that every file system takes.
QString fileNameFor(const trust::Certificate &certificate)
{
    const QString displayName = certificate.displayName().left(60);
    QString name;
    for (const QChar character : displayName)
        name += character.isLetterOrNumber() || u"-_."_s.contains(character) ? character : QChar(u'_');
    return name + u".pem"_s;
}

} // namespace

CertificateView::CertificateView(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_scroll(new QScrollArea(this))
    , m_name(new WrappedText(WrappedText::Style::Label, this))
    , m_validity(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_contents(new QVBoxLayout)
    , m_chain(new CertificateChainView(this))
    , m_saveOutcome(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_copy(new QPushButton(icon(u"edit-copy"_s), tr("Copy P&EM"), this))
    , m_save(new QPushButton(icon(u"document-save"_s), tr("Sa&ve as…"), this))
{
    auto *contents = new QWidget;
    contents->setLayout(m_contents);
    m_contents->setContentsMargins(12, 10, 12, 12);
    m_contents->setSpacing(10);
    m_contents->addWidget(makeHeader());
    m_contents->addWidget(m_chain);
    m_contents->addStretch(1);
    m_scroll->setObjectName(u"certificateDetails"_s);
    m_scroll->setAccessibleName(tr("Details of the certificate"));
    m_scroll->setWidget(contents);
    m_scroll->setWidgetResizable(true);

    auto *whole = new QWidget(this);
    auto *wholeLayout = new QVBoxLayout(whole);
    wholeLayout->setContentsMargins(0, 0, 0, 0);
    wholeLayout->addWidget(m_scroll, 1);
    wholeLayout->addLayout(makeButtons());
    m_stack->addWidget(
        new EmptyState(u"certificate"_s, tr("No certificate selected"),
                       tr("Select one to see what it says, whether it is valid, and who vouches for it."), this));
    m_stack->addWidget(whole);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_chain, &CertificateChainView::issuerActivated, this, &CertificateView::issuerActivated);
    connect(&m_saving, &QFutureWatcherBase::finished, this, &CertificateView::tellOutcomeOfSaving);
}

CertificateView::~CertificateView()
{
    m_saving.waitForFinished();
}

QWidget *CertificateView::makeHeader()
{
    auto *header = new QWidget(this);
    m_name->setObjectName(u"certificateName"_s);
    m_name->setAccessibleName(tr("Name of the certificate"));
    QFont font = m_name->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.2);
    m_name->setFont(font);
    m_validity->setObjectName(u"certificateValidity"_s);
    m_validity->setBold(true);
    m_validity->setWordWrap(true);
    auto *layout = new QVBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_name);
    layout->addWidget(m_validity);
    return header;
}

QLayout *CertificateView::makeButtons()
{
    m_copy->setObjectName(u"copyPem"_s);
    m_copy->setToolTip(tr("Copy the certificate as PEM text"));
    m_save->setObjectName(u"saveCertificate"_s);
    m_save->setToolTip(tr("Save the certificate as PEM, or as DER where the name ends in .der or .cer"));
    // In a dialog, Return is for the dialog's own button.
    m_copy->setAutoDefault(false);
    m_save->setAutoDefault(false);
    m_saveOutcome->setObjectName(u"saveOutcome"_s);
    m_saveOutcome->setWordWrap(true);
    m_saveOutcome->hide();
    connect(m_copy, &QPushButton::clicked, this, &CertificateView::copyPem);
    connect(m_save, &QPushButton::clicked, this, &CertificateView::askWhereToSave);
    auto *row = new QHBoxLayout;
    row->addWidget(m_copy);
    row->addWidget(m_save);
    row->addWidget(m_saveOutcome, 1, Qt::AlignVCenter);
    row->addStretch();
    return row;
}

void CertificateView::setCertificate(const trust::Certificate &certificate, const QList<trust::Certificate> &known,
                                     Instant now)
{
    m_certificate = certificate;
    m_saveOutcome->hide();
    setUpdatesEnabled(false);
    showHeader(now);
    m_chain->setCertificate(certificate, known, now);
    delete std::exchange(m_facts, new CertificateFactsView(certificate, now, this));
    m_contents->insertWidget(m_contents->count() - 1, m_facts);
    m_stack->setCurrentIndex(1);
    m_scroll->verticalScrollBar()->setValue(0);
    setUpdatesEnabled(true);
}

void CertificateView::clear()
{
    m_certificate.reset();
    m_chain->clear();
    m_stack->setCurrentIndex(0);
}

void CertificateView::showHeader(Instant now)
{
    m_name->setText(m_certificate->displayName());
    const trust::Validity validity = trust::validityAt(*m_certificate, now);
    m_validity->setState(toneOf(validity), iconName(validity), trust::describeValidity(*m_certificate, now));
    // Where they are few, the line above has them.
    const qint64 days = trust::daysLeft(*m_certificate, now);
    const QString span =
        tr("From %1 to %2").arg(momentText(m_certificate->notBefore()), momentText(m_certificate->notAfter()));
    m_validity->setDetail(days < DaysOfAYear ? span : tr("%1, %2 days left").arg(span).arg(days));
    m_validity->setToolTip(
        tr("From %1\nto %2")
            .arg(localMomentText(m_certificate->notBefore()), localMomentText(m_certificate->notAfter())));

    delete m_findings;
    m_findings = nullptr;
    const QList<trust::ReviewFinding> findings = trust::reviewCertificate(*m_certificate, now);
    if (findings.isEmpty())
        return;
    m_findings = new QWidget(this);
    m_findings->setObjectName(u"certificateFindings"_s);
    auto *layout = new QVBoxLayout(m_findings);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (const trust::ReviewFinding &finding : findings) {
        auto *label = new OutcomeLabel(OutcomeLabel::Style::Plain, m_findings);
        label->setWordWrap(true);
        label->setState(toneOf(finding.level), iconName(finding.level), finding.text);
        layout->addWidget(label);
    }
    m_contents->insertWidget(1, m_findings);
}

void CertificateView::copyPem()
{
    if (m_certificate)
        copyText(QString::fromLatin1(m_certificate->pem()), m_copy);
}

void CertificateView::askWhereToSave()
{
    auto *dialog = new QFileDialog(this, tr("Save the certificate"));
    dialog->setObjectName(u"saveCertificateDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("PEM (*.pem *.crt)"), tr("DER (*.der *.cer)"), tr("All files (*)")});
    dialog->setDefaultSuffix(u"pem"_s);
    dialog->selectFile(fileNameFor(*m_certificate));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.startsWith("DER"_L1) ? u"der"_s : u"pem"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &CertificateView::saveTo);
    dialog->open();
}

void CertificateView::saveTo(const QString &path)
{
    if (!m_certificate || m_saving.isRunning())
        return;
    const QByteArray bytes = isDerPath(path) ? m_certificate->der() : m_certificate->pem();
    m_save->setEnabled(false);
    m_saving.setFuture(QtConcurrent::run([path, bytes] { return Saved{path, saveFile(path, bytes)}; }));
}

void CertificateView::tellOutcomeOfSaving()
{
    m_save->setEnabled(true);
    const Saved saved = m_saving.result();
    if (saved.outcome)
        m_saveOutcome->setOutcome(dcr::Outcome::Pass, tr("Saved as %1").arg(QFileInfo(saved.path).fileName()));
    else
        m_saveOutcome->setOutcome(dcr::Outcome::Fail, saved.outcome.error().message);
    m_saveOutcome->setToolTip(QDir::toNativeSeparators(saved.path));
    m_saveOutcome->show();
}

} // namespace gatehouse::ui
