#include "trust/chain.h"

#include "core/trust/certificate_maker.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace gatehouse;
using namespace gatehouse::trust;
using namespace gatehouse::trust::test;

class TestChain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void trustsEveryPublishedCertificateWhileItWasValid_data();
    void trustsEveryPublishedCertificateWhileItWasValid();
    void trustsByTheIssuingAuthorityAlone();
    void trustsWithTheIssuingAuthoritySentByThePeer();
    void refusesACertificateWithoutClientAuthentication();
    void refusesASelfSignedCertificateUnlessItIsListed();
    void refusesAStrangersCertificate();
    void refusesAForgedSignature();
    void refusesAWeakKeyAndAWeakDigest();
    void refusesALeafThatIssues();
    void refusesAnExpiredAuthorityByName();
    void refusesWhatWasNotPresented();
    void trustsNobodyWithoutAnchors();
    void judgesTheSameFromManyThreads();

private:
    QList<Certificate> m_published;
    QList<Certificate> m_obie; ///< root, issuing CA
    Key m_rsa;
    std::unique_ptr<Made> m_root;
    std::unique_ptr<Made> m_issuing;
    Instant m_now = fromSeconds(1'750'000'000);
};

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

TrustAnchors anchors(const QList<Certificate> &certificates)
{
    return TrustAnchors::create(certificates).value();
}

void compareStatus(const ChainVerdict &verdict, ChainStatus expected)
{
    QVERIFY2(verdict.status == expected,
             qPrintable(QString(name(verdict.status)) + QStringLiteral(": ") + verdict.message + verdict.detail));
    QVERIFY(!verdict.message.isEmpty());
}

} // namespace

void TestChain::initTestCase()
{
    const QString data = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/");
    for (const char *file : {"OB_SandBox_PP_Root_CA.cer", "OB_SandBox_PP_Issuing_CA.cer"})
        m_obie.append(
            Certificate::fromDer(contentOf(data + QStringLiteral("obie/") + QString::fromLatin1(file))).value());
    QDirIterator files(data + QStringLiteral("certs-by-kid"), {QStringLiteral("*.pem")});
    while (files.hasNext())
        m_published.append(Certificate::fromPem(contentOf(files.next())).value());
    for (const char *file : {"tpp1/transport.pem", "tpp1/signing.pem", "obsigning.pem", "obtransport.pem"})
        m_published.append(Certificate::fromPem(contentOf(data + QString::fromLatin1(file))).value());
    QCOMPARE(m_published.size(), 19);

    m_rsa = rsaKey();
    m_root = std::make_unique<Made>(make(authorityRecipe("Root"), ecKey()));
    m_issuing = std::make_unique<Made>(make(authorityRecipe("Issuing"), m_rsa, m_root.get()));
}

void TestChain::trustsEveryPublishedCertificateWhileItWasValid_data()
{
    QTest::addColumn<int>("index");
    for (qsizetype i = 0; i < m_published.size(); ++i)
        QTest::addRow("%d %s", static_cast<int>(i), qPrintable(m_published[i].displayName())) << static_cast<int>(i);
}

void TestChain::trustsEveryPublishedCertificateWhileItWasValid()
{
    QFETCH(int, index);
    const Certificate &leaf = m_published[index];
    const TrustAnchors root = anchors({m_obie.front()});
    const TrustAnchors obie = anchors(m_obie);
    const ChainPurpose purpose
        = leaf.allowsClientAuthentication() ? ChainPurpose::ClientAuthentication : ChainPurpose::Any;
    const Instant within = leaf.notBefore() + (leaf.notAfter() - leaf.notBefore()) / 2;
    compareStatus(obie.verify(leaf, {}, within, purpose), ChainStatus::Trusted);
    const ChainVerdict good = root.verify(leaf, {m_obie.back()}, within, purpose);
    compareStatus(good, ChainStatus::Trusted);
    QCOMPARE(good.chain.size(), 3);
    compareStatus(obie.verify(leaf, {}, leaf.notBefore() - std::chrono::seconds(2), purpose),
                  ChainStatus::NotYetValid);
    const ChainVerdict late = obie.verify(leaf, {}, leaf.notAfter() + std::chrono::seconds(2), purpose);
    compareStatus(late, ChainStatus::Expired);
    QVERIFY2(late.message.contains(toIso8601(leaf.notAfter())) && late.message.contains(leaf.subject()),
             qPrintable(late.message));
}

