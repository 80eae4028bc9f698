#pragma once

#include "base/time.h"
#include "trust/certificate.h"

#include <QByteArray>
#include <QLatin1String>
#include <QList>
#include <QString>
#include <QtCrypto>

#include <optional>

namespace gatehouse::trust {

/// UTF-8 in memory that is wiped. Java's own formats want it as UTF-16; the codecs convert.
/// The program holds a QCA::Initializer.
using Password = QCA::SecureArray;

enum class StoreFormat : quint8 {
    Jks,    ///< Java's own, `FEEDFEED`
    Pkcs12, ///< RFC 7292, with Java's trust attribute
    Pem,    ///< a bundle; the comment line before a certificate is its alias
};

/// `JKS`, `PKCS12`, `PEM`: the words of keytool's `-storetype`.
QLatin1String name(StoreFormat format);
std::optional<StoreFormat> storeFormatFromName(QStringView name);

constexpr qsizetype MaxStoreEntries = 100'000;
/// A JKS alias has at most 65535 bytes of modified UTF-8, up to three a character; no person types more than this.
constexpr qsizetype MaxAliasCharacters = 1024;

struct StoreEntry {
    enum class Kind : quint8 {
        TrustedCertificate,
        PrivateKey, ///< kept as it is; convertKeyEntry() alone opens the key
        Other,      ///< a secret key, a CRL, a certificate that Java would not trust …: kept as it is
    };

    QString alias;
    Kind kind = Kind::TrustedCertificate;
    /// When it came into the store. Java keeps no date for a trusted certificate in PKCS#12, nor has PEM any.
    std::optional<Instant> created;
    /// The trusted certificate; a private key's chain, leaf first. Without those that cannot be read.
    QList<Certificate> certificates;
    /// For people: why a certificate of the entry cannot be read, or what an entry of another kind is. Mostly empty.
    QString problem;
    /// The entry's bytes in the store's format, as they were read, so that they are written back unchanged; only
    /// that format's codec can tell what is in them. Empty: made here, to be encoded from `certificates`. A secret:
    /// PKCS#12 may hold a key, as an entry of kind Other, that only the store's encryption protected. Not wiped.
    QByteArray encoded;
    /// The alias that came with `encoded`: another one in `alias` is a rename.
    QString encodedAlias;

    /// The trusted certificate, or the private key's own; nothing where it cannot be read.
    const Certificate *certificate() const { return certificates.isEmpty() ? nullptr : &certificates.constFirst(); }
    friend bool operator==(const StoreEntry &, const StoreEntry &) = default;
};

/// What is in a truststore file. A value: copies are cheap, and a change is undone by going back to a copy.
struct TrustStore {
    StoreFormat format = StoreFormat::Jks;
    QList<StoreEntry> entries; ///< in the order of the file; aliases differ by more than case

    /// The position, -1 where there is none. Case does not count, as in Java.
    qsizetype indexOf(QStringView alias) const;
    const StoreEntry *find(QStringView alias) const;
    /// Of the trusted certificates alone: what a server that uses this store trusts.
    QList<Certificate> trustedCertificates() const;

    friend bool operator==(const TrustStore &, const TrustStore &) = default;
};

/// How Java compares aliases, and writes those of new entries.
QString foldedAlias(QStringView alias);

} // namespace gatehouse::trust
