#include "trust/store_edit.h"

#include "trust/alias_set.h"
#include "trust/key_protection.h"
#include "trust/pkcs12.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

constexpr qsizetype MaxNamedEntries = 5; ///< in a sentence

QString quotedList(QStringList aliases)
{
    const qsizetype more = aliases.size() - MaxNamedEntries;
    aliases = aliases.first(std::min(aliases.size(), MaxNamedEntries));
    const QString text = QLatin1Char('"') + aliases.join(QLatin1String("\", \"")) + QLatin1Char('"');
    return more > 0 ? Text::tr("%1 and %2 more").arg(text).arg(more) : text;
}

tl::unexpected<Error> noSuchEntry(const QString &alias)
{
    return fail(Error::NotFound, Text::tr("The truststore has no entry \"%1\".").arg(alias));
}

tl::unexpected<Error> aliasTaken(const QString &alias)
{
    return fail(
        Error::Refused,
        Text::tr("The truststore has an entry \"%1\" already (case does not count). Choose another alias, or remove "
                 "that entry first.")
            .arg(alias));
}

StoreEntry trustedEntry(const QString &alias, const Certificate &certificate, std::optional<Instant> created)
{
    StoreEntry entry;
    entry.alias = alias;
    entry.created = created;
    entry.certificates = {certificate};
    return entry;
}

/// The aliases that importing gives; Refused where one that was asked for cannot be had.
Result<void> checkWanted(const TrustStore &store, const QStringList &aliases)
{
    AliasSet taken(store);
    for (const QString &alias : aliases) {
        if (alias.isEmpty())
            continue;
        if (const QString why = whyNoAlias(alias); !why.isEmpty())
            return fail(Error::Refused, why);
        if (taken.contains(alias))
            return aliasTaken(alias);
        taken.insert(alias);
    }
    return {};
}

/// The entries that converting would lose.
QStringList leftBehind(const TrustStore &store, StoreFormat format, KeyPassword keyPassword)
{
    const bool takesKeys = keyPassword == KeyPassword::Given && format != StoreFormat::Pem;
    QStringList left;
    for (const StoreEntry &entry : store.entries) {
        const bool isCarried = entry.kind == StoreEntry::Kind::TrustedCertificate
            ? entry.certificate() != nullptr
            : entry.kind == StoreEntry::Kind::PrivateKey && takesKeys;
        if (!isCarried)
            left.append(entry.alias);
    }
    return left;
}

/// A key's chain is found among the certificates of the whole store in PKCS#12, by name and key: only the written store
/// shows whether each key still has its own.
Result<void> checkReadsBack(const TrustStore &converted, const Password &password)
{
    const auto read = encodePkcs12(converted, password).and_then([&password](const QByteArray &bytes) {
        return decodePkcs12(bytes, password);
    });
    if (!read)
        return tl::unexpected(read.error());
    const auto isSame = [](const StoreEntry &a, const StoreEntry &b) {
        return a.alias == b.alias && a.kind == b.kind && a.certificates == b.certificates;
    };
    const auto [entry, found] = std::ranges::mismatch(converted.entries, read->store.entries, isSame);
    if (entry == converted.entries.cend() && found == read->store.entries.cend())
        return {};
    const bool isBehind = entry == converted.entries.cend();
    return fail(Error::Refused,
                Text::tr("The entry \"%1\" would read differently in PKCS#12, which finds a key's chain among all the "
                         "certificates of a store by their names and keys: another certificate here fits as well. Give "
                         "the key its whole chain with keytool -importcert, or move it into a store of its own.")
                    .arg(isBehind ? found->alias : entry->alias));
}

/// Without those of certificates that are trusted already: nothing is called by them.
QStringList neededAliases(QStringList aliases, const QList<Certificate> &certificates,
                          const QHash<QByteArray, QString> &trusted)
{
    for (qsizetype i = 0; i < std::min(aliases.size(), certificates.size()); ++i) {
        if (trusted.contains(certificates[i].sha256()))
            aliases[i].clear();
    }
    return aliases;
}

} // namespace

