#include "http/connection.h"

#include "http/tls.h"

#include <QCoreApplication>
#include <QScopedValueRollback>
#include <QSslCipher>
#include <QSslSocket>

#include <unistd.h>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

/// Enough for most requests with their headers; the rest waits in the kernel, and with it the peer.
constexpr qint64 ReadBufferBytes = qint64{64} * 1024;
/// Closing while a peer still sends resets the connection, and the reset overtakes the answer (RFC 9112 §9.6).
constexpr std::chrono::seconds LingerTime(2);

QString urlOf(const QTcpSocket &socket, bool encrypted)
{
    QHostAddress address = socket.localAddress();
    bool isMappedV4 = false;
    const quint32 v4 = address.toIPv4Address(&isMappedV4);
    if (isMappedV4)
        address = QHostAddress(v4);
    const bool v6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    return QStringLiteral("%1://%2:%3")
        .arg(encrypted ? QLatin1String("https") : QLatin1String("http"),
             v6 ? QStringLiteral("[%1]").arg(address.toString()) : address.toString(),
             QString::number(socket.localPort()));
}

} // namespace

Connection::Connection(qintptr descriptor, const std::optional<QSslConfiguration> &tls,
                       const ConnectionContext &context, std::function<void(Connection *)> closed)
    : m_context(context)
    , m_closed(std::move(closed))
    , m_socket(tls ? new QSslSocket(this) : new QTcpSocket(this))
    , m_tlsSocket(tls ? static_cast<QSslSocket *>(m_socket) : nullptr)
    , m_reader(context.limits)
    , m_self(std::make_shared<Connection *>(this))
{
    open(descriptor, tls);
}

Connection::~Connection()
{
    *m_self = nullptr;
}

void Connection::open(qintptr descriptor, const std::optional<QSslConfiguration> &tls)
{
    setPhase(Phase::Handshake);
    if (tls)
        m_tlsSocket->setSslConfiguration(*tls);
    m_socket->setReadBufferSize(ReadBufferBytes);
    if (!m_socket->setSocketDescriptor(descriptor)) {
        ::close(static_cast<int>(descriptor));
        // Whoever made this connection does not know it yet.
        QMetaObject::invokeMethod(
            this, [this] { close(); }, Qt::QueuedConnection);
        return;
    }
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_socket, &QTcpSocket::readyRead, this, &Connection::read);
    connect(m_socket, &QTcpSocket::disconnected, this, &Connection::close);
    connect(m_socket, &QTcpSocket::errorOccurred, this, [this] {
        if (m_phase == Phase::Handshake)
            failed(describeHandshakeFailure(*m_tlsSocket));
        close();
    });
    if (!m_tlsSocket) {
        connect(m_socket, &QTcpSocket::bytesWritten, this, &Connection::written);
        setPhase(Phase::Idle);
        return;
    }
    connect(m_tlsSocket, &QSslSocket::encryptedBytesWritten, this, &Connection::written);
    connect(m_tlsSocket, &QSslSocket::encrypted, this, &Connection::encrypted);
    m_tlsSocket->startServerEncryption();
}

void Connection::encrypted()
{
    const QSslCertificate leaf = m_tlsSocket->peerCertificate();
    if (!leaf.isNull()) {
        m_peerChain.append(leaf.toDer());
        for (const QSslCertificate &certificate : m_tlsSocket->peerCertificateChain()) {
            if (certificate != leaf)
                m_peerChain.append(certificate.toDer());
        }
    }
    const QSslCipher cipher = m_tlsSocket->sessionCipher();
    m_tls = cipher.protocolString() + QLatin1Char(' ') + cipher.name();
    setPhase(Phase::Idle);
}

void Connection::failed(const QString &problem)
{
    m_context.failed(m_socket->peerAddress(), problem);
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
    case Phase::Writing:
    case Phase::Closing:
        m_deadline = now + m_context.limits.write;
        break;
    case Phase::Handling:
    case Phase::Closed:
        m_deadline = SteadyTime::max();
        break;
    }
}

