#include "cli_runner.h"

#include "base/system_user.h"
#include "store/activity_export.h"
#include "store/database.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr char Secret[] = "sesame-4711";
const QString Wso2 = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/");
const QString Root = Wso2 + u"obie/OB_SandBox_PP_Root_CA.cer"_s;
const QString Issuer = Wso2 + u"obie/OB_SandBox_PP_Issuing_CA.cer"_s;

} // namespace

/// `audit …`, and what other commands leave in the record.
class TestCliAudit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isEmptyAtFirst();
    void listsWhatOthersDid();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void findsTampering_data();
    void findsTampering();
    void findsAnOlderCopyByItsNotedHead();
    void exportsAChainThatOthersCanWorkOut();
    void refusesAnExportThatWasAltered();
    void exportsCsvToAFileAndToStandardOutput();
    void leavesNothingWhereItCannotWrite();
    void recordsAKeySet();
    void recordsATestTpp();
    void recordsATruststore();
    void recordsADeploymentTomlWithoutItsPassword();
    void recordsWhoStartedAndStoppedTheSandbox();
    void recordsNothingOfAChangeThatFailed();
    void changesNoFileWhereItCouldNotBeRecorded();
    void measuresVerification();

private:
    Output run(QStringList arguments, const QByteArray &input = {}) const
    {
        return cli(arguments + QStringList{u"--data-dir"_s, m_workspace}, input);
    }
    Json rows(const QStringList &filter = {}) const
    {
        return run(QStringList{u"audit"_s, u"list"_s, u"--json"_s} + filter).json();
    }
    /// `count` changes by one command each.
    void change(int count) const
    {
        for (int i = 0; i < count; ++i) {
            const Output output = run({u"jwks"_s, u"add"_s, u"set %1"_s.arg(i), u"https://a.example/%1"_s.arg(i)});
            QVERIFY2(output.status == 0, output.err.constData());
        }
    }
    QString database() const { return m_workspace + u"/gatehouse.sqlite"_s; }
    /// As somebody who has the file and not the program.
    void tamper(const QString &sql) const
    {
        const QString name = QUuid::createUuid().toString();
        {
            QSqlDatabase connection = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
            connection.setDatabaseName(database());
            QVERIFY(connection.open());
            QSqlQuery query(connection);
            QVERIFY2(query.exec(sql), qPrintable(query.lastError().text()));
        }
        QSqlDatabase::removeDatabase(name);
    }
    /// With what SQLite has not put into the main file yet.
    static void copyDatabase(const QString &from, const QString &to)
    {
        for (const char *suffix : {"", "-wal", "-shm"})
            QFile::remove(to + QLatin1String(suffix));
        for (const char *suffix : {"", "-wal"})
            QVERIFY(QFile::copy(from + QLatin1String(suffix), to + QLatin1String(suffix)));
    }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        const QString path = m_temporary->filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(path));
        return path;
    }
    /// Whether any file of the workspace's database holds the bytes.
    bool databaseHolds(const QByteArray &bytes) const
    {
        for (const char *suffix : {"", "-wal"}) {
            QFile file(database() + QLatin1String(suffix));
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(bytes))
                return true;
        }
        return false;
    }
    static QString head(const Output &verified) { return toQString(verified.json()["head"].get<std::string>()); }
    Output verify(const QStringList &more = {}) const
    {
        return run(QStringList{u"audit"_s, u"verify"_s, u"--json"_s} + more);
    }

    std::unique_ptr<QTemporaryDir> m_temporary;
    QString m_workspace;
};

void TestCliAudit::init()
{
    m_temporary = std::make_unique<QTemporaryDir>();
    m_workspace = m_temporary->filePath(u"workspace"_s);
}

