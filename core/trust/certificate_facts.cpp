#include "trust/certificate_facts.h"

#include "jose/jwk.h"
#include "trust/certificate_review.h"
#include "trust/openssl_helpers.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <openssl/err.h>

#include <algorithm>
#include <utility>

namespace gatehouse::trust {

using namespace openssl;

namespace {

using Style = CertificateFact::Style;
using Mark = CertificateFact::Mark;
using OwnedUris = Owned<STACK_OF(OPENSSL_STRING), +[](STACK_OF(OPENSSL_STRING) * uris) { X509_email_free(uris); }>;
using OwnedPoints = Owned<CRL_DIST_POINTS, CRL_DIST_POINTS_free>;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

struct Words {
    QLatin1String name;
    const char *text;
};

constexpr const char *SectionTitles[] = {
    QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Validity"),
    QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Subject"),
    QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Issuer"),
    QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Key and signature"),
    QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Usage"),
    QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Payment services (PSD2)"),
    QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Fingerprints"),
    QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Key identifiers"),
    QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Revocation"),
};

constexpr Words AttributeWords[] = {
    {QLatin1String("CN"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Common name")},
    {QLatin1String("O"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Organisation")},
    {QLatin1String("OU"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Organisational unit")},
    {QLatin1String("C"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Country")},
    {QLatin1String("L"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Locality")},
    {QLatin1String("ST"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "State or province")},
    {QLatin1String("STREET"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Street")},
    {QLatin1String("SERIALNUMBER"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Registration number")},
    {QLatin1String("DC"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Domain component")},
    {QLatin1String("UID"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "User")},
    {QLatin1String("emailAddress"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "E-mail")},
    {QLatin1String("postalCode"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Postal code")},
    {QLatin1String("businessCategory"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Business category")},
    {QLatin1String("organizationIdentifier"),
     QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Organisation identifier")},
};

constexpr Words KeyUsageWords[] = {
    {QLatin1String("digitalSignature"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Digital signatures")},
    {QLatin1String("nonRepudiation"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Non-repudiation")},
    {QLatin1String("keyEncipherment"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Encryption of keys")},
    {QLatin1String("dataEncipherment"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Encryption of data")},
    {QLatin1String("keyAgreement"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Key agreement")},
    {QLatin1String("keyCertSign"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Issuing certificates")},
    {QLatin1String("cRLSign"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Signing revocation lists")},
    {QLatin1String("encipherOnly"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Encryption only")},
    {QLatin1String("decipherOnly"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Decryption only")},
};

constexpr Words ExtendedKeyUsageWords[] = {
    {QLatin1String("serverAuth"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "TLS server")},
    {QLatin1String("clientAuth"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "TLS client")},
    {QLatin1String("codeSigning"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Signing programs")},
    {QLatin1String("emailProtection"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "E-mail")},
    {QLatin1String("timeStamping"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Time stamps")},
    {QLatin1String("OCSPSigning"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Signing OCSP answers")},
    {QLatin1String("anyExtendedKeyUsage"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Any purpose")},
    {QLatin1String("1.3.6.1.4.1.311.10.3.12"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Signing documents")},
};

constexpr Words RoleWords[] = {
    {QLatin1String("PSP_AS"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Account servicing")},
    {QLatin1String("PSP_PI"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Payment initiation")},
    {QLatin1String("PSP_AI"), QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Account information")},
    {QLatin1String("PSP_IC"),
     QT_TRANSLATE_NOOP("gatehouse::certificate_facts", "Issuing of card-based payment instruments")},
};

template <std::size_t Size>
QString wordsOf(const Words (&table)[Size], const QString &name)
{
    for (const Words &entry : table) {
        if (name == entry.name)
            return Text::tr(entry.text);
    }
    return name;
}

/// "Digital signatures (digitalSignature)": the word of the standard is what other tools show.
template <std::size_t Size>
QString linesOf(const Words (&table)[Size], const QStringList &names)
{
    QStringList lines;
    for (const QString &name : names) {
        const QString words = wordsOf(table, name);
        lines += words == name ? name : Text::tr("%1 (%2)").arg(words, name);
    }
    return lines.join(u'\n');
}

QString digestName(int nid)
{
    switch (nid) {
    case NID_md5:
        return QStringLiteral("MD5");
    case NID_sha1:
        return QStringLiteral("SHA-1");
    case NID_sha256:
        return QStringLiteral("SHA-256");
    case NID_sha384:
        return QStringLiteral("SHA-384");
    case NID_sha512:
        return QStringLiteral("SHA-512");
    default:
        return {};
    }
}

QString keyFamily(int nid)
{
    switch (nid) {
    case NID_rsaEncryption:
        return QStringLiteral("RSA");
    case NID_rsassaPss:
        return QStringLiteral("RSA-PSS");
    case NID_X9_62_id_ecPublicKey:
        return QStringLiteral("ECDSA");
    default:
        return {};
    }
}

QString signatureText(const Certificate &certificate)
{
    int digest = NID_undef;
    int key = NID_undef;
    X509_get_signature_info(certificate.handle(), &digest, &key, nullptr, nullptr);
    ERR_clear_error();
    const QString name = certificate.signatureAlgorithm();
    const QString digestText = digestName(digest);
    const QString family = keyFamily(key);
    return digestText.isEmpty() || family.isEmpty() ? name : Text::tr("%1 with %2 (%3)").arg(family, digestText, name);
}

/// Collects facts of one section after the other.
class FactList
{
public:
    void begin(FactSection section) { m_section = section; }
    void text(const QString &label, const QString &value, const QString &note = {}, Mark mark = Mark::None)
    {
        add({m_section, label, value, Style::Text, mark, note});
    }
    void code(const QString &label, const QString &value, const QString &note = {})
    {
        add({m_section, label, value, Style::Code, Mark::None, note});
    }
    QList<CertificateFact> take() { return std::move(m_facts); }

private:
    void add(CertificateFact fact)
    {
        if (!fact.value.isEmpty())
            m_facts.append(std::move(fact));
    }

    FactSection m_section = FactSection::Validity;
    QList<CertificateFact> m_facts;
};

void addValidity(FactList &facts, const Certificate &certificate, Instant now)
{
    facts.begin(FactSection::Validity);
    facts.text(Text::tr("State"), describeValidity(certificate, now), {},
               validityAt(certificate, now) == Validity::Valid ? Mark::None : Mark::Warning);
    facts.text(Text::tr("From"), toIso8601(certificate.notBefore()));
    facts.text(Text::tr("To"), toIso8601(certificate.notAfter()));
    facts.text(Text::tr("Days left"), QString::number(daysLeft(certificate, now)));
}

void addName(FactList &facts, FactSection section, const NameAttributes &attributes, const QString &rfc4514)
{
    facts.begin(section);
    for (auto attribute = attributes.crbegin(); attribute != attributes.crend(); ++attribute)
        facts.text(wordsOf(AttributeWords, attribute->name), attribute->value,
                   Text::tr("%1 (%2)").arg(attribute->name, QString::fromLatin1(attribute->oid)));
    facts.code(Text::tr("As text"), rfc4514,
               Text::tr("The distinguished name as RFC 4514 writes it, for configuration files"));
}

void addKeyAndSignature(FactList &facts, const Certificate &certificate)
{
    facts.begin(FactSection::KeyAndSignature);
    const bool isWeakKey = hasWeakKey(certificate);
    const bool isWeakSignature = hasWeakSignature(certificate);
    facts.text(Text::tr("Public key"), certificate.keyDescription(),
               isWeakKey ? Text::tr("Weak: under 112 bits of security, it can be broken") : QString(),
               isWeakKey ? Mark::Warning : Mark::None);
    facts.text(Text::tr("Signed with"), signatureText(certificate),
               isWeakSignature ? Text::tr("Weak: under 112 bits of security, it can be forged") : QString(),
               isWeakSignature ? Mark::Warning : Mark::None);
    facts.code(Text::tr("Serial number"), QString::fromLatin1(certificate.serialHex()));
}

QString authorityText(const Certificate &certificate)
{
    if (!certificate.isCa())
        return Text::tr("No: it cannot issue certificates");
    const long further = X509_get_pathlen(certificate.handle());
    if (further < 0)
        return Text::tr("Yes, with any number of authorities below it");
    if (further == 0)
        return Text::tr("Yes, with no authority below it");
    return Text::tr("Yes, with at most %1 levels of authorities below it").arg(further);
}

void addUsage(FactList &facts, const Certificate &certificate)
{
    facts.begin(FactSection::Usage);
    const QStringList keyUsage = certificate.keyUsage();
    const QStringList extended = certificate.extendedKeyUsage();
    const QStringList names = certificate.subjectAlternativeNames();
    const QString unlimited = Text::tr("Not restricted");
    facts.text(Text::tr("Authority"), authorityText(certificate), Text::tr("Basic constraints, RFC 5280 §4.2.1.9"));
    facts.text(Text::tr("Key usage"), keyUsage.isEmpty() ? unlimited : linesOf(KeyUsageWords, keyUsage),
               Text::tr("What the key may be used for, RFC 5280 §4.2.1.3"));
    facts.text(Text::tr("Purposes"), extended.isEmpty() ? unlimited : linesOf(ExtendedKeyUsageWords, extended),
               Text::tr("Extended key usage, RFC 5280 §4.2.1.12"));
    facts.text(Text::tr("Also named"), names.join(u'\n'), Text::tr("Subject alternative names, RFC 5280 §4.2.1.6"));
}

void addPaymentServices(FactList &facts, const Certificate &certificate)
{
    facts.begin(FactSection::PaymentServices);
    const QString identifier = certificate.organizationIdentifier();
    const Psd2Statement psd2 = certificate.psd2();
    facts.text(Text::tr("Roles"), linesOf(RoleWords, psd2.roles), Text::tr("qcStatements, ETSI TS 119 495 §5.1"));
    const bool hasBoth = !psd2.authorityName.isEmpty() && !psd2.authorityId.isEmpty();
    facts.text(Text::tr("Competent authority"),
               hasBoth ? Text::tr("%1 (%2)").arg(psd2.authorityName, psd2.authorityId)
                       : psd2.authorityName + psd2.authorityId,
               Text::tr("The authority that authorised it, ETSI TS 119 495 §5.1"));
    facts.code(Text::tr("Organisation identifier"), identifier,
               Text::tr("2.5.4.97 of the subject, ETSI TS 119 495 §5.2.1"));
    // PSD, the country, the authority, the number that it gave.
    static const QRegularExpression Form(QStringLiteral("^PSD([A-Z]{2})-([A-Z]{2,8})-(.+)$"));
    const QRegularExpressionMatch match = Form.match(identifier);
    if (match.hasMatch())
        facts.text(Text::tr("Authorisation"),
                   Text::tr("%1, given by %2-%3").arg(match.captured(3), match.captured(1), match.captured(2)),
                   Text::tr("As the organisation identifier says it"));
}

void addFingerprints(FactList &facts, const Certificate &certificate)
{
    facts.begin(FactSection::Fingerprints);
    facts.code(Text::tr("SHA-256"), certificate.sha256Text(), Text::tr("Over the whole certificate in DER"));
    facts.code(Text::tr("SHA-1"), certificate.sha1Text(),
               Text::tr("Over the whole certificate in DER; for comparing with older tools"));
    facts.code(Text::tr("x5t#S256"), QString::fromLatin1(certificate.x5tS256()),
               Text::tr("The SHA-256 fingerprint in base64url, which access tokens are bound to (RFC 8705 §3.1)"));
}

void addKeyIds(FactList &facts, const Certificate &certificate)
{
    facts.begin(FactSection::KeyIds);
    const Result<jose::Jwk> key = jose::Jwk::fromCertificateDer(certificate.der());
    if (!key) {
        facts.text(Text::tr("kid"), Text::tr("None: %1").arg(key.error().message));
        return;
    }
    facts.code(Text::tr("kid, SHA-256"), QString::fromLatin1(key->thumbprint()),
               Text::tr("The RFC 7638 thumbprint of the key, which most key sets use as its kid"));
    facts.code(Text::tr("kid, OBIE"), QString::fromLatin1(key->directoryKid()),
               Text::tr("What the Open Banking directory calls the key: the RFC 7638 thumbprint over SHA-1"));
}

QString distributionPoints(const Certificate &certificate)
{
    QStringList lines;
    const OwnedPoints points(static_cast<CRL_DIST_POINTS *>(
        X509_get_ext_d2i(certificate.handle(), NID_crl_distribution_points, nullptr, nullptr)));
    ERR_clear_error();
    for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
        const DIST_POINT *point = sk_DIST_POINT_value(points.get(), i);
        if (!point->distpoint || point->distpoint->type != 0)
            continue;
        const GENERAL_NAMES *names = point->distpoint->name.fullname;
        for (int n = 0; n < sk_GENERAL_NAME_num(names); ++n) {
            const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, n);
            if (name->type == GEN_URI)
                lines += nameValueOf(name->d.uniformResourceIdentifier).value;
        }
    }
    return lines.join(u'\n');
}

void addRevocation(FactList &facts, const Certificate &certificate)
{
    facts.begin(FactSection::Revocation);
    facts.text(Text::tr("Revocation list"), distributionPoints(certificate),
               Text::tr("CRL distribution points, RFC 5280 §4.2.1.13: servers that check must be able to reach them"));
    const OwnedUris uris(X509_get1_ocsp(certificate.handle()));
    ERR_clear_error();
    QStringList lines;
    for (int i = 0; uris && i < sk_OPENSSL_STRING_num(uris.get()); ++i)
        lines += QString::fromUtf8(sk_OPENSSL_STRING_value(uris.get(), i));
    facts.text(
        Text::tr("OCSP"), lines.join(u'\n'),
        Text::tr("Authority information access, RFC 5280 §4.2.2.1: servers that check must be able to reach it"));
}

} // namespace

QString title(FactSection section)
{
    return Text::tr(SectionTitles[static_cast<std::size_t>(section)]);
}

QList<CertificateFact> certificateFacts(const Certificate &certificate, Instant now)
{
    FactList facts;
    addValidity(facts, certificate, now);
    addName(facts, FactSection::Subject, certificate.subjectAttributes(), certificate.subject());
    addName(facts, FactSection::Issuer, certificate.issuerAttributes(), certificate.issuer());
    addKeyAndSignature(facts, certificate);
    addUsage(facts, certificate);
    addPaymentServices(facts, certificate);
    addFingerprints(facts, certificate);
    addKeyIds(facts, certificate);
    addRevocation(facts, certificate);
    return facts.take();
}

QList<FactPair> pairFacts(const Certificate &left, const Certificate &right, Instant now)
{
    const QList<CertificateFact> leftFacts = certificateFacts(left, now);
    QList<CertificateFact> rest = certificateFacts(right, now);
    QList<FactPair> pairs;
    for (const CertificateFact &fact : leftFacts) {
        const auto other = std::find_if(rest.cbegin(), rest.cend(), [&fact](const CertificateFact &each) {
            return each.section == fact.section && each.label == fact.label;
        });
        const QString value = other == rest.cend() ? QString() : other->value;
        pairs.append({fact.section, fact.label, fact.value, value, fact.style});
        if (other != rest.cend())
            rest.erase(other);
    }
    for (const CertificateFact &fact : std::as_const(rest))
        pairs.append({fact.section, fact.label, {}, fact.value, fact.style});
    std::stable_sort(pairs.begin(), pairs.end(), [](const auto &a, const auto &b) { return a.section < b.section; });
    return pairs;
}

QList<FactPair> compareFacts(const Certificate &left, const Certificate &right, Instant now)
{
    QList<FactPair> pairs = pairFacts(left, right, now);
    pairs.removeIf([](const FactPair &pair) { return !pair.differs(); });
    return pairs;
}

} // namespace gatehouse::trust
