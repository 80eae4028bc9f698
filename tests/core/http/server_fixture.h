#pragma once

#include "http/router.h"
#include "http/server.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QMutex>
#include <QTcpSocket>
#include <QThread>

#include <algorithm>
#include <memory>

namespace gatehouse::http::test {

constexpr int WaitMs = 10'000;

inline Instant fixedNow()
{
    return fromSeconds(1'700'000'000);
}

/// What the workers tell the test.
class Journal
{
public:
    void add(const QString &line)
    {
        const QMutexLocker lock(&m_mutex);
        m_lines.append(line);
    }
    QStringList lines() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_lines;
    }
    bool holds(const QString &part) const
    {
        const QStringList all = lines();
        return std::any_of(all.begin(), all.end(), [&](const QString &line) { return line.contains(part); });
    }

private:
    mutable QMutex m_mutex;
    QStringList m_lines;
};

/// Answers with what it was asked: `METHOD path?query body-size`, and the whole body where it is short.
inline void echo(const Request &request, Responder responder)
{
    Response response;
    response.headers.emplaceBack("Content-Type", "text/plain");
    response.body = request.method + ' ' + request.target + ' ' + QByteArray::number(request.body.size());
    if (request.body.size() < 100)
        response.body += ' ' + request.body;
    responder.respond(response);
}

/// A server in plain text on loopback, its options open to the test until start().
struct TestServer {
    ServerOptions options;
    Journal failures;
    std::unique_ptr<Server> server;

    explicit TestServer(Handler handler = echo)
    {
        options.threads = 2;
        options.clock = fixedNow;
        options.handlerFactory = [handler] { return handler; };
        options.failed = [this](const QHostAddress &peer, const QString &problem) {
            failures.add(peer.toString() + QLatin1Char(' ') + problem);
        };
    }

    /// Empty where it runs.
    QString start()
    {
        server = std::make_unique<Server>(options);
        const auto started = server->start();
        return started ? QString() : started.error().message;
    }
    quint16 port() const { return server->port(); }
};

/// A client that sends bytes as they are.
class RawClient
{
public:
    explicit RawClient(quint16 port)
    {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        m_connected = m_socket.waitForConnected(WaitMs);
    }
    bool isConnected() const { return m_connected; }

    RawClient &send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(WaitMs)) { }
        return *this;
    }

    /// One answer by its Content-Length; what was there where the connection ends before. `bodiless`: to a HEAD.
    QByteArray answer(bool bodiless = false)
    {
        m_received += m_socket.readAll();
        qsizetype end = 0;
        while ((end = endOfAnswer(bodiless)) < 0 && m_socket.waitForReadyRead(WaitMs))
            m_received += m_socket.readAll();
        const QByteArray answer = end < 0 ? m_received : m_received.first(end);
        m_received.remove(0, answer.size());
        return answer;
    }

    /// Whatever comes until the server closes.
    QByteArray all()
    {
        while (m_socket.waitForReadyRead(WaitMs))
            m_received += m_socket.readAll();
        m_received += m_socket.readAll();
        return m_received;
    }

    bool waitForClose(int ms = WaitMs)
    {
        QElapsedTimer timer;
        timer.start();
        while (m_socket.state() != QAbstractSocket::UnconnectedState && timer.elapsed() < ms) {
            m_socket.waitForReadyRead(50);
            m_received += m_socket.readAll();
        }
        return m_socket.state() == QAbstractSocket::UnconnectedState;
    }

    QTcpSocket &socket() { return m_socket; }

private:
    qsizetype endOfAnswer(bool bodiless) const
    {
        const qsizetype headEnd = m_received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return -1;
        const QByteArray head = m_received.first(headEnd).toLower();
        const qsizetype length = head.indexOf("\r\ncontent-length: ");
        const qsizetype size = length < 0 || bodiless ? 0 : head.mid(length + 18).split('\r').constFirst().toLongLong();
        return m_received.size() < headEnd + 4 + size ? -1 : headEnd + 4 + size;
    }

    QTcpSocket m_socket;
    QByteArray m_received;
    bool m_connected = false;
};

inline int statusOf(const QByteArray &answer)
{
    return answer.startsWith("HTTP/1.1 ") ? answer.mid(9, 3).toInt() : 0;
}

inline QByteArray bodyOf(const QByteArray &answer)
{
    const qsizetype end = answer.indexOf("\r\n\r\n");
    return end < 0 ? QByteArray() : answer.mid(end + 4);
}

inline QByteArray get(const QByteArray &path, const QByteArray &headers = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

inline QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &headers = {})
{
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers
        + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

/// Asks with new connections until one is answered.
inline bool servesSoon(quint16 port)
{
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < WaitMs; QThread::msleep(20)) {
        if (statusOf(RawClient(port).send(get("/")).answer()) == 200)
            return true;
    }
    return false;
}

} // namespace gatehouse::http::test