void TestCliAudit::isEmptyAtFirst()
{
    QCOMPARE(toBytes(rows()), toBytes(Json::array()));
    const Output verified = run({u"audit"_s, u"verify"_s});
    QCOMPARE(verified.status, 0);
    QVERIFY(verified.out.contains("Intact: 0 rows"));
    QCOMPARE(run({u"audit"_s, u"export"_s}).out, QByteArray());
}

void TestCliAudit::listsWhatOthersDid()
{
    change(2);
    QCOMPARE(run({u"policy"_s, u"set"_s, u"--preset"_s, u"fapi-advanced"_s, u"--reason"_s, u"=agreed"_s}).status, 0);
    const Json all = rows();
    QCOMPARE(all.size(), std::size_t(3));
    QCOMPARE(toBytes(all[0]["action"]), toBytes(Json("policy.applied")));
    QCOMPARE(toBytes(all[0]["number"]), toBytes(Json(3)));
    QCOMPARE(toBytes(all[0]["origin"]), toBytes(Json("cli")));
    QCOMPARE(toQString(all[0]["actor"].get<std::string>()), systemUserName());
    QCOMPARE(toBytes(all[0]["reason"]), toBytes(Json("=agreed")));
    QVERIFY(all[0]["after"].is_object());
    QCOMPARE(rows({u"--kind"_s, u"keyset"_s}).size(), std::size_t(2));
    QCOMPARE(rows({u"--kind"_s, u"policy.applied"_s}).size(), std::size_t(1));
    QCOMPARE(toBytes(rows({u"--limit"_s, u"1"_s})[0]["number"]), toBytes(Json(3)));
    QCOMPARE(rows({u"--search"_s, u"SET 1"_s}).size(), std::size_t(1));
    QCOMPARE(rows({u"--actor"_s, u"nobody"_s}).size(), std::size_t(0));
    QCOMPARE(rows({u"--origin"_s, u"console"_s}).size(), std::size_t(0));
    QCOMPARE(rows({u"--since"_s, u"2020-01-01"_s}).size(), std::size_t(3));
    QCOMPARE(rows({u"--until"_s, u"2020-01-01T00:00:00Z"_s}).size(), std::size_t(0));
    const Output text = run({u"audit"_s, u"list"_s});
    QVERIFY2(text.out.contains("Policy applied") && text.out.contains("set 1"), text.out.constData());
}

void TestCliAudit::refusesWrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("kind") << QStringList{u"audit"_s, u"list"_s, u"--kind"_s, u"cake"_s};
    QTest::newRow("since") << QStringList{u"audit"_s, u"list"_s, u"--since"_s, u"yesterday"_s};
    QTest::newRow("limit") << QStringList{u"audit"_s, u"list"_s, u"--limit"_s, u"0"_s};
    QTest::newRow("origin") << QStringList{u"audit"_s, u"list"_s, u"--origin"_s, u"moon"_s};
    QTest::newRow("head") << QStringList{u"audit"_s, u"verify"_s, u"--head"_s, u"1:abc"_s};
    QTest::newRow("format") << QStringList{u"audit"_s, u"export"_s, u"--format"_s, u"xml"_s};
    QTest::newRow("argument") << QStringList{u"audit"_s, u"verify"_s, u"now"_s};
}

void TestCliAudit::refusesWrongUsage()
{
    QFETCH(const QStringList, arguments);
    const Output output = run(arguments);
    QCOMPARE(output.status, 2);
    QVERIFY(!output.err.isEmpty());
    QVERIFY(output.out.isEmpty());
}

