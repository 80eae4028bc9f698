#include "store_saving.h"

#include "change_password_dialog.h"
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
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

StoreSaving::StoreSaving(StoreDesk desk, const StorePair *pair, QObject *parent)
    : QObject(parent)
    , m_desk(std::move(desk))
    , m_pair(pair)
{}

void StoreSaving::noteRead(const QString &path, const std::optional<trust::Password> &password)
{
    if (password)
        m_passwords.insert(path, *password);
}

void StoreSaving::save(const QList<StoreDocument *> &together)
{
    QList<SaveTarget> targets;
    for (StoreDocument *document : together)
        targets.append({document, document->path(), Overwrite::IfUnchanged});
    saveTargets(targets, [](bool) {});
}

QList<StoreDocument *> StoreSaving::savedTogether(StoreDocument *document) const
{
    StoreDocument *partner = m_pair->partnerOf(document);
    if (partner && partner != document && partner->isModified() && !partner->isSaving())
        return {document, partner};
    return {document};
}

void StoreSaving::saveGroups(const Groups &groups, const Outcome &outcome)
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

void StoreSaving::saveTargets(const QList<SaveTarget> &targets, const Outcome &outcome)
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
    const auto conclude = [this, targets, outcome](const Result<void> &result, const QList<OnDisk> &before,
                                                   const Result<void> &recorded) {
        m_desk.busy->end();
        if (result)
            showSaved(targets, before);
        else if (result.error().kind == Error::Conflict)
            showConflict(targets, result.error(), before);
        else
            showFailure(targets, result.error());
        if (!recorded)
            m_desk.notice->showNotice(Tone::Caution, u"outcome-warn"_s, recorded.error().message);
        outcome(result.has_value());
    };
    StoreSaver::save(targets, m_desk.recorder, this, conclude);
}

void StoreSaving::askPassword(const SaveTarget &target, const std::function<void()> &proceed, const Outcome &outcome)
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

void StoreSaving::askNewPassword(StoreDocument *document, const std::function<void()> &proceed, const Outcome &outcome)
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

void StoreSaving::showSaved(const QList<SaveTarget> &targets, const QList<OnDisk> &before)
{
    QList<StoreDocument *> documents;
    QStringList kept;
    for (qsizetype i = 0; i < targets.size(); ++i) {
        if (!targets[i].document)
            continue;
        documents += targets[i].document;
        if (before[i] != OnDisk::Nothing && before[i] != OnDisk::Gone)
            kept += targets[i].document->fileName() + u".bak"_s;
        Q_EMIT written(targets[i].path);
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

void StoreSaving::remember(const SaveTarget &target)
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

void StoreSaving::showFailure(const QList<SaveTarget> &targets, const Error &error)
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

void StoreSaving::showConflict(const QList<SaveTarget> &targets, const Error &error, const QList<OnDisk> &before)
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
void StoreSaving::offerWaysOut(StoreView *view, OnDisk found, const QList<SaveTarget> &forced)
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

void StoreSaving::chooseSaveAs(StoreView *view)
{
    const QString path =
        QFileDialog::getSaveFileName(m_desk.window, tr("Save the truststore as"), view->document()->path());
    if (!path.isEmpty())
        saveAs(view, path);
}

void StoreSaving::saveAs(StoreView *view, const QString &path)
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

} // namespace gatehouse::ui
