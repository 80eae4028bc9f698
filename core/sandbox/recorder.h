#pragma once

#include "sandbox/exchange.h"

#include <QList>
#include <QObject>

#include <mutex>

namespace gatehouse::sandbox {

/// Collects exchanges from the workers and hands them on in bunches, so that a busy endpoint does not
/// flood the thread that shows them.
class Recorder : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// From any thread. Beyond MaxWaiting the oldest are dropped: the log shows the newest.
    void record(Exchange exchange);
    /// What has come since the last call, oldest first.
    QList<Exchange> take();

    static constexpr qsizetype MaxWaiting = 2000;

Q_SIGNALS:
    /// Something waits; not repeated until it is taken.
    void waiting();

private:
    std::mutex m_mutex;
    QList<Exchange> m_waiting;
    quint64 m_lastId = 0;
    bool m_announced = false;
};

} // namespace gatehouse::sandbox