void TestCliAudit::findsTampering_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<int>("row");
    QTest::newRow("another reason") << u"UPDATE activity SET reason = 'none' WHERE number = 2"_s << 2;
    QTest::newRow("another actor") << u"UPDATE activity SET actor = 'eve' WHERE number = 1"_s << 1;
    QTest::newRow("another state") << u"UPDATE activity SET state_after = x'7b7d' WHERE number = 3"_s << 3;
    QTest::newRow("another time") << u"UPDATE activity SET at = at + 1 WHERE number = 2"_s << 2;
    QTest::newRow("an unknown origin") << u"UPDATE activity SET origin = 'moon' WHERE number = 2"_s << 2;
    QTest::newRow("a row removed") << u"DELETE FROM activity WHERE number = 2"_s << 3;
    QTest::newRow("the last row removed") << u"DELETE FROM activity WHERE number = 3"_s << 3;
    QTest::newRow("two rows swapped")
        << u"UPDATE activity SET number = CASE number WHEN 1 THEN -2 WHEN 2 THEN -1 END WHERE number < 3"_s << 1;
}

void TestCliAudit::findsTampering()
{
    QFETCH(const QString, sql);
    QFETCH(const int, row);
    change(3);
    QCOMPARE(verify().status, 0);
    tamper(sql);
    tamper(u"UPDATE activity SET number = -number WHERE number < 0"_s);
    const Output found = verify();
    QCOMPARE(found.status, 1);
    QVERIFY(!found.json()["intact"].get<bool>());
    QCOMPARE(toBytes(found.json()["faults"][0]["number"]), toBytes(Json(row)));
    const Output text = run({u"audit"_s, u"verify"_s});
    QCOMPARE(text.status, 1);
    QVERIFY2(text.out.contains("Row " + QByteArray::number(row) + ":"), text.out.constData());
}

void TestCliAudit::findsAnOlderCopyByItsNotedHead()
{
    change(2);
    const QString copy = m_temporary->filePath(u"copy"_s);
    copyDatabase(database(), copy);
    QCOMPARE(run({u"jwks"_s, u"remove"_s, u"set 1"_s}).status, 0);
    const QString noted = head(verify());
    QVERIFY(noted.startsWith(u"3:"_s));
    QCOMPARE(verify({u"--head"_s, noted}).status, 0);
    copyDatabase(copy, database());
    QCOMPARE(rows().size(), std::size_t(2));
    QCOMPARE(verify().status, 0);
    const Output found = verify({u"--head"_s, noted});
    QCOMPARE(found.status, 1);
    QCOMPARE(toBytes(found.json()["faults"][0]["number"]), toBytes(Json(3)));
    // Somebody who writes the chain anew has other hashes.
    QString other = noted;
    other.replace(2, 2, other.mid(2, 2) == u"00"_s ? u"11"_s : u"00"_s);
    QCOMPARE(run({u"jwks"_s, u"remove"_s, u"set 0"_s}).status, 0);
    QCOMPARE(verify({u"--head"_s, other}).status, 1);
}

void TestCliAudit::exportsAChainThatOthersCanWorkOut()
{
    change(2);
    QCOMPARE(
        run({u"policy"_s, u"set"_s, u"--preset"_s, u"fapi-advanced"_s, u"--reason"_s, u"\u00dcbel \"x\"\n\u2028"_s})
            .status,
        0);
    const QString file = m_temporary->filePath(u"activity.jsonl"_s);
    const Output exported = run({u"audit"_s, u"export"_s, file, u"--json"_s});
    QCOMPARE(exported.status, 0);
    QCOMPARE(toBytes(exported.json()["rows"]), toBytes(Json(3)));
    const Output worked = runProgram(u"python3"_s, {QStringLiteral(GATEHOUSE_ACTIVITY_CHAIN), file});
    QVERIFY2(worked.status == 0, worked.err.constData());
    QCOMPARE(QString::fromUtf8(worked.out).trimmed(), head(verify()));
}

void TestCliAudit::refusesAnExportThatWasAltered()
{
    change(2);
    QByteArray lines = run({u"audit"_s, u"export"_s}).out;
    QVERIFY(lines.contains("set 0"));
    const QString file = write(u"altered.jsonl"_s, lines.replace("set 0", "set 9"));
    const Output worked = runProgram(u"python3"_s, {QStringLiteral(GATEHOUSE_ACTIVITY_CHAIN), file});
    QCOMPARE(worked.status, 1);
    QVERIFY2(worked.err.contains("row 1"), worked.err.constData());
}

