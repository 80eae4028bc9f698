#include "http/acceptor.h"

#include <chrono>

namespace gatehouse::http {

namespace {

/// The kernel's queue of connections that nobody has accepted yet.
constexpr int Backlog = 512;
/// QTcpServer stops accepting where it cannot, for want of descriptors say; it is asked again after this.
constexpr std::chrono::milliseconds RetryInterval(100);

} // namespace

Acceptor::Acceptor(std::function<void(qintptr)> accepted)
    : m_accepted(std::move(accepted))
    , m_resume(this)
{
    setListenBacklogSize(Backlog);
    m_resume.setSingleShot(true);
    m_resume.setInterval(RetryInterval);
    connect(this, &QTcpServer::acceptError, &m_resume, qOverload<>(&QTimer::start));
    connect(&m_resume, &QTimer::timeout, this, &QTcpServer::resumeAccepting);
}

void Acceptor::end()
{
    m_resume.stop();
    close();
}

} // namespace gatehouse::http
