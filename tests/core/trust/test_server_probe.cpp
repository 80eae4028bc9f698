#include "core/fetch/https_server.h"
#include "trust/server_probe.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::trust;
using namespace Qt::StringLiterals;
using fetch::test::ServerIdentity;

namespace {

/// Shakes hands on loopback and says nothing.
class MuteServer
{
public:
    explicit MuteServer(QSslSocket::PeerVerifyMode clients = QSslSocket::VerifyNone,
                        QSsl::SslProtocol protocol = QSsl::SecureProtocols)
    {
        QSslConfiguration configuration = ServerIdentity::get().configuration();
        const ServerIdentity &identity = ServerIdentity::get();
        configuration.setLocalCertificateChain({QSslCertificate(identity.server.certificate.der(), QSsl::Der),
                                                QSslCertificate(identity.authority.certificate.der(), QSsl::Der)});
        configuration.setPeerVerifyMode(clients);
        configuration.setProtocol(protocol);
        m_server.setSslConfiguration(configuration);
        m_server.listen(QHostAddress::LocalHost);
    }

    ServerAddress at(const QString &host = u"127.0.0.1"_s) const { return {host, m_server.serverPort()}; }

private:
    QSslServer m_server;
};

/// What a probe says in the end.
struct Outcome {
    std::optional<ProbedServer> server;
    std::optional<Error> error;
};

Outcome probe(const ServerAddress &address, std::chrono::milliseconds timeout = ServerProbe::Timeout)
{
    ServerProbe probe;
    Outcome outcome;
    int signalCount = 0;
    QObject::connect(&probe, &ServerProbe::succeeded, [&](const ProbedServer &server) {
        outcome.server = server;
        ++signalCount;
    });
    QObject::connect(&probe, &ServerProbe::failed, [&](const Error &error) {
        outcome.error = error;
        ++signalCount;
    });
    probe.start(address, timeout);
    if (signalCount > 0 || !QTest::qWaitFor([&] { return signalCount > 0; }, 20'000))
        return {};
    QTest::qWait(20);
    return signalCount == 1 ? outcome : Outcome{};
}

} // namespace

class TestServerProbe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheChainOfAServerThatNobodyTrusts()
    {
        const MuteServer server;
        const Outcome outcome = probe(server.at());
        QVERIFY2(outcome.server, outcome.error ? qPrintable(outcome.error->message) : "no answer");
        QCOMPARE(outcome.server->chain,
                 QList({ServerIdentity::get().server.certificate, ServerIdentity::get().authority.certificate}));
        QCOMPARE(outcome.server->protocol, u"TLS 1.3"_s);
        QVERIFY(!outcome.server->cipher.isEmpty());
        QVERIFY(outcome.server->namesHost);
    }

    void saysWhetherTheCertificateIsForTheHost()
    {
        const MuteServer server;
        QVERIFY(probe(server.at(u"localhost"_s)).server->namesHost);
        // All of 127.0.0.0/8 is this machine.
        QVERIFY(!probe(server.at(u"127.0.0.2"_s)).server || !probe(server.at(u"127.0.0.2"_s)).server->namesHost);
    }

    void showsTheChainOfAServerThatInsistsOnAClientCertificate_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::newRow("TLS 1.2") << static_cast<int>(QSsl::TlsV1_2);
        QTest::newRow("TLS 1.3") << static_cast<int>(QSsl::TlsV1_3);
    }
    void showsTheChainOfAServerThatInsistsOnAClientCertificate()
    {
        QFETCH(int, protocol);
        const MuteServer server(QSslSocket::VerifyPeer, static_cast<QSsl::SslProtocol>(protocol));
        const Outcome outcome = probe(server.at());
        QVERIFY2(outcome.server, outcome.error ? qPrintable(outcome.error->message) : "no answer");
        QCOMPARE(outcome.server->chain.constFirst(), ServerIdentity::get().server.certificate);
    }

    void saysThatAPlainPortSpeaksNoTls()
    {
        QTcpServer plain;
        QVERIFY(plain.listen(QHostAddress::LocalHost));
        connect(&plain, &QTcpServer::newConnection, &plain, [&plain] {
            QTcpSocket *socket = plain.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->write("HTTP/1.1 400 Bad Request\r\n\r\n");
                socket->disconnectFromHost();
            });
        });
        const Outcome outcome = probe({u"127.0.0.1"_s, plain.serverPort()});
        QVERIFY(outcome.error);
        QCOMPARE(outcome.error->kind, Error::Io);
        QVERIFY2(outcome.error->message.contains(u"speaks TLS"_s), qPrintable(outcome.error->message));
    }

    void saysThatNothingListens()
    {
        QTcpServer gone;
        QVERIFY(gone.listen(QHostAddress::LocalHost));
        const quint16 port = gone.serverPort();
        gone.close();
        const Outcome outcome = probe({u"127.0.0.1"_s, port});
        QVERIFY(outcome.error);
        QVERIFY2(outcome.error->message.contains(u"Nothing listens at 127.0.0.1:%1"_s.arg(port)),
                 qPrintable(outcome.error->message));
    }

    void givesUpOnASilentServer()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const Outcome outcome = probe({u"127.0.0.1"_s, silent.serverPort()}, std::chrono::milliseconds(100));
        QVERIFY(outcome.error);
        QVERIFY(outcome.error->message.contains(u"in time"_s));
    }

    void dropsAProbeThatIsCancelledOrReplaced()
    {
        const MuteServer server;
        ServerProbe prober;
        const QSignalSpy succeeded(&prober, &ServerProbe::succeeded);
        const QSignalSpy failed(&prober, &ServerProbe::failed);
        prober.start(server.at());
        prober.cancel();
        prober.start(server.at());
        prober.start(server.at());
        QTRY_COMPARE(succeeded.size(), 1);
        QTest::qWait(50);
        QCOMPARE(succeeded.size(), 1);
        QCOMPARE(failed.size(), 0);
    }

    void mayBeDestroyedWhileItProbes()
    {
        const MuteServer server;
        for (int wait : {0, 1, 5}) {
            ServerProbe prober;
            prober.start(server.at());
            QTest::qWait(wait);
        }
    }

    void readsAddresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("host") << u"am.example.com"_s << u"am.example.com"_s << 443;
        QTest::newRow("host and port") << u" am.example.com:9443 "_s << u"am.example.com"_s << 9443;
        QTest::newRow("URL") << u"https://am.example.com:8243/open-banking/v3.3.0/register?x=1"_s << u"am.example.com"_s
                             << 8243;
        QTest::newRow("IPv6") << u"[::1]:9446"_s << u"::1"_s << 9446;
        QTest::newRow("IPv4") << u"127.0.0.1:1"_s << u"127.0.0.1"_s << 1;
    }
    void readsAddresses()
    {
        QFETCH(QString, text);
        const auto address = parseServerAddress(text);
        QVERIFY2(address, address ? "" : qPrintable(address.error().message));
        QTEST(address->host, "host");
        QTEST(static_cast<int>(address->port), "port");
    }

    void refusesWhatIsNoAddress_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"", "  ", ":443", "http://x", "ldaps://x", "a b", "host:0", "host:65536", "host:port", "[::1"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void refusesWhatIsNoAddress()
    {
        QFETCH(QString, text);
        const auto address = parseServerAddress(text);
        QVERIFY(!address);
        QVERIFY(!address.error().message.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestServerProbe)
#include "test_server_probe.moc"
