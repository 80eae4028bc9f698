#include "sandbox/recorder.h"

#include <utility>

namespace gatehouse::sandbox {

void Recorder::record(Exchange exchange)
{
    bool announce = false;
    {
        const std::scoped_lock lock(m_mutex);
        exchange.id = ++m_lastId;
        m_waiting.append(std::move(exchange));
        if (m_waiting.size() > MaxWaiting)
            m_waiting.removeFirst();
        announce = !std::exchange(m_announced, true);
    }
    if (announce)
        Q_EMIT waiting();
}

QList<Exchange> Recorder::take()
{
    const std::scoped_lock lock(m_mutex);
    m_announced = false;
    return std::exchange(m_waiting, {});
}

} // namespace gatehouse::sandbox
