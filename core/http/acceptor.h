#pragma once

#include <QTcpServer>
#include <QTimer>

#include <functional>

namespace gatehouse::http {

/// Listens and hands over descriptors.
class Acceptor : public QTcpServer
{
public:
    explicit Acceptor(std::function<void(qintptr)> accepted);
    /// Listens no more.
    void end();

protected:
    void incomingConnection(qintptr descriptor) override { m_accepted(descriptor); }

private:
    std::function<void(qintptr)> m_accepted;
    QTimer m_resume;
};

} // namespace gatehouse::http
