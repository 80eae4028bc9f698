#include "store_files.h"

#include "new_store_dialog.h"
#include "store_opener.h"
#include "store_saving.h"
#include "store_tabs.h"
#include "store_view.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/notice_bar.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

StoreFiles::StoreFiles(StoreDesk desk, StoreSaving *saving, QObject *parent)
    : QObject(parent)
    , m_desk(std::move(desk))
    , m_saving(saving)
{
    connect(m_saving, &StoreSaving::written, this, &StoreFiles::noteRecent);
}

QString StoreFiles::folder() const
{
    if (const StoreDocument *document = m_desk.tabs->currentDocument())
        return QFileInfo(document->path()).path();
    return m_recent.isEmpty() ? QDir::homePath() : QFileInfo(m_recent.constFirst()).path();
}

void StoreFiles::choose()
{
    const QStringList paths = QFileDialog::getOpenFileNames(
        m_desk.window, tr("Open truststores"), folder(),
        tr("Truststores (*.jks *.p12 *.pfx *.pkcs12 *.keystore *.truststore *.pem *.crt *.cer);;All files (*)"));
    for (const QString &path : paths)
        open(path);
}

void StoreFiles::open(const QString &path)
{
    const QString file = QFileInfo(QDir::cleanPath(path)).absoluteFilePath();
    if (StoreView *view = m_desk.tabs->find(file)) {
        m_desk.tabs->setCurrentWidget(view);
        return;
    }
    if (m_opening.contains(file))
        return;
    m_opening += file;
    m_desk.notice->dismiss();
    const QString name = QFileInfo(file).fileName();
    auto *opener = new StoreOpener(file, StoreOpener::Need::Entries, m_desk.clock(), m_desk.memory, m_desk.window);
    connect(opener, &StoreOpener::workingChanged, this, [this, name](bool working) {
        if (working)
            m_desk.busy->begin(tr("Opening %1 …").arg(name), BusyBar::Cancel::Offered);
        else
            m_desk.busy->end();
    });
    connect(m_desk.busy, &BusyBar::cancelRequested, opener, &StoreOpener::cancel);
    connect(opener, &QObject::destroyed, this, [this, file] { m_opening.removeOne(file); });
    connect(opener, &StoreOpener::opened, this,
            [this](const LoadedStore &loaded, const std::optional<trust::Password> &password) {
                auto *document = new StoreDocument(m_desk.clock);
                document->load(loaded, password);
                m_saving->noteRead(document->path(), password);
                m_desk.tabs->add(document)->focusTable();
                noteRecent(document->path());
                Q_EMIT opened(document);
            });
    connect(opener, &StoreOpener::failed, this, [this, name](const Error &error) {
        m_desk.notice->showNotice(Tone::Bad, u"outcome-fail"_s, tr("%1 could not be opened.").arg(name), error.message);
    });
    opener->start();
}

void StoreFiles::makeNew()
{
    auto *dialog = new NewStoreDialog(NewStoreDialog::Purpose::New, folder(), {}, m_desk.clock(), m_desk.window);
    dialog->setTaken(openPaths());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        auto *document = new StoreDocument(m_desk.clock);
        document->create(dialog->path(), {dialog->format(), {}}, dialog->password());
        m_desk.tabs->add(document);
    });
    dialog->open();
}

void StoreFiles::reload(StoreView *view)
{
    StoreDocument *document = view->document();
    auto *opener =
        new StoreOpener(document->path(), StoreOpener::Need::Entries, m_desk.clock(), m_desk.memory, view->window());
    connect(opener, &StoreOpener::workingChanged, this, [this, name = document->fileName()](bool working) {
        if (working)
            m_desk.busy->begin(tr("Reading %1 again …").arg(name), BusyBar::Cancel::Offered);
        else
            m_desk.busy->end();
    });
    connect(m_desk.busy, &BusyBar::cancelRequested, opener, &StoreOpener::cancel);
    const auto refused = [view](const Error &error) {
        view->fileNotice()->showNotice(Tone::Bad, u"outcome-fail"_s,
                                       tr("%1 could not be read again.").arg(view->document()->fileName()),
                                       error.message);
    };
    connect(opener, &StoreOpener::opened, view,
            [this, view, refused](const LoadedStore &loaded, const std::optional<trust::Password> &password) {
                if (const Result<void> reloaded = view->document()->reload(loaded, password); !reloaded)
                    return refused(reloaded.error());
                m_saving->noteRead(view->document()->path(), password);
                view->fileNotice()->dismiss();
                Q_EMIT message(tr("%1 was read again.").arg(view->document()->fileName()));
            });
    connect(opener, &StoreOpener::failed, view, refused);
    opener->start(document->password());
}

QStringList StoreFiles::openPaths() const
{
    QStringList paths;
    const QList<StoreDocument *> documents = m_desk.tabs->documents();
    for (const StoreDocument *document : documents)
        paths += document->path();
    return paths;
}

void StoreFiles::convert(StoreView *view)
{
    auto *dialog = new NewStoreDialog(NewStoreDialog::Purpose::Convert, folder(), view->document()->store(),
                                      m_desk.clock(), m_desk.window);
    dialog->setTaken(openPaths());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        auto *document = new StoreDocument(m_desk.clock);
        document->create(dialog->path(), dialog->converted(), dialog->password());
        m_desk.tabs->add(document);
        m_saving->save({document});
    });
    dialog->open();
}

void StoreFiles::close(StoreView *view)
{
    StoreDocument *document = view->document();
    if (document->isSaving()) {
        if (m_closing.contains(view))
            return;
        m_closing += view;
        // Queued: what became of the writing is shown first.
        connect(
            document, &StoreDocument::savingChanged, view,
            [this, view] {
                m_closing.removeOne(view);
                close(view);
            },
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
        return;
    }
    if (m_desk.tabs->indexOf(view) < 0)
        return;
    if (!document->isModified()) {
        m_desk.tabs->remove(view);
        return;
    }
    m_desk.tabs->setCurrentWidget(view);
    QList<QPointer<StoreDocument>> group;
    const QList<StoreDocument *> together = m_saving->savedTogether(document);
    for (StoreDocument *each : together)
        group += each;
    auto *question = new QMessageBox(QMessageBox::Warning, tr("Close the truststore"),
                                     tr("%1 has unsaved changes.").arg(view->document()->fileName()),
                                     QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, m_desk.window);
    question->setObjectName(u"closeQuestion"_s);
    question->setInformativeText(together.size() == 1
                                     ? tr("Discarding them cannot be undone.")
                                     : tr("%1, which is its pair, has some too, and is saved together with it. "
                                          "Discarding those of %2 cannot be undone.")
                                           .arg(together.constLast()->fileName(), document->fileName()));
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QMessageBox::finished, view, [this, view, group](int answer) {
        if (answer == QMessageBox::Discard)
            m_desk.tabs->remove(view);
        if (answer != QMessageBox::Save)
            return;
        m_saving->saveGroups({group}, [this, guarded = QPointer(view)](bool saved) {
            if (saved && guarded)
                m_desk.tabs->remove(guarded);
        });
    });
    question->open();
}

void StoreFiles::setRecentFiles(const QStringList &paths)
{
    m_recent = paths.first(std::min(paths.size(), MaxRecent));
    Q_EMIT recentFilesChanged();
}

void StoreFiles::noteRecent(const QString &path)
{
    QStringList recent = m_recent;
    recent.removeAll(path);
    recent.prepend(path);
    setRecentFiles(recent);
}

} // namespace gatehouse::ui
