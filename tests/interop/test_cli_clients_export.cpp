#include "cli_runner.h"

#include "core/store/store_fixture.h"

#include <QFile>

using namespace gatehouse;
using namespace gatehouse::test;

class TestCliClientsExport : public QObject
{
    Q_OBJECT

private:
    QStringList words(const char *text) const
    {
        return QString::fromLatin1(text).split(QLatin1Char(' ')) << QStringLiteral("--data-dir") << m_folder.path();
    }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        const auto database =
            store::Database::open(m_folder.filePath(QStringLiteral("gatehouse.sqlite")), store::test::Now);
        VERIFY_DONE(database);
        VERIFY_DONE(store::test::putClients(**database, 0, 30));
        VERIFY_DONE((*database)->writeAndWait<void>([](store::Connection &connection) {
            return connection.runOnce(
                QStringLiteral("UPDATE clients SET status = 'held' WHERE client_id < 'client-000003'"));
        }));
    }

    void writesToStandardOutputWhereNoFileIsNamed()
    {
        const Output all = cli(words("clients export"));
        QCOMPARE(all.status, 0);
        QCOMPARE(all.out.count("\r\n"), 31);
        QCOMPARE(cli(words("clients export -")).out, all.out);
        const Output json = cli(words("clients export --format json --search app --status held,active"));
        QCOMPARE(json.status, 0);
        QCOMPARE(json.json().size(), std::size_t(30));
        QCOMPARE(cli(words("clients export --format json --status held")).json().size(), std::size_t(3));
        QCOMPARE(cli(words("clients export --format json --organisation org-1")).json().size(), std::size_t(5));
    }

    void writesAFileAndSaysHowMany()
    {
        const QString path = m_folder.filePath(QStringLiteral("out.csv"));
        const Output said = cli(words("clients export --search software-7 --json") << path);
        QCOMPARE(said.status, 0);
        QCOMPARE(integerMember(said.json(), "clients"), 1);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("client-000007,App 7,software-7"));
    }

    void refusesWhatItDoesNotKnow()
    {
        for (const char *text : {"clients export --format xml", "clients export --status unknown",
                                 "clients export --status held,", "clients export a b"}) {
            const Output refused = cli(words(text));
            QVERIFY2(refused.status == 2 && refused.out.isEmpty() && !refused.err.isEmpty(), text);
        }
        const Output nowhere = cli(words("clients export /proc/nowhere/out.csv"));
        QCOMPARE(nowhere.status, 3);
        QVERIFY(nowhere.err.contains("/proc/nowhere/out.csv"));
        QCOMPARE(runProgram(QStringLiteral("/bin/sh"),
                            {QStringLiteral("-c"),
                             QStringLiteral("%1 clients export --data-dir %2 > /dev/full")
                                 .arg(QStringLiteral(GATEHOUSE_CLI), m_folder.path())})
                     .status,
                 3);
    }
};

QTEST_GUILESS_MAIN(TestCliClientsExport)
#include "test_cli_clients_export.moc"
