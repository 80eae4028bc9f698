#include "store_import.h"

#include "base/files.h"
#include "cut_entries.h"
#include "import_dialog.h"
#include "pair_import.h"
#include "pair_report.h"
#include "server_import_dialog.h"
#include "store_document.h"
#include "store_tabs.h"
#include "store_view.h"
#include "trust/certificate_bundle.h"
#include "trust/pem_store.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/notice_bar.h"
#include "undo_offer.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// Comment lines before the certificates of a PEM text name them; that is how entries are copied from store to store.
QHash<QByteArray, QString> namedInComments(const QByteArray &text)
{
    QHash<QByteArray, QString> names;
    if (!text.startsWith('#') && !text.contains("\n#"))
        return names;
    const Result<trust::DecodedStore> bundle = trust::decodePem(text);
    if (!bundle)
        return names;
    for (const trust::StoreEntry &entry : bundle->store.entries) {
        if (entry.certificate())
            names.insert(entry.certificate()->sha256(), entry.alias);
    }
    return names;
}

void add(ImportSource &source, const QByteArray &bytes, const trust::CertificateBundle &bundle)
{
    const QHash<QByteArray, QString> names = namedInComments(bytes);
    for (const trust::Certificate &certificate : bundle.certificates) {
        if (source.certificates.contains(certificate))
            continue;
        source.certificates += certificate;
        source.aliases += names.value(certificate.sha256());
    }
}

} // namespace

ImportSource readImportFiles(const QStringList &paths)
{
    ImportSource source;
    for (const QString &path : paths) {
        const QString name = QFileInfo(path).fileName();
        const Result<QByteArray> bytes = readFile(path, trust::MaxBundleBytes);
        if (!bytes) {
            source.remarks += bytes.error().message;
            continue;
        }
        const Result<trust::CertificateBundle> bundle = trust::readCertificates(*bytes);
        if (bundle) {
            add(source, *bytes, *bundle);
            for (const QString &ignored : bundle->ignored)
                source.remarks += u"%1: %2"_s.arg(name, ignored);
        } else if (bundle.error().kind == Error::Refused) {
            source.keystores += path;
        } else {
            source.remarks += u"%1: %2"_s.arg(name, bundle.error().message);
        }
    }
    return source;
}

ImportSource readImportText(const QByteArray &text)
{
    ImportSource source;
    const Result<trust::CertificateBundle> bundle = trust::readCertificates(text);
    if (!bundle) {
        source.remarks += bundle.error().message;
        return source;
    }
    add(source, text, *bundle);
    source.remarks = bundle->ignored;
    return source;
}

StoreImport::StoreImport(StoreDesk desk, StorePair *pair, CutEntries *cut, QObject *parent)
    : QObject(parent)
    , m_desk(std::move(desk))
    , m_pair(pair)
    , m_cut(cut)
{
    connect(m_desk.busy, &BusyBar::cancelRequested, this, [this] { ++m_reading; });
}

void StoreImport::chooseFiles()
{
    const QStringList paths = QFileDialog::getOpenFileNames(
        m_desk.window, tr("Import certificates"), {},
        tr("Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c *.p7s *.ca-bundle *.txt);;All files (*)"));
    if (!paths.isEmpty())
        importFiles(paths);
}

void StoreImport::importFiles(const QStringList &paths)
{
    read([paths] { return readImportFiles(paths); },
         paths.size() == 1 ? QFileInfo(paths.constFirst()).fileName()
                           : tr("%n files", nullptr, static_cast<int>(paths.size())));
}

void StoreImport::importText(const QByteArray &text)
{
    read([text] { return readImportText(text); }, tr("the text"));
}

void StoreImport::paste()
{
    const QMimeData *content = QGuiApplication::clipboard()->mimeData();
    if (m_cut->isOnClipboard() && m_cut->source())
        moveCut();
    else if (content && canTake(content))
        take(content);
    else
        Q_EMIT message(tr("There is neither a certificate nor a file on the clipboard."));
}

void StoreImport::moveCut()
{
    StoreView *view = m_desk.tabs->current();
    if (view == m_cut->source()) {
        Q_EMIT message(tr("They were cut out of this truststore: paste them into another one."));
        return;
    }
    ImportSource source;
    source.certificates = m_cut->certificates();
    source.aliases = m_cut->aliases();
    showDialog(view, source, Into::View, Way::Move);
}

bool StoreImport::canTake(const QMimeData *content)
{
    return content->hasUrls() || content->hasText();
}

void StoreImport::take(const QMimeData *content)
{
    QStringList paths;
    const QList<QUrl> urls = content->urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            paths += url.toLocalFile();
    }
    if (!paths.isEmpty() && !m_desk.tabs->current()) {
        for (const QString &path : std::as_const(paths))
            Q_EMIT openRequested(path);
    } else if (!paths.isEmpty()) {
        importFiles(paths);
    } else if (m_desk.tabs->current()) {
        importText(content->text().toUtf8());
    } else {
        Q_EMIT message(tr("Open a truststore first: the certificates go into it."));
    }
}

