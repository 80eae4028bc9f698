#include "store/activity_export.h"

#include "store_fixture.h"

#include <QDir>
#include <QFile>

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

class TestActivityExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_workspace = std::make_unique<Workspace>(); }
    void writesAHeadAloneWhereThereIsNothing();
    void takesTheFormulaOutOfACell_data();
    void takesTheFormulaOutOfACell();
    void quotesAsRfc4180Says();
    void writesLinesFromWhichEachHashCanBeMade();
    void linksFilteredRowsToTheirNeighbours();
    void goesThroughMoreThanOnePage();
    void endsWhereWhatItWritesToFails();
    void leavesTheFileThatWasThereWhereItIsCancelled();
    void saysWhereItCannotWrite();
    void readsAHeadAsItIsWritten();
    void refusesWhatIsNoHead_data();
    void refusesWhatIsNoHead();

private:
    ActivityLog log() { return ActivityLog(m_workspace->database()); }
    void add(const QString &subject, const QString &reason = {}, const Json &after = {})
    {
        VERIFY_DONE(log().appendAndWait({{ActivityOrigin::Console, QStringLiteral("ann")},
                                         QStringLiteral("client.suspended"),
                                         subject,
                                         {},
                                         reason,
                                         {},
                                         after},
                                        Now));
    }
    QByteArray exported(ActivityFormat format, const ActivityFilter &filter = {})
    {
        QByteArray bytes;
        const auto count = exportActivity(log(), filter, format, [&](const QByteArray &more) -> Result<void> {
            bytes += more;
            return {};
        });
        return count ? bytes : QByteArray("failed: " + count.error().message.toUtf8());
    }

    std::unique_ptr<Workspace> m_workspace;
};

void TestActivityExport::writesAHeadAloneWhereThereIsNothing()
{
    QVERIFY(exported(ActivityFormat::Csv).startsWith("number,time,"));
    QCOMPARE(exported(ActivityFormat::Csv).count('\n'), 1);
    QCOMPARE(exported(ActivityFormat::JsonLines), QByteArray());
}

void TestActivityExport::takesTheFormulaOutOfACell_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QByteArray>("cell");
    QTest::newRow("equals") << QStringLiteral("=1+1") << QByteArray(",'=1+1,");
    QTest::newRow("plus") << QStringLiteral("+1") << QByteArray(",'+1,");
    QTest::newRow("minus") << QStringLiteral("-1") << QByteArray(",'-1,");
    QTest::newRow("at") << QStringLiteral("@SUM(A1)") << QByteArray(",'@SUM(A1),");
    QTest::newRow("tab") << QStringLiteral("\t=1") << QByteArray(",'\t=1,");
    QTest::newRow("return") << QStringLiteral("\r=1") << QByteArray(",\"'\r=1\",");
    QTest::newRow("wide") << QStringLiteral("\uff1d1")
                          << QByteArray(",'\xef\xbc\x9d"
                                        "1,");
    QTest::newRow("within quotes") << QStringLiteral("=HYPERLINK(\"x\",\"y\")")
                                   << QByteArray(",\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",");
    QTest::newRow("harmless") << QStringLiteral("a=1") << QByteArray(",a=1,");
}

void TestActivityExport::takesTheFormulaOutOfACell()
{
    QFETCH(const QString, reason);
    QFETCH(const QByteArray, cell);
    add(QStringLiteral("c1"), reason);
    const QByteArray csv = exported(ActivityFormat::Csv);
    QVERIFY2(csv.contains(cell), csv.constData());
}

void TestActivityExport::quotesAsRfc4180Says()
{
    add(QStringLiteral("a,b"), QStringLiteral("two\nlines, \"said\""));
    const QByteArray csv = exported(ActivityFormat::Csv);
    QVERIFY(csv.contains(",\"a,b\","));
    QVERIFY(csv.contains(",\"two\nlines, \"\"said\"\"\","));
    QVERIFY(csv.endsWith("\r\n"));
}

