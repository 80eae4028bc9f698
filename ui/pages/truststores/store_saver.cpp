#include "store_saver.h"

#include "store_document.h"

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

} // namespace

void StoreSaver::save(const QList<SaveTarget> &targets, QObject *receiver, Reply reply)
{
    (new StoreSaver(targets, receiver, std::move(reply)))->start();
}

StoreSaver::StoreSaver(QList<SaveTarget> targets, QObject *receiver, Reply reply)
    : m_targets(std::move(targets))
    , m_receiver(receiver)
    , m_reply(std::move(reply))
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &StoreSaver::finish);
}

void StoreSaver::start()
{
    QList<trust::StoreSave> saves;
    for (const SaveTarget &target : std::as_const(m_targets)) {
        saves += saveOf(target);
        target.document->setSaving(true);
    }
    m_watcher.setFuture(QtConcurrent::run([saves] {
        QList<OnDisk> before;
        for (const trust::StoreSave &save : saves)
            before += lookAt(save);
        return Written{before, trust::saveStoreFiles(saves)};
    }));
}

void StoreSaver::finish()
{
    const auto [before, digests] = m_watcher.result();
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
        m_reply({}, before);
    else
        m_reply(tl::unexpected(digests.error()), before);
}

} // namespace gatehouse::ui