AliasSet::AliasSet(const TrustStore &store)
{
    m_folded.reserve(store.entries.size());
    for (const StoreEntry &entry : store.entries)
        insert(entry.alias);
}

QString AliasSet::freeName(const QString &wanted)
{
    if (!contains(wanted))
        return wanted;
    int &number = m_lastNumber.insert(foldedAlias(wanted), m_lastNumber.value(foldedAlias(wanted), 1)).value();
    QString candidate;
    do
        candidate = QStringLiteral("%1-%2").arg(wanted).arg(++number);
    while (contains(candidate));
    return candidate;
}

QString suggestAlias(const Certificate &certificate)
{
    QString alias = foldedAlias(certificate.displayName());
    for (QChar &character : alias) {
        const bool plain = character.isLetterOrNumber() || QStringLiteral(".-_@+").contains(character)
            || character.isSurrogate() || character.isMark();
        if (!plain)
            character = QLatin1Char(' ');
    }
    // A pair cut in two at the end would be no text.
    alias = alias.simplified().left(MaxAliasCharacters / 4).replace(QLatin1Char(' '), QLatin1Char('-'));
    if (!alias.isEmpty() && alias.back().isHighSurrogate())
        alias.chop(1);
    return alias.isEmpty() ? QString::fromLatin1(certificate.sha256().first(8).toHex()) : alias;
}

QString freeAlias(const TrustStore &store, const QString &wanted)
{
    return AliasSet(store).freeName(wanted);
}

QString whyNoAlias(const QString &alias)
{
    if (alias.isEmpty())
        return Text::tr("Enter an alias.");
    if (alias.size() > MaxAliasCharacters)
        return Text::tr("The alias has %1 characters; at most %2 are accepted.")
            .arg(alias.size())
            .arg(MaxAliasCharacters);
    if (alias.front().isSpace() || alias.back().isSpace())
        return Text::tr("The alias begins or ends with white space, which nobody can see or type again. Remove it.");
    const bool isText = alias.isValidUtf16()
        && std::ranges::all_of(alias, [](QChar character) { return character.isPrint() || character.isSurrogate(); });
    return isText ? QString()
                  : Text::tr("The alias has a character that cannot be shown. Use letters, digits and signs.");
}

qsizetype ImportReport::added() const
{
    return std::ranges::count(items, ImportItem::Outcome::Added, &ImportItem::outcome);
}

Result<ImportReport> importCertificates(TrustStore &store, const QList<Certificate> &certificates,
                                        const QStringList &aliases, Instant now)
{
    if (store.entries.size() + certificates.size() > MaxStoreEntries)
        return fail(Error::TooLarge, Text::tr("The truststore would have more than %1 entries.").arg(MaxStoreEntries));
    QHash<QByteArray, QString> trusted; // SHA-256 to alias
    for (const StoreEntry &entry : std::as_const(store.entries)) {
        if (entry.kind == StoreEntry::Kind::TrustedCertificate && entry.certificate())
            trusted.insert(entry.certificate()->sha256(), entry.alias);
    }
    const QStringList needed = neededAliases(aliases, certificates, trusted);
    if (auto checked = checkWanted(store, needed); !checked)
        return tl::unexpected(checked.error());
    AliasSet taken(store);
    for (const QString &alias : needed)
        taken.insert(alias);
    const std::optional<Instant> created = store.format == StoreFormat::Jks ? std::optional(now) : std::nullopt;
    ImportReport report;
    for (qsizetype i = 0; i < certificates.size(); ++i) {
        const Certificate &certificate = certificates[i];
        if (const auto known = trusted.constFind(certificate.sha256()); known != trusted.cend()) {
            report.items.append({certificate, *known, ImportItem::Outcome::AlreadyThere});
            continue;
        }
        const QString wanted = needed.value(i);
        const QString alias = wanted.isEmpty() ? taken.freeName(suggestAlias(certificate)) : wanted;
        taken.insert(alias);
        trusted.insert(certificate.sha256(), alias);
        store.entries.append(trustedEntry(alias, certificate, created));
        report.items.append({certificate, alias, ImportItem::Outcome::Added});
    }
    return report;
}

