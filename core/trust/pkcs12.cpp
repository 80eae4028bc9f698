#include "trust/pkcs12.h"

#include "trust/pkcs12_bags.h"
#include "trust/pkcs12_chains.h"
#include "trust/pkcs12_encryption.h"
#include "trust/pkcs12_file.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace gatehouse::trust {

using namespace pkcs12;

namespace {

/// Java's localKeyId for a key says when it came into the store.
constexpr QByteArrayView TimePrefix("Time ");
/// The end of the year 9999.
constexpr qint64 LastMillisecond = 253'402'300'799'999;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

/// Aliases for the entries of a file, from first to last.
class Aliases
{
public:
    /// The name that Java shows where there is none: it counts those that it lists.
    QString number() { return QString::number(++m_unnamed); }

    /// As wanted, with a number where it is taken.
    QString unique(const QString &wanted)
    {
        const QString folded = foldedAlias(wanted);
        int &last = m_last[folded];
        QString alias = wanted;
        while (m_used.contains(foldedAlias(alias)))
            alias = QStringLiteral("%1 (%2)").arg(wanted).arg(++last + 1);
        m_used.insert(foldedAlias(alias));
        return alias;
    }

private:
    int m_unnamed = 0;
    QSet<QString> m_used;
    QHash<QString, int> m_last;
};

StoreEntry::Kind kindOf(const Bag &bag)
{
    if (bag.type == Bag::Type::ShroudedKey)
        return StoreEntry::Kind::PrivateKey;
    return bag.isTrusted ? StoreEntry::Kind::TrustedCertificate : StoreEntry::Kind::Other;
}

QString aliasFor(const Bag &bag, Aliases &aliases)
{
    const bool isListedByJava = kindOf(bag) != StoreEntry::Kind::Other || bag.type == Bag::Type::SecretKey;
    if (bag.name && !bag.name->isEmpty())
        return aliases.unique(*bag.name);
    if (isListedByJava && !bag.name)
        return aliases.unique(aliases.number());
    const QString name = bag.certificate ? bag.certificate->commonName() : QString();
    return aliases.unique(name.isEmpty() ? QStringLiteral("unnamed") : name.left(MaxAliasCharacters));
}

std::optional<Instant> createdOf(const Bag &bag)
{
    if (!bag.keyId || !bag.keyId->startsWith(TimePrefix))
        return std::nullopt;
    bool isNumber = false;
    const qint64 milliseconds = bag.keyId->mid(TimePrefix.size()).toLongLong(&isNumber);
    if (!isNumber || milliseconds < 0 || milliseconds > LastMillisecond)
        return std::nullopt;
    return fromMilliseconds(milliseconds);
}

StoreEntry entryOf(const Bag &bag, Aliases &aliases)
{
    StoreEntry entry;
    entry.alias = aliasFor(bag, aliases);
    entry.kind = kindOf(bag);
    if (bag.type == Bag::Type::ShroudedKey || bag.type == Bag::Type::SecretKey)
        entry.created = createdOf(bag);
    if (bag.certificate)
        entry.certificates = {*bag.certificate};
    entry.problem = bag.problem;
    if (bag.certificate && !bag.isTrusted)
        entry.problem =
            Text::tr("Java neither lists nor trusts this certificate: it has no mark as a trusted one and belongs "
                     "to no private key. Where it is to be trusted, import it.");
    if (entry.alias != bag.name)
        entry.encoded = toBmpString(entry.alias);
    entry.encoded += bag.der;
    return entry;
}

void addChain(StoreEntry &entry, const KeyChain &chain, const QList<Bag> &bags)
{
    entry.certificates = chain.certificates;
    if (chain.certificates.isEmpty())
        entry.problem = Text::tr("The store has no certificate for this key.");
    for (const qsizetype i : chain.bags)
        entry.encoded += bags[i].der;
}

QList<StoreEntry> entriesOf(const QList<Bag> &bags)
{
    const QList<KeyChain> chains = chainsOf(bags);
    QSet<qsizetype> ofChains;
    for (const KeyChain &chain : chains)
        ofChains.unite({chain.bags.begin(), chain.bags.end()});

    Aliases aliases;
    QList<StoreEntry> entries;
    auto chain = chains.begin();
    for (qsizetype i = 0; i < bags.size(); ++i) {
        if (ofChains.contains(i))
            continue;
        entries.append(entryOf(bags[i], aliases));
        if (bags[i].type == Bag::Type::ShroudedKey)
            addChain(entries.last(), *chain++, bags);
    }
    return entries;
}

tl::unexpected<Error> notOurs(const StoreEntry &entry)
{
    return fail(Error::Internal,
                Text::tr("The entry %1 is not of a PKCS#12 store and cannot be written to one.").arg(entry.alias));
}

Result<QList<Bag>> bagsOf(const StoreEntry &entry)
{
    QByteArrayView bytes = entry.encoded;
    const std::optional<QString> given = takeBmpString(bytes);
    Result<QList<Bag>> bags = readBags(bytes);
    if (!bags || bags->isEmpty() || kindOf(bags->constFirst()) != entry.kind)
        return notOurs(entry);
    if (entry.alias == (given ? given : bags->constFirst().name))
        return bags;
    // The key and its own certificate carry the alias; those above have names of their own.
    for (Bag &bag : *bags) {
        const bool isFirst = &bag == bags->data();
        const bool isLeaf = bag.certificate && entry.certificate() && *bag.certificate == *entry.certificate();
        if (!isFirst && !isLeaf)
            continue;
        Result<QByteArray> renamed = renamedBag(bag.der, entry.alias);
        if (!renamed)
            return tl::unexpected(renamed.error());
        bag.der = std::move(*renamed);
    }
    return bags;
}

Result<QList<Bag>> newBagsOf(const StoreEntry &entry)
{
    if (entry.kind != StoreEntry::Kind::TrustedCertificate || !entry.certificate())
        return notOurs(entry);
    const Result<QByteArray> bag = makeTrustedBag(*entry.certificate(), entry.alias);
    return bag ? readBags(*bag) : tl::unexpected(bag.error());
}

/// The certificates of a key's chain that were another entry's, which is no longer there: without them Java would show
/// a shorter chain.
Result<QByteArray> missingChainBags(const StoreEntry &entry, const Bag &key, const QSet<QByteArray> &written)
{
    QByteArray bags;
    for (qsizetype i = 0; i < entry.certificates.size(); ++i) {
        const Certificate &certificate = entry.certificates[i];
        if (written.contains(certificate.sha256()))
            continue;
        const Result<QByteArray> bag = i == 0 ? makeChainBag(certificate, entry.alias, key.keyId)
                                              : makeChainBag(certificate, certificate.subject(), std::nullopt);
        if (!bag)
            return bag;
        bags += *bag;
    }
    return bags;
}

struct Written {
    QByteArray keys;   ///< protected by themselves
    QByteArray others; ///< and the keys' certificates
    QByteArray all;
};

Result<Written> writtenOf(const QList<StoreEntry> &entries)
{
    QList<QList<Bag>> bags;
    QSet<QByteArray> certificates;
    for (const StoreEntry &entry : entries) {
        Result<QList<Bag>> own = entry.encoded.isEmpty() ? newBagsOf(entry) : bagsOf(entry);
        if (!own)
            return tl::unexpected(own.error());
        for (const Bag &bag : *own) {
            if (bag.certificate)
                certificates.insert(bag.certificate->sha256());
        }
        bags.append(std::move(*own));
    }
    Written written;
    for (qsizetype i = 0; i < entries.size(); ++i) {
        for (const Bag &bag : bags[i]) {
            (bag.type == Bag::Type::ShroudedKey ? written.keys : written.others) += bag.der;
            written.all += bag.der;
        }
        if (entries[i].kind != StoreEntry::Kind::PrivateKey)
            continue;
        const Result<QByteArray> missing = missingChainBags(entries[i], bags[i].constFirst(), certificates);
        if (!missing)
            return tl::unexpected(missing.error());
        written.others += *missing;
        written.all += *missing;
    }
    return written;
}

/// Java and OpenSSL put keys into a part of their own, which is not encrypted, since the keys are, the one before the
/// certificates and the other behind. Where the keys lie between, one part keeps the order.
QList<Safe> safesOf(const QList<StoreEntry> &entries, const Written &written)
{
    const auto isKey = [](const StoreEntry &entry) { return entry.kind == StoreEntry::Kind::PrivateKey; };
    const auto isOther = [&](const StoreEntry &entry) { return !isKey(entry); };
    const Safe keys{Safe::Protection::Plain, written.keys};
    const Safe others{Safe::Protection::Encrypted, written.others};
    if (std::none_of(entries.begin(), entries.end(), isKey))
        return {others};
    if (std::is_partitioned(entries.begin(), entries.end(), isKey))
        return {keys, others};
    if (std::is_partitioned(entries.begin(), entries.end(), isOther))
        return {others, keys};
    return {{Safe::Protection::Encrypted, written.all}};
}

} // namespace

Result<DecodedStore> decodePkcs12(QByteArrayView bytes, const std::optional<Password> &password)
{
    const Result<OpenedFile> file = openFile(bytes, password);
    if (!file)
        return tl::unexpected(file.error());
    QList<Bag> bags;
    for (const QByteArray &safe : file->safes) {
        const Result<QList<Bag>> read = readSafe(safe);
        if (!read)
            return tl::unexpected(read.error());
        if (bags.size() + read->size() > MaxStoreEntries)
            return fail(Error::TooLarge, Text::tr("The store has more than %1 entries.").arg(MaxStoreEntries));
        bags += *read;
    }
    return DecodedStore{{StoreFormat::Pkcs12, entriesOf(bags)}, file->integrity};
}

Result<QByteArray> encodePkcs12(const TrustStore &store, const Password &password)
{
    if (const Result<void> allowed = checkPassword(password); !allowed)
        return tl::unexpected(allowed.error());
    const Result<Written> written = writtenOf(store.entries);
    if (!written)
        return tl::unexpected(written.error());
    return writeFile(safesOf(store.entries, *written), password);
}

} // namespace gatehouse::trust
