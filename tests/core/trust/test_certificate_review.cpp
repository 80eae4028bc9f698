#include "core/trust/certificate_maker.h"
#include "trust/certificate_review.h"

#include <QTest>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using namespace gatehouse::trust;
using namespace gatehouse::trust::test;

namespace {

const Instant Now = fromSeconds(1'750'000'000);
constexpr std::chrono::days Day{1};

Recipe lasting(Recipe recipe, Instant from, Instant until)
{
    recipe.notBefore = from;
    recipe.notAfter = until;
    return recipe;
}

Certificate expiring(Instant until)
{
    static const Key key = ecKey();
    return make(lasting(authorityRecipe("root"), Now - 300 * Day, until), key).certificate;
}

bool hasFinding(const Certificate &certificate, ReviewFinding::Level level, const QString &words)
{
    return std::ranges::any_of(reviewCertificate(certificate, Now), [&](const ReviewFinding &finding) {
        return finding.level == level && finding.text.contains(words);
    });
}

using Level = ReviewFinding::Level;

} // namespace

class TestCertificateReview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsHowLongACertificateIsValid_data()
    {
        QTest::addColumn<qint64>("secondsLeft");
        QTest::addColumn<int>("validity");
        QTest::addColumn<qint64>("days");
        const auto row = [](const char *name, qint64 seconds, Validity validity, qint64 days) {
            QTest::newRow(name) << seconds << static_cast<int>(validity) << days;
        };
        row("a year", 365 * 86400, Validity::Valid, 365);
        row("just outside of the notice", 30 * 86400, Validity::Valid, 30);
        row("just within it", 30 * 86400 - 1, Validity::ExpiresSoon, 29);
        row("this very second", 0, Validity::ExpiresSoon, 0);
        row("a second ago", -1, Validity::Expired, -1);
        row("a year ago", -365 * 86400, Validity::Expired, -365);
    }
    void tellsHowLongACertificateIsValid()
    {
        QFETCH(qint64, secondsLeft);
        const Certificate certificate = expiring(Now + std::chrono::seconds(secondsLeft));
        QTEST(static_cast<int>(validityAt(certificate, Now)), "validity");
        QTEST(daysLeft(certificate, Now), "days");
        QVERIFY(!describeValidity(certificate, Now).isEmpty());
    }

    void tellsOfOneThatIsNotValidYet()
    {
        const Certificate certificate =
            make(lasting(authorityRecipe("later"), Now + Day, Now + 2 * Day), ecKey()).certificate;
        QCOMPARE(validityAt(certificate, Now), Validity::NotYetValid);
        QVERIFY(hasFinding(certificate, Level::Warning, u"not valid before 2025-06-16"_s));
    }

    void findsNothingWrongWithAGoodAuthority()
    {
        QVERIFY(reviewCertificate(expiring(Now + 3650 * Day), Now).isEmpty());
    }

    void warnsOfExpiry()
    {
        QVERIFY(hasFinding(expiring(Now + 5 * Day), Level::Warning, u"expires on 2025-06-20"_s));
        QVERIFY(hasFinding(expiring(Now - 5 * Day), Level::Problem, u"expired on 2025-06-10"_s));
    }

    void warnsOfAWeakKey()
    {
        const Certificate weak = make(authorityRecipe("weak"), rsaKey(1024)).certificate;
        QVERIFY(hasWeakKey(weak));
        QVERIFY(hasFinding(weak, Level::Problem, u"RSA 1024"_s));
        QVERIFY(!hasWeakKey(make(authorityRecipe("fine"), rsaKey(2048)).certificate));
        QVERIFY(!hasWeakKey(expiring(Now)));
    }

    void warnsOfAWeakSignatureOfSomebodyElseAlone()
    {
        const Made root = make(authorityRecipe("root"), rsaKey());
        Recipe recipe = authorityRecipe("issuing");
        recipe.digest = EVP_sha1();
        const Certificate issuing = make(recipe, rsaKey(), &root).certificate;
        QVERIFY(hasWeakSignature(issuing));
        QVERIFY(hasFinding(issuing, Level::Warning, u"sha1"_s));
        QVERIFY(!hasWeakSignature(make(recipe, rsaKey()).certificate));
    }

    void saysThatALeafIsNoAuthority()
    {
        QVERIFY(hasFinding(make(transportRecipe(), ecKey()).certificate, Level::Note, u"no authority"_s));
    }

    void warnsOfAnAuthorityThatMayNotSign()
    {
        Recipe recipe = authorityRecipe("mute");
        recipe.extensions[NID_key_usage] = "critical,digitalSignature";
        QVERIFY(hasFinding(make(recipe, ecKey()).certificate, Level::Warning, u"key usage"_s));
    }