void TestCliAudit::exportsCsvToAFileAndToStandardOutput()
{
    QCOMPARE(
        run({u"policy"_s, u"set"_s, u"--preset"_s, u"fapi-advanced"_s, u"--reason"_s, u"=cmd|' /C calc'!A0"_s}).status,
        0);
    const QString path = m_temporary->filePath(u"activity.csv"_s);
    QCOMPARE(run({u"audit"_s, u"export"_s, path}).status, 0);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray csv = file.readAll();
    QVERIFY2(csv.contains(",'=cmd|' /C calc'!A0,"), csv.constData());
    const Output printed = run({u"audit"_s, u"export"_s, u"-"_s, u"--format"_s, u"csv"_s});
    QCOMPARE(printed.status, 0);
    QCOMPARE(printed.out, csv);
}

void TestCliAudit::leavesNothingWhereItCannotWrite()
{
    change(1);
    const Output output = run({u"audit"_s, u"export"_s, m_temporary->filePath(u"no/where.csv"_s)});
    QCOMPARE(output.status, 3);
    QVERIFY(!output.err.isEmpty());
    QVERIFY(!QFile::exists(m_temporary->filePath(u"no"_s)));
}

void TestCliAudit::recordsAKeySet()
{
    change(1);
    QCOMPARE(run({u"jwks"_s, u"statements"_s, u"local"_s}).status, 0);
    QCOMPARE(run({u"jwks"_s, u"remove"_s, u"set 0"_s}).status, 0);
    const Json all = rows();
    QCOMPARE(all.size(), std::size_t(3));
    QCOMPARE(toBytes(all[0]["action"]), toBytes(Json("keyset.removed")));
    QCOMPARE(toBytes(all[0]["before"]["url"]), toBytes(Json("https://a.example/0")));
    QCOMPARE(toBytes(all[1]["action"]), toBytes(Json("keyset.statements-changed")));
    QCOMPARE(toBytes(all[1]["before"]), toBytes(Json({{"where", "public"}})));
    QCOMPARE(toBytes(all[1]["after"]), toBytes(Json({{"where", "local"}})));
    QCOMPARE(toBytes(all[2]["action"]), toBytes(Json("keyset.added")));
}

void TestCliAudit::recordsATestTpp()
{
    QCOMPARE(run({u"tpp"_s, u"new"_s, m_temporary->filePath(u"kit"_s), u"--software-id"_s, u"soft1"_s}).status, 0);
    const Json created = rows({u"--kind"_s, u"directory.software-created"_s});
    QCOMPARE(created.size(), std::size_t(1));
    QCOMPARE(toBytes(created[0]["subject"]), toBytes(Json("soft1")));
    QVERIFY(created[0]["after"]["software_roles"].is_array());
    QVERIFY(created[0]["before"].is_null());
    QFile key(m_temporary->filePath(u"kit/signing.key"_s));
    QVERIFY(key.open(QIODevice::ReadOnly));
    QVERIFY(!databaseHolds(key.readAll().split('\n').value(1)));
    // A kit that cannot be written takes the software with it.
    QVERIFY(run({u"tpp"_s, u"new"_s, write(u"file"_s, "x"), u"--software-id"_s, u"soft2"_s}).status != 0);
    QCOMPARE(rows({u"--kind"_s, u"directory"_s}).size(), std::size_t(3));
    QCOMPARE(toBytes(rows({u"--limit"_s, u"1"_s})[0]["action"]), toBytes(Json("directory.software-removed")));
}

