#include "store_files.h"

#include "change_password_dialog.h"
#include "new_store_dialog.h"
#include "password_memory.h"
#include "store_opener.h"
#include "store_pair.h"
#include "store_tabs.h"
#include "store_view.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/notice_bar.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

StoreFiles::StoreFiles(StoreDesk desk, const StorePair *pair, QObject *parent)
    : QObject(parent)
    , m_desk(std::move(desk))
    , m_pair(pair)
{}

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
                if (password)
                    m_passwords.insert(document->path(), *password);
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
                if (password)
                    m_passwords.insert(view->document()->path(), *password);
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

void StoreFiles::save(const QList<StoreDocument *> &together)
{
    QList<SaveTarget> targets;
    for (StoreDocument *document : together)
        targets.append({document, document->path(), Overwrite::IfUnchanged});
    saveTargets(targets, [](bool) {});
}

QList<StoreDocument *> StoreFiles::savedTogether(StoreDocument *document) const
{
    StoreDocument *partner = m_pair->partnerOf(document);
    if (partner && partner != document && partner->isModified() && !partner->isSaving())
        return {document, partner};
    return {document};
}

void StoreFiles::saveGroups(const Groups &groups, const Outcome &outcome)
{
    if (groups.isEmpty()) {
        outcome(true);
        return;
    }
    QList<SaveTarget> targets;
    for (const QPointer<StoreDocument> &document : groups.constFirst()) {
        if (document)
            targets.append({document, document->path(), Overwrite::IfUnchanged});
    }
    saveTargets(targets, [this, rest = groups.sliced(1), outcome](bool saved) {
        if (saved)
            saveGroups(rest, outcome);
        else
            outcome(false);
    });
}

void StoreFiles::saveTargets(const QList<SaveTarget> &targets, const Outcome &outcome)
{
    for (const SaveTarget &target : targets) {
        if (!target.document || target.document->isSaving()) {
            outcome(false);
            return;
        }
        if (target.document->lacksPassword()) {
            askPassword(
                target, [this, targets, outcome] { saveTargets(targets, outcome); }, outcome);
            return;
        }
    }
    m_desk.busy->begin(targets.size() == 1 ? tr("Saving %1 …").arg(targets.constFirst().document->fileName())
                                           : tr("Saving %1 truststores …").arg(targets.size()));
    StoreSaver::save(targets, this, [this, targets, outcome](const Result<void> &result, const QList<OnDisk> &before) {
        m_desk.busy->end();
        if (result)
            showSaved(targets, before);
        else if (result.error().kind == Error::Conflict)
            showConflict(targets, result.error(), before);
        else
            showFailure(targets, result.error());
        outcome(result.has_value());
    });
}

void StoreFiles::askPassword(const SaveTarget &target, const std::function<void()> &proceed, const Outcome &outcome)
{
    const QPointer<StoreDocument> document = target.document;
    auto *opener =
        new StoreOpener(document->path(), StoreOpener::Need::Password, m_desk.clock(), m_desk.memory, m_desk.window);
    connect(opener, &StoreOpener::opened, document,
            [this, document, proceed, outcome](const LoadedStore &, const std::optional<trust::Password> &password) {
                if (!password) {
                    askNewPassword(document, proceed, outcome);
                    return;
                }
                document->setVerifiedPassword(*password);
                m_passwords.insert(document->path(), *password);
                proceed();
            });
    connect(opener, &StoreOpener::failed, this, [this, target, outcome](const Error &error) {
        showFailure({target}, error);
        outcome(false);
    });
    connect(opener, &StoreOpener::cancelled, this, [outcome] { outcome(false); });
    opener->start();
}

void StoreFiles::askNewPassword(StoreDocument *document, const std::function<void()> &proceed, const Outcome &outcome)
{
    auto *dialog = new ChangePasswordDialog(ChangePasswordDialog::Purpose::First, document->fileName(),
                                            document->store().format, m_desk.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, document, [this, dialog, document, proceed, outcome] {
        if (const Result<void> changed = document->changePassword(dialog->password()); !changed) {
            m_desk.notice->showNotice(Tone::Bad, u"outcome-fail"_s, tr("%1 was not saved.").arg(document->fileName()),
                                      changed.error().message);
            outcome(false);
            return;
        }
        proceed();
    });
    connect(dialog, &QDialog::rejected, this, [outcome] { outcome(false); });
    dialog->open();
}

void StoreFiles::showSaved(const QList<SaveTarget> &targets, const QList<OnDisk> &before)
{
    QList<StoreDocument *> documents;
    QStringList kept;
    for (qsizetype i = 0; i < targets.size(); ++i) {
        if (!targets[i].document)
            continue;
        documents += targets[i].document;
        if (before[i] != OnDisk::Nothing && before[i] != OnDisk::Gone)
            kept += targets[i].document->fileName() + u".bak"_s;
        noteRecent(targets[i].path);
        remember(targets[i]);
    }
    QString where;
    if (kept.size() == 1)
        where = u' ' + tr("What was there before is kept beside it as %1.").arg(kept.constFirst());
    else if (kept.size() > 1)
        where = u' ' + tr("What was there before is kept beside each as .bak.");
    for (StoreDocument *document : std::as_const(documents)) {
        StoreView *view = m_desk.tabs->viewOf(document);
        if (!view)
            continue;
        view->fileNotice()->dismiss();
        if (targets.size() > 1)
            view->notice()->showNotice(Tone::Good, u"outcome-pass"_s, tr("Both truststores are saved."),
                                       tr("Start the API Manager and the Identity Server again: only then do they "
                                          "trust what is in them now.")
                                           + where);
        else
            view->notice()->showNotice(Tone::Good, u"outcome-pass"_s, tr("%1 is saved.").arg(document->fileName()),
                                       tr("A server that uses it reads it when it is started again.") + where);
    }
    Q_EMIT saved(documents);
}