    void putsTheWorstFirst()
    {
        const Certificate bad = make(lasting(transportRecipe(), Now - 10 * Day, Now - Day), rsaKey(1024)).certificate;
        const QList<ReviewFinding> findings = reviewCertificate(bad, Now);
        QVERIFY(findings.size() >= 3);
        QVERIFY(std::ranges::is_sorted(findings, std::ranges::greater(), &ReviewFinding::level));
    }

    void followsTheIssuersToTheRoot()
    {
        const Made root = make(authorityRecipe("root"), ecKey());
        const Made issuing = make(authorityRecipe("issuing"), ecKey(), &root);
        const Made leaf = make(transportRecipe(), ecKey(), &issuing);
        const IssuerPath path =
            findIssuerPath(leaf.certificate, {expiring(Now), root.certificate, issuing.certificate}, Now);
        QVERIFY(path.reachesRoot);
        QCOMPARE(path.problem, QString());
        QCOMPARE(path.certificates, QList({leaf.certificate, issuing.certificate, root.certificate}));
    }

    void saysWhoseIssuerIsMissing()
    {
        const Made root = make(authorityRecipe("root"), ecKey());
        const Made issuing = make(authorityRecipe("issuing"), ecKey(), &root);
        const Made leaf = make(transportRecipe(), ecKey(), &issuing);
        const IssuerPath path = findIssuerPath(leaf.certificate, {issuing.certificate}, Now);
        QVERIFY(!path.reachesRoot);
        QCOMPARE(path.certificates.size(), 2);
        QVERIFY(path.problem.contains(u"CN=root"_s));
    }

    void isNotFooledByAnIssuerOfTheSameName()
    {
        const Made root = make(authorityRecipe("root"), ecKey());
        const Made impostor = make(authorityRecipe("root"), ecKey());
        const Made leaf = make(transportRecipe(), ecKey(), &root);
        const IssuerPath lost = findIssuerPath(leaf.certificate, {impostor.certificate}, Now);
        QVERIFY(!lost.reachesRoot);
        QVERIFY(lost.problem.contains(u"another certificate of that name"_s));
        QVERIFY(findIssuerPath(leaf.certificate, {impostor.certificate, root.certificate}, Now).reachesRoot);
    }

    void prefersTheIssuerThatIsValidNow()
    {
        const Key key = ecKey();
        const Made expired = make(lasting(authorityRecipe("root"), Now - 20 * Day, Now - Day), key);
        const Made renewed = make(lasting(authorityRecipe("root"), Now - 2 * Day, Now + 300 * Day), key);
        const Made leaf = make(transportRecipe(), ecKey(), &expired);
        const IssuerPath path = findIssuerPath(leaf.certificate, {expired.certificate, renewed.certificate}, Now);
        QCOMPARE(path.certificates.last(), renewed.certificate);
        QCOMPARE(path.problem, QString());
        QVERIFY(findIssuerPath(leaf.certificate, {expired.certificate}, Now).problem.contains(u"root: Expired"_s));
    }

    void refusesAnIssuerThatIsNoAuthority()
    {
        const Made leaf = make(transportRecipe("a"), ecKey());
        const Made below = make(transportRecipe("b"), ecKey(), &leaf);
        const IssuerPath path = findIssuerPath(below.certificate, {leaf.certificate}, Now);
        QVERIFY(!path.reachesRoot);
        QVERIFY(path.problem.contains(u"no authority"_s));
    }

    void holdsAnAuthorityToItsPathLength()
    {
        Recipe narrow = authorityRecipe("root");
        narrow.extensions[NID_basic_constraints] = "critical,CA:TRUE,pathlen:0";
        const Made root = make(narrow, ecKey());
        const Made issuing = make(authorityRecipe("issuing"), ecKey(), &root);
        const Made leaf = make(transportRecipe(), ecKey(), &issuing);
        const QList<Certificate> known{root.certificate, issuing.certificate};
        QVERIFY(findIssuerPath(issuing.certificate, known, Now).reachesRoot);
        const IssuerPath path = findIssuerPath(leaf.certificate, known, Now);
        QVERIFY(!path.reachesRoot);
        QVERIFY(path.problem.contains(u"allows 0 authorities"_s));
    }

    void endsWhereAuthoritiesVouchForEachOther()
    {
        const Key a = ecKey();
        const Key b = ecKey();
        const Made rootA = make(authorityRecipe("a"), a);
        const Made rootB = make(authorityRecipe("b"), b);
        const Made aByB = make(authorityRecipe("a"), a, &rootB);
        const Made bByA = make(authorityRecipe("b"), b, &rootA);
        const IssuerPath path = findIssuerPath(aByB.certificate, {aByB.certificate, bByA.certificate}, Now);
        QVERIFY(!path.reachesRoot);
        QVERIFY(path.problem.contains(u"vouch for each other"_s));
    }
};

QTEST_GUILESS_MAIN(TestCertificateReview)
#include "test_certificate_review.moc"
