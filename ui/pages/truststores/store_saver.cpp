#include "store_saver.h"

#include "base/file_saves.h"
#include "store_document.h"
#include "workspace/activity_entries.h"

#include <QFileInfo>
#include <QtConcurrentRun>

namespace gatehouse::ui {

namespace {

trust::StoreSave saveOf(const SaveTarget &target)
{
    trust::StoreSave save;
    save.path = target.path;
    save.store = target.document->store();
    // Only PEM has none by now.
    if (const std::optional<trust::Password> &password = target.document->password())
        save.password = *password;
    if (target.overwrite == Overwrite::IfUnchanged)
        save.expectedDigest = target.path == target.document->path() ? target.document->digest() : QByteArray();
    return save;
}

OnDisk lookAt(const trust::StoreSave &save)
{
    const bool exists = QFileInfo::exists(save.path);
    if (!save.expectedDigest)
        return exists ? OnDisk::AsRead : OnDisk::Nothing;
    if (save.expectedDigest->isEmpty())
        return exists ? OnDisk::InTheWay : OnDisk::Nothing;
    if (!exists)
        return OnDisk::Gone;
    return trust::hasChangedOnDisk(save.path, *save.expectedDigest) ? OnDisk::Changed : OnDisk::AsRead;
}

/// For the record of changes. What the document was read from is known; any other file that is replaced is read.
workspace::SavedStore entryOf(const SaveTarget &target)
{
    workspace::SavedStore entry;
    entry.path = target.path;
    entry.after = target.document->store();
    entry.before = target.document->savedStore();
    if (target.document->hasNewPassword())
        entry.password = workspace::SavedStore::Password::New;
    return entry;
}

void completeEntry(workspace::SavedStore &entry, const trust::StoreSave &save)
{
    using Before = workspace::SavedStore::Before;
    const Result<QByteArray> bytes = readFile(save.path, trust::MaxStoreBytes);
    if (!QFileInfo::exists(save.path)) {
        entry.had = Before::Nothing;
    } else if (bytes && save.expectedDigest && fileDigest(*bytes) == *save.expectedDigest) {
        entry.had = Before::Known;
    } else if (auto other = trust::openStoreFile(save.path, save.password)) {
        entry.had = Before::Known;
        entry.before = std::move(other->store);
    } else {
        entry.had = Before::Unreadable;
    }
}

} // namespace

void StoreSaver::save(const QList<SaveTarget> &targets, const store::ActivityRecorder &recorder, QObject *receiver,
                      Reply reply)
{
    (new StoreSaver(targets, recorder, receiver, std::move(reply)))->start();
}

StoreSaver::StoreSaver(QList<SaveTarget> targets, store::ActivityRecorder recorder, QObject *receiver, Reply reply)
    : m_targets(std::move(targets))
    , m_recorder(std::move(recorder))
    , m_receiver(receiver)
    , m_reply(std::move(reply))
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &StoreSaver::finish);
}

void StoreSaver::start()
{
    QList<trust::StoreSave> saves;
    QList<workspace::SavedStore> entries;
    for (const SaveTarget &target : std::as_const(m_targets)) {
        saves += saveOf(target);
        entries += entryOf(target);
        target.document->setSaving(true);
    }
    m_watcher.setFuture(QtConcurrent::run([saves, entries, recorder = m_recorder]() mutable {
        Written written;
        for (qsizetype i = 0; i < saves.size(); ++i) {
            written.before += lookAt(saves[i]);
            if (recorder.isRecording())
                completeEntry(entries[i], saves[i]);
        }
        written.digests = trust::saveStoreFiles(saves);
        if (!written.digests)
            return written;
        QList<store::NewActivity> activities;
        for (const workspace::SavedStore &entry : std::as_const(entries))
            activities += workspace::truststoreSaved(entry);
        written.recorded = recorder.record(activities);
        return written;
    }));
}

void StoreSaver::finish()
{
    const auto [before, digests, recorded] = m_watcher.result();
    for (qsizetype i = 0; i < m_targets.size(); ++i) {
        StoreDocument *document = m_targets[i].document;
        if (!document)
            continue;
        if (digests)
            document->markSaved(m_targets[i].path, (*digests)[i]);
        document->setSaving(false);
    }
    deleteLater();
    if (!m_receiver)
        return;
    if (digests)
        m_reply({}, before, recorded);
    else
        m_reply(tl::unexpected(digests.error()), before, recorded);
}

} // namespace gatehouse::ui