void StoreFiles::remember(const SaveTarget &target)
{
    const std::optional<trust::Password> &password = target.document->password();
    if (!password)
        return;
    // What the memory has already may cost the user a passphrase to write.
    const auto known = m_passwords.constFind(target.path);
    const bool isNew = known == m_passwords.cend() || *known != *password;
    m_passwords.insert(target.path, *password);
    if (isNew && m_desk.memory && m_desk.memory->remembers(target.path))
        m_desk.memory->keep(target.path, *password, m_desk.window);
}

void StoreFiles::showFailure(const QList<SaveTarget> &targets, const Error &error)
{
    for (const SaveTarget &target : targets) {
        StoreView *view = m_desk.tabs->viewOf(target.document);
        if (!view)
            continue;
        view->fileNotice()->showNotice(Tone::Bad, u"outcome-fail"_s,
                                       tr("%1 was not saved.").arg(target.document->fileName()), error.message);
        m_desk.tabs->setCurrentWidget(view);
        connect(view->fileNotice()->addAction(tr("&Try again"), u"saveAgainButton"_s), &QPushButton::clicked, this,
                [this, targets] { saveTargets(targets, [](bool) {}); });
    }
}

void StoreFiles::showConflict(const QList<SaveTarget> &targets, const Error &error, const QList<OnDisk> &before)
{
    const auto isInConflict = [&before](qsizetype i) {
        return before[i] == OnDisk::Changed || before[i] == OnDisk::Gone || before[i] == OnDisk::InTheWay;
    };
    // What nobody touched is still not to be touched when the user decides.
    QList<SaveTarget> forced = targets;
    for (qsizetype i = 0; i < forced.size(); ++i) {
        if (isInConflict(i))
            forced[i].overwrite = Overwrite::Always;
    }
    StoreView *decisive = nullptr;
    for (qsizetype i = 0; i < targets.size(); ++i) {
        StoreView *view = m_desk.tabs->viewOf(targets[i].document);
        if (!view)
            continue;
        view->fileNotice()->showNotice(Tone::Caution, u"outcome-warn"_s,
                                       tr("%1 was not saved.").arg(targets[i].document->fileName()), error.message);
        if (isInConflict(i)) {
            offerWaysOut(view, before[i], forced);
            decisive = view;
        } else {
            connect(view->fileNotice()->addAction(tr("&Try again"), u"saveAgainButton"_s), &QPushButton::clicked, this,
                    [this, targets] { saveTargets(targets, [](bool) {}); });
        }
    }
    if (decisive)
        m_desk.tabs->setCurrentWidget(decisive);
}

/// The words are those of the error's sentence.
void StoreFiles::offerWaysOut(StoreView *view, OnDisk found, const QList<SaveTarget> &forced)
{
    NoticeBar *notice = view->fileNotice();
    if (found == OnDisk::Changed)
        connect(notice->addAction(tr("Re&load"), u"reloadButton"_s), &QPushButton::clicked, view,
                &StoreView::reloadRequested);
    connect(notice->addAction(tr("Save under &another name…"), u"saveAsButton"_s), &QPushButton::clicked, view,
            [this, view] { chooseSaveAs(view); });
    QString text = tr("Over&write");
    if (found == OnDisk::Gone)
        text = tr("&Write it anew");
    else if (found == OnDisk::InTheWay)
        text = tr("Re&place it");
    QPushButton *overwrite = notice->addAction(text, u"overwriteButton"_s);
    if (found != OnDisk::Gone)
        overwrite->setToolTip(tr("What is in the file now is then only in the .bak file"));
    connect(overwrite, &QPushButton::clicked, this, [this, forced] { saveTargets(forced, [](bool) {}); });
}

void StoreFiles::chooseSaveAs(StoreView *view)
{
    const QString path =
        QFileDialog::getSaveFileName(m_desk.window, tr("Save the truststore as"), view->document()->path());
    if (!path.isEmpty())
        saveAs(view, path);
}

void StoreFiles::saveAs(StoreView *view, const QString &path)
{
    // The file dialog has asked about a file that is there.
    const QString file = QFileInfo(QDir::cleanPath(path)).absoluteFilePath();
    if (const StoreView *other = m_desk.tabs->find(file); other && other != view) {
        view->fileNotice()->showNotice(Tone::Bad, u"outcome-fail"_s,
                                       tr("%1 was not saved.").arg(view->document()->fileName()),
                                       tr("%1 is open in another tab. Close it there, or choose another name.")
                                           .arg(QDir::toNativeSeparators(file)));
        return;
    }
    saveTargets({{view->document(), file, Overwrite::Always}}, [](bool) {});
}

void StoreFiles::convert(StoreView *view)
{
    const trust::TrustStore source = view->document()->store();
    auto *dialog =
        new NewStoreDialog(NewStoreDialog::Purpose::Convert, folder(), source, m_desk.clock(), m_desk.window);
    dialog->setTaken(openPaths());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, source] {
        const Result<trust::TrustStore> converted = trust::convertStore(source, dialog->format(), m_desk.clock());
        if (!converted)
            return; // the dialog has said so
        auto *document = new StoreDocument(m_desk.clock);
        document->create(dialog->path(), *converted, dialog->password());
        m_desk.tabs->add(document);
        save({document});
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
    const QList<StoreDocument *> together = savedTogether(document);
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
        saveGroups({group}, [this, guarded = QPointer(view)](bool saved) {
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
