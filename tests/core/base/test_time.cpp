#include "base/time.h"

#include <QtTest>

using namespace gatehouse;
using namespace std::chrono_literals;

class TestTime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsIso8601_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("milliseconds");
        QTest::newRow("UTC") << "2022-01-25T06:06:55Z" << 1643090815000LL;
        QTest::newRow("an offset east") << "2022-01-25T11:36:55+05:30" << 1643090815000LL;
        QTest::newRow("an offset west") << "2022-01-24T22:06:55-08:00" << 1643090815000LL;
        QTest::newRow("milliseconds") << "2022-01-25T06:06:55.250Z" << 1643090815250LL;
        QTest::newRow("without an offset") << "2022-01-25T06:06:55" << 1643090815000LL;
        QTest::newRow("a date alone") << "2022-01-25" << 1643068800000LL;
        QTest::newRow("white space around") << "  2022-01-25T06:06:55Z\n" << 1643090815000LL;
        QTest::newRow("before the epoch") << "1969-12-31T23:59:59Z" << -1000LL;
        QTest::newRow("beyond 32 bits") << "2100-01-01T00:00:00Z" << 4102444800000LL;
    }

    void readsIso8601()
    {
        QFETCH(QString, text);
        QFETCH(qint64, milliseconds);
        const Result<Instant> instant = fromIso8601(text);
        QVERIFY2(instant, qPrintable(instant ? QString() : instant.error().message));
        QCOMPARE(toMilliseconds(*instant), milliseconds);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", "now", "2022", "25.01.2022", "2022-02-30T00:00:00Z", "2022-01-25T25:00:00Z",
                                 "1643090815", "2022-01-25T06:06:55 in the morning"})
            QTest::newRow(*text ? text : "nothing") << QString::fromUtf8(text);
    }

    void refuses()
    {
        QFETCH(QString, text);
        const Result<Instant> instant = fromIso8601(text);
        QVERIFY(!instant);
        QCOMPARE(instant.error().kind, Error::Malformed);
        QVERIFY(instant.error().message.contains(QStringLiteral("2022-01-25T06:30:00Z")));
    }

    void aMomentWithoutAnOffsetDoesNotDependOnWhereItIsRead()
    {
        const QByteArray before = qgetenv("TZ");
        for (const char *zone : {"America/Los_Angeles", "Asia/Colombo", "UTC"}) {
            qputenv("TZ", zone);
            tzset();
            QCOMPARE(toSeconds(fromIso8601(u"2022-01-25T06:06:55").value()), 1643090815);
            QCOMPARE(toSeconds(fromIso8601(u"2022-01-25").value()), 1643068800);
            QCOMPARE(toIso8601(fromSeconds(1643090815)), QStringLiteral("2022-01-25T06:06:55Z"));
        }
        before.isNull() ? qunsetenv("TZ") : qputenv("TZ", before);
        tzset();
    }

    void writesWhatItReads()
    {
        QCOMPARE(toIso8601(fromSeconds(1643090815)), QStringLiteral("2022-01-25T06:06:55Z"));
        QCOMPARE(toIso8601(fromMilliseconds(1643090815999)), QStringLiteral("2022-01-25T06:06:55Z"));
        QCOMPARE(fromIso8601(toIso8601(fromSeconds(1))).value(), fromSeconds(1));
        QCOMPARE(fromDateTime(toDateTime(fromMilliseconds(1643090815999))), fromMilliseconds(1643090815999));
        QCOMPARE(toDateTime(fromSeconds(0)).timeSpec(), Qt::UTC);
    }

    void secondsAreRoundedDownAlsoBeforeTheEpoch()
    {
        QCOMPARE(toSeconds(fromMilliseconds(1999)), 1);
        QCOMPARE(toSeconds(fromMilliseconds(-1)), -1);
    }

    void describesSpans_data()
    {
        QTest::addColumn<qint64>("milliseconds");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *says, std::chrono::milliseconds span) {
            QTest::newRow(says) << qint64(span.count()) << QString::fromUtf8(says);
        };
        row("less than a minute", 59s);
        row("1 minute", 60s);
        row("59 minutes", 59min + 59s);
        row("1 hour", 60min);
        row("2 hours", 150min);
        row("23 hours", 23h + 59min);
        row("1 day", 24h);
        row("364 days", 24h * 364);
        row("1 year", 24h * 366);
        row("10 years", 24h * 3653);
    }

    void describesSpans()
    {
        QFETCH(qint64, milliseconds);
        QFETCH(QString, says);
        QCOMPARE(describeSpan(std::chrono::milliseconds(milliseconds)), says);
        QCOMPARE(describeSpan(std::chrono::milliseconds(-milliseconds)), says);
    }
};

QTEST_GUILESS_MAIN(TestTime)
#include "test_time.moc"
