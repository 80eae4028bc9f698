#include "certificate_view.h"

#include "base/files.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/validity.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/copyable_text.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/wrapped_text.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using trust::CertificateFact;

namespace {

/// Longer ones are broken into lines: what is compared by eye is seen whole.
constexpr qsizetype MaxOneLineCharacters = 20;

constexpr qint64 DaysOfAYear = 366;

constexpr QLatin1String DerSuffixes[] = {QLatin1String("der"), QLatin1String("cer")};

bool isDerPath(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix();
    return std::any_of(std::begin(DerSuffixes), std::end(DerSuffixes),
                       [&suffix](QLatin1String each) { return suffix.compare(each, Qt::CaseInsensitive) == 0; });
}

/// A label is as wide as its longest word: here a word, such as that of a name without spaces, may break.
QString breakable(const QString &text)
{
    constexpr QChar ZeroWidthSpace(0x200B);
    QString broken;
    qsizetype run = 0;
    for (const QChar character : text) {
        run = character.isSpace() ? 0 : run + 1;
        broken += character;
        if (run > 0 && run % MaxOneLineCharacters == 0 && !character.isHighSurrogate())
            broken += ZeroWidthSpace;
    }
    return broken;
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

QLabel *makeHeading(const QString &text, QWidget *parent)
{
    auto *heading = new QLabel(text, parent);
    QFont font = heading->font();
    font.setBold(true);
    heading->setFont(font);
    return heading;
}

QWidget *makeCode(const CertificateFact &fact, const QString &name, QWidget *parent)
{
    if (fact.value.size() > MaxOneLineCharacters) {
        auto *text = new CopyableText(name, parent);
        text->setValue(fact.value);
        return text;
    }
    auto *field = new CopyableField(name, parent);
    field->setValue(fact.value);
    return field;
}

QWidget *makeValue(const CertificateFact &fact, QWidget *parent)
{
    const QString name = u"%1: %2"_s.arg(trust::title(fact.section), fact.label);
    if (fact.style == CertificateFact::Style::Code)
        return makeCode(fact, name, parent);
    auto *text = new WrappedText(WrappedText::Style::Label, parent);
    text->setText(fact.value);
    text->setAccessibleName(name);
    if (fact.mark == CertificateFact::Mark::None)
        return text;
    auto *marked = new QWidget(parent);
    auto *warning = new OutcomeLabel(OutcomeLabel::Style::Plain, marked);
    warning->setWordWrap(true);
    warning->setState(Tone::Caution, u"outcome-warn"_s, fact.note);
    auto *layout = new QVBoxLayout(marked);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(text);
    layout->addWidget(warning);
    return marked;
}

/// The label stands beside the first line of its value, also where that is in a frame.
QLabel *makeLabel(const CertificateFact &fact, QWidget *parent)
{
    auto *label = new QuietLabel(fact.label, parent);
    label->setWordWrap(false);
    label->setToolTip(fact.note);
    if (fact.style == CertificateFact::Style::Code)
        label->setContentsMargins(0, 4, 0, 0);
    return label;
}

/// A few certificates, always unfolded: without the marks to fold them.
class ChainTree : public QTreeWidget
{
public:
    using QTreeWidget::QTreeWidget;

protected:
    void drawBranches(QPainter *, const QRect &, const QModelIndex &) const override {}
};

QTreeWidgetItem *makeChainItem(const trust::Certificate &certificate, Instant now)
{
    const QString validity = trust::describeValidity(certificate, now);
    auto *item = new QTreeWidgetItem({certificate.displayName(), validity});
    item->setIcon(0, validityIcon(trust::validityAt(certificate, now)));
    const QString tip = u"%1\n%2"_s.arg(certificate.subject(), validity);
    item->setToolTip(0, tip);
    item->setToolTip(1, tip);
    return item;
}

} // namespace

CertificateView::CertificateView(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_scroll(new QScrollArea(this))
    , m_name(new WrappedText(WrappedText::Style::Label, this))
    , m_validity(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_contents(new QVBoxLayout)
    , m_chain(new ChainTree(this))
    , m_chainOutcome(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_saveOutcome(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_copy(new QPushButton(icon(u"edit-copy"_s), tr("Copy P&EM"), this))
    , m_save(new QPushButton(icon(u"document-save"_s), tr("Sa&ve as…"), this))
{
    auto *contents = new QWidget;
    contents->setLayout(m_contents);
    m_contents->setContentsMargins(12, 10, 12, 12);
    m_contents->setSpacing(10);
    m_contents->addWidget(makeHeader());
    m_contents->addWidget(makeChain());
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

QWidget *CertificateView::makeChain()
{
    auto *chain = new QWidget(this);
    m_chain->setObjectName(u"certificateChain"_s);
    m_chain->setAccessibleName(tr("Chain of the certificate, its root first"));
    m_chain->setColumnCount(2);
    m_chain->setHeaderHidden(true);
    m_chain->setItemsExpandable(false);
    m_chain->setRootIsDecorated(false);
    m_chain->setTextElideMode(Qt::ElideMiddle);
    m_chain->setIndentation(16);
    m_chain->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_chain->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_chain->header()->setStretchLastSection(false);
    m_chain->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_chain->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    connect(m_chain, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem *item) {
        const int position = item->data(0, Qt::UserRole).toInt();
        if (position > 0 && position < m_path.size())
            Q_EMIT issuerActivated(m_path.at(position));
    });
    m_chainOutcome->setObjectName(u"certificateChainOutcome"_s);
    m_chainOutcome->setWordWrap(true);
    auto *layout = new QVBoxLayout(chain);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(makeHeading(tr("Chain"), chain));
    layout->addWidget(m_chainOutcome);
    layout->addWidget(m_chain);
    return chain;
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
    showChain(known, now);
    showFacts(now);
    m_stack->setCurrentIndex(1);
    m_scroll->verticalScrollBar()->setValue(0);
    setUpdatesEnabled(true);
}

void CertificateView::clear()
{
    m_certificate.reset();
    m_path.clear();
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

void CertificateView::showFacts(Instant now)
{
    auto *facts = new QWidget(this);
    auto *grid = new QGridLayout(facts);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    std::optional<trust::FactSection> section;
    int row = 0;
    const QList<CertificateFact> all = trust::certificateFacts(*m_certificate, now);
    for (const CertificateFact &fact : all) {
        // The header says it.
        if (fact.section == trust::FactSection::Validity)
            continue;
        if (section != fact.section) {
            section = fact.section;
            if (row > 0)
                grid->setRowMinimumHeight(row++, 6);
            grid->addWidget(makeHeading(trust::title(fact.section), facts), row++, 0, 1, 2);
        }
        QLabel *label = makeLabel(fact, facts);
        QWidget *value = makeValue(fact, facts);
        grid->addWidget(label, row, 0, Qt::AlignTop);
        grid->addWidget(value, row, 1);
        ++row;
    }
    delete std::exchange(m_facts, facts);
    m_contents->insertWidget(m_contents->count() - 1, facts);
}

void CertificateView::showChain(const QList<trust::Certificate> &known, Instant now)
{
    const trust::IssuerPath path = trust::findIssuerPath(*m_certificate, known, now);
    m_path = path.certificates;
    m_chain->clear();
    QTreeWidgetItem *parent = m_chain->invisibleRootItem();
    const auto descend = [&parent](QTreeWidgetItem *item) {
        parent->addChild(item);
        parent = item;
    };
    if (!path.reachesRoot) {
        auto *missing = new QTreeWidgetItem({tr("Missing: %1").arg(path.certificates.constLast().issuer())});
        missing->setIcon(0, tonedIcon(u"outcome-warn"_s, Tone::Caution));
        missing->setToolTip(0, path.problem);
        descend(missing);
        missing->setFirstColumnSpanned(true);
    }
    for (qsizetype i = path.certificates.size() - 1; i >= 0; --i) {
        QTreeWidgetItem *item = makeChainItem(path.certificates[i], now);
        item->setData(0, Qt::UserRole, static_cast<int>(i));
        descend(item);
    }
    QFont bold = m_chain->font();
    bold.setBold(true);
    parent->setFont(0, bold);
    m_chain->expandAll();
    fitChain();
    if (!path.problem.isEmpty())
        m_chainOutcome->setState(Tone::Caution, u"outcome-warn"_s, breakable(path.problem));
    else if (path.certificates.size() == 1)
        m_chainOutcome->setState(Tone::Neutral, u"certificate"_s, tr("A root: it vouches for itself"));
    else
        m_chainOutcome->setState(Tone::Good, u"outcome-pass"_s, tr("Complete up to its root"));
}

void CertificateView::fitChain()
{
    int height = 2 * m_chain->frameWidth() + 2;
    for (QTreeWidgetItemIterator item(m_chain); *item; ++item)
        height += m_chain->sizeHintForIndex(m_chain->indexFromItem(*item)).height();
    m_chain->setFixedHeight(height);
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
