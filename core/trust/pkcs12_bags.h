#pragma once

#include "trust/certificate.h"

#include <optional>

/// What lies in a safe: SafeBags (RFC 7292 §4.2), as bytes that are kept and as what they say.
namespace gatehouse::trust::pkcs12 {

struct Bag {
    enum class Type : quint8 {
        ShroudedKey,
        Certificate,
        SecretKey,
        Other,
    };

    Type type = Type::Other;
    QByteArray der;                  ///< all of it; in BER where the file has it so
    std::optional<QString> name;     ///< `friendlyName`
    std::optional<QByteArray> keyId; ///< `localKeyId`: a key and its certificate share it
    bool isTrusted = false;          ///< has Java's attribute for trusted certificates
    std::optional<trust::Certificate> certificate;
    QString problem; ///< for people: why the certificate cannot be read, or what the bag is where it is no common one
};

/// The bags of a safe, or of whatever bytes follow one another as bags do. The message of an error names the position
/// in them.
Result<QList<Bag>> readSafe(QByteArrayView safeContents);
Result<QList<Bag>> readBags(QByteArrayView bags);

/// As keytool writes a trusted certificate.
Result<QByteArray> makeTrustedBag(const Certificate &certificate, const QString &name);
/// A certificate of a key's chain; `keyId` is for the key's own.
Result<QByteArray> makeChainBag(const Certificate &certificate, const QString &name,
                                const std::optional<QByteArray> &keyId);
/// Of a key that is protected, as an EncryptedPrivateKeyInfo.
Result<QByteArray> makeKeyBag(const QByteArray &protectedKey, const QString &name, const QByteArray &keyId);
Result<QByteArray> protectedKeyIn(const QByteArray &bag);
/// The same bag with another friendlyName; its attributes are in DER's order afterwards.
Result<QByteArray> renamedBag(const QByteArray &bag, const QString &name);

/// An ASN.1 BMPString, which has Java's strings whole, unpaired surrogates too.
QByteArray toBmpString(const QString &text);
/// Takes it off the front of `bytes`; nothing, and `bytes` as they were, where there is none.
std::optional<QString> takeBmpString(QByteArrayView &bytes);

} // namespace gatehouse::trust::pkcs12
