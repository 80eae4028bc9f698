#pragma once

#include "trust/store_file.h"

#include <QFutureWatcher>
#include <QObject>
#include <QPointer>

#include <functional>

namespace gatehouse::ui {

class StoreDocument;

/// What may be replaced at a document's path.
enum class Overwrite : quint8 {
    IfUnchanged, ///< the file that was read; nothing at all where there was none
    Always,
};

struct SaveTarget {
    QPointer<StoreDocument> document;
    QString path; ///< its own, or where it goes
    Overwrite overwrite = Overwrite::IfUnchanged;
};

/// Writes documents to their files, all or none, off this thread. Deletes itself when done.
class StoreSaver : public QObject
{
    Q_OBJECT

public:
    using Reply = std::function<void(const Result<void> &outcome)>;

    /// None of the documents may be under way already, nor lack a password. `reply` is not called where `receiver` is
    /// gone by then.
    static void save(const QList<SaveTarget> &targets, QObject *receiver, Reply reply);

private:
    StoreSaver(QList<SaveTarget> targets, QObject *receiver, Reply reply);
    void start();
    void finish();

    QList<SaveTarget> m_targets;
    QPointer<QObject> m_receiver;
    Reply m_reply;
    QFutureWatcher<Result<QList<QByteArray>>> m_watcher;
};

} // namespace gatehouse::ui
