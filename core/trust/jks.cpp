#include "trust/jks.h"

#include "trust/byte_reader.h"
#include "trust/java_text.h"
#include "trust/jks_key.h"
#include "trust/openssl_helpers.h"

#include <QCoreApplication>
#include <QHash>

#include <openssl/evp.h>

namespace gatehouse::trust {

using namespace openssl;

namespace {

constexpr quint32 Magic = 0xfeedfeed;
constexpr quint32 JceksMagic = 0xcececece;
constexpr quint32 PrivateKeyTag = 1;
constexpr quint32 TrustedCertificateTag = 2;
constexpr qsizetype DigestBytes = 20;
/// What keeps the digest of a JKS apart from any other of the same password.
constexpr QByteArrayView Pepper = "Mighty Aphrodite";
/// Tag, alias of no length, date, certificate of no length.
constexpr qsizetype MinEntryBytes = 4 + 2 + 8 + 4;
constexpr qsizetype MaxAliasBytes = 0xffff;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

#define PART(text) QT_TRANSLATE_NOOP("gatehouse::jks", text)

using OwnedDigest = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

Result<QByteArray> digestOf(QByteArrayView bytes, const Password &password)
{
    const Result<QCA::SecureArray> units = utf16BigEndian(password);
    if (!units)
        return tl::unexpected(units.error());
    QByteArray digest(DigestBytes, '\0');
    const OwnedDigest context(EVP_MD_CTX_new());
    const auto update = [&context](const char *data, qsizetype size) {
        return EVP_DigestUpdate(context.get(), data, static_cast<size_t>(size)) == 1;
    };
    const bool done = context && EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) == 1
        && update(units->constData(), units->size()) && update(Pepper.data(), Pepper.size())
        && update(bytes.data(), bytes.size())
        && EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char *>(digest.data()), nullptr) == 1;
    if (!done)
        return fail(Error::Internal, Text::tr("The store's SHA-1 digest cannot be computed."), takeErrors());
    return digest;
}

class JksReader
{
public:
    explicit JksReader(QByteArrayView bytes)
        : m_in(bytes)
    {}

    Result<TrustStore> read();

private:
    Result<void> readHeader();
    Result<StoreEntry> readEntry();
    Result<void> readChain(StoreEntry &entry);
    void readCertificate(StoreEntry &entry, int inChain);
    tl::unexpected<Error> damaged(const QString &how) const;
    tl::unexpected<Error> cutOff() const;

    ByteReader m_in;
    quint32 m_version = 0;
    qsizetype m_count = 0;
    qsizetype m_entry = 0; ///< the one being read, from 1; 0 in the header
    qsizetype m_certificatesLeft = MaxStoreEntries;
};

tl::unexpected<Error> JksReader::damaged(const QString &how) const
{
    const QString advice = Text::tr("The file was cut off or altered; take a whole copy of it.");
    if (m_entry == 0)
        return fail(Error::Malformed, Text::tr("The JKS store is damaged: %1 %2").arg(how, advice));
    return fail(Error::Malformed,
                Text::tr("Entry %1 of the JKS store is damaged: %2 %3").arg(QString::number(m_entry), how, advice));
}

tl::unexpected<Error> JksReader::cutOff() const
{
    const ByteReader::Fault &fault = *m_in.fault();
    return damaged(Text::tr("%1, at byte %2, would take %3 bytes, and %4 are left.")
                       .arg(Text::tr(fault.what))
                       .arg(fault.offset)
                       .arg(fault.wanted)
                       .arg(fault.left));
}

Result<void> JksReader::readHeader()
{
    const auto magic = m_in.number<quint32>(PART("the mark of the format"));
    m_version = m_in.number<quint32>(PART("the version"));
    const auto count = m_in.number<quint32>(PART("the number of entries"));
    if (magic == JceksMagic)
        return fail(Error::Refused,
                    Text::tr("This is a JCEKS store, which Gatehouse does not read. Convert a copy with keytool "
                             "-importkeystore -srcstoretype JCEKS -deststoretype PKCS12."));
    if (magic != Magic)
        return fail(Error::Malformed, Text::tr("This is not a JKS store: those begin with the bytes FE ED FE ED."));
    if (m_in.fault())
        return cutOff();
    if (m_version != 1 && m_version != 2)
        return damaged(Text::tr("it says to be of version %1, and there are versions 1 and 2.").arg(m_version));
    if (count > MaxStoreEntries)
        return fail(
            Error::TooLarge,
            Text::tr("The store says to hold %1 entries; at most %2 are read here.").arg(count).arg(MaxStoreEntries));
    m_count = count;
    if (m_count * MinEntryBytes > m_in.left())
        return damaged(
            Text::tr("it says to hold %1 entries, and %2 bytes cannot be so many.").arg(m_count).arg(m_in.left()));
    return {};
}

