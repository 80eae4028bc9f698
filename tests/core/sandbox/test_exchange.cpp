#include "sandbox/endpoint_facts.h"
#include "sandbox/recorder.h"
#include "sandbox/serving_lock.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::sandbox;

/// What is kept and shown of an exchange, and what an endpoint says of itself.
class TestExchange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handsAShellExactlyWhatWasSent_data();
    void handsAShellExactlyWhatWasSent();
    void keepsTheNewestExchanges();
    void announcesOnceUntilTaken();
    void describesTheEndpoint();
    void letsOneServeAWorkspace();
    void survivesALockFileThatIsLeftOver();
};

void TestExchange::handsAShellExactlyWhatWasSent_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("plain") << QByteArray("POST") << QByteArray("application/jwt") << QByteArray("a.b.c") << QByteArray("/register");
    QTest::newRow("quotes") << QByteArray("PUT") << QByteArray("it's") << QByteArray("'; touch pwned; '") << QByteArray("/'$(touch pwned)'");
    QTest::newRow("a method with backquotes") << QByteArray("`touch~pwned`") << QByteArray("x") << QByteArray("y") << QByteArray("/");
    QTest::newRow("a file's name") << QByteArray("POST") << QByteArray("x") << QByteArray("@/etc/passwd") << QByteArray("/");
    QTest::newRow("variables and lines") << QByteArray("POST") << QByteArray("$HOME") << QByteArray("$HOME\n`id`\\\n\"") << QByteArray("/?a=$HOME&b=1");
    QTest::newRow("an empty header") << QByteArray("POST") << QByteArray() << QByteArray("b") << QByteArray("/");
}

void TestExchange::handsAShellExactlyWhatWasSent()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, target);
    Exchange exchange;
    exchange.method = method;
    exchange.target = target;
    exchange.requestHeaders = {{"Host", "localhost"}, {"Content-Length", "7"}, {"X-Test", header}};
    exchange.requestBody = body;
    // In place of curl: a program that prints its arguments, each with a zero byte behind it.
    const QString command = toCurl(exchange, QStringLiteral("https://localhost:1"));
    QVERIFY(command.startsWith(QLatin1String("curl ")));
    const QTemporaryDir folder;
    QProcess shell;
    shell.setWorkingDirectory(folder.path());
    shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), QStringLiteral("printf '%s\\0' ") + command.mid(5)});
    QVERIFY(shell.waitForFinished(10'000));
    const QList<QByteArray> arguments = shell.readAllStandardOutput().split('\0');
    QVERIFY(arguments.contains(method));
    QVERIFY(arguments.contains(header.isEmpty() ? QByteArray("X-Test;") : "X-Test: " + header));
    const qsizetype data = arguments.indexOf("--data-raw");
    QVERIFY(data >= 0);
    QCOMPARE(arguments[data + 1], body);
    QVERIFY(arguments.contains("https://localhost:1" + target));
    QVERIFY(!arguments.contains("Host: localhost"));
    QVERIFY(QDir(folder.path()).isEmpty());
}

void TestExchange::keepsTheNewestExchanges()
{
    Recorder recorder;
    constexpr auto Sent = Recorder::MaxWaiting + 10;
    for (qsizetype i = 0; i < Sent; ++i)
        recorder.record({});
    const QList<Exchange> taken = recorder.take();
    QCOMPARE(taken.size(), Recorder::MaxWaiting);
    QCOMPARE(taken.constLast().id, static_cast<quint64>(Sent));
    QCOMPARE(taken.constFirst().id, quint64(11));
    QVERIFY(recorder.take().isEmpty());
}

void TestExchange::announcesOnceUntilTaken()
{
    Recorder recorder;
    int announced = 0;
    connect(&recorder, &Recorder::waiting, this, [&announced] { ++announced; });
    recorder.record({});
    recorder.record({});
    QCOMPARE(announced, 1);
    recorder.take();
    recorder.record({});
    QCOMPARE(announced, 2);
}

void TestExchange::describesTheEndpoint()
{
    const Json document = discoveryDocument({QStringLiteral("https://localhost:8243")}, dcr::Policy::openBankingUk(),
                                            QStringLiteral("https://localhost:8243"));
    QCOMPARE(document["issuer"].get<std::string>(), "https://localhost:8243");
    QCOMPARE(document["registration_endpoint"].get<std::string>(), "https://localhost:8243/open-banking/v3.3.0/register");
    QCOMPARE(document["token_endpoint"].get<std::string>(), "https://localhost:8243/oauth2/token");
    for (const auto &[name, value] : document.items()) {
        if (value.is_string())
            QVERIFY2(!QByteArray::fromStdString(value.get<std::string>()).endsWith('/'), name.c_str());
    }
    for (const char *name : {"request_object_signing_alg_values_supported", "token_endpoint_auth_signing_alg_values_supported",
                             "id_token_signing_alg_values_supported"}) {
        QCOMPARE(document[name][0].get<std::string>(), "PS256");
        for (const Json &algorithm : document[name])
            QVERIFY(algorithm != "none" && algorithm != "RS256");
    }
    QVERIFY(document["response_types_supported"] == Json({"code", "code id_token"}));
    QVERIFY(document["token_endpoint_auth_methods_supported"] == Json({"tls_client_auth", "private_key_jwt"}));
    QVERIFY(document["tls_client_certificate_bound_access_tokens"] == true);
    for (const char *name : {"jwks_uri", "introspection_endpoint", "revocation_endpoint", "scopes_supported", "grant_types_supported"})
        QVERIFY2(document.contains(name), name);
}

void TestExchange::letsOneServeAWorkspace()
{
    const QTemporaryDir folder;
    QVERIFY(ServingLock::servedAt(folder.path()).isEmpty());
    auto first = ServingLock::acquire(folder.path());
    QVERIFY(first);
    auto early = ServingLock::acquire(folder.path());
    QVERIFY(!early && early.error().kind == Error::Conflict);
    QVERIFY((*first)->publish(QUrl(QStringLiteral("https://localhost:4711"))));
    const auto second = ServingLock::acquire(folder.path());
    QVERIFY(!second);
    QCOMPARE(second.error().kind, Error::Conflict);
    QVERIFY2(second.error().message.contains(QLatin1String("https://localhost:4711")), qPrintable(second.error().message));
    QVERIFY(second.error().message.contains(QString::number(QCoreApplication::applicationPid())));
    QCOMPARE(ServingLock::servedAt(folder.path()), QUrl(QStringLiteral("https://localhost:4711")));
    first->reset();
    QVERIFY(ServingLock::servedAt(folder.path()).isEmpty());
    QVERIFY(ServingLock::acquire(folder.path()));
}

void TestExchange::survivesALockFileThatIsLeftOver()
{
    // As a process leaves it that was killed, and whose id another program has by now.
    const QTemporaryDir folder;
    for (const char *name : {"serving.lock", "serving.json"}) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"base_url\": \"https://localhost:1\", \"process\": 1}");
    }
    QVERIFY(ServingLock::servedAt(folder.path()).isEmpty());
    QVERIFY(ServingLock::acquire(folder.path()));
}

QTEST_GUILESS_MAIN(TestExchange)
#include "test_exchange.moc"
