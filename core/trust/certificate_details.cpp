#include "trust/certificate.h"
#include "trust/openssl_helpers.h"

#include <arpa/inet.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <array>

namespace gatehouse::trust {

using namespace openssl;

namespace {

using OwnedBigNumber = Owned<BIGNUM, BN_free>;
using OwnedSequence
    = Owned<ASN1_SEQUENCE_ANY, +[](ASN1_SEQUENCE_ANY *items) { sk_ASN1_TYPE_pop_free(items, ASN1_TYPE_free); }>;

struct KeyUsageName {
    quint32 bit;
    const char *name;
};

constexpr KeyUsageName KeyUsageNames[] = {
    {KU_DIGITAL_SIGNATURE, "digitalSignature"},
    {KU_NON_REPUDIATION, "nonRepudiation"},
    {KU_KEY_ENCIPHERMENT, "keyEncipherment"},
    {KU_DATA_ENCIPHERMENT, "dataEncipherment"},
    {KU_KEY_AGREEMENT, "keyAgreement"},
    {KU_KEY_CERT_SIGN, "keyCertSign"},
    {KU_CRL_SIGN, "cRLSign"},
    {KU_ENCIPHER_ONLY, "encipherOnly"},
    {KU_DECIPHER_ONLY, "decipherOnly"},
};

struct Psd2Role {
    const char *oid;
    const char *name;
};

constexpr Psd2Role Psd2Roles[] = {
    {"0.4.0.19495.1.1", "PSP_AS"},
    {"0.4.0.19495.1.2", "PSP_PI"},
    {"0.4.0.19495.1.3", "PSP_AI"},
    {"0.4.0.19495.1.4", "PSP_IC"},
};
constexpr char Psd2StatementOid[] = "0.4.0.19495.2";

QString textOf(const ASN1_STRING *string)
{
    return QString::fromUtf8(reinterpret_cast<const char *>(ASN1_STRING_get0_data(string)),
                             ASN1_STRING_length(string));
}

QString addressText(const ASN1_OCTET_STRING *address)
{
    const int length = ASN1_STRING_length(address);
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = length == 4 ? AF_INET : AF_INET6;
    if ((length != 4 && length != 16)
        || !inet_ntop(family, ASN1_STRING_get0_data(address), text.data(), static_cast<socklen_t>(text.size())))
        return QStringLiteral("?");
    return QString::fromLatin1(text.data());
}

QString alternativeName(const GENERAL_NAME *name)
{
    switch (name->type) {
    case GEN_DNS:
        return QStringLiteral("DNS:") + textOf(name->d.dNSName);
    case GEN_IPADD:
        return QStringLiteral("IP:") + addressText(name->d.iPAddress);
    case GEN_URI:
        return QStringLiteral("URI:") + textOf(name->d.uniformResourceIdentifier);
    case GEN_EMAIL:
        return QStringLiteral("email:") + textOf(name->d.rfc822Name);
    default:
        return {};
    }
}

/// The members of a SEQUENCE, or nothing.
OwnedSequence sequenceOf(const ASN1_STRING *der)
{
    const unsigned char *at = ASN1_STRING_get0_data(der);
    OwnedSequence items(d2i_ASN1_SEQUENCE_ANY(nullptr, &at, ASN1_STRING_length(der)));
    ERR_clear_error();
    return items;
}

OwnedSequence sequenceOf(const ASN1_TYPE *item)
{
    return item && item->type == V_ASN1_SEQUENCE ? sequenceOf(item->value.sequence) : nullptr;
}

const ASN1_TYPE *itemAt(const OwnedSequence &items, int index)
{
    return items && index < sk_ASN1_TYPE_num(items.get()) ? sk_ASN1_TYPE_value(items.get(), index) : nullptr;
}

QByteArray oidAt(const OwnedSequence &items, int index)
{
    const ASN1_TYPE *item = itemAt(items, index);
    return item && item->type == V_ASN1_OBJECT ? dottedOid(item->value.object) : QByteArray();
}

QString utf8At(const OwnedSequence &items, int index)
{
    const ASN1_TYPE *item = itemAt(items, index);
    return item && item->type == V_ASN1_UTF8STRING ? textOf(item->value.utf8string) : QString();
}

/// PSD2QcType ::= SEQUENCE { rolesOfPSP, nCAName, nCAId }, ETSI TS 119 495 Annex A
Psd2Statement readPsd2(const ASN1_TYPE *statementInfo)
{
    const OwnedSequence parts = sequenceOf(statementInfo);
    Psd2Statement statement;
    const OwnedSequence roles = sequenceOf(itemAt(parts, 0));
    for (int i = 0; itemAt(roles, i); ++i) {
        const QByteArray oid = oidAt(sequenceOf(itemAt(roles, i)), 0);
        for (const Psd2Role &role : Psd2Roles) {
            if (oid == role.oid)
                statement.roles.append(QString::fromLatin1(role.name));
        }
    }
    statement.authorityName = utf8At(parts, 1);
    statement.authorityId = utf8At(parts, 2);
    return statement;
}

bool serves(X509 *certificate, int purpose)
{
    const bool allowed = X509_check_purpose(certificate, purpose, 0) == 1;
    ERR_clear_error();
    return allowed;
}

} // namespace

QByteArray Certificate::serialHex() const
{
    const OwnedBigNumber number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(handle()), nullptr));
    char *hex = number ? BN_bn2hex(number.get()) : nullptr;
    const QByteArray text(hex);
    OPENSSL_free(hex);
    return text;
}

