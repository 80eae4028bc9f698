#include "cli_runner.h"

#include "directory/kit.h"
#include "sandbox/tpp_client.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::test;
using sandbox::TppClient;
using sandbox::TppExchange;

/// `policy …` as an administrator uses it, with and without an endpoint that runs.
class TestCliPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void showsTheStandardPolicyOfANewWorkspace();
    void listsPresets();
    void setsShowsAndGoesBack();
    void takesWhatItShows();
    void refusesWhatIsWrong_data();
    void refusesWhatIsWrong();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void saysInWhatPoliciesDiffer();
    void checksAPolicyBeforeItIsApplied();
    void checksARequest();
    void changesAnEndpointThatRunsWithinASecond();
    void leavesAnEndpointWithAPolicyFileAlone();
    void goesBackFromAPolicyThatCannotBeRead();
    void saysWhatWso2WouldAnswer();

private:
    Output policy(QStringList arguments, const QByteArray &input = {}) const
    {
        return cli(QStringList{QStringLiteral("policy")} + arguments
                       + QStringList{QStringLiteral("--data-dir"), m_workspace},
                   input);
    }
    QString write(const QByteArray &json)
    {
        const QString path = m_temporary->filePath(QStringLiteral("policy.json"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size())
            qFatal("%s cannot be written", qPrintable(path));
        return path;
    }
    directory::Kit newKit(const QString &name);

    QCA::Initializer m_qca;
    std::unique_ptr<QTemporaryDir> m_temporary;
    QString m_workspace;
};

namespace {

const QByteArray Narrow = R"({"name": "Narrow", "grant_types": ["client_credentials"]})";

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

int registerWith(const directory::Kit &kit)
{
    TppClient client(kit.tpp, kit.endpoint, systemNow);
    int status = 0;
    QEventLoop loop;
    client.registerClient(Json::object(), [&](const Result<TppExchange> &answer) {
        status = answer ? answer->status : 0;
        loop.quit();
    });
    loop.exec();
    return status;
}

} // namespace

void TestCliPolicy::init()
{
    m_temporary = std::make_unique<QTemporaryDir>();
    m_workspace = m_temporary->filePath(QStringLiteral("workspace"));
}

directory::Kit TestCliPolicy::newKit(const QString &name)
{
    const QString folder = m_temporary->filePath(name);
    const Output made =
        cli({QStringLiteral("tpp"), QStringLiteral("new"), folder, QStringLiteral("--data-dir"), m_workspace});
    if (made.status != 0)
        qFatal("%s", made.err.constData());
    return directory::loadKit(folder).value();
}

void TestCliPolicy::showsTheStandardPolicyOfANewWorkspace()
{
    const Output shown = policy({QStringLiteral("show")});
    QCOMPARE(shown.status, 0);
    QVERIFY2(shown.out.contains("No policy was applied yet"), shown.out);
    QVERIFY(shown.out.contains("Grant types: client_credentials, authorization_code"));
    QVERIFY(shown.out.contains("RFC 7591"));
    const Output json = policy({QStringLiteral("show"), QStringLiteral("--json")});
    QCOMPARE(json.json()["name"], Json("OBIE DCR 3.3 with FAPI algorithms"));
    const Output history = policy({QStringLiteral("history"), QStringLiteral("--json")});
    QCOMPARE(history.status, 0);
    QCOMPARE(history.json(), Json::array());
}

void TestCliPolicy::listsPresets()
{
    const Output listed = policy({QStringLiteral("presets"), QStringLiteral("--json")});
    QCOMPARE(listed.status, 0);
    QStringList ids;
    for (const Json &preset : listed.json())
        ids.append(toQString(preset["id"].get<std::string>()));
    QCOMPARE(ids, QStringList({QStringLiteral("obie"), QStringLiteral("wso2-uk"), QStringLiteral("fapi-advanced")}));
    QVERIFY(policy({QStringLiteral("presets")}).out.contains("WSO2 UK toolkit default"));
}

