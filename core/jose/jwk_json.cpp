#include "jose/jwk.h"

#include "base/base64url.h"
#include "jose/jwk_data.h"

namespace gatehouse::jose {

namespace {

/// RFC 7518 §6.2.2 and §6.3.2.
constexpr const char *PrivateMembers[] = {"d", "p", "q", "dp", "dq", "qi", "oth"};

Result<QByteArray> numberMember(const Json &json, const char *name)
{
    const Json *value = member(json, name);
    if (!value || !value->is_string())
        return fail(Error::Malformed,
                    Text::tr("The key has no \"%1\", or one that is not a string.").arg(QLatin1String(name)));
    const auto &text = value->get_ref<const std::string &>();
    Result<QByteArray> bytes = fromBase64url(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    if (!bytes)
        return fail(
            Error::Malformed,
            Text::tr("The \"%1\" of the key is not base64url: %2.").arg(QLatin1String(name), bytes.error().message));
    return bytes;
}

Result<PublicKey> readRsa(const Json &json)
{
    const Result<QByteArray> modulus = numberMember(json, "n");
    if (!modulus)
        return tl::unexpected(modulus.error());
    const Result<QByteArray> exponent = numberMember(json, "e");
    if (!exponent)
        return tl::unexpected(exponent.error());
    return makeRsaKey(*modulus, *exponent);
}

Result<PublicKey> readEc(const Json &json)
{
    const std::optional<QString> crv = stringMember(json, "crv");
    if (!crv)
        return fail(Error::Malformed, Text::tr("The EC key has no \"crv\", or one that is not a string."));
    const bool isP256 = *crv == QLatin1String("P-256");
    if (!isP256 && *crv != QLatin1String("P-384"))
        return fail(Error::Refused,
                    Text::tr("The key is on the curve %1; P-256 and P-384 are accepted.").arg(crv->left(60)));
    const Result<QByteArray> x = numberMember(json, "x");
    if (!x)
        return tl::unexpected(x.error());
    const Result<QByteArray> y = numberMember(json, "y");
    if (!y)
        return tl::unexpected(y.error());
    return makeEcKey(isP256 ? KeyType::P256 : KeyType::P384, *x, *y);
}

Result<PublicKey> readKey(const Json &json)
{
    const std::optional<QString> kty = stringMember(json, "kty");
    if (!kty)
        return fail(Error::Malformed, Text::tr("The key has no \"kty\", or one that is not a string."));
    if (*kty == QLatin1String("oct"))
        return fail(Error::Refused,
                    Text::tr("The key is a symmetric one (\"oct\"): whoever reads it can sign with it. RSA "
                             "and EC keys are accepted."));
    const bool isRsa = *kty == QLatin1String("RSA");
    if (!isRsa && *kty != QLatin1String("EC"))
        return fail(Error::Refused,
                    Text::tr("The key is of type \"%1\"; RSA and EC keys are accepted.").arg(kty->left(60)));
    for (const char *name : PrivateMembers) {
        if (member(json, name))
            return fail(Error::Refused,
                        Text::tr("The key holds the member \"%1\" of a private key: what lists it publishes a "
                                 "private key. Its owner must replace the key and list the public part alone.")
                            .arg(QLatin1String(name)));
    }
    return isRsa ? readRsa(json) : readEc(json);
}

/// Where the member is absent `out` stays empty.
Result<void> readText(const Json &json, const char *name, QByteArray &out)
{
    const Json *value = member(json, name);
    if (!value)
        return {};
    if (!value->is_string())
        return fail(Error::Malformed, Text::tr("The \"%1\" of the key is not a string.").arg(QLatin1String(name)));
    out = QByteArray::fromStdString(value->get_ref<const std::string &>());
    return {};
}

Result<QList<QByteArray>> readKeyOps(const Json &json)
{
    const std::optional<QStringList> operations = stringListMember(json, "key_ops");
    if (!operations)
        return fail(Error::Malformed, Text::tr("The \"key_ops\" of the key are not a list of strings."));
    QList<QByteArray> list;
    for (const QString &operation : *operations) {
        if (list.contains(operation.toUtf8()))
            return fail(
                Error::Malformed,
                Text::tr("The \"key_ops\" of the key list \"%1\" twice (RFC 7517 §4.3).").arg(operation.left(60)));
        list.append(operation.toUtf8());
    }
    return list;
}

Result<QList<QByteArray>> readCertificates(const Json &json)
{
    const std::optional<QStringList> texts = stringListMember(json, "x5c");
    if (!texts)
        return fail(Error::Malformed, Text::tr("The \"x5c\" of the key is not a list of strings."));
    QList<QByteArray> certificates;
    for (const QString &text : *texts) {
        const auto der = QByteArray::fromBase64Encoding(text.toUtf8(), QByteArray::AbortOnBase64DecodingErrors);
        if (!der)
            return fail(Error::Malformed,
                        Text::tr("A certificate in the \"x5c\" of the key is not base64 (RFC 7517 §4.7)."));
        certificates.append(*der);
    }
    return certificates;
}

Json texts(const QList<QByteArray> &list)
{
    Json json = Json::array();
    for (const QByteArray &text : list)
        json.push_back(text.toStdString());
    return json;
}

} // namespace

Result<Jwk> Jwk::fromJson(const Json &json)
{
    if (!json.is_object())
        return fail(Error::Malformed,
                    Text::tr("A key is a JSON object, this is a %1.").arg(QLatin1String(json.type_name())));
    auto data = std::make_shared<Data>();
    const std::pair<const char *, QByteArray &> members[] = {
        {"kid", data->kid}, {"use", data->use}, {"alg", data->alg}};
    for (const auto &[name, value] : members) {
        if (auto read = readText(json, name, value); !read)
            return tl::unexpected(read.error());
    }
    if (member(json, "key_ops")) {
        Result<QList<QByteArray>> operations = readKeyOps(json);
        if (!operations)
            return tl::unexpected(operations.error());
        data->keyOps = std::move(*operations);
        data->hasKeyOps = true;
    }
    if (member(json, "x5c")) {
        Result<QList<QByteArray>> certificates = readCertificates(json);
        if (!certificates)
            return tl::unexpected(certificates.error());
        data->x5c = std::move(*certificates);
    }
    Result<PublicKey> key = readKey(json);
    if (!key)
        return tl::unexpected(key.error());
    data->key = std::move(*key);
    return Jwk(std::move(data));
}

Json Jwk::toJson() const
{
    const PublicKey &key = m_data->key;
    const std::string first = toBase64url(key.first).toStdString();
    const std::string second = toBase64url(key.second).toStdString();
    Json json = {{"kty", kty().latin1()}};
    if (key.type == KeyType::Rsa) {
        json["n"] = first;
        json["e"] = second;
    } else {
        json["crv"] = key.type == KeyType::P256 ? "P-256" : "P-384";
        json["x"] = first;
        json["y"] = second;
    }
    const std::pair<const char *, const QByteArray &> members[] = {{"kid", kid()}, {"use", use()}, {"alg", alg()}};
    for (const auto &[name, value] : members) {
        if (!value.isEmpty())
            json[name] = value.toStdString();
    }
    if (m_data->hasKeyOps)
        json["key_ops"] = texts(keyOps());
    if (!x5c().isEmpty()) {
        QList<QByteArray> encoded;
        for (const QByteArray &der : x5c())
            encoded.append(der.toBase64());
        json["x5c"] = texts(encoded);
    }
    return json;
}

} // namespace gatehouse::jose
