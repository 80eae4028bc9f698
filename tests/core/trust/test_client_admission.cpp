#include "core/trust/certificate_maker.h"
#include "trust/client_admission.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::trust;
using namespace gatehouse::trust::test;
using namespace Qt::StringLiterals;

namespace {

const Instant Now = fromSeconds(1'750'000'000);

StoreEntry entryOf(const QString &alias, const Made &made, StoreEntry::Kind kind = StoreEntry::Kind::TrustedCertificate)
{
    StoreEntry entry;
    entry.alias = alias;
    entry.kind = kind;
    entry.certificates = {made.certificate};
    return entry;
}

} // namespace

class TestClientAdmission : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheEntryThatLetsTheClientIn()
    {
        const auto admission = judgeClient({StoreFormat::Jks, {entryOf(u"obieroot"_s, m_root)}},
                                           {m_tpp.certificate, m_issuer.certificate}, Now);
        QVERIFY(admission && admission->verdict.isTrusted());
        QCOMPARE(admission->entry(), u"obieroot"_s);
        QCOMPARE(admission->aliases, QStringList({QString(), QString(), u"obieroot"_s}));
    }

    void stopsAtTheFirstEntryOfTheChain()
    {
        const TrustStore store{StoreFormat::Jks, {entryOf(u"root"_s, m_root), entryOf(u"issuer"_s, m_issuer)}};
        const auto admission = judgeClient(store, {m_tpp.certificate}, Now);
        QVERIFY(admission && admission->verdict.isTrusted());
        QCOMPARE(admission->entry(), u"issuer"_s);
    }

    void letsNobodyInThroughAPrivateKey()
    {
        const TrustStore store{StoreFormat::Jks, {entryOf(u"key"_s, m_issuer, StoreEntry::Kind::PrivateKey)}};
        const auto admission = judgeClient(store, {m_tpp.certificate}, Now);
        QVERIFY(admission);
        QCOMPARE(admission->verdict.status, ChainStatus::UntrustedIssuer);
        QCOMPARE(admission->entry(), QString());
    }

    void saysWhichEntryIsNoLongerValid()
    {
        Recipe old = authorityRecipe("issuer");
        old.notAfter = Now - std::chrono::hours(24);
        const Made issuer = make(old, m_issuer.key);
        const auto admission =
            judgeClient({StoreFormat::Jks, {entryOf(u"expired"_s, issuer)}}, {m_tpp.certificate}, Now);
        QVERIFY(admission);
        QCOMPARE(admission->verdict.status, ChainStatus::Expired);
        QCOMPARE(admission->entry(), QString());
        QCOMPARE(admission->aliases, QStringList({QString(), u"expired"_s}));
    }

    void letsNobodyInWithoutACertificate()
    {
        const auto admission = judgeClient({StoreFormat::Jks, {entryOf(u"root"_s, m_root)}}, {}, Now);
        QVERIFY(admission);
        QCOMPARE(admission->verdict.status, ChainStatus::Absent);
        QCOMPARE(admission->entry(), QString());
    }

private:
    const Made m_root = make(authorityRecipe("root"), ecKey());
    const Made m_issuer = make(authorityRecipe("issuer"), ecKey(), &m_root);
    const Made m_tpp = make(transportRecipe("tpp"), ecKey(), &m_issuer);
};

QTEST_GUILESS_MAIN(TestClientAdmission)
#include "test_client_admission.moc"