void TestCliPolicy::setsShowsAndGoesBack()
{
    const Output set = policy({QStringLiteral("set"), write(Narrow), QStringLiteral("--reason"),
                               QStringLiteral("fewer grants"), QStringLiteral("--json")});
    QVERIFY2(set.status == 0, set.err);
    QCOMPARE(set.json()["version"], Json(1));
    QCOMPARE(set.json()["differences"].size(), std::size_t(2));
    QCOMPARE(policy({QStringLiteral("set"), QStringLiteral("--preset"), QStringLiteral("fapi-advanced")}).status, 0);
    const Json history = policy({QStringLiteral("history"), QStringLiteral("--json")}).json();
    QCOMPARE(history.size(), std::size_t(2));
    QCOMPARE(history[0]["current"], Json(true));
    QCOMPARE(history[0]["name"], Json("FAPI 1.0 Advanced"));
    QCOMPARE(history[1]["reason"], Json("fewer grants"));
    QVERIFY(!history[1]["applied_by"].get<std::string>().empty());
    QVERIFY(policy({QStringLiteral("history")}).out.contains("fewer grants"));

    const Output undone = policy({QStringLiteral("undo"), QStringLiteral("--json")});
    QCOMPARE(undone.json()["version"], Json(3));
    QCOMPARE(policy({QStringLiteral("show"), QStringLiteral("--json")}).json()["name"], Json("Narrow"));
    QCOMPARE(policy(words("undo --to 2")).status, 0);
    QCOMPARE(policy(words("show --json")).json()["name"], Json("FAPI 1.0 Advanced"));
    QCOMPARE(policy(words("show 1 --json")).json()["name"], Json("Narrow"));
    QCOMPARE(policy(words("history --limit 1 --json")).json().size(), std::size_t(1));
    // To set what counts already makes no version.
    QCOMPARE(policy(words("set --preset fapi-advanced --json")).json()["applied"], Json(false));
    QCOMPARE(policy(words("history --json")).json().size(), std::size_t(4));
}

void TestCliPolicy::takesWhatItShows()
{
    const Output shown = policy(words("show wso2-uk --json"));
    QCOMPARE(policy(words("set -"), shown.out).status, 0);
    QCOMPARE(policy(words("show --json")).out, shown.out);
    QCOMPARE(policy(words("undo")).status, 0);
    QCOMPARE(policy(words("show --json")).out, policy(words("show obie --json")).out);
}

void TestCliPolicy::refusesWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("no JSON") << QByteArray("{") << QByteArray("JSON");
    QTest::newRow("unknown member") << QByteArray(R"({"grants": []})") << QByteArray("grant_types");
    QTest::newRow("nobody could register") << QByteArray(R"({"scopes": []})") << QByteArray("nobody");
    QTest::newRow("white space") << QByteArray(R"({"scopes": [" openid"]})") << QByteArray("white space");
}

void TestCliPolicy::refusesWhatIsWrong()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, words);
    for (const char *command : {"set", "check"}) {
        const Output refused = policy({QLatin1String(command), write(json)});
        QCOMPARE(refused.status, 1);
        QVERIFY2(refused.err.contains(words), refused.err);
    }
    QCOMPARE(policy({QStringLiteral("history"), QStringLiteral("--json")}).json(), Json::array());
}

void TestCliPolicy::refusesWrongUsage_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("status");
    const auto row = [](const char *line, int status) { QTest::newRow(line) << QString::fromUtf8(line) << status; };
    row("set", 2);
    row("set a.json --preset obie", 2);
    row("set --preset nobody", 2);
    row("set missing.json", 3);
    row("check", 2);
    row("check missing.json", 3);
    row("diff current", 2);
    row("diff current missing.json", 3);
    row("diff current 9", 1);
    row("show 9", 1);
    row("undo", 1);
    row("undo --to zero", 2);
    row("undo --to 0", 2);
    row("history --limit 0", 2);
}

void TestCliPolicy::refusesWrongUsage()
{
    QFETCH(QString, line);
    QFETCH(int, status);
    const Output refused = policy(line.split(QLatin1Char(' ')));
    QCOMPARE(refused.status, status);
    QVERIFY(refused.out.isEmpty());
    QVERIFY(!refused.err.isEmpty());
}

void TestCliPolicy::saysInWhatPoliciesDiffer()
{
    QVERIFY(policy(words("diff current obie")).out.contains("They say the same."));
    const Output diff = policy({QStringLiteral("diff"), QStringLiteral("obie"), write(Narrow)});
    QCOMPARE(diff.status, 0);
    QVERIFY2(diff.out.contains("Grant types: without authorization_code"), diff.out);
    const Json json = policy(words("diff obie fapi-advanced --json")).json();
    QVERIFY(json.size() >= 4);
}

void TestCliPolicy::checksAPolicyBeforeItIsApplied()
{
    Served served;
    QVERIFY2(!served.start(m_workspace).isEmpty(), served.errors());
    QCOMPARE(registerWith(newKit(QStringLiteral("kit"))), 201);
    QCOMPARE(served.stop(), 0);
    const Output harmless = policy({QStringLiteral("check"), write(R"({"clock_skew_seconds": 30})")});
    QVERIFY2(harmless.status == 0, harmless.err);
    QVERIFY2(harmless.out.contains("Of 1 registrations none would be judged otherwise."), harmless.out);
    const Output harmful = policy({QStringLiteral("check"), write(Narrow), QStringLiteral("--json")});
    QCOMPARE(harmful.status, 1);
    QCOMPARE(harmful.json()["registrations"]["refused"], Json(1));
    QCOMPARE(harmful.json()["registrations"]["changed"][0]["checks"][0]["id"], Json("request.grant-types"));
    QVERIFY(policy({QStringLiteral("check"), write(Narrow)}).out.contains("would now be refused"));
    // Nothing was applied.
    QCOMPARE(policy(words("history --json")).json(), Json::array());
}