void TestCliAudit::recordsATruststore()
{
    const QString store = m_temporary->filePath(u"trust.p12"_s);
    const QString password = write(u"password"_s, Secret);
    const QString other = write(u"other"_s, "sesame-4712\n");
    QCOMPARE(run({u"truststore"_s, u"create"_s, store, u"--type"_s, u"PKCS12"_s, u"--password-file"_s, password}).status, 0);
    const Output imported = run({u"truststore"_s, u"import"_s, store, Root, Issuer, u"--password-file"_s, password});
    QVERIFY2(imported.status == 0, imported.err.constData());
    QCOMPARE(run({u"truststore"_s, u"list"_s, store, u"--password-file"_s, password}).status, 0);
    const QString alias = toQString(rows()[0]["after"]["entries"].items().begin().key());
    QCOMPARE(run({u"truststore"_s, u"rename"_s, store, alias, u"renamed"_s, u"--password-file"_s, password}).status, 0);
    QCOMPARE(run({u"truststore"_s, u"remove"_s, store, u"renamed"_s, u"--password-file"_s, password}).status, 0);
    QCOMPARE(run({u"truststore"_s, u"passwd"_s, store, u"--password-file"_s, password, u"--new-password-file"_s, other})
                 .status,
             0);
    const Json all = rows({u"--kind"_s, u"truststore"_s});
    QCOMPARE(all.size(), std::size_t(5));
    QCOMPARE(toQString(all[4]["subject"].get<std::string>()), store);
    QVERIFY(all[4]["before"].is_null());
    QCOMPARE(all[3]["after"]["entries"].size(), std::size_t(2));
    QVERIFY(all[3]["after"]["entries"][toStdString(alias)]["sha256"].is_string());
    QCOMPARE(all[2]["before"]["entries"].items().begin().key(), toStdString(alias));
    QCOMPARE(all[2]["after"]["entries"].items().begin().key(), std::string("renamed"));
    QCOMPARE(all[1]["before"]["entries"].items().begin().key(), std::string("renamed"));
    const Json &left = all[1]["after"];
    QVERIFY(!left.contains("entries") || left["entries"].empty());
    QCOMPARE(toBytes(all[0]["after"]), toBytes(Json({{"protection", "another password"}})));
    QVERIFY(!databaseHolds("sesame"));
}

void TestCliAudit::recordsADeploymentTomlWithoutItsPassword()
{
    const QString file =
        write(u"deployment.toml"_s,
              "[server]\nhostname = \"a\"\n\n[keystore.primary]\npassword = \"old-" + QByteArray(Secret) + "\"\n");
    const QString secret = write(u"secret"_s, Secret);
    QCOMPARE(run({u"toml"_s, u"set"_s, file, u"server.hostname"_s, u"b"_s}).status, 0);
    QCOMPARE(run({u"toml"_s, u"set"_s, file, u"keystore.primary.password"_s, u"--value-file"_s, secret}).status, 0);
    QCOMPARE(run({u"toml"_s, u"set"_s, file, u"server.hostname"_s, u"c"_s, u"--dry-run"_s}).status, 0);
    QCOMPARE(run({u"toml"_s, u"set"_s, file, u"server.hostname"_s, u"b"_s}).status, 0);
    QCOMPARE(run({u"toml"_s, u"unset"_s, file, u"server.hostname"_s}).status, 0);
    const Json all = rows({u"--kind"_s, u"deployment"_s});
    QCOMPARE(all.size(), std::size_t(3));
    QCOMPARE(toQString(all[2]["subject"].get<std::string>()), file);
    QCOMPARE(toBytes(all[2]["before"]), toBytes(Json({{"server.hostname", "a"}})));
    QCOMPARE(toBytes(all[2]["after"]), toBytes(Json({{"server.hostname", "b"}})));
    QCOMPARE(toBytes(all[1]["before"]), toBytes(Json({{"keystore.primary.password", "***"}})));
    QCOMPARE(toBytes(all[1]["after"]), toBytes(Json({{"keystore.primary.password", "***"}})));
    QVERIFY(all[0]["after"].is_null());
    QVERIFY(!databaseHolds("sesame"));
}