/// `inChain` is the certificate's place in a private key's chain, 0 for a trusted certificate.
void JksReader::readCertificate(StoreEntry &entry, int inChain)
{
    if (m_version == 1)
        entry.encoded += jks::X509Type;
    const qsizetype start = m_in.offset();
    QByteArrayView type = jks::X509Type.sliced(2);
    if (m_version == 2)
        type = m_in.run(m_in.number<quint16>(PART("the length of a certificate's type")),
                        PART("the type of a certificate"));
    const auto length = m_in.number<quint32>(PART("the length of a certificate"));
    const QByteArrayView der = m_in.run(length, PART("a certificate"));
    if (m_in.fault())
        return;
    entry.encoded += m_in.since(start);

    constexpr qsizetype ShownCharacters = 40;
    const bool isX509 = type == QByteArrayView("X.509") || type == QByteArrayView("X509");
    const Result<Certificate> certificate = isX509
        ? Certificate::fromDer(der)
        : fail(Error::Malformed,
               Text::tr("It is of the type \"%1\".")
                   .arg(fromModifiedUtf8(type).value_or(QStringLiteral("?")).left(ShownCharacters)));
    if (certificate) {
        // Without the key's own certificate, its issuer's would be taken for it.
        if (inChain <= 1 || !entry.certificates.isEmpty())
            entry.certificates.append(*certificate);
    } else if (entry.problem.isEmpty()) {
        entry.problem = inChain == 0
            ? Text::tr("The certificate cannot be read: %1").arg(certificate.error().message)
            : Text::tr("Certificate %1 of the chain cannot be read: %2").arg(inChain).arg(certificate.error().message);
    }
}

Result<void> JksReader::readChain(StoreEntry &entry)
{
    const qsizetype start = m_in.offset();
    m_in.run(m_in.number<quint32>(PART("the length of the private key")), PART("the private key"));
    const auto chainLength = m_in.number<quint32>(PART("the length of the private key's chain"));
    if (m_in.fault())
        return {};
    if (chainLength > m_certificatesLeft)
        return fail(
            Error::TooLarge,
            Text::tr("Entry %1 says to have a chain of %2 certificates; a store of more than %3 is not read here.")
                .arg(m_entry)
                .arg(chainLength)
                .arg(MaxStoreEntries));
    m_certificatesLeft -= chainLength;
    entry.encoded = m_in.since(start).toByteArray();
    for (int place = 1; place <= static_cast<int>(chainLength) && !m_in.fault(); ++place)
        readCertificate(entry, place);
    return {};
}

Result<StoreEntry> JksReader::readEntry()
{
    const qsizetype start = m_in.offset();
    const auto tag = m_in.number<quint32>(PART("the kind"));
    if (!m_in.fault() && tag != PrivateKeyTag && tag != TrustedCertificateTag)
        return damaged(Text::tr("at byte %1 it says to be of kind %2, and JKS has kinds 1 and 2.").arg(start).arg(tag));
    const auto aliasLength = m_in.number<quint16>(PART("the length of the alias"));
    const qsizetype aliasOffset = m_in.offset();
    const std::optional<QString> alias = fromModifiedUtf8(m_in.run(aliasLength, PART("the alias")));
    const auto date = m_in.number<qint64>(PART("the date"));
    if (m_in.fault())
        return cutOff();
    if (!alias)
        return damaged(Text::tr("its alias, at byte %1, is not text as Java writes it.").arg(aliasOffset));

    StoreEntry entry;
    entry.alias = entry.encodedAlias = *alias;
    entry.created = fromMilliseconds(date);
    if (tag == PrivateKeyTag) {
        entry.kind = StoreEntry::Kind::PrivateKey;
        if (const Result<void> read = readChain(entry); !read)
            return tl::unexpected(read.error());
    } else {
        readCertificate(entry, 0);
    }
    if (m_in.fault())
        return cutOff();
    return entry;
}

Result<TrustStore> JksReader::read()
{
    if (const Result<void> header = readHeader(); !header)
        return tl::unexpected(header.error());
    TrustStore store;
    QHash<QString, qsizetype> numberOf;
    for (m_entry = 1; m_entry <= m_count; ++m_entry) {
        const qsizetype start = m_in.offset();
        Result<StoreEntry> entry = readEntry();
        if (!entry)
            return tl::unexpected(entry.error());
        qsizetype &number = numberOf[foldedAlias(entry->alias)];
        if (number != 0)
            return damaged(Text::tr("at byte %1 it has the alias %2 of entry %3; case does not count.")
                               .arg(QString::number(start), entry->alias, QString::number(number)));
        number = m_entry;
        store.entries.append(std::move(*entry));
    }
    m_entry = 0;
    if (m_in.left() < DigestBytes)
        return damaged(
            Text::tr("of the digest at its end, %1 of %2 bytes are there.").arg(m_in.left()).arg(DigestBytes));
    if (m_in.left() > DigestBytes)
        return damaged(Text::tr("at byte %1, behind the last of %2 entries, there are %3 bytes too many.")
                           .arg(m_in.offset())
                           .arg(m_count)
                           .arg(m_in.left() - DigestBytes));
    return store;
}

