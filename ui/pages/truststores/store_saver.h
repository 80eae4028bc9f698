#pragma once

#include "store/activity_recorder.h"
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

/// What was at a document's path when it was to be written.
enum class OnDisk : quint8 {
    Nothing, ///< and nothing was expected
    AsRead,  ///< or whatever may be replaced
    Changed,
    Gone,
    InTheWay, ///< a file where the document had none
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
    /// `before` is in the order of the targets. `recorded` is a failure where the files were written and the record of
    /// changes does not hold it.
    using Reply =
        std::function<void(const Result<void> &outcome, const QList<OnDisk> &before, const Result<void> &recorded)>;

    /// None of the documents may be under way already, nor lack a password. `reply` is not called where `receiver` is
    /// gone by then.
    static void save(const QList<SaveTarget> &targets, const store::ActivityRecorder &recorder, QObject *receiver,
                     Reply reply);

private:
    StoreSaver(QList<SaveTarget> targets, store::ActivityRecorder recorder, QObject *receiver, Reply reply);
    void start();
    void finish();

    QList<SaveTarget> m_targets;
    store::ActivityRecorder m_recorder;
    QPointer<QObject> m_receiver;
    Reply m_reply;
    struct Written {
        QList<OnDisk> before;
        Result<QList<QByteArray>> digests;
        Result<void> recorded;
    };
    QFutureWatcher<Written> m_watcher;
};

} // namespace gatehouse::ui
