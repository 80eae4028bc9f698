#include "admission_panel.h"

#include "store_document.h"
#include "store_import.h"
#include "ui/icons.h"
#include "ui/validity.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMimeData>
#include <QPushButton>
#include <QTreeWidget>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { NameColumn, RoleColumn, ValidityColumn };

} // namespace

AdmissionPanel::AdmissionPanel(StoreDocument *document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_verdict(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_chain(new QTreeWidget(this))
    , m_show(new QPushButton(icon(u"go-next"_s), tr("Show the e&ntry"), this))
{
    setAcceptDrops(true);
    m_verdict->setObjectName(u"admissionVerdict"_s);
    m_verdict->setWordWrap(true);
    makeChain();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(makeButtons());
    layout->addWidget(m_verdict);
    layout->addWidget(m_chain, 1);
    layout->addStretch();
    m_verdict->setState(Tone::Neutral, u"user"_s,
                        tr("Choose the transport certificate of a TPP: you see whether a server that uses this store "
                           "lets it in, and through which entry."));
    m_chain->hide();
    m_show->hide();
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &AdmissionPanel::showVerdict);
    connect(m_document, &StoreDocument::storeChanged, this, [this] {
        if (!m_presented.isEmpty())
            judge();
    });
}

AdmissionPanel::~AdmissionPanel()
{
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

QLayout *AdmissionPanel::makeButtons()
{
    auto *file = new QPushButton(icon(u"document-open"_s), tr("&Choose a certificate…"), this);
    file->setObjectName(u"admissionFile"_s);
    auto *clipboard = new QPushButton(icon(u"edit-paste"_s), tr("From the cli&pboard"), this);
    clipboard->setObjectName(u"admissionPaste"_s);
    m_show->setObjectName(u"admissionShow"_s);
    connect(file, &QPushButton::clicked, this, &AdmissionPanel::chooseFile);
    connect(clipboard, &QPushButton::clicked, this, &AdmissionPanel::judgeClipboard);
    connect(m_show, &QPushButton::clicked, this, [this] { Q_EMIT entryChosen(m_entry); });
    auto *row = new QHBoxLayout;
    row->addWidget(file);
    row->addWidget(clipboard);
    row->addWidget(new QuietLabel(tr("or drop one here; nothing is imported"), this), 1);
    row->addWidget(m_show);
    return row;
}

void AdmissionPanel::makeChain()
{
    m_chain->setObjectName(u"admissionChain"_s);
    m_chain->setAccessibleName(tr("Chain of the client's certificate"));
    m_chain->setHeaderLabels({tr("Certificate"), tr("Where it is from"), tr("State")});
    m_chain->setItemDelegate(new RoomyDelegate(m_chain));
    m_chain->setRootIsDecorated(false);
    m_chain->setIndentation(0);
    m_chain->setAlternatingRowColors(true);
    m_chain->setTextElideMode(Qt::ElideMiddle);
    m_chain->header()->setStretchLastSection(false);
    m_chain->header()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    m_chain->header()->setSectionResizeMode(RoleColumn, QHeaderView::ResizeToContents);
    m_chain->header()->setSectionResizeMode(ValidityColumn, QHeaderView::ResizeToContents);
    connect(m_chain, &QTreeWidget::itemClicked, this, &AdmissionPanel::choose);
    connect(m_chain, &QTreeWidget::itemActivated, this, &AdmissionPanel::choose);
}

void AdmissionPanel::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a client's certificate"), {},
                                   tr("Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)"));
    dialog->setObjectName(u"admissionFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &AdmissionPanel::judgeFile);
    dialog->open();
}

void AdmissionPanel::judgeFile(const QString &path)
{
    read([path] { return readImportFiles({path}); });
}

void AdmissionPanel::judgeClipboard()
{
    take(QGuiApplication::clipboard()->mimeData());
}

void AdmissionPanel::dragEnterEvent(QDragEnterEvent *event)
{
    if (StoreImport::canTake(event->mimeData()))
        event->acceptProposedAction();
}

void AdmissionPanel::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    take(event->mimeData());
}

void AdmissionPanel::take(const QMimeData *content)
{
    const QList<QUrl> urls = content ? content->urls() : QList<QUrl>();
    QStringList paths;
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            paths += url.toLocalFile();
    }
    if (!paths.isEmpty())
        read([paths] { return readImportFiles(paths); });
    else if (content && content->hasText())
        read([text = content->text().toUtf8()] { return readImportText(text); });
    else
        showProblem(tr("There is neither a certificate nor a file on the clipboard."));
}

