#pragma once

#include "store/database.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>

namespace gatehouse::store {

/// Enters clients into the index of words some time after they were registered, which costs a fifth of what a
/// registration does: once none has come for an interval, or too many wait, in small parts that go along with other
/// writes. A search looks through those that wait one by one. Lives in a thread with an event loop, no longer than the
/// database; several, also of other processes, do no harm.
class ClientIndexer : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds Interval{2000};
    /// So many a search looks through in some twenty milliseconds.
    static constexpr qint64 MaxWaiting = 20'000;

    explicit ClientIndexer(Database &database, QObject *parent = nullptr);

private:
    struct Progress;

    QTimer m_timer;
    std::shared_ptr<Progress> m_progress; ///< the writer's thread's, but for a flag
};

/// The same at once, waiting. Returns how many were entered.
Result<qint64> indexClientsAndWait(Database &database);

} // namespace gatehouse::store