void TestChain::trustsByTheIssuingAuthorityAlone()
{
    const Made leaf = make(transportRecipe(), ecKey(), m_issuing.get());
    const ChainVerdict verdict = anchors({m_issuing->certificate}).verify(leaf.certificate, {}, m_now);
    compareStatus(verdict, ChainStatus::Trusted);
    QCOMPARE(verdict.chain.size(), 2);
    compareStatus(anchors({leaf.certificate}).verify(leaf.certificate, {}, m_now), ChainStatus::Trusted);
}

void TestChain::trustsWithTheIssuingAuthoritySentByThePeer()
{
    const Made leaf = make(transportRecipe(), ecKey(), m_issuing.get());
    const TrustAnchors root = anchors({m_root->certificate});
    compareStatus(root.verify(leaf.certificate, {}, m_now), ChainStatus::UntrustedIssuer);
    compareStatus(root.verifyPresented({leaf.certificate.der(), m_issuing->certificate.der()}, m_now),
                  ChainStatus::Trusted);
}

void TestChain::refusesACertificateWithoutClientAuthentication()
{
    Recipe recipe = transportRecipe();
    recipe.extensions[NID_ext_key_usage] = "serverAuth";
    const TrustAnchors root = anchors({m_issuing->certificate});
    const ChainVerdict server = root.verify(make(recipe, ecKey(), m_issuing.get()).certificate, {}, m_now);
    compareStatus(server, ChainStatus::NotForClientAuthentication);
    QVERIFY2(server.message.contains(QStringLiteral("serverAuth")), qPrintable(server.message));
    compareStatus(root.verify(server.chain.front(), {}, m_now, ChainPurpose::ServerAuthentication),
                  ChainStatus::Trusted);

    recipe.extensions[NID_ext_key_usage] = "clientAuth";
    recipe.extensions[NID_key_usage] = "critical,keyEncipherment";
    compareStatus(root.verify(make(recipe, ecKey(), m_issuing.get()).certificate, {}, m_now),
                  ChainStatus::NotForClientAuthentication);
    const Certificate signing
        = Certificate::fromPem(contentOf(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/obsigning.pem"))).value();
    compareStatus(anchors(m_obie).verify(signing, {}, signing.notBefore() + std::chrono::hours(1)),
                  ChainStatus::NotForClientAuthentication);
}

void TestChain::refusesASelfSignedCertificateUnlessItIsListed()
{
    const Made leaf = make(transportRecipe(), ecKey());
    const ChainVerdict verdict
        = anchors({m_root->certificate, m_issuing->certificate}).verify(leaf.certificate, {}, m_now);
    compareStatus(verdict, ChainStatus::UntrustedIssuer);
    QVERIFY2(verdict.message.contains(QStringLiteral("signed by itself")), qPrintable(verdict.message));
    compareStatus(anchors({leaf.certificate}).verify(leaf.certificate, {}, m_now), ChainStatus::Trusted);
}

void TestChain::refusesAStrangersCertificate()
{
    const Made stranger = make(authorityRecipe("Stranger"), ecKey());
    const Made leaf = make(transportRecipe(), ecKey(), &stranger);
    const TrustAnchors root = anchors({m_root->certificate, m_issuing->certificate});
    const ChainVerdict verdict = root.verifyPresented({leaf.certificate.der(), stranger.certificate.der()}, m_now);
    compareStatus(verdict, ChainStatus::UntrustedIssuer);
    QVERIFY2(verdict.message.contains(QStringLiteral("CN=Stranger")), qPrintable(verdict.message));
}

void TestChain::refusesAForgedSignature()
{
    const Made impostor{m_issuing->certificate, rsaKey()};
    const TrustAnchors root = anchors({m_root->certificate, m_issuing->certificate});
    compareStatus(root.verify(make(transportRecipe(), ecKey(), &impostor).certificate, {}, m_now),
                  ChainStatus::BadSignature);

    QByteArray der = make(transportRecipe(), ecKey(), m_issuing.get()).certificate.der();
    der[der.size() - 5] = static_cast<char>(der[der.size() - 5] ^ 1);
    compareStatus(root.verifyPresented({der}, m_now), ChainStatus::BadSignature);
}

void TestChain::refusesAWeakKeyAndAWeakDigest()
{
    const TrustAnchors root = anchors({m_root->certificate, m_issuing->certificate});
    compareStatus(root.verify(make(transportRecipe(), rsaKey(1024), m_issuing.get()).certificate, {}, m_now),
                  ChainStatus::WeakKey);
    Recipe sha1 = transportRecipe();
    sha1.digest = EVP_sha1();
    compareStatus(root.verify(make(sha1, ecKey(), m_issuing.get()).certificate, {}, m_now), ChainStatus::WeakKey);
}

void TestChain::refusesALeafThatIssues()
{
    const Made leaf = make(transportRecipe("first"), ecKey(), m_issuing.get());
    const Made second = make(transportRecipe("second"), ecKey(), &leaf);
    const TrustAnchors root = anchors({m_root->certificate, m_issuing->certificate});
    const ChainVerdict verdict = root.verifyPresented({second.certificate.der(), leaf.certificate.der()}, m_now);
    QVERIFY(!verdict.isTrusted());
}

void TestChain::refusesAnExpiredAuthorityByName()
{
    Recipe recipe = authorityRecipe("Old issuing");
    recipe.notAfter = m_now - std::chrono::hours(1);
    const Made old = make(recipe, ecKey(), m_root.get());
    const Made leaf = make(transportRecipe(), ecKey(), &old);
    const ChainVerdict verdict = anchors({m_root->certificate}).verify(leaf.certificate, {old.certificate}, m_now);
    compareStatus(verdict, ChainStatus::Expired);
    QVERIFY2(verdict.message.contains(QStringLiteral("CN=Old issuing")), qPrintable(verdict.message));
}

void TestChain::refusesWhatWasNotPresented()
{
    const TrustAnchors root = anchors({m_root->certificate});
    compareStatus(root.verifyPresented({}, m_now), ChainStatus::Absent);
    const ChainVerdict unreadable = root.verifyPresented({"nonsense"}, m_now);
    compareStatus(unreadable, ChainStatus::Unreadable);
    QVERIFY(unreadable.chain.isEmpty());
    QList<QByteArray> many(200, m_issuing->certificate.der());
    QVERIFY(!anchors({}).verifyPresented(many, m_now).isTrusted());
}

void TestChain::trustsNobodyWithoutAnchors()
{
    const Made leaf = make(transportRecipe(), ecKey(), m_issuing.get());
    compareStatus(TrustAnchors().verify(leaf.certificate, {m_issuing->certificate, m_root->certificate}, m_now),
                  ChainStatus::UntrustedIssuer);
    QVERIFY(TrustAnchors().isEmpty());
}

void TestChain::judgesTheSameFromManyThreads()
{
    const TrustAnchors root = anchors({m_root->certificate});
    const Certificate good = make(transportRecipe(), ecKey(), m_issuing.get()).certificate;
    const Certificate bad = make(transportRecipe(), ecKey()).certificate;
    std::atomic_int wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 100; ++round) {
                if (!root.verify(good, {m_issuing->certificate}, m_now).isTrusted())
                    ++wrong;
                if (root.verify(bad, {m_issuing->certificate}, m_now).isTrusted())
                    ++wrong;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

QTEST_GUILESS_MAIN(TestChain)
#include "test_chain.moc"
