#include "trust/store_codec.h"

#include "trust/jks.h"
#include "trust/pem_store.h"
#include "trust/pkcs12.h"
#include "trust/pkcs12_encryption.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

constexpr char JksMagic[] = "\xFE\xED\xFE\xED";
constexpr char JceksMagic[] = "\xCE\xCE\xCE\xCE";
constexpr char Sequence = 0x30;
/// signedData of RFC 2315 as it stands in DER, in a ContentInfo that begins with it.
constexpr char SignedDataOid[] = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";

/// The content of a DER SEQUENCE: behind its tag and its length, whatever form that has.
QByteArrayView sequenceContent(QByteArrayView der)
{
    if (der.size() < 2)
        return {};
    const auto length = static_cast<quint8>(der[1]);
    const qsizetype lengthBytes = length < 0x80 ? 0 : length & 0x7F;
    return der.sliced(std::min(der.size(), 2 + lengthBytes));
}

/// PFX ::= SEQUENCE { version INTEGER (3), … }, RFC 7292 §4.
bool beginsLikePkcs12(QByteArrayView der)
{
    return sequenceContent(der).startsWith("\x02\x01\x03");
}

QString whatElse(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return Text::tr("The file is empty; a truststore is expected.");
    if (bytes.startsWith(JceksMagic))
        return Text::tr(
            "This is a JCEKS keystore, which holds secret keys too and is not edited here. Convert it with: "
            "keytool -importkeystore -srcstoretype JCEKS -deststoretype PKCS12");
    if (std::ranges::all_of(bytes, [](char byte) { return byte == 0; }))
        return Text::tr("The file holds nothing but zeros: it was probably cut off by a crash or a full disk. Take it "
                        "from a backup.");
    if (bytes.front() == Sequence && sequenceContent(bytes).startsWith(SignedDataOid))
        return Text::tr("This is a PKCS#7 file: certificates to import into a truststore, not a truststore.");
    if (bytes.front() == Sequence)
        return Text::tr("This is no truststore: it is ASN.1, perhaps a single certificate or a key. A certificate is "
                        "imported into a truststore.");
    if (bytes.contains("-----BEGIN"))
        return Text::tr("There is no certificate in this PEM text.");
    return Text::tr(
               "This is no truststore: it begins with the bytes %1. JKS begins with FE ED FE ED, PKCS#12 with 30, PEM "
               "holds a line -----BEGIN CERTIFICATE-----.")
        .arg(QString::fromLatin1(bytes.first(std::min<qsizetype>(bytes.size(), 4)).toByteArray().toHex(' ').toUpper()));
}

} // namespace

Result<StoreFormat> detectStoreFormat(QByteArrayView bytes)
{
    if (bytes.startsWith(JksMagic))
        return StoreFormat::Jks;
    if (bytes.startsWith(QByteArrayView(&Sequence, 1)) && beginsLikePkcs12(bytes))
        return StoreFormat::Pkcs12;
    for (const char *label :
         {"-----BEGIN CERTIFICATE-----", "-----BEGIN X509 CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE-----"}) {
        if (bytes.contains(label))
            return StoreFormat::Pem;
    }
    // A bundle that has no certificate yet.
    if (bytes.startsWith('#') && decodePem(bytes))
        return StoreFormat::Pem;
    return fail(Error::Malformed, whatElse(bytes));
}

QString whyNoPassword(const Password &password)
{
    // Characters begin with a byte that continues none: a copy as a QString would stay in memory.
    const auto characters = std::count_if(password.constData(), password.constData() + password.size(),
                                          [](char byte) { return (static_cast<quint8>(byte) & 0xC0) != 0x80; });
    if (characters >= MinPasswordCharacters)
        return {};
    return Text::tr("The password has %1 characters; Java asks for at least %2.")
        .arg(characters)
        .arg(MinPasswordCharacters);
}

QString whyNoPassword(const Password &password, StoreFormat format)
{
    if (format == StoreFormat::Pem)
        return {};
    if (format == StoreFormat::Pkcs12) {
        if (const Result<void> allowed = pkcs12::checkPassword(password); !allowed)
            return allowed.error().message;
    }
    return whyNoPassword(password);
}

Result<DecodedStore> decodeStore(QByteArrayView bytes, const std::optional<Password> &password)
{
    if (bytes.size() > MaxStoreBytes)
        return fail(Error::TooLarge,
                    Text::tr("The truststore has %1 bytes; at most %2 are read.").arg(bytes.size()).arg(MaxStoreBytes));
    const Result<StoreFormat> format = detectStoreFormat(bytes);
    if (!format)
        return tl::unexpected(format.error());
    switch (*format) {
    case StoreFormat::Jks:
        return decodeJks(bytes, password);
    case StoreFormat::Pkcs12:
        return decodePkcs12(bytes, password);
    case StoreFormat::Pem:
        break;
    }
    return decodePem(bytes);
}

Result<QByteArray> encodeStore(const TrustStore &store, const Password &password)
{
    switch (store.format) {
    case StoreFormat::Jks:
        return encodeJks(store, password);
    case StoreFormat::Pkcs12:
        return encodePkcs12(store, password);
    case StoreFormat::Pem:
        break;
    }
    return encodePem(store);
}

} // namespace gatehouse::trust