void TestCliAudit::recordsWhoStartedAndStoppedTheSandbox()
{
    Served served;
    const QString url = served.start(m_workspace);
    QVERIFY(!url.isEmpty());
    QTRY_COMPARE(rows({u"--kind"_s, u"sandbox"_s}).size(), std::size_t(1));
    QCOMPARE(served.stop(), 0);
    const Json all = rows({u"--kind"_s, u"sandbox"_s});
    QCOMPARE(all.size(), std::size_t(2));
    QCOMPARE(toBytes(all[1]["action"]), toBytes(Json("sandbox.started")));
    QVERIFY(url.startsWith(toQString(all[1]["after"]["url"].get<std::string>())));
    QCOMPARE(toBytes(all[1]["origin"]), toBytes(Json("cli")));
    QCOMPARE(toBytes(all[0]["action"]), toBytes(Json("sandbox.stopped")));
    QCOMPARE(verify().status, 0);
}

void TestCliAudit::recordsNothingOfAChangeThatFailed()
{
    change(1);
    const QString store = write(u"trust.p12"_s, "no truststore");
    QVERIFY(run({u"jwks"_s, u"add"_s, u"set 0"_s, u"https://a.example/0"_s}).status != 0);
    QVERIFY(run({u"truststore"_s, u"import"_s, store, Root, u"--password-file"_s, write(u"p"_s, "x")}).status != 0);
    QVERIFY(run({u"toml"_s, u"set"_s, m_temporary->filePath(u"missing.toml"_s), u"a.b"_s, u"1"_s}).status != 0);
    QVERIFY(run({u"policy"_s, u"set"_s, write(u"policy.json"_s, "{\"skew\":")}).status != 0);
    QCOMPARE(rows().size(), std::size_t(1));
}

void TestCliAudit::changesNoFileWhereItCouldNotBeRecorded()
{
    const QByteArray toml = "[server]\nhostname = \"a\"\n";
    const QString file = write(u"deployment.toml"_s, toml);
    change(1);
    for (const char *suffix : {"-wal", "-shm"})
        QFile::remove(database() + QLatin1String(suffix));
    QFile broken(database());
    QVERIFY(broken.open(QIODevice::WriteOnly | QIODevice::Truncate)
            && broken.write("no database, but long enough to look") > 0);
    broken.close();
    QVERIFY(run({u"toml"_s, u"set"_s, file, u"server.hostname"_s, u"b"_s}).status != 0);
    QFile after(file);
    QVERIFY(after.open(QIODevice::ReadOnly));
    QCOMPARE(after.readAll(), toml);
}

void TestCliAudit::measuresVerification()
{
    constexpr int Rows = 20'000;
    change(1);
    {
        const auto opened = store::Database::open(database(), systemNow());
        QVERIFY(opened);
        const auto filled = (*opened)->writeAndWait<void>([](store::Connection &connection) -> Result<void> {
            for (int i = 1; i < Rows; ++i) {
                const store::NewActivity activity{{store::ActivityOrigin::Endpoint, u"client-%1"_s.arg(i)},
                                                  u"client.updated"_s,
                                                  u"client-%1"_s.arg(i),
                                                  u"App %1"_s.arg(i),
                                                  {},
                                                  {{"scope", "openid accounts"}},
                                                  {{"scope", "openid accounts payments"}}};
                if (auto entered = store::enterActivity(connection, activity, systemNow()); !entered)
                    return entered;
            }
            return {};
        });
        QVERIFY(filled);
        const store::ActivityLog log(**opened);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(log.verify()->isIntact());
        qInfo("%.0f rows a second", double(Rows) * 1e9 / double(timer.nsecsElapsed()));
    }
    const Output verified = verify();
    QCOMPARE(verified.status, 0);
    QCOMPARE(toBytes(verified.json()["rows"]), toBytes(Json(Rows)));
}

QTEST_GUILESS_MAIN(TestCliAudit)
#include "test_cli_audit.moc"