bool Certificate::isCa() const
{
    return X509_check_ca(handle()) == 1;
}

bool Certificate::isSelfSigned() const
{
    const bool selfSigned = X509_self_signed(handle(), 1) == 1;
    ERR_clear_error();
    return selfSigned;
}

QStringList Certificate::keyUsage() const
{
    const quint32 bits = X509_get_key_usage(handle());
    QStringList names;
    if (bits == UINT32_MAX)
        return names;
    for (const KeyUsageName &usage : KeyUsageNames) {
        if (bits & usage.bit)
            names.append(QString::fromLatin1(usage.name));
    }
    return names;
}

QStringList Certificate::extendedKeyUsage() const
{
    const Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> usages(
        static_cast<EXTENDED_KEY_USAGE *>(X509_get_ext_d2i(handle(), NID_ext_key_usage, nullptr, nullptr)));
    ERR_clear_error();
    QStringList names;
    for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
        const ASN1_OBJECT *usage = sk_ASN1_OBJECT_value(usages.get(), i);
        const int nid = OBJ_obj2nid(usage);
        names.append(nid == NID_undef ? QString::fromLatin1(dottedOid(usage)) : QString::fromLatin1(OBJ_nid2sn(nid)));
    }
    return names;
}

bool Certificate::allowsClientAuthentication() const
{
    return serves(handle(), X509_PURPOSE_SSL_CLIENT);
}

bool Certificate::allowsServerAuthentication() const
{
    return serves(handle(), X509_PURPOSE_SSL_SERVER);
}

QStringList Certificate::subjectAlternativeNames() const
{
    const Owned<GENERAL_NAMES, GENERAL_NAMES_free> names(
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(handle(), NID_subject_alt_name, nullptr, nullptr)));
    ERR_clear_error();
    QStringList texts;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        if (const QString text = alternativeName(sk_GENERAL_NAME_value(names.get(), i)); !text.isEmpty())
            texts.append(text);
    }
    return texts;
}

QString Certificate::keyDescription() const
{
    const EVP_PKEY *key = X509_get0_pubkey(handle());
    ERR_clear_error();
    if (!key)
        return QStringLiteral("?");
    const QString type = QString::fromLatin1(EVP_PKEY_get0_type_name(key));
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
        return QStringLiteral("RSA %1").arg(EVP_PKEY_get_bits(key));
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC)
        return type;
    std::array<char, 80> group{};
    if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr) != 1) {
        ERR_clear_error();
        return type;
    }
    const char *nist = EC_curve_nid2nist(OBJ_sn2nid(group.data()));
    return QStringLiteral("EC ") + QString::fromLatin1(nist ? nist : group.data());
}

QString Certificate::signatureAlgorithm() const
{
    const int nid = X509_get_signature_nid(handle());
    if (nid != NID_undef)
        return QString::fromLatin1(OBJ_nid2ln(nid));
    const ASN1_OBJECT *algorithm = nullptr;
    X509_ALGOR_get0(&algorithm, nullptr, nullptr, X509_get0_tbs_sigalg(handle()));
    return QString::fromLatin1(dottedOid(algorithm));
}

Psd2Statement Certificate::psd2() const
{
    const int at = X509_get_ext_by_NID(handle(), NID_qcStatements, -1);
    if (at < 0)
        return {};
    const OwnedSequence statements = sequenceOf(X509_EXTENSION_get_data(X509_get_ext(handle(), at)));
    for (int i = 0; itemAt(statements, i); ++i) {
        const OwnedSequence statement = sequenceOf(itemAt(statements, i));
        if (oidAt(statement, 0) == Psd2StatementOid)
            return readPsd2(itemAt(statement, 1));
    }
    return {};
}

} // namespace gatehouse::trust
