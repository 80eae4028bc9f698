#include "cli_runner.h"

#include "base/files.h"
#include "directory/kit.h"
#include "sandbox/tpp_client.h"

#include <QEventLoop>
#include <QFile>
#include <QTimer>
#include <QUrl>

using namespace gatehouse;
using namespace gatehouse::test;
using sandbox::TppClient;
using sandbox::TppExchange;

/// `gatehouse-cli serve` as an administrator runs it, and as a machine ends it.
class TestCliServe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void losesNoAnsweredRegistrationWhenItIsKilled();
    void endsCleanlyOnSigterm();
    void isRefusedWhereAnotherServes();
    void isRefusedWhereThePortIsTaken();
    void takesATppThatIsMadeWhileItServes();
    void registersAKitAsItStands();
    void judgesByItsPolicyFile();
    void opensAnEncryptedTruststoreWithItsPassword();
    void refusesAPasswordWithoutATruststore();
    void saysThatATruststoreIsReadUnverified();
    void goesOnWhereItsTruststoreIsUnreadableForAMoment();

private:
    directory::Kit newKit(const QString &name, const QStringList &more = {});
    QString url(const QString &path) const { return m_url + path; }

    QCA::Initializer m_qca;
    QTemporaryDir m_temporary;
    QString m_workspace = m_temporary.filePath(QStringLiteral("workspace"));
    Served m_served;
    QString m_url;
};

namespace {

const QString ObieRoot = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/obie/OB_SandBox_PP_Root_CA.cer");

TppExchange post(const directory::Kit &kit, const QByteArray &request)
{
    TppClient client(kit.tpp, kit.endpoint, systemNow);
    TppExchange exchange;
    exchange.method = "POST";
    exchange.url = QUrl(kit.endpoint.registrationEndpoint);
    exchange.requestHeaders = {{"Content-Type", "application/jwt"}};
    exchange.requestBody = request;
    QEventLoop loop;
    client.send(exchange, [&](const Result<TppExchange> &answer) {
        exchange = answer.value_or(TppExchange());
        loop.quit();
    });
    loop.exec();
    return exchange;
}

/// A TPP that registers again and again until its endpoint is gone.
class Registrar
{
public:
    explicit Registrar(const directory::Kit &kit)
        : m_client(kit.tpp, kit.endpoint, systemNow)
    {}

    void run()
    {
        m_client.registerClient(Json::object(), [this](const Result<TppExchange> &answer) {
            if (!answer) {
                gone = true;
                return;
            }
            if (answer->status == 201)
                accepted.append(*answer);
            else
                others.append(answer->status);
            run();
        });
    }

    QList<TppExchange> accepted;
    QList<int> others;
    bool gone = false;

private:
    TppClient m_client;
};

} // namespace

directory::Kit TestCliServe::newKit(const QString &name, const QStringList &more)
{
    const QString folder = m_temporary.filePath(name);
    const Output made =
        cli(QStringList{QStringLiteral("tpp"), QStringLiteral("new"), folder, QStringLiteral("--data-dir"), m_workspace}
            + more);
    if (made.status != 0)
        qFatal("%s", made.err.constData());
    return directory::loadKit(folder).value();
}

void TestCliServe::initTestCase()
{
    m_url = m_served.start(m_workspace);
    QVERIFY2(m_url.startsWith(QLatin1String("https://localhost:")), m_served.errors());
}

