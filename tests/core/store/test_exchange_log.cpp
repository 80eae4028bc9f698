#include "store/exchange_log.h"

#include "store/housekeeping.h"
#include "store_fixture.h"

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

namespace {

ExchangeSummary sample(int number)
{
    ExchangeSummary summary;
    summary.id = QStringLiteral("run-%1").arg(number, 12, 10, QLatin1Char('0'));
    // Several fall into one millisecond.
    summary.at = Now + std::chrono::milliseconds(number / 4);
    summary.method = QStringLiteral("POST");
    summary.target = QStringLiteral("/register");
    summary.status = 400;
    summary.errorCode = QStringLiteral("invalid_redirect_uri");
    summary.durationUs = number;
    return summary;
}

qint64 stored(Database &database)
{
    return valueOf(database, "SELECT count(*) FROM exchanges")->toLongLong();
}

} // namespace

class TestExchangeLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsNewestFirstByPage()
    {
        Workspace workspace;
        ExchangeLog log(workspace.database());
        QList<ExchangeSummary> summaries;
        for (int i = 0; i < 100; ++i)
            summaries.append(sample(i));
        log.append(summaries);
        QTRY_COMPARE(stored(workspace.database()), 100);
        std::optional<ExchangeSummary> before;
        int expected = 99;
        while (true) {
            const auto page = log.page(before, 7);
            VERIFY_DONE(page);
            if (page->isEmpty())
                break;
            for (const ExchangeSummary &summary : *page)
                QCOMPARE(summary.id, sample(expected--).id);
            before = page->constLast();
        }
        QCOMPARE(expected, -1);
    }

    void keepsEveryFieldAndShortensTheDescription()
    {
        Workspace workspace;
        ExchangeLog log(workspace.database());
        ExchangeSummary summary = sample(1);
        summary.description = QString(ExchangeLog::MaxDescription + 100, QLatin1Char('d'));
        summary.clientId = QStringLiteral("client");
        summary.softwareId = QStringLiteral("software");
        summary.peerSubject = QStringLiteral("CN=Ünï");
        summary.peerAddress = QStringLiteral("::1");
        log.append({summary});
        QTRY_COMPARE(stored(workspace.database()), 1);
        const ExchangeSummary read = log.page({}, 10)->constFirst();
        QCOMPARE(read.at, summary.at);
        QCOMPARE(read.method, summary.method);
        QCOMPARE(read.target, summary.target);
        QCOMPARE(read.status, 400);
        QCOMPARE(read.errorCode, summary.errorCode);
        QCOMPARE(read.description.size(), ExchangeLog::MaxDescription);
        QCOMPARE(read.clientId, summary.clientId);
        QCOMPARE(read.softwareId, summary.softwareId);
        QCOMPARE(read.peerSubject, summary.peerSubject);
        QCOMPARE(read.peerAddress, summary.peerAddress);
        QCOMPARE(read.durationUs, summary.durationUs);
    }

    void costsNoCommitOfItsOwnWhileRegistrationsAreWritten()
    {
        Workspace workspace;
        ExchangeLog log(workspace.database());
        const quint64 before = workspace.database().commits();
        for (int i = 0; i < 10; ++i)
            log.append({sample(i)});
        VERIFY_DONE(putClients(workspace.database(), 0, 1));
        QCOMPARE(stored(workspace.database()), 10);
        QCOMPARE(workspace.database().commits() - before, 1U);
    }

    void aSummaryThatCannotBeStoredHarmsNoRegistration()
    {
        Workspace workspace;
        ExchangeLog log(workspace.database());
        log.append({sample(1)});
        QTRY_COMPARE(stored(workspace.database()), 1);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("entry of the same key")));
        log.append({sample(1)});
        VERIFY_DONE(putClients(workspace.database(), 0, 1));
        QCOMPARE(*ClientStore(workspace.database()).count({}), 1);
        workspace.close();
    }

    void keepsTheNewestUpToItsNumber()
    {
        Workspace workspace;
        ExchangeLog log(workspace.database());
        constexpr int Count = ExchangeLog::MaxKept + 3000;
        for (int i = 0; i < Count; i += 1000) {
            QList<ExchangeSummary> summaries;
            for (int j = i; j < i + 1000; ++j)
                summaries.append(sample(j));
            log.append(summaries);
        }
        VERIFY_DONE(putClients(workspace.database(), 0, 1));
        QCOMPARE(stored(workspace.database()), ExchangeLog::MaxKept);
        QCOMPARE(log.page({}, 1)->constFirst().id, sample(Count - 1).id);
    }

    void purgesWhatIsTooOld()
    {
        Workspace workspace;
        ExchangeLog log(workspace.database());
        ExchangeSummary old = sample(1);
        old.at = Now - ExchangeLog::MaxAge - std::chrono::seconds(1);
        log.append({old, sample(2)});
        QTRY_COMPARE(stored(workspace.database()), 2);
        const auto purged = purgeAndWait(workspace.database(), Now);
        QVERIFY(purged);
        QCOMPARE(purged->exchanges, 1);
        QCOMPARE(log.page({}, 10)->constFirst().id, sample(2).id);
    }
};

QTEST_GUILESS_MAIN(TestExchangeLog)
#include "test_exchange_log.moc"
