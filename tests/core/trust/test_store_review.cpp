#include "core/trust/certificate_maker.h"
#include "trust/store_edit.h"
#include "trust/store_review.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::trust;
using namespace gatehouse::trust::test;
using namespace Qt::StringLiterals;

namespace {

const Instant Now = fromSeconds(1'750'000'000);

TrustStore storeOf(const QList<Made> &made)
{
    TrustStore store{StoreFormat::Jks, {}};
    QList<Certificate> certificates;
    for (const Made &each : made)
        certificates.append(each.certificate);
    (void)importCertificates(store, certificates, {}, Now);
    return store;
}

QStringList problemsOf(const TrustStore &store, Instant now = Now)
{
    QStringList problems;
    for (const StoreFinding &each : reviewStore(store, now)) {
        if (each.finding.level == ReviewFinding::Level::Problem)
            problems.append(each.alias + u": "_s + each.finding.text);
    }
    return problems;
}

} // namespace

class TestStoreReview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNothingInAWholeChain() { QCOMPARE(problemsOf(storeOf({m_root, m_issuer})), QStringList()); }

    void findsACertificateThatAnotherEntryHasToo()
    {
        TrustStore store = storeOf({m_root, m_issuer});
        StoreEntry again = store.entries[0];
        again.alias = u"again"_s;
        store.entries.append(again);
        QList<StoreFinding> findings = reviewStore(store, Now);
        findings.removeIf([](const StoreFinding &each) { return each.finding.level == ReviewFinding::Level::Note; });
        QCOMPARE(findings.size(), 1);
        QCOMPARE(findings[0].alias, u"again"_s);
        QVERIFY2(findings[0].finding.text.contains(u"\"root\""_s), qPrintable(findings[0].finding.text));
    }

    void findsAnIssuerWithoutItsRoot()
    {
        const QStringList problems = problemsOf(storeOf({m_issuer}));
        QCOMPARE(problems.size(), 1);
        QVERIFY2(problems[0].startsWith(u"issuer: Its issuers lead to no root"_s), qPrintable(problems[0]));
    }

    void takesNoRootOfTheSameNameForAnother()
    {
        const Made other = make(authorityRecipe("root"), ecKey());
        const QStringList problems = problemsOf(storeOf({m_issuer, other}));
        QCOMPARE(problems.size(), 1);
        QVERIFY(problems[0].startsWith(u"issuer: "_s));
    }

    void saysOnceThatAnEntryHasExpired()
    {
        const QStringList problems = problemsOf(storeOf({m_root, m_issuer}), fromSeconds(1'850'000'000));
        QCOMPARE(problems.size(), 2);
        QVERIFY2(problems[1].startsWith(u"issuer: It expired on"_s), qPrintable(problems[1]));
    }

    void namesAnIssuerThatHasExpiredBeforeWhatItIssued()
    {
        Recipe old = authorityRecipe("root");
        old.notAfter = Now - std::chrono::hours(24);
        const Made root = make(old, m_root.key);
        const QStringList problems = problemsOf(storeOf({root, m_issuer}));
        QCOMPARE(problems.size(), 2);
        QVERIFY2(problems[1].startsWith(u"issuer: An issuer is not in order"_s), qPrintable(problems[1]));
    }

    void endsWhereAuthoritiesVouchForEachOther()
    {
        const Made first = make(authorityRecipe("first"), ecKey());
        const Made second = make(authorityRecipe("second"), ecKey(), &first);
        const Made crossed = make(authorityRecipe("first"), first.key, &second);
        QCOMPARE(problemsOf(storeOf({second, crossed})).size(), 2);
    }

    void tellsOfAnEntryThatCannotBeRead()
    {
        TrustStore store = storeOf({m_root});
        store.entries[0].certificates.clear();
        store.entries[0].problem = u"It cannot be read."_s;
        QCOMPARE(problemsOf(store), QStringList{u"root: It cannot be read."_s});
    }

    void reviewsThousandsInSeconds()
    {
        const Key key = ecKey();
        QList<Made> made = {m_root};
        for (int i = 0; i < 2000; ++i)
            made.append(make(authorityRecipe("issuer " + QByteArray::number(i)), key, &m_root));
        QElapsedTimer timer;
        const TrustStore store = storeOf(made);
        timer.start();
        QCOMPARE(problemsOf(store), QStringList());
        QVERIFY(timer.elapsed() < 20'000);
    }

private:
    const Made m_root = make(authorityRecipe("root"), ecKey());
    const Made m_issuer = make(authorityRecipe("issuer"), ecKey(), &m_root);
};

QTEST_GUILESS_MAIN(TestStoreReview)
#include "test_store_review.moc"