void AdmissionPanel::read(const std::function<ImportSource()> &reader)
{
    const int number = ++m_reading;
    QtConcurrent::run(reader).then(this, [this, number](const ImportSource &source) {
        if (number == m_reading)
            present(source);
    });
}

void AdmissionPanel::present(const ImportSource &source)
{
    m_presented = source.certificates;
    if (!m_presented.isEmpty()) {
        judge();
        return;
    }
    if (!source.keystores.isEmpty())
        showProblem(tr("%1 is a truststore and no client's certificate. Export the certificate from it first.")
                        .arg(QFileInfo(source.keystores.constFirst()).fileName()));
    else
        showProblem(source.remarks.isEmpty() ? tr("There is no certificate in it.") : source.remarks.join(u'\n'));
}

void AdmissionPanel::judge()
{
    m_watcher.setFuture(
        QtConcurrent::run([store = m_document->store(), presented = m_presented, now = m_document->now()] {
            return trust::judgeClient(store, presented, now);
        }));
}

void AdmissionPanel::showVerdict()
{
    // A drop that held nothing came meanwhile.
    if (m_presented.isEmpty())
        return;
    const Result<trust::ClientAdmission> admission = m_watcher.result();
    if (!admission) {
        showProblem(admission.error().message);
        return;
    }
    m_entry = admission->entry();
    const QString name = m_presented.constFirst().displayName();
    const bool isLetIn = admission->verdict.isTrusted();
    if (isLetIn)
        m_verdict->setState(Tone::Good, u"outcome-pass"_s,
                            tr("%1 is let in, through the entry %2.").arg(name, m_entry));
    else
        m_verdict->setState(Tone::Bad, u"outcome-fail"_s, tr("%1 is not let in.").arg(name));
    m_verdict->setDetail(admission->verdict.message);
    showChain(*admission);
    m_show->setVisible(isLetIn);
    Q_EMIT judged();
}

void AdmissionPanel::showChain(const trust::ClientAdmission &admission)
{
    m_chain->clear();
    const Instant now = m_document->now();
    for (qsizetype i = 0; i < admission.verdict.chain.size(); ++i) {
        const trust::Certificate &certificate = admission.verdict.chain[i];
        const QString &alias = admission.aliases[i];
        QString role = i == 0 ? tr("The client") : tr("Sent by the client");
        if (!alias.isEmpty())
            role = alias == m_entry ? tr("Entry %1, which lets it in").arg(alias) : tr("Entry %1").arg(alias);
        auto *item =
            new QTreeWidgetItem(m_chain, {certificate.displayName(), role, trust::describeValidity(certificate, now)});
        item->setData(NameColumn, Qt::UserRole, alias);
        item->setToolTip(NameColumn, certificate.subject());
        item->setIcon(NameColumn, icon(i == 0 ? u"user"_s : u"certificate"_s));
        item->setIcon(ValidityColumn, validityIcon(trust::validityAt(certificate, now)));
    }
    const trust::Certificate &last = admission.verdict.chain.constLast();
    if (!admission.verdict.isTrusted() && admission.verdict.status == trust::ChainStatus::UntrustedIssuer) {
        auto *missing = new QTreeWidgetItem(m_chain, {last.issuer(), tr("Missing in this store"), QString()});
        missing->setIcon(NameColumn, tonedIcon(u"outcome-warn"_s, Tone::Caution));
        missing->setToolTip(NameColumn, last.issuer());
    }
    m_chain->show();
}

void AdmissionPanel::showProblem(const QString &text)
{
    m_presented.clear();
    m_entry.clear();
    m_chain->hide();
    m_show->hide();
    m_verdict->setState(Tone::Caution, u"outcome-warn"_s, tr("There was no client's certificate to judge."));
    m_verdict->setDetail(text);
    Q_EMIT judged();
}

void AdmissionPanel::choose(const QTreeWidgetItem *item)
{
    if (const QString alias = item->data(NameColumn, Qt::UserRole).toString(); !alias.isEmpty())
        Q_EMIT entryChosen(alias);
}

} // namespace gatehouse::ui
