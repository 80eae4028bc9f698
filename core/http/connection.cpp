#include "http/connection.h"

#include <QCoreApplication>
#include <QSslCipher>
#include <QSslSocket>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

/// Enough for the largest request with its headers; the rest waits in the kernel, and with it the peer.
constexpr qint64 ReadBufferBytes = 64 * 1024;
/// Closing while a peer still sends resets the connection, and the reset overtakes the answer (RFC 9112 §9.6).
constexpr std::chrono::seconds LingerTime(2);

} // namespace

Connection::Connection(qintptr descriptor, const std::optional<QSslConfiguration> &tls, const Context &context,
                       std::function<void(Connection *)> closed)
    : m_context(context)
    , m_closed(std::move(closed))
    , m_socket(new QSslSocket(this))
    , m_reader(context.limits)
    , m_self(std::make_shared<Connection *>(this))
{
    if (tls)
        m_socket->setSslConfiguration(*tls);
    m_socket->setReadBufferSize(ReadBufferBytes);
    if (!m_socket->setSocketDescriptor(descriptor)) {
        QMetaObject::invokeMethod(this, [this] { close(); }, Qt::QueuedConnection);
        return;
    }
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_socket, &QSslSocket::readyRead, this, &Connection::read);
    connect(m_socket, &QSslSocket::disconnected, this, &Connection::close);
    connect(m_socket, &QSslSocket::errorOccurred, this, [this] {
        if (m_phase == Phase::Handshake)
            m_context.failed(m_socket->peerAddress(), Text::tr("The TLS handshake failed: %1").arg(m_socket->errorString()));
        close();
    });
    if (!tls) {
        setPhase(Phase::Idle);
        return;
    }
    connect(m_socket, &QSslSocket::encrypted, this, [this] {
        for (const QSslCertificate &certificate : m_socket->peerCertificateChain())
            m_peerChain.append(certificate.toDer());
        m_tls = m_socket->sessionCipher().protocolString() + QLatin1Char(' ') + m_socket->sessionCipher().name();
        setPhase(Phase::Idle);
        if (m_draining)
            close();
    });
    setPhase(Phase::Handshake);
    m_socket->startServerEncryption();
}

Connection::~Connection()
{
    *m_self = nullptr;
}

void Connection::setPhase(Phase phase)
{
    m_phase = phase;
    const auto now = std::chrono::steady_clock::now();
    switch (phase) {
    case Phase::Handshake:
        m_deadline = now + m_context.limits.handshake;
        break;
    case Phase::Idle:
        m_deadline = now + m_context.limits.idle;
        break;
    case Phase::Reading:
        m_deadline = now + m_context.limits.request;
        break;
    case Phase::Lingering:
        m_deadline = now + LingerTime;
        break;
    case Phase::Closing:
        m_deadline = now + m_context.limits.write;
        break;
    case Phase::Handling:
        m_deadline = SteadyTime::max();
        break;
    }
}

void Connection::read()
{
    // Not while a request is handled: what comes early waits, and is bounded by the read buffer.
    if (m_reading)
        return;
    if (m_phase == Phase::Lingering)
        m_socket->readAll();
    m_reading = true;
    while (m_phase == Phase::Idle || m_phase == Phase::Reading) {
        if (m_input.isEmpty())
            m_input = m_socket->readAll();
        if (m_input.isEmpty())
            break;
        if (m_phase == Phase::Idle)
            setPhase(Phase::Reading);
        m_input.remove(0, m_reader.feed(m_input));
        if (m_reader.takeExpectation())
            m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
        if (m_reader.state() == RequestReader::State::Failed) {
            m_context.failed(m_socket->peerAddress(), QString::fromUtf8(m_reader.failure().body));
            refuse(m_reader.failure());
        } else if (m_reader.state() == RequestReader::State::Complete) {
            handle();
        }
    }
    m_reading = false;
}

void Connection::handle()
{
    Request request = m_reader.take();
    request.peerAddress = m_socket->peerAddress();
    request.peerPort = m_socket->peerPort();
    request.tls = m_tls;
    request.peerChain = m_peerChain;
    m_headRequest = request.method == "HEAD";
    setPhase(Phase::Handling);
    m_context.handler(std::move(request), Responder(m_self));
}

void Connection::respond(const Response &response)
{
    if (m_phase != Phase::Handling)
        return;
    write(response, m_reader.keepAlive() && !m_draining);
    read();
}

void Connection::refuse(const Response &response)
{
    m_socket->write(serialize(response, m_context.clock(), false, true));
    m_input.clear();
    setPhase(Phase::Lingering);
}

void Connection::write(const Response &response, bool keepAlive)
{
    m_socket->write(serialize(response, m_context.clock(), keepAlive, !m_headRequest));
    m_headRequest = false;
    if (keepAlive) {
        setPhase(Phase::Idle);
        return;
    }
    setPhase(Phase::Closing);
    m_input.clear();
    m_socket->disconnectFromHost();
}

void Connection::drain()
{
    m_draining = true;
    if (m_phase == Phase::Idle)
        close();
}

void Connection::abort()
{
    m_socket->abort();
    close();
}

void Connection::checkDeadline(SteadyTime now)
{
    // An answer that the peer does not take keeps its connection; not for ever.
    if (m_phase == Phase::Idle && m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite() > 0
        && now >= m_deadline - m_context.limits.idle + m_context.limits.write)
        return abort();
    if (now < m_deadline)
        return;
    switch (m_phase) {
    case Phase::Reading:
        refuse(Response::error(408, "invalid_request",
                               Text::tr("The request took longer than %1 seconds.").arg(m_context.limits.request.count() / 1000)));
        break;
    case Phase::Lingering:
    case Phase::Idle:
        m_socket->disconnectFromHost();
        setPhase(Phase::Closing);
        break;
    case Phase::Handshake:
        m_context.failed(m_socket->peerAddress(), Text::tr("The TLS handshake was not finished in time."));
        abort();
        break;
    case Phase::Handling:
    case Phase::Closing:
        abort();
        break;
    }
}

void Connection::close()
{
    if (!m_closed)
        return;
    *m_self = nullptr;
    m_phase = Phase::Closing;
    m_socket->disconnect(this);
    const auto closed = std::exchange(m_closed, nullptr);
    closed(this);
}

} // namespace gatehouse::http