void TestCliServe::losesNoAnsweredRegistrationWhenItIsKilled()
{
    const directory::Kit kit = newKit(QStringLiteral("killed"));
    const QStringList samePort{QStringLiteral("--port"), QString::number(QUrl(m_url).port())};
    QList<TppExchange> accepted;
    for (int round = 0; round < 3; ++round) {
        std::vector<std::unique_ptr<Registrar>> registrars;
        for (int i = 0; i < 6; ++i) {
            registrars.push_back(std::make_unique<Registrar>(kit));
            registrars.back()->run();
        }
        QTest::qWait(400 + 150 * round);
        m_served.signal(SIGKILL);
        QCOMPARE(m_served.wait(), -1);
        for (const auto &registrar : registrars) {
            QTRY_VERIFY_WITH_TIMEOUT(registrar->gone, 20'000);
            QVERIFY(registrar->others.isEmpty());
            accepted += registrar->accepted;
        }
        QCOMPARE(m_served.start(m_workspace, samePort), m_url);
    }
    QVERIFY2(accepted.size() > 30, QByteArray::number(accepted.size()));
    const Output listed = cli({QStringLiteral("clients"), QStringLiteral("list"), QStringLiteral("--json"),
                               QStringLiteral("--data-dir"), m_workspace});
    QCOMPARE(listed.status, 0);
    QSet<QString> stored;
    for (const Json &client : listed.json())
        stored.insert(stringMember(client, "client_id").value_or(QString()));
    for (const TppExchange &each : accepted)
        QVERIFY2(stored.contains(stringMember(each.json(), "client_id").value_or(QString())), each.responseBody);
    const Output shown =
        cli({QStringLiteral("clients"), QStringLiteral("show"), *stringMember(accepted.constLast().json(), "client_id"),
             QStringLiteral("--json"), QStringLiteral("--data-dir"), m_workspace});
    QCOMPARE(shown.status, 0);
    QVERIFY(shown.json()["metadata"] == accepted.constLast().json());
    QCOMPARE(shown.json()["versions"].size(), std::size_t(1));
    // The last one of all was answered an instant before the kill.
    for (const TppExchange &each : {accepted.constFirst(), accepted.constLast()}) {
        const TppExchange replay = post(kit, each.requestBody);
        QCOMPARE(replay.status, 400);
        QVERIFY2(replay.responseBody.contains("request.jti-once"), replay.responseBody);
    }
    QCOMPARE(post(kit, kit.request).status, 201);
}

void TestCliServe::endsCleanlyOnSigterm()
{
    const directory::Kit kit = newKit(QStringLiteral("ended"));
    Registrar registrar(kit);
    registrar.run();
    QTRY_VERIFY(registrar.accepted.size() > 3);
    m_served.signal(SIGTERM);
    QTRY_VERIFY_WITH_TIMEOUT(registrar.gone, 20'000);
    QCOMPARE(m_served.wait(), 0);
    QVERIFY(registrar.others.isEmpty());
    const QByteArray said = m_served.errors();
    QVERIFY2(said.isEmpty(), said);
    const Output listed =
        cli({QStringLiteral("clients"), QStringLiteral("list"), QStringLiteral("--search"), kit.tpp.softwareId,
             QStringLiteral("--json"), QStringLiteral("--data-dir"), m_workspace});
    QVERIFY(listed.json().size() >= static_cast<std::size_t>(registrar.accepted.size()));
    m_url = m_served.start(m_workspace);
    QVERIFY(!m_url.isEmpty());
}

void TestCliServe::isRefusedWhereAnotherServes()
{
    const Output second = cli({QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("0"),
                               QStringLiteral("--data-dir"), m_workspace});
    QCOMPARE(second.status, 3);
    QVERIFY(second.out.isEmpty());
    QVERIFY2(second.err.contains(m_url.toUtf8()), second.err);
}

void TestCliServe::isRefusedWhereThePortIsTaken()
{
    const QString port = QString::number(QUrl(m_url).port());
    const Output second = cli({QStringLiteral("serve"), QStringLiteral("--port"), port, QStringLiteral("--data-dir"),
                               m_temporary.filePath(QStringLiteral("another"))});
    QCOMPARE(second.status, 3);
    QVERIFY2(second.err.contains(port.toUtf8()), second.err);
}

void TestCliServe::takesATppThatIsMadeWhileItServes()
{
    const directory::Kit kit = newKit(QStringLiteral("fresh"));
    QCOMPARE(kit.endpoint.audience, m_url);
    const TppExchange answer = post(kit, kit.request);
    QVERIFY2(answer.status == 201, answer.responseBody);
}

void TestCliServe::registersAKitAsItStands()
{
    const directory::Kit kit = newKit(QStringLiteral("a kit's folder"),
                                      {QStringLiteral("--software-id"), QStringLiteral("abc123"),
                                       QStringLiteral("--roles"), QStringLiteral("AISP"), QStringLiteral("--json")});
    const QString folder = m_temporary.filePath(QStringLiteral("a kit's folder"));
    const Output registered = runProgram(folder + QStringLiteral("/register.sh"), {});
    QVERIFY2(registered.status == 0, registered.err + registered.out);
    QCOMPARE(stringMember(registered.json(), "software_id"), QStringLiteral("abc123"));
    QCOMPARE(stringMember(registered.json(), "scope"), QStringLiteral("openid accounts"));
    QCOMPARE(runProgram(folder + QStringLiteral("/register.sh"), {}).status, 22);

    for (const char *name : {"transport", "signing"}) {
        const Output verified =
            runProgram(QStringLiteral("openssl"),
                       {QStringLiteral("verify"), QStringLiteral("-CAfile"), QStringLiteral("ca.pem"),
                        QStringLiteral("%1.pem").arg(QLatin1String(name))},
                       {}, folder);
        QVERIFY2(verified.status == 0, verified.err);
        const Output owner =
            runProgram(QStringLiteral("stat"),
                       {QStringLiteral("-c"), QStringLiteral("%a"), QStringLiteral("%1.key").arg(QLatin1String(name))},
                       {}, folder);
        QCOMPARE(owner.out.trimmed(), "600");
    }
    QFile file(folder + QStringLiteral("/kit.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const Json json = parseJson(file.readAll()).value();
    for (const char *name :
         {"software_id", "org_id", "kid", "redirect_uris", "audience", "registration_endpoint", "well_known"})
        QVERIFY2(json.contains(name), name);
    const Output wellKnown =
        runProgram(QStringLiteral("curl"),
                   {QStringLiteral("--silent"), QStringLiteral("--fail"), QStringLiteral("--cacert"),
                    QStringLiteral("ca.pem"), *stringMember(json, "well_known")},
                   {}, folder);
    QCOMPARE(wellKnown.status, 0);
    QCOMPARE(stringMember(wellKnown.json(), "registration_endpoint"), stringMember(json, "registration_endpoint"));

    const QByteArray before = QByteArray::fromStdString(json.dump());
    const Output again =
        cli({QStringLiteral("tpp"), QStringLiteral("new"), folder, QStringLiteral("--data-dir"), m_workspace});
    QCOMPARE(again.status, 3);
    file.seek(0);
    QCOMPARE(QByteArray::fromStdString(parseJson(file.readAll()).value().dump()), before);
}

void TestCliServe::judgesByItsPolicyFile()
{
    const QString policy = m_temporary.filePath(QStringLiteral("policy.json"));
    const QString workspace = m_temporary.filePath(QStringLiteral("published"));
    const auto write = [&policy](const Json &json) {
        QFile file(policy);
        return file.open(QIODevice::WriteOnly) && file.write(toBytes(json)) > 0;
    };
    const QStringList arguments{QStringLiteral("--port"), QStringLiteral("0"),        QStringLiteral("--mtls"),
                                QStringLiteral("off"),    QStringLiteral("--policy"), policy};
    QVERIFY(QFile::copy(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/docs-public-keys.jwks.json"),
                        m_temporary.filePath(QStringLiteral("keys.json"))));
    QVERIFY(write({{"audience", {"https://secure.api.dataholder.com/issuer"}},
                   {"statement_jwks", {{"sandbox", {"keys.json"}}}}}));
    Served served;
    const QString base = served.start(workspace, arguments);
    QVERIFY2(!base.isEmpty(), served.errors());
    const Output posted = runProgram(
        QStringLiteral("curl"),
        {QStringLiteral("--silent"), QStringLiteral("--cacert"), workspace + QStringLiteral("/directory/root.pem"),
         QStringLiteral("-H"), QStringLiteral("Content-Type: application/jwt"), QStringLiteral("--data-binary"),
         QStringLiteral("@" GATEHOUSE_TEST_DATA "/wso2/docs-jwts/req-oQ4KoaavpOuoE7rvQsZEOV-3805cbef.jwt"),
         QStringLiteral("-w"), QStringLiteral("\n%{http_code}"),
         base + QStringLiteral("/open-banking/v3.3.0/register")});
    QVERIFY2(posted.out.endsWith("\n201"), posted.out + posted.err);
    QCOMPARE(served.stop(), 0);

    QVERIFY(write({{"audiences", "x"}}));
    const Output misspelt =
        cli(QStringList{QStringLiteral("serve"), QStringLiteral("--data-dir"), workspace} + arguments);
    QCOMPARE(misspelt.status, 1);
    QVERIFY2(misspelt.err.contains("audiences"), misspelt.err);
    QVERIFY(write({{"request_jwks", {"missing.json"}}}));
    const Output missing =
        cli(QStringList{QStringLiteral("serve"), QStringLiteral("--data-dir"), workspace} + arguments);
    QCOMPARE(missing.status, 3);
    QVERIFY2(missing.err.contains("missing.json"), missing.err);
}

void TestCliServe::opensAnEncryptedTruststoreWithItsPassword()
{
    const QString store = m_temporary.filePath(QStringLiteral("clients.p12"));
    const QString passwordFile = m_temporary.filePath(QStringLiteral("password"));
    QVERIFY(saveFile(passwordFile, "wso2carbon\n"));
    const QStringList password{QStringLiteral("--password-file"), passwordFile};
    QCOMPARE(cli(QStringList{QStringLiteral("truststore"), QStringLiteral("create"), store, QStringLiteral("--type"),
                             QStringLiteral("PKCS12")}
                 + password)
                 .status,
             0);
    QCOMPARE(
        cli(QStringList{QStringLiteral("truststore"), QStringLiteral("import"), store, ObieRoot} + password).status, 0);
    const QString workspace = m_temporary.filePath(QStringLiteral("encrypted"));
    const QStringList arguments{QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--truststore"), store};
    {
        Served served;
        QVERIFY2(
            !served
                 .start(workspace, arguments + QStringList{QStringLiteral("--truststore-password-file"), passwordFile})
                 .isEmpty(),
            served.errors());
        QCOMPARE(served.stop(), 0);
    }
    qputenv("GATEHOUSE_STORE_PASSWORD", "wso2carbon");
    Served served;
    const QString url = served.start(workspace, arguments);
    qunsetenv("GATEHOUSE_STORE_PASSWORD");
    QVERIFY2(!url.isEmpty(), served.errors());
    QCOMPARE(served.stop(), 0);
    QVERIFY(saveFile(passwordFile, "another one\n"));
    const Output wrong = cli(QStringList{QStringLiteral("serve"), QStringLiteral("--data-dir"), workspace,
                                         QStringLiteral("--truststore-password-file"), passwordFile}
                             + arguments);
    QCOMPARE(wrong.status, 3);
    QVERIFY2(wrong.err.contains("clients.p12") && !wrong.err.contains("another one"), wrong.err);
}

void TestCliServe::refusesAPasswordWithoutATruststore()
{
    const Output output =
        cli({QStringLiteral("serve"), QStringLiteral("--data-dir"), m_temporary.filePath(QStringLiteral("none")),
             QStringLiteral("--truststore-password-file"), m_temporary.filePath(QStringLiteral("password"))});
    QCOMPARE(output.status, 2);
    QVERIFY2(output.err.contains("--truststore FILE"), output.err);
}

void TestCliServe::saysThatATruststoreIsReadUnverified()
{
    const QString store = m_temporary.filePath(QStringLiteral("clients.jks"));
    const QString passwordFile = m_temporary.filePath(QStringLiteral("jks-password"));
    QVERIFY(saveFile(passwordFile, "wso2carbon\n"));
    QCOMPARE(cli({QStringLiteral("truststore"), QStringLiteral("create"), store, QStringLiteral("--type"),
                  QStringLiteral("JKS"), QStringLiteral("--password-file"), passwordFile})
                 .status,
             0);
    const QString workspace = m_temporary.filePath(QStringLiteral("unverified"));
    const QStringList arguments{QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--truststore"), store};
    {
        Served served;
        QVERIFY(!served.start(workspace, arguments).isEmpty());
        QCOMPARE(served.stop(), 0);
        const QByteArray said = served.errors();
        QVERIFY2(said.contains("nobody checked whether") && said.contains("clients.jks"), said);
    }
    Served served;
    QVERIFY(
        !served.start(workspace, arguments + QStringList{QStringLiteral("--truststore-password-file"), passwordFile})
             .isEmpty());
    QCOMPARE(served.stop(), 0);
    const QByteArray said = served.errors();
    QVERIFY2(!said.contains("nobody checked"), said);
}

void TestCliServe::goesOnWhereItsTruststoreIsUnreadableForAMoment()
{
    const QString store = m_temporary.filePath(QStringLiteral("clients.pem"));
    QCOMPARE(cli({QStringLiteral("truststore"), QStringLiteral("create"), store, QStringLiteral("--type"),
                  QStringLiteral("PEM")})
                 .status,
             0);
    QCOMPARE(cli({QStringLiteral("truststore"), QStringLiteral("import"), store, ObieRoot}).status, 0);
    const QByteArray whole = readFile(store).value();
    Served served;
    const QString url =
        served.start(m_temporary.filePath(QStringLiteral("watched")),
                     {QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--truststore"), store});
    QVERIFY2(!url.isEmpty(), served.errors());
    QByteArray said;
    QVERIFY(saveFile(store, QByteArray(100, '\0')));
    QTRY_VERIFY2_WITH_TIMEOUT((said += served.errors()).contains("goes on"), said, 10'000);
    QVERIFY(saveFile(store, whole));
    QTRY_VERIFY2_WITH_TIMEOUT((said += served.errors()).contains("taken over"), said, 10'000);
    QVERIFY2(said.contains(store.toUtf8()), said);
    QCOMPARE(served.stop(), 0);
}

QTEST_GUILESS_MAIN(TestCliServe)
#include "test_cli_serve.moc"