void Connection::read()
{
    if (m_phase == Phase::Lingering)
        m_socket->readAll();
    // A handler that answers at once comes back here; the loop below goes on then.
    if (m_reading)
        return;
    const QScopedValueRollback<bool> reading(m_reading, true);
    // Not while a request is handled or answered: what comes early waits, bounded by the read buffer.
    while ((m_phase == Phase::Idle || m_phase == Phase::Reading) && takeInput()) {
        m_input.remove(0, m_reader.feed(m_input));
        m_inputNeeded = true;
        if (m_phase == Phase::Idle && m_reader.state() != RequestReader::State::Waiting)
            setPhase(Phase::Reading);
        if (m_reader.takeExpectation()) {
            m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
            m_socket->flush();
        }
        if (m_reader.state() == RequestReader::State::Failed)
            refuse(m_reader.failure().status, m_reader.failure().description);
        else if (m_reader.state() == RequestReader::State::Complete)
            handle();
    }
}

/// False where there is nothing new to read.
bool Connection::takeInput()
{
    if (!m_inputNeeded && !m_input.isEmpty())
        return true;
    if (m_socket->bytesAvailable() == 0)
        return false;
    if (m_input.isEmpty())
        m_input = m_socket->readAll();
    else
        m_input += m_socket->readAll();
    return true;
}

void Connection::handle()
{
    Request request = m_reader.take();
    m_inputNeeded = false;
    if (m_localUrl.isEmpty())
        m_localUrl = urlOf(*m_socket, m_tlsSocket != nullptr);
    request.id = m_context.lastRequestId.fetch_add(1, std::memory_order_relaxed) + 1;
    request.arrivedAt = m_context.clock();
    request.peerAddress = m_socket->peerAddress();
    request.peerPort = m_socket->peerPort();
    request.localUrl = m_localUrl;
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
    m_keepAlive = m_reader.keepAlive() && !m_draining;
    setPhase(Phase::Writing);
    m_socket->write(serialize(response, m_context.clock(), m_keepAlive, !m_headRequest));
    // Now rather than at the next turn of the event loop: a peer that has closed its direction still gets it.
    m_socket->flush();
    written();
}

void Connection::respondUnanswered()
{
    respond(m_context.errorAnswer(500, Text::tr("The request was not answered.")));
}

qint64 Connection::unsentBytes() const
{
    return m_socket->bytesToWrite() + (m_tlsSocket ? m_tlsSocket->encryptedBytesToWrite() : 0);
}

void Connection::written()
{
    if (m_phase == Phase::Writing && unsentBytes() == 0)
        finishAnswer();
}

void Connection::finishAnswer()
{
    if (m_keepAlive && !m_draining) {
        setPhase(Phase::Idle);
        read();
        return;
    }
    m_input.clear();
    disconnectPeer();
}

void Connection::disconnectPeer()
{
    setPhase(Phase::Closing);
    m_socket->disconnectFromHost();
}

void Connection::refuse(int status, const QString &description)
{
    failed(description);
    setPhase(Phase::Lingering);
    m_input.clear();
    m_socket->write(serialize(m_context.errorAnswer(status, description), m_context.clock(), false, true));
    m_socket->flush();
}

void Connection::drain()
{
    m_draining = true;
    if (m_phase == Phase::Handshake)
        abort();
    else if (m_phase == Phase::Idle)
        disconnectPeer();
}

void Connection::abort()
{
    m_socket->abort();
    close();
}

void Connection::checkDeadline(SteadyTime now)
{
    if (now < m_deadline)
        return;
    switch (m_phase) {
    case Phase::Reading:
        refuse(408, Text::tr("The request took longer than %1 seconds.").arg(m_context.limits.request.count() / 1000));
        break;
    case Phase::Lingering:
    case Phase::Idle:
        disconnectPeer();
        break;
    case Phase::Handshake:
        failed(Text::tr("The TLS handshake was not finished in time."));
        abort();
        break;
    case Phase::Writing:
        failed(Text::tr("The answer was not taken in time."));
        abort();
        break;
    case Phase::Handling:
    case Phase::Closing:
    case Phase::Closed:
        abort();
        break;
    }
}

void Connection::close()
{
    if (m_phase == Phase::Closed)
        return;
    setPhase(Phase::Closed);
    *m_self = nullptr;
    m_socket->disconnect(this);
    m_closed(this);
}

} // namespace gatehouse::http