void StoreImport::importFromServer()
{
    auto *dialog = new ServerImportDialog(m_desk.clock, m_desk.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        ImportSource source;
        source.certificates = dialog->chosen();
        offer(source);
    });
    dialog->open();
}

void StoreImport::read(const std::function<ImportSource()> &reader, const QString &what)
{
    const int number = ++m_reading;
    m_desk.busy->begin(tr("Reading %1 …").arg(what), BusyBar::Cancel::Offered);
    QtConcurrent::run(reader).then(this, [this, number](const ImportSource &source) {
        m_desk.busy->end();
        if (number == m_reading)
            offer(source);
    });
}

StoreImport::Into StoreImport::destination() const
{
    const bool intoPair =
        m_pair->isOpen() && m_pair->changesTogether() && m_pair->contains(m_desk.tabs->currentDocument());
    return intoPair ? Into::Pair : Into::View;
}

void StoreImport::offer(const ImportSource &source)
{
    for (const QString &path : source.keystores)
        Q_EMIT openRequested(path);
    StoreView *view = m_desk.tabs->current();
    if (!view)
        return;
    if (!source.certificates.isEmpty())
        showDialog(view, source, destination());
    else if (source.keystores.isEmpty())
        showProblem(tr("There was no certificate to import."), source.remarks.join(u'\n'));
}

void StoreImport::offer(StoreView *view, const QList<trust::Certificate> &certificates)
{
    ImportSource source;
    source.certificates = certificates;
    showDialog(view, source, Into::View);
}

void StoreImport::showDialog(StoreView *view, const ImportSource &source, Into into, Way way)
{
    const trust::TrustStore store = into == Into::Pair ? sharedPart(m_pair->document(PairRole::ApiManager)->store(),
                                                                    m_pair->document(PairRole::IdentityServer)->store())
                                                       : view->document()->store();
    auto *dialog = new ImportDialog(store, source.certificates, source.remarks, m_desk.clock(), m_desk.window);
    dialog->setObjectName(u"importDialog"_s);
    dialog->proposeAliases(source.aliases);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QString title = tr("Import into %1").arg(view->document()->fileName());
    if (into == Into::Pair)
        title = tr("Import into the API Manager's and the Identity Server's truststore");
    else if (way == Way::Move)
        title = tr("Move to %1").arg(view->document()->fileName());
    dialog->setWindowTitle(title);
    connect(dialog, &QDialog::accepted, view, [this, view, dialog, into, way] {
        if (into == Into::Pair)
            applyToPair(dialog->chosen(), dialog->aliases());
        else
            apply(view, dialog->chosen(), dialog->aliases(), way);
    });
    dialog->open();
}

void StoreImport::apply(StoreView *view, const QList<trust::Certificate> &certificates, const QStringList &aliases,
                        Way way)
{
    StoreDocument *document = view->document();
    // Something else may have come to the clipboard since.
    const StoreView *from = way == Way::Move ? m_cut->source() : nullptr;
    StepLabel label;
    if (from)
        label.text = tr("Move here from %1").arg(from->document()->fileName());
    const Result<trust::ImportReport> report = document->import(certificates, aliases, label);
    if (!report) {
        showProblem(tr("Nothing was imported."), report.error().message);
        return;
    }
    QStringList added;
    for (const trust::ImportItem &item : report->items) {
        if (item.outcome == trust::ImportItem::Outcome::Added)
            added += item.alias;
    }
    view->select(added);
    view->notice()->showNotice(added.isEmpty() ? Tone::Neutral : Tone::Good,
                               added.isEmpty() ? u"outcome-skipped"_s : u"outcome-pass"_s, describeAdded(*report),
                               describeAlreadyThere(*report));
    if (!added.isEmpty())
        offerUndo(view);
    view->focusTable();
    if (!from)
        return;
    const QString source = from->document()->fileName();
    if (const Result<qsizetype> moved = m_cut->takeOut(certificates, document->fileName()); !moved)
        showProblem(tr("They are here now, and in %1 too.").arg(source), moved.error().message);
}

void StoreImport::applyToPair(const QList<trust::Certificate> &certificates, const QStringList &aliases)
{
    const Result<StorePair::Report> report = m_pair->import(certificates, aliases);
    if (!report) {
        showProblem(tr("Nothing was imported."), report.error().message);
        return;
    }
    auto *dialog = new PairReport(*report, m_desk.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &PairReport::saveRequested, this, &StoreImport::savePairRequested);
    dialog->open();
}

void StoreImport::showProblem(const QString &text, const QString &detail)
{
    NoticeBar *notice = m_desk.tabs->current() ? m_desk.tabs->current()->notice() : m_desk.notice;
    notice->showNotice(Tone::Bad, u"outcome-fail"_s, text, detail);
}

} // namespace gatehouse::ui
