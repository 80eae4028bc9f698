#include "trust/jks_key.h"

#include "trust/byte_reader.h"
#include "trust/encrypted_key_info.h"
#include "trust/java_text.h"
#include "trust/openssl_helpers.h"

#include <QCoreApplication>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

namespace gatehouse::trust::jks {

using namespace openssl;

namespace {

constexpr char KeyProtector[] = "1.3.6.1.4.1.42.2.17.1.1";
constexpr qsizetype DigestBytes = 20;
constexpr qsizetype SaltBytes = DigestBytes;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

using OwnedContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

/// A part of the stream that covers a key: wiped.
class Digest
{
public:
    Digest() = default;
    Digest(const Digest &) = delete;
    Digest &operator=(const Digest &) = delete;
    ~Digest() { OPENSSL_cleanse(m_bytes.data(), m_bytes.size()); }

    /// SHA-1 over the password and `more`, which may be this digest.
    bool compute(const QCA::SecureArray &password, QByteArrayView more)
    {
        const OwnedContext context(EVP_MD_CTX_new());
        return context && EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) == 1
            && EVP_DigestUpdate(context.get(), password.constData(), static_cast<size_t>(password.size())) == 1
            && EVP_DigestUpdate(context.get(), more.data(), static_cast<size_t>(more.size())) == 1
            && EVP_DigestFinal_ex(context.get(), m_bytes.data(), nullptr) == 1;
    }
    QByteArrayView view() const { return {m_bytes.data(), static_cast<qsizetype>(m_bytes.size())}; }

private:
    std::array<unsigned char, DigestBytes> m_bytes{};
};

/// The same both ways.
bool applyStream(const QCA::SecureArray &password, QByteArrayView salt, QByteArrayView from, char *to)
{
    Digest digest;
    QByteArrayView previous = salt;
    for (qsizetype at = 0; at < from.size(); at += DigestBytes) {
        if (!digest.compute(password, previous))
            return false;
        previous = digest.view();
        for (qsizetype i = 0; i < qMin(DigestBytes, from.size() - at); ++i)
            to[at + i] = static_cast<char>(from[at + i] ^ previous[i]);
    }
    return true;
}

tl::unexpected<Error> cannotCompute()
{
    return fail(Error::Internal, Text::tr("The protection of the key by SHA-1 cannot be computed."), takeErrors());
}

/// Salt, covered key and check, out of their ASN.1.
Result<QByteArray> protectedDataOf(QByteArrayView protectedKey)
{
    const Result<EncryptedKeyInfo> info = readKeyInfo(protectedKey);
    if (!info)
        return tl::unexpected(info.error());
    const X509_ALGOR *algorithm = nullptr;
    const ASN1_OCTET_STRING *data = nullptr;
    X509_SIG_get0(info->get(), &algorithm, &data);
    const ASN1_OBJECT *method = nullptr;
    X509_ALGOR_get0(&method, nullptr, nullptr, algorithm);
    if (const QByteArray oid = dottedOid(method); oid != KeyProtector)
        return fail(Error::Refused,
                    Text::tr("The key is protected by the method %1, and Java knows none but %2 in JKS.")
                        .arg(QString::fromLatin1(oid), QString::fromLatin1(KeyProtector)));
    const qsizetype size = ASN1_STRING_length(data);
    if (size <= SaltBytes + DigestBytes)
        return fail(Error::Malformed, Text::tr("The key is damaged: %1 bytes are too few for one.").arg(size));
    return QByteArray(reinterpret_cast<const char *>(ASN1_STRING_get0_data(data)), size);
}

} // namespace

Result<std::optional<QCA::SecureArray>> recoverKey(QByteArrayView protectedKey, const Password &password)
{
    const Result<QCA::SecureArray> units = utf16BigEndian(password);
    if (!units)
        return tl::unexpected(units.error());
    const Result<QByteArray> data = protectedDataOf(protectedKey);
    if (!data)
        return tl::unexpected(data.error());
    const QByteArrayView salt = QByteArrayView(*data).first(SaltBytes);
    const QByteArrayView covered = QByteArrayView(*data).sliced(SaltBytes).chopped(DigestBytes);
    QCA::SecureArray key(static_cast<int>(covered.size()));
    Digest check;
    if (!applyStream(*units, salt, covered, key.data()) || !check.compute(*units, {key.constData(), key.size()}))
        return cannotCompute();
    if (CRYPTO_memcmp(check.view().data(), data->constData() + data->size() - DigestBytes, DigestBytes) != 0)
        return std::nullopt;
    return key;
}

Result<QByteArray> protectKey(QByteArrayView key, const Password &password)
{
    const Result<QCA::SecureArray> units = utf16BigEndian(password);
    if (!units)
        return tl::unexpected(units.error());
    QByteArray data(SaltBytes + key.size(), '\0');
    Digest check;
    if (RAND_bytes(reinterpret_cast<unsigned char *>(data.data()), SaltBytes) != 1
        || !applyStream(*units, QByteArrayView(data).first(SaltBytes), key, data.data() + SaltBytes)
        || !check.compute(*units, key))
        return cannotCompute();
    data += check.view();

    const EncryptedKeyInfo info(X509_SIG_new());
    OwnedObject method(OBJ_txt2obj(KeyProtector, 1));
    X509_ALGOR *algorithm = nullptr;
    ASN1_OCTET_STRING *string = nullptr;
    if (info)
        X509_SIG_getm(info.get(), &algorithm, &string);
    if (!info || !method || X509_ALGOR_set0(algorithm, method.get(), V_ASN1_NULL, nullptr) != 1)
        return cannotCompute();
    [[maybe_unused]] const ASN1_OBJECT *owned = method.release();
    if (ASN1_OCTET_STRING_set(string, reinterpret_cast<const unsigned char *>(data.constData()),
                              static_cast<int>(data.size()))
        != 1)
        return cannotCompute();
    return encodeKeyInfo(info);
}

Result<KeyBody> readKeyBody(QByteArrayView body)
{
    ByteReader in(body);
    const QByteArrayView key = in.run(in.number<quint32>(""), "");
    const auto chainLength = in.number<quint32>("");
    if (in.fault())
        return fail(Error::Malformed, Text::tr("The private key is cut off."));
    return KeyBody{key.toByteArray(), chainLength};
}

QByteArray makeKeyBody(const QByteArray &protectedKey, const QList<Certificate> &chain)
{
    QByteArray body;
    appendNumber(body, static_cast<quint32>(protectedKey.size()));
    body += protectedKey;
    appendNumber(body, static_cast<quint32>(chain.size()));
    for (const Certificate &certificate : chain)
        appendCertificate(body, certificate);
    return body;
}

void appendCertificate(QByteArray &bytes, const Certificate &certificate)
{
    bytes += X509Type;
    appendNumber(bytes, static_cast<quint32>(certificate.der().size()));
    bytes += certificate.der();
}

} // namespace gatehouse::trust::jks