Result<void> renameEntry(TrustStore &store, const QString &from, const QString &to)
{
    const qsizetype index = store.indexOf(from);
    if (index < 0)
        return noSuchEntry(from);
    if (const QString why = whyNoAlias(to); !why.isEmpty())
        return fail(Error::Refused, why);
    if (const qsizetype holder = store.indexOf(to); holder >= 0 && holder != index)
        return aliasTaken(store.entries[holder].alias);
    store.entries[index].alias = to;
    return {};
}

Result<void> removeEntries(TrustStore &store, const QStringList &aliases)
{
    QHash<QString, bool> doomed; // and whether it was found
    for (const QString &alias : aliases)
        doomed.insert(foldedAlias(alias), false);
    QList<StoreEntry> left;
    left.reserve(store.entries.size());
    for (const StoreEntry &entry : std::as_const(store.entries)) {
        if (const auto found = doomed.find(foldedAlias(entry.alias)); found != doomed.end())
            *found = true;
        else
            left.append(entry);
    }
    for (const QString &alias : aliases) {
        if (!doomed.value(foldedAlias(alias)))
            return noSuchEntry(alias);
    }
    store.entries = std::move(left);
    return {};
}

Result<TrustStore> convertStore(const TrustStore &store, StoreFormat format, Instant now,
                                const std::optional<Password> &keyPassword)
{
    if (format == store.format)
        return store;
    const KeyPassword given = keyPassword ? KeyPassword::Given : KeyPassword::Missing;
    if (const Result<void> allowed = checkConversion(store, format, given); !allowed)
        return tl::unexpected(allowed.error());
    TrustStore converted{format, {}};
    bool hasKeys = false;
    for (const StoreEntry &entry : store.entries) {
        const std::optional<Instant> created =
            format == StoreFormat::Jks ? std::optional(entry.created.value_or(now)) : std::nullopt;
        if (entry.kind == StoreEntry::Kind::TrustedCertificate) {
            converted.entries.append(trustedEntry(entry.alias, *entry.certificate(), created));
            continue;
        }
        Result<StoreEntry> key = convertKeyEntry(entry, store.format, format, *keyPassword);
        if (!key)
            return tl::unexpected(key.error());
        key->created = created ? created : key->created;
        converted.entries.append(*std::move(key));
        hasKeys = true;
    }
    if (hasKeys && format == StoreFormat::Pkcs12) {
        if (const Result<void> same = checkReadsBack(converted, *keyPassword); !same)
            return tl::unexpected(same.error());
    }
    return converted;
}

Result<void> checkConversion(const TrustStore &store, StoreFormat format, KeyPassword keyPassword)
{
    const QStringList left = format == store.format ? QStringList() : leftBehind(store, format, keyPassword);
    if (left.isEmpty())
        return {};
    return fail(Error::Refused,
                Text::tr("Not only trusted certificates are in this store: %1 would be lost in %2. Remove what is not "
                         "needed, or keep the format.")
                    .arg(quotedList(left), name(format)));
}

Result<void> checkPasswordChange(const TrustStore &store)
{
    if (store.format == StoreFormat::Pem)
        return fail(Error::Refused, Text::tr("A truststore in PEM has no password."));
    QStringList keys;
    for (const StoreEntry &entry : store.entries) {
        if (entry.kind != StoreEntry::Kind::TrustedCertificate)
            keys.append(entry.alias);
    }
    if (store.format == StoreFormat::Jks || keys.isEmpty())
        return {};
    return fail(Error::Refused,
                Text::tr("Not only trusted certificates are in this store: PKCS#12 protects %1 with the same password, "
                         "and Gatehouse protects no entry with another one. Change the password with keytool "
                         "-storepasswd.")
                    .arg(quotedList(keys)));
}

} // namespace gatehouse::trust