void TestActivityExport::writesLinesFromWhichEachHashCanBeMade()
{
    add(QStringLiteral("c1"), QStringLiteral("Übel"), {{"status", "suspended"}});
    add(QStringLiteral("c2"));
    QByteArray previous;
    const auto lines = exported(ActivityFormat::JsonLines).trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    for (const QByteArray &line : lines) {
        const Json json = parseJsonObject(line).value();
        QCOMPARE(QByteArray::fromHex(QByteArray::fromStdString(json["previous_hash"])), previous);
        Activity row;
        row.number = json["number"];
        row.at = fromMilliseconds(json["at_ms"]);
        row.actor = {activityOriginFromName(toQString(json["origin"])).value(), toQString(json["actor"])};
        row.action = toQString(json["action"]);
        row.subjectKind = toQString(json["subject_kind"]);
        row.subject = toQString(json["subject"]);
        row.subjectName = toQString(json["subject_name"]);
        row.reason = toQString(json["reason"]);
        row.before = QByteArray::fromStdString(json["before"]);
        row.after = QByteArray::fromStdString(json["after"]);
        previous = activityHash(previous, row);
        QCOMPARE(QByteArray::fromHex(QByteArray::fromStdString(json["hash"])), previous);
    }
}

void TestActivityExport::linksFilteredRowsToTheirNeighbours()
{
    for (const char *subject : {"a", "b", "a"})
        add(QLatin1String(subject));
    ActivityFilter filter;
    filter.subject = QStringLiteral("a");
    const auto lines = exported(ActivityFormat::JsonLines, filter).trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    const Json last = parseJson(lines[1]).value();
    QCOMPARE(QByteArray::fromHex(QByteArray::fromStdString(last["previous_hash"])), log().find(2).value()->hash);
}

void TestActivityExport::goesThroughMoreThanOnePage()
{
    VERIFY_DONE(m_workspace->database().writeAndWait<void>([](Connection &connection) -> Result<void> {
        for (int i = 0; i < 1200; ++i) {
            if (auto entered = enterActivity(
                    connection, {{}, QStringLiteral("client.suspended"), QString::number(i), {}, {}, {}, {}}, Now);
                !entered)
                return entered;
        }
        return {};
    }));
    QCOMPARE(exported(ActivityFormat::JsonLines).count('\n'), 1200);
    QCOMPARE(exported(ActivityFormat::Csv).count('\n'), 1201);
}

void TestActivityExport::endsWhereWhatItWritesToFails()
{
    add(QStringLiteral("c1"));
    int asked = 0;
    const auto count = exportActivity(log(), {}, ActivityFormat::Csv, [&asked](const QByteArray &) -> Result<void> {
        if (++asked == 2)
            return fail(Error::Io, QStringLiteral("full"));
        return {};
    });
    QVERIFY(!count);
    QCOMPARE(count.error().message, QStringLiteral("full"));
}

void TestActivityExport::leavesTheFileThatWasThereWhereItIsCancelled()
{
    add(QStringLiteral("c1"));
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.csv"));
    QFile before(path);
    QVERIFY(before.open(QIODevice::WriteOnly) && before.write("kept") == 4);
    before.close();
    const auto count = exportActivityTo(path, log(), {}, ActivityFormat::Csv, [](qint64) { return false; });
    QCOMPARE(count.error().kind, Error::Refused);
    QVERIFY(before.open(QIODevice::ReadOnly));
    QCOMPARE(before.readAll(), QByteArray("kept"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    QCOMPARE(exportActivityTo(path, log(), {}, ActivityFormat::Csv).value(), 1);
}

void TestActivityExport::saysWhereItCannotWrite()
{
    const auto count = exportActivityTo(QStringLiteral("/nowhere/a.csv"), log(), {}, ActivityFormat::Csv);
    QCOMPARE(count.error().kind, Error::Io);
    QVERIFY(count.error().message.contains(QLatin1String("/nowhere/a.csv")));
}

void TestActivityExport::readsAHeadAsItIsWritten()
{
    add(QStringLiteral("c1"));
    const ActivityHead head = log().head().value();
    const auto read = activityHeadFrom(QStringLiteral(" %1 ").arg(toText(head)));
    QCOMPARE(read->number, head.number);
    QCOMPARE(read->hash, head.hash);
}

void TestActivityExport::refusesWhatIsNoHead_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("no number") << QStringLiteral(":%1").arg(QString(64, QLatin1Char('a')));
    QTest::newRow("row 0") << QStringLiteral("0:%1").arg(QString(64, QLatin1Char('a')));
    QTest::newRow("short") << QStringLiteral("1:abcd");
    QTest::newRow("no hexadecimal") << QStringLiteral("1:%1").arg(QString(64, QLatin1Char('z')));
    QTest::newRow("long") << QStringLiteral("1:%1").arg(QString(66, QLatin1Char('a')));
}

void TestActivityExport::refusesWhatIsNoHead()
{
    QFETCH(const QString, text);
    QCOMPARE(activityHeadFrom(text).error().kind, Error::Malformed);
}

QTEST_GUILESS_MAIN(TestActivityExport)
#include "test_activity_export.moc"
