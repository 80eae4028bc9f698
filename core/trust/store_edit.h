#pragma once

#include "trust/trust_store.h"

#include <QStringList>

namespace gatehouse::trust {

/// What a new entry may be called: its common name in lower case with what Java tools trip over replaced, and a
/// number where the store has the name already.
QString suggestAlias(const Certificate &certificate);
QString freeAlias(const TrustStore &store, const QString &wanted);
/// Empty where the alias may be used; else why not, for beside the field.
QString whyNoAlias(const QString &alias);

struct ImportItem {
    enum class Outcome : quint8 {
        Added,
        AlreadyThere, ///< the same certificate is trusted already, as `alias`
    };

    Certificate certificate;
    QString alias;
    Outcome outcome = Outcome::Added;
};

struct ImportReport {
    QList<ImportItem> items; ///< one for each certificate, in their order

    qsizetype added() const;
};

/// Adds each certificate that the store does not trust yet. `aliases` are theirs in the same order; one that is empty
/// or missing is made from the certificate. Refused, and nothing is changed, where a given alias is taken, is given
/// twice or cannot be used. That of a certificate that is there already is not needed and may be taken, so that the
/// same import may be made again.
Result<ImportReport> importCertificates(TrustStore &store, const QList<Certificate> &certificates,
                                        const QStringList &aliases, Instant now);

/// Refused where `to` is taken or cannot be used, NotFound where there is no `from`. A change of case alone is one.
Result<void> renameEntry(TrustStore &store, const QString &from, const QString &to);
/// All or none; NotFound names the first that is missing.
Result<void> removeEntries(TrustStore &store, const QStringList &aliases);

/// The same entries in another format. Private keys are carried over where `keyPassword` opens them, which in these
/// stores is the store's (convertKeyEntry; each takes the time of a key derivation: not for the window's thread).
/// Refused, naming the entries, where the store holds what cannot be carried over: private keys without a password or
/// into PEM, entries of other kinds, and keys whose chain would be another in PKCS#12. `now` becomes the date of
/// entries that have none, where the format has one.
Result<TrustStore> convertStore(const TrustStore &store, StoreFormat format, Instant now,
                                const std::optional<Password> &keyPassword = std::nullopt);

enum class KeyPassword : quint8 { Missing, Given };
/// What of convertStore() can be told at once, without opening a key: Refused as there.
Result<void> checkConversion(const TrustStore &store, StoreFormat format, KeyPassword keyPassword);

/// Refused where the store cannot get another password here: PKCS#12 protects private keys with the store's, and they
/// are opened to be carried into another format alone, where they keep their password; PEM has no password.
Result<void> checkPasswordChange(const TrustStore &store);

struct StoreDifference {
    struct Renamed {
        QString left, right;
        Certificate certificate;
    };
    struct Changed {
        QString alias; ///< as in the left store
        StoreEntry left, right;
    };
    QList<StoreEntry> onlyLeft, onlyRight;
    QList<Renamed> renamed; ///< the same certificate under another alias
    QList<Changed> changed; ///< the same alias, another certificate or kind
    qsizetype same = 0;

    bool isEmpty() const { return onlyLeft.isEmpty() && onlyRight.isEmpty() && renamed.isEmpty() && changed.isEmpty(); }
};

StoreDifference compareStores(const TrustStore &left, const TrustStore &right);

} // namespace gatehouse::trust
