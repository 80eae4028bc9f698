#include "trust/certificate_facts.h"

#include "core/trust/certificate_maker.h"

#include <QFile>
#include <QTest>

#include <set>

using namespace gatehouse;
using namespace gatehouse::trust;
using namespace Qt::StringLiterals;
using Style = CertificateFact::Style;
using Mark = CertificateFact::Mark;

class TestCertificateFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheAttributesMostSpecificFirstAndAsText();
    void givesTheKidsThatTheDirectoryAndKeySetsUse();
    void saysWhyAKeyHasNoKid();
    void saysPsd2RolesInWords();
    void readsTheAuthorisationOutOfTheOrganisationIdentifier_data();
    void readsTheAuthorisationOutOfTheOrganisationIdentifier();
    void hasNoPaymentSectionForOtherTrades();
    void marksAWeakKey();
    void marksASignatureByShaOneUnlessItIsARoots();
    void marksNothingOfASoundCertificate();
    void namesWhatTheSignatureIsMadeOf();
    void saysHowFarAnAuthorityReaches_data();
    void saysHowFarAnAuthorityReaches();
    void saysThatNothingRestrictsTheUse();
    void saysUsageInWordsAndKeepsWhatItDoesNotKnow();
    void listsEachAlternativeNameOnALine();
    void saysWhereRevocationIsAsked();
    void givesFingerprintsAsOpenSslPrintsThem();
    void neverHasAnEmptyValueAndNamesEachFactOnce();
    void showsHostileNamesAsTheyAre();
    void findsTheFactsInWhichTwoCertificatesDiffer();
    void findsNoDifferenceBetweenACertificateAndItself();
};