void TestCliPolicy::checksARequest()
{
    const directory::Kit kit = newKit(QStringLiteral("kit"));
    const Output tried = policy({QStringLiteral("check"), write(Narrow), QStringLiteral("--request"),
                                 m_temporary->filePath(QStringLiteral("kit/request.jwt")), QStringLiteral("--json")});
    QVERIFY2(tried.status == 1, tried.err);
    QCOMPARE(tried.json()["request"]["change"], Json("refused"));
    const Output statement = policy({QStringLiteral("check"), write("{}"), QStringLiteral("--request"),
                                     m_temporary->filePath(QStringLiteral("kit/ssa.jwt"))});
    QCOMPARE(statement.status, 1);
    QVERIFY2(statement.err.contains("statement alone"), statement.err);
}

void TestCliPolicy::changesAnEndpointThatRunsWithinASecond()
{
    Served served;
    QVERIFY2(!served.start(m_workspace).isEmpty(), served.errors());
    const directory::Kit kit = newKit(QStringLiteral("kit"));
    QCOMPARE(registerWith(kit), 201);
    QCOMPARE(policy({QStringLiteral("set"), write(Narrow)}).status, 0);
    QTest::qWait(1000);
    QCOMPARE(registerWith(kit), 400);
    QCOMPARE(policy(words("undo")).status, 0);
    QTest::qWait(1000);
    QCOMPARE(registerWith(kit), 201);
    QCOMPARE(served.stop(), 0);
    QVERIFY(served.errors().contains("Version 2 of the policy was taken over."));
}

void TestCliPolicy::leavesAnEndpointWithAPolicyFileAlone()
{
    QCOMPARE(policy(words("set -"), Narrow).status, 0);
    Served served;
    QVERIFY(!served
                 .start(m_workspace,
                        {QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--policy"), write("{}")})
                 .isEmpty());
    QCOMPARE(registerWith(newKit(QStringLiteral("kit"))), 201);
    QCOMPARE(served.stop(), 0);
    const QByteArray said = served.errors();
    QVERIFY2(said.contains("policy.json") && said.contains("does not count"), said);
}

void TestCliPolicy::goesBackFromAPolicyThatCannotBeRead()
{
    QCOMPARE(policy({QStringLiteral("set"), write(Narrow)}).status, 0);
    QCOMPARE(policy(words("set --preset obie")).status, 0);
    const Output spoilt = runProgram(
        QStringLiteral("python3"),
        {QStringLiteral("-c"),
         QStringLiteral("import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute(\"UPDATE policies SET "
                        "policy = X'7B' WHERE version = 2\"); d.commit()"),
         m_workspace + QStringLiteral("/gatehouse.sqlite")});
    QVERIFY2(spoilt.status == 0, spoilt.err);
    const Output shown = policy(words("show"));
    QCOMPARE(shown.status, 1);
    QVERIFY2(shown.err.contains("Version 2") && shown.err.contains("go back"), shown.err);
    Served served;
    QVERIFY(served.start(m_workspace).isEmpty());
    QVERIFY(policy(words("history")).out.contains("cannot be read"));
    QCOMPARE(policy(words("undo")).status, 0);
    QCOMPARE(policy(words("show --json")).json()["name"], Json("Narrow"));
}

void TestCliPolicy::saysWhatWso2WouldAnswer()
{
    const QString seed = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/seed-curl-command.txt");
    const QString keys = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/docs-public-keys.jwks.json");
    const QStringList inspect{QStringLiteral("ssa"),
                              QStringLiteral("inspect"),
                              seed,
                              QStringLiteral("--jwks"),
                              keys,
                              QStringLiteral("--at"),
                              QStringLiteral("2022-01-25T06:30:00Z")};
    const Json wso2 = cli(inspect + QStringList(QStringLiteral("--json"))).json()["wso2"];
    QCOMPARE(wso2.size(), std::size_t(2));
    QCOMPARE(wso2[0]["error_description"], Json("Invalid issuer"));
    QCOMPARE(wso2[1]["error_description"], Json("Invalid issuer, issuer should be the same as the software id"));
    const QByteArray text = cli(inspect).out;
    QVERIFY2(text.contains("WSO2 accelerator 3 would answer 400 invalid_client_metadata: Invalid issuer"), text);
}

QTEST_GUILESS_MAIN(TestCliPolicy)
#include "test_cli_policy.moc"
