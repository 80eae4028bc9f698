#include "trust/server_review.h"

#include "core/trust/certificate_maker.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::trust;
using namespace Qt::StringLiterals;
using Level = ServerRemark::Level;

class TestServerReview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void praisesAWholeChainForTheHost();
    void warnsOfACertificateForAnotherHost();
    void warnsOfACertificateWithoutAlternativeNames();
    void warnsOfASelfSignedCertificate();
    void warnsOfALeafWithoutItsIssuer();
    void notesARootThatIsNotSent();
    void warnsOfAnIssuerThatDidNotSignIt();
    void warnsOfAnExpiredCertificate();
    void proposesTheAuthoritiesAlone();
    void proposesNothingThatDoesNotVouchForTheServer();
    void proposesNothingOfALeafAloneEvenWhereItIsAnAuthority();
    void namesWhatVouchesForTheServerFromItsIssuerOn();

private:
    const test::Made m_root = test::make(test::authorityRecipe("Root"), test::ecKey());
    const test::Made m_issuing = test::make(test::authorityRecipe("Issuing"), test::ecKey(), &m_root);
    const test::Made m_leaf = test::make(serverRecipe(), test::ecKey(), &m_issuing);

    static test::Recipe serverRecipe()
    {
        return {{{"CN", "am.example"}}, {{NID_subject_alt_name, "DNS:am.example,DNS:*.am.example"}}};
    }
};

namespace {

const Instant Now = fromSeconds(1'750'000'000);

ProbedServer serverOf(const QList<Certificate> &chain)
{
    ProbedServer server;
    server.host = u"am.example"_s;
    server.chain = chain;
    server.namesHost = true;
    return server;
}

QList<Proposal> proposalsOf(const QList<Certificate> &chain)
{
    return proposeImports(serverOf(chain), Now);
}

} // namespace

void TestServerReview::praisesAWholeChainForTheHost()
{
    const QList<ServerRemark> remarks =
        reviewServer(serverOf({m_leaf.certificate, m_issuing.certificate, m_root.certificate}), Now);
    QCOMPARE(remarks.size(), 2);
    QCOMPARE(remarks[0].level, Level::Good);
    QVERIFY(remarks[0].text.contains(u"am.example"_s));
    QCOMPARE(remarks[1].level, Level::Good);
    QVERIFY2(remarks[1].text.contains(u"“Root”"_s), qPrintable(remarks[1].text));
}

void TestServerReview::warnsOfACertificateForAnotherHost()
{
    ProbedServer server = serverOf({m_leaf.certificate, m_issuing.certificate});
    server.host = u"is.example"_s;
    server.namesHost = false;
    const ServerRemark remark = reviewServer(server, Now).constFirst();
    QCOMPARE(remark.level, Level::Warning);
    QVERIFY2(remark.text.contains(u"is.example"_s) && remark.text.contains(u"DNS:am.example, DNS:*.am.example"_s),
             qPrintable(remark.text));
}

void TestServerReview::warnsOfACertificateWithoutAlternativeNames()
{
    ProbedServer server = serverOf({test::make({}, test::ecKey(), &m_root).certificate, m_root.certificate});
    server.namesHost = false;
    const ServerRemark remark = reviewServer(server, Now).constFirst();
    QCOMPARE(remark.level, Level::Warning);
    QVERIFY2(remark.text.contains(u"no alternative names"_s), qPrintable(remark.text));
}

void TestServerReview::warnsOfASelfSignedCertificate()
{
    const ServerRemark remark =
        reviewServer(serverOf({test::make(serverRecipe(), test::ecKey()).certificate}), Now).at(1);
    QCOMPARE(remark.level, Level::Warning);
    QVERIFY2(remark.text.contains(u"self-signed"_s), qPrintable(remark.text));
}

void TestServerReview::warnsOfALeafWithoutItsIssuer()
{
    const ServerRemark remark = reviewServer(serverOf({m_leaf.certificate}), Now).at(1);
    QCOMPARE(remark.level, Level::Warning);
    QVERIFY2(remark.text.contains(u"CN=Issuing"_s), qPrintable(remark.text));
    // A chain in which the others have nothing to do with the leaf is no better.
    QCOMPARE(reviewServer(serverOf({m_leaf.certificate, m_root.certificate}), Now).at(1).level, Level::Warning);
}

void TestServerReview::notesARootThatIsNotSent()
{
    const ServerRemark remark = reviewServer(serverOf({m_leaf.certificate, m_issuing.certificate}), Now).at(1);
    QCOMPARE(remark.level, Level::Note);
    QVERIFY2(remark.text.contains(u"CN=Root"_s) && remark.text.contains(u"“Issuing”"_s), qPrintable(remark.text));
}

void TestServerReview::warnsOfAnIssuerThatDidNotSignIt()
{
    const test::Made namesake = test::make(test::authorityRecipe("Issuing"), test::ecKey(), &m_root);
    const ServerRemark remark =
        reviewServer(serverOf({m_leaf.certificate, namesake.certificate, m_root.certificate}), Now).at(1);
    QCOMPARE(remark.level, Level::Warning);
    QVERIFY2(remark.text.startsWith(u"The chain does not hold."_s), qPrintable(remark.text));
}

void TestServerReview::warnsOfAnExpiredCertificate()
{
    const QList<ServerRemark> remarks =
        reviewServer(serverOf({m_leaf.certificate, m_issuing.certificate}), fromSeconds(1'900'000'000));
    QCOMPARE(remarks.size(), 4);
    QVERIFY2(remarks[3].text.contains(u"Issuing"_s), qPrintable(remarks[3].text));
    QCOMPARE(remarks[2].level, Level::Warning);
    QVERIFY2(remarks[2].text.contains(u"Expired"_s), qPrintable(remarks[2].text));
}

void TestServerReview::proposesTheAuthoritiesAlone()
{
    QCOMPARE(proposalsOf({m_leaf.certificate, m_issuing.certificate, m_root.certificate}),
             (QList<Proposal>{Proposal::Leave, Proposal::Import, Proposal::Import}));
    QCOMPARE(proposalsOf({m_leaf.certificate, m_leaf.certificate}),
             (QList<Proposal>{Proposal::Leave, Proposal::Leave}));
}

void TestServerReview::proposesNothingThatDoesNotVouchForTheServer()
{
    const test::Made stranger = test::make(test::authorityRecipe("Stranger"), test::ecKey());
    const test::Made namesake = test::make(test::authorityRecipe("Root"), test::ecKey());
    QCOMPARE(proposalsOf({m_leaf.certificate, stranger.certificate, m_issuing.certificate, namesake.certificate}),
             (QList<Proposal>{Proposal::Leave, Proposal::Leave, Proposal::Import, Proposal::Leave}));
}

void TestServerReview::proposesNothingOfALeafAloneEvenWhereItIsAnAuthority()
{
    QCOMPARE(proposalsOf({m_root.certificate}), QList<Proposal>{Proposal::Leave});
    QCOMPARE(proposalsOf({m_root.certificate, m_root.certificate}),
             (QList<Proposal>{Proposal::Leave, Proposal::Leave}));
}

void TestServerReview::namesWhatVouchesForTheServerFromItsIssuerOn()
{
    const QList<Certificate> authorities =
        vouchingAuthorities(serverOf({m_leaf.certificate, m_root.certificate, m_issuing.certificate}), Now);
    QCOMPARE(authorities, (QList<Certificate>{m_issuing.certificate, m_root.certificate}));
}

QTEST_GUILESS_MAIN(TestServerReview)
#include "test_server_review.moc"