namespace {

const Instant Now = fromSeconds(1'750'000'000);

Certificate fixture(const QString &name)
{
    QFile file(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing.", qPrintable(name));
    const QByteArray bytes = file.readAll();
    return bytes.startsWith("-----") ? *Certificate::fromPem(bytes) : *Certificate::fromDer(bytes);
}

Certificate eidas()
{
    return fixture(u"certs-by-kid/transport-41uFt7QcUzeWoEWO3slUAGfXk8Y.pem"_s);
}

Certificate issuingAuthority()
{
    return fixture(u"obie/OB_SandBox_PP_Issuing_CA.cer"_s);
}

CertificateFact find(const Certificate &certificate, FactSection section, const QString &label)
{
    const QList<CertificateFact> facts = certificateFacts(certificate, Now);
    for (const CertificateFact &fact : facts) {
        if (fact.section == section && fact.label == label)
            return fact;
    }
    return {};
}

int count(const Certificate &certificate, FactSection section)
{
    int found = 0;
    const QList<CertificateFact> facts = certificateFacts(certificate, Now);
    for (const CertificateFact &fact : facts)
        found += fact.section == section ? 1 : 0;
    return found;
}

} // namespace

void TestCertificateFacts::givesTheAttributesMostSpecificFirstAndAsText()
{
    QStringList lines;
    const QList<CertificateFact> facts = certificateFacts(eidas(), Now);
    for (const CertificateFact &fact : facts) {
        if (fact.section == FactSection::Subject)
            lines += fact.label + u" = "_s + fact.value;
    }
    QCOMPARE(
        lines,
        (QStringList{u"Common name = 0015800001HQQrZAAX"_s,
                     u"Organisation identifier = PSDGB-OB-Unknown0015800001HQQrZAAX"_s,
                     u"Organisation = WSO2 (UK) LIMITED"_s, u"Country = GB"_s, u"As text = "_s + eidas().subject()}));
    QCOMPARE(find(eidas(), FactSection::Issuer, u"As text"_s).value, eidas().issuer());
    QCOMPARE(find(eidas(), FactSection::Issuer, u"As text"_s).style, Style::Code);
}

void TestCertificateFacts::givesTheKidsThatTheDirectoryAndKeySetsUse()
{
    // The file is called after the kid that the directory gives the key.
    QCOMPARE(find(eidas(), FactSection::KeyIds, u"kid, OBIE"_s).value, u"41uFt7QcUzeWoEWO3slUAGfXk8Y"_s);
    const CertificateFact kid = find(eidas(), FactSection::KeyIds, u"kid, SHA-256"_s);
    QCOMPARE(kid.value.size(), 43);
    QCOMPARE(kid.style, Style::Code);
}

void TestCertificateFacts::saysWhyAKeyHasNoKid()
{
    const Certificate small = test::make({}, test::rsaKey(1024)).certificate;
    const CertificateFact kid = find(small, FactSection::KeyIds, u"kid"_s);
    QVERIFY2(kid.value.startsWith(u"None: "_s) && kid.value.contains(u"2048"_s), qPrintable(kid.value));
    QCOMPARE(kid.style, Style::Text);
    QCOMPARE(count(small, FactSection::KeyIds), 1);
}

void TestCertificateFacts::saysPsd2RolesInWords()
{
    QCOMPARE(find(eidas(), FactSection::PaymentServices, u"Roles"_s).value,
             u"Payment initiation (PSP_PI)\nAccount information (PSP_AI)\n"
             "Issuing of card-based payment instruments (PSP_IC)"_s);
    QCOMPARE(find(eidas(), FactSection::PaymentServices, u"Competent authority"_s).value,
             u"Financial Conduct Authority (GB-FCA)"_s);
    QCOMPARE(find(eidas(), FactSection::PaymentServices, u"Organisation identifier"_s).value,
             u"PSDGB-OB-Unknown0015800001HQQrZAAX"_s);
}

void TestCertificateFacts::readsTheAuthorisationOutOfTheOrganisationIdentifier_data()
{
    QTest::addColumn<QByteArray>("identifier");
    QTest::addColumn<QString>("authorisation");
    QTest::newRow("of the FCA") << QByteArray("PSDGB-FCA-123456") << u"123456, given by GB-FCA"_s;
    QTest::newRow("with a hyphen in the number") << QByteArray("PSDDE-BAFIN-12-34") << u"12-34, given by DE-BAFIN"_s;
    QTest::newRow("a VAT number") << QByteArray("VATGB-123456789") << QString();
    QTest::newRow("no number") << QByteArray("PSDGB-FCA-") << QString();
    QTest::newRow("no authority") << QByteArray("PSDGB-123456") << QString();
}

void TestCertificateFacts::readsTheAuthorisationOutOfTheOrganisationIdentifier()
{
    QFETCH(QByteArray, identifier);
    test::Recipe recipe;
    recipe.subject = {{"organizationIdentifier", identifier}, {"CN", "tpp"}};
    const Certificate made = test::make(recipe, test::ecKey()).certificate;
    QTEST(find(made, FactSection::PaymentServices, u"Authorisation"_s).value, "authorisation");
    QCOMPARE(find(made, FactSection::PaymentServices, u"Organisation identifier"_s).value,
             QString::fromLatin1(identifier));
}

void TestCertificateFacts::hasNoPaymentSectionForOtherTrades()
{
    QCOMPARE(count(issuingAuthority(), FactSection::PaymentServices), 0);
}

void TestCertificateFacts::marksAWeakKey()
{
    const CertificateFact key =
        find(test::make({}, test::rsaKey(1024)).certificate, FactSection::KeyAndSignature, u"Public key"_s);
    QCOMPARE(key.value, u"RSA 1024"_s);
    QCOMPARE(key.mark, Mark::Warning);
    QVERIFY(!key.note.isEmpty());
}

void TestCertificateFacts::marksASignatureByShaOneUnlessItIsARoots()
{
    const test::Made root = [] {
        test::Recipe recipe = test::authorityRecipe("Old Root");
        recipe.digest = EVP_sha1();
        return test::make(recipe, test::rsaKey());
    }();
    test::Recipe recipe = test::transportRecipe();
    recipe.digest = EVP_sha1();
    const Certificate leaf = test::make(recipe, test::ecKey(), &root).certificate;
    const CertificateFact weak = find(leaf, FactSection::KeyAndSignature, u"Signed with"_s);
    QCOMPARE(weak.mark, Mark::Warning);
    QVERIFY2(weak.value.startsWith(u"RSA with SHA-1"_s), qPrintable(weak.value));
    QCOMPARE(find(root.certificate, FactSection::KeyAndSignature, u"Signed with"_s).mark, Mark::None);
}

void TestCertificateFacts::marksNothingOfASoundCertificate()
{
    const QList<CertificateFact> facts = certificateFacts(issuingAuthority(), Now);
    for (const CertificateFact &fact : facts)
        QVERIFY2(fact.mark == Mark::None, qPrintable(fact.label));
    QCOMPARE(find(issuingAuthority(), FactSection::Validity, u"Days left"_s).value, u"828"_s);
}

void TestCertificateFacts::namesWhatTheSignatureIsMadeOf()
{
    QCOMPARE(find(issuingAuthority(), FactSection::KeyAndSignature, u"Signed with"_s).value,
             u"RSA with SHA-256 (sha256WithRSAEncryption)"_s);
    QCOMPARE(find(test::make({}, test::ecKey()).certificate, FactSection::KeyAndSignature, u"Signed with"_s).value,
             u"ECDSA with SHA-256 (ecdsa-with-SHA256)"_s);
}

void TestCertificateFacts::saysHowFarAnAuthorityReaches_data()
{
    QTest::addColumn<QByteArray>("constraints");
    QTest::addColumn<QString>("text");
    QTest::newRow("no authority") << QByteArray("critical,CA:FALSE") << u"No: it cannot issue certificates"_s;
    QTest::newRow("without limit") << QByteArray("critical,CA:TRUE")
                                   << u"Yes, with any number of authorities below it"_s;
    QTest::newRow("issuing") << QByteArray("critical,CA:TRUE,pathlen:0") << u"Yes, with no authority below it"_s;
    QTest::newRow("two levels") << QByteArray("critical,CA:TRUE,pathlen:2")
                                << u"Yes, with at most 2 levels of authorities below it"_s;
}

void TestCertificateFacts::saysHowFarAnAuthorityReaches()
{
    QFETCH(QByteArray, constraints);
    test::Recipe recipe;
    recipe.extensions = {{NID_basic_constraints, constraints}};
    QTEST(find(test::make(recipe, test::ecKey()).certificate, FactSection::Usage, u"Authority"_s).value, "text");
}

void TestCertificateFacts::saysThatNothingRestrictsTheUse()
{
    const Certificate plain = test::make({}, test::ecKey()).certificate;
    QCOMPARE(find(plain, FactSection::Usage, u"Key usage"_s).value, u"Not restricted"_s);
    QCOMPARE(find(plain, FactSection::Usage, u"Purposes"_s).value, u"Not restricted"_s);
    QVERIFY(find(plain, FactSection::Usage, u"Also named"_s).value.isEmpty());
}

void TestCertificateFacts::saysUsageInWordsAndKeepsWhatItDoesNotKnow()
{
    test::Recipe recipe;
    recipe.extensions = {{NID_key_usage, "digitalSignature,keyCertSign"},
                         {NID_ext_key_usage, "serverAuth,clientAuth,1.2.3.4"}};
    const Certificate made = test::make(recipe, test::ecKey()).certificate;
    QCOMPARE(find(made, FactSection::Usage, u"Key usage"_s).value,
             u"Digital signatures (digitalSignature)\nIssuing certificates (keyCertSign)"_s);
    QCOMPARE(find(made, FactSection::Usage, u"Purposes"_s).value,
             u"TLS server (serverAuth)\nTLS client (clientAuth)\n1.2.3.4"_s);
}

void TestCertificateFacts::listsEachAlternativeNameOnALine()
{
    test::Recipe recipe;
    recipe.extensions = {{NID_subject_alt_name, "DNS:am.example,IP:127.0.0.1"}};
    QCOMPARE(find(test::make(recipe, test::ecKey()).certificate, FactSection::Usage, u"Also named"_s).value,
             u"DNS:am.example\nIP:127.0.0.1"_s);
}

void TestCertificateFacts::saysWhereRevocationIsAsked()
{
    QCOMPARE(find(eidas(), FactSection::Revocation, u"Revocation list"_s).value,
             u"http://ob.trustis.com/ob_pp_issuingca.crl"_s);
    QCOMPARE(find(eidas(), FactSection::Revocation, u"OCSP"_s).value, u"http://ob.trustis.com/ocsp"_s);
    QCOMPARE(count(test::make({}, test::ecKey()).certificate, FactSection::Revocation), 0);
}

void TestCertificateFacts::givesFingerprintsAsOpenSslPrintsThem()
{
    QCOMPARE(find(issuingAuthority(), FactSection::Fingerprints, u"SHA-1"_s).value,
             u"06:A0:6C:4C:45:77:A7:87:81:16:B1:CF:39:3E:7D:4F:9A:D7:B6:8E"_s);
    QCOMPARE(find(issuingAuthority(), FactSection::Fingerprints, u"SHA-256"_s).value,
             u"77:CF:9B:6D:F1:00:FC:4B:E5:38:06:F1:56:4A:B6:3C:EF:FB:C1:B0:01:EB:1F:C4:A6:66:1C:0B:58:2F:FC:37"_s);
}

void TestCertificateFacts::neverHasAnEmptyValueAndNamesEachFactOnce()
{
    for (const Certificate &certificate : {eidas(), issuingAuthority(), test::make({}, test::ecKey()).certificate}) {
        std::set<std::pair<FactSection, QString>> names;
        const QList<CertificateFact> facts = certificateFacts(certificate, Now);
        FactSection last = FactSection::Validity;
        for (const CertificateFact &fact : facts) {
            QVERIFY(!fact.label.isEmpty());
            QVERIFY2(!fact.value.isEmpty(), qPrintable(fact.label));
            QVERIFY2(names.insert({fact.section, fact.label}).second, qPrintable(fact.label));
            QVERIFY(fact.section >= last);
            QVERIFY(!title(fact.section).isEmpty());
            last = fact.section;
        }
    }
}

void TestCertificateFacts::showsHostileNamesAsTheyAre()
{
    test::Recipe recipe;
    recipe.subject = {{"O", "%1 %2 <b>bank</b>"}, {"CN", QByteArray("a\0b", 3)}};
    const Certificate made = test::make(recipe, test::ecKey()).certificate;
    QCOMPARE(find(made, FactSection::Subject, u"Organisation"_s).value, u"%1 %2 <b>bank</b>"_s);
    QVERIFY(find(made, FactSection::Subject, u"Common name"_s).value != u"a"_s);
}

void TestCertificateFacts::findsTheFactsInWhichTwoCertificatesDiffer()
{
    const test::Key key = test::ecKey();
    test::Recipe recipe;
    const Certificate old = test::make(recipe, key).certificate;
    recipe.notAfter = fromSeconds(1'900'000'000);
    recipe.extensions = {{NID_subject_alt_name, "DNS:am.example"}};
    const Certificate renewed = test::make(recipe, key).certificate;
    QHash<QString, std::pair<QString, QString>> found;
    const QList<FactPair> differences = compareFacts(old, renewed, Now);
    FactSection last = FactSection::Validity;
    for (const FactPair &each : differences) {
        found.insert(each.label, {each.left, each.right});
        QVERIFY(each.section >= last);
        last = each.section;
    }
    QCOMPARE(found.value(u"To"_s), std::make_pair(toIso8601(old.notAfter()), toIso8601(renewed.notAfter())));
    QCOMPARE(found.value(u"Also named"_s), std::make_pair(QString(), u"DNS:am.example"_s));
    QVERIFY(found.contains(u"Serial number"_s));
    QVERIFY(!found.contains(u"From"_s));
    QVERIFY(!found.contains(u"kid, SHA-256"_s));
    QCOMPARE(compareFacts(renewed, old, Now).size(), differences.size());
}

void TestCertificateFacts::findsNoDifferenceBetweenACertificateAndItself()
{
    QVERIFY(compareFacts(eidas(), eidas(), Now).isEmpty());
}

QTEST_GUILESS_MAIN(TestCertificateFacts)
#include "test_certificate_facts.moc"