/// Whether `encoded` is what follows the date of a JKS entry, and not what another format's codec has left there.
bool holdsJks(const StoreEntry &entry)
{
    ByteReader in(entry.encoded);
    quint32 certificates = 1;
    if (entry.kind == StoreEntry::Kind::PrivateKey) {
        in.run(in.number<quint32>(""), "");
        certificates = in.number<quint32>("");
    }
    for (quint32 i = 0; i < certificates && !in.fault(); ++i) {
        in.run(in.number<quint16>(""), "");
        in.run(in.number<quint32>(""), "");
    }
    return !in.fault() && in.left() == 0;
}

Result<QByteArray> bodyOf(const StoreEntry &entry)
{
    if (!entry.encoded.isEmpty()) {
        if (!holdsJks(entry))
            return fail(
                Error::Refused,
                Text::tr("The entry %1 comes from a store of another format; convert it first.").arg(entry.alias));
        return entry.encoded;
    }
    if (entry.kind != StoreEntry::Kind::TrustedCertificate || entry.certificates.size() != 1)
        return fail(
            Error::Refused,
            Text::tr("The entry %1 cannot be written: a new entry is one trusted certificate.").arg(entry.alias));
    QByteArray body;
    jks::appendCertificate(body, entry.certificates.constFirst());
    return body;
}

Result<void> appendEntry(QByteArray &bytes, const StoreEntry &entry)
{
    if (entry.kind == StoreEntry::Kind::Other)
        return fail(Error::Refused,
                    Text::tr("JKS cannot hold the entry %1: %2 Remove it, or keep the store's format.")
                        .arg(entry.alias, entry.problem));
    const Result<QByteArray> body = bodyOf(entry);
    if (!body)
        return tl::unexpected(body.error());
    const bool isAsRead = !entry.encoded.isEmpty() && entry.alias == entry.encodedAlias;
    const QByteArray alias = toModifiedUtf8(isAsRead ? entry.alias : foldedAlias(entry.alias));
    if (alias.size() > MaxAliasBytes)
        return fail(Error::Refused,
                    Text::tr("The alias %1… takes %2 bytes; JKS has room for %3.")
                        .arg(entry.alias.left(40), QString::number(alias.size()), QString::number(MaxAliasBytes)));
    appendNumber(bytes, entry.kind == StoreEntry::Kind::PrivateKey ? PrivateKeyTag : TrustedCertificateTag);
    appendNumber(bytes, static_cast<quint16>(alias.size()));
    bytes += alias;
    appendNumber(bytes, entry.created ? toMilliseconds(*entry.created) : qint64(0));
    bytes += *body;
    return {};
}

tl::unexpected<Error> tooLargeToWrite()
{
    return fail(Error::TooLarge,
                Text::tr("The store would have more than %1 entries or %2 bytes, and could not be read again.")
                    .arg(MaxStoreEntries)
                    .arg(MaxStoreBytes));
}

} // namespace

Result<DecodedStore> decodeJks(QByteArrayView bytes, const std::optional<Password> &password)
{
    if (bytes.isEmpty())
        return fail(Error::Malformed, Text::tr("The file is empty, and even a store without entries has 32 bytes."));
    if (bytes.size() > MaxStoreBytes)
        return fail(Error::TooLarge,
                    Text::tr("The store has %1 bytes; at most %2 are read here.").arg(bytes.size()).arg(MaxStoreBytes));
    Result<TrustStore> store = JksReader(bytes).read();
    if (!store)
        return tl::unexpected(store.error());
    if (!password)
        return DecodedStore{std::move(*store), Integrity::NotVerified};
    const Result<QByteArray> digest = digestOf(bytes.chopped(DigestBytes), *password);
    if (!digest)
        return tl::unexpected(digest.error());
    if (*digest != bytes.last(DigestBytes))
        return fail(
            Error::Refused,
            Text::tr("The password does not fit, or the file was altered: in a JKS store the two look the same. Try "
                     "the password again; where it is right, take a copy of the file from before."));
    return DecodedStore{std::move(*store), Integrity::Verified};
}

Result<QByteArray> encodeJks(const TrustStore &store, const Password &password)
{
    if (store.entries.size() > MaxStoreEntries)
        return tooLargeToWrite();
    QByteArray bytes;
    appendNumber(bytes, Magic);
    appendNumber(bytes, quint32(2));
    appendNumber(bytes, static_cast<quint32>(store.entries.size()));
    QHash<QString, QString> aliases;
    for (const StoreEntry &entry : store.entries) {
        const QString folded = foldedAlias(entry.alias);
        if (const auto taken = aliases.constFind(folded); taken != aliases.cend())
            return fail(Error::Refused,
                        Text::tr("The aliases %1 and %2 are one to Java; rename an entry.").arg(*taken, entry.alias));
        aliases.insert(folded, entry.alias);
        if (const Result<void> appended = appendEntry(bytes, entry); !appended)
            return tl::unexpected(appended.error());
        if (bytes.size() > MaxStoreBytes - DigestBytes)
            return tooLargeToWrite();
    }
    const Result<QByteArray> digest = digestOf(bytes, password);
    if (!digest)
        return tl::unexpected(digest.error());
    return bytes + *digest;
}

} // namespace gatehouse::trust
