#include "trust/pem_store.h"

#include "trust/alias_set.h"
#include "trust/pem_blocks.h"
#include "trust/store_edit.h"

#include <QCoreApplication>

#include <algorithm>
#include <span>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

/// What `openssl pkcs12` prints before a certificate.
constexpr char FriendlyName[] = "friendlyName:";

qsizetype endOfLine(QByteArrayView text, qsizetype from)
{
    const qsizetype at = text.indexOf('\n', from);
    return at < 0 ? text.size() : at + 1;
}

QString aliasIn(QByteArrayView preamble)
{
    QString alias;
    for (qsizetype at = 0; at < preamble.size();) {
        const qsizetype end = endOfLine(preamble, at);
        const QByteArrayView line = preamble.sliced(at, end - at).trimmed();
        at = end;
        if (line.startsWith('#'))
            alias = QString::fromUtf8(line.sliced(1).trimmed());
        else if (line.startsWith(FriendlyName))
            alias = QString::fromUtf8(line.sliced(static_cast<qsizetype>(sizeof(FriendlyName)) - 1).trimmed());
    }
    return whyNoAlias(alias).isEmpty() ? alias : QString();
}

/// What encodePem() makes of a store without entries, and what a person may have made of one.
bool isCommentAlone(QByteArrayView text)
{
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = endOfLine(text, at);
        const QByteArrayView line = text.sliced(at, end - at).trimmed();
        if (!line.isEmpty() && !line.startsWith('#'))
            return false;
        at = end;
    }
    return text.trimmed().startsWith('#');
}

constexpr QByteArrayView TrustedLabel = "TRUSTED CERTIFICATE";

bool isCertificate(QByteArrayView label)
{
    return label == QByteArrayView("CERTIFICATE") || label == QByteArrayView("X509 CERTIFICATE")
        || label == TrustedLabel;
}

Result<Certificate> certificateOf(const PemBlock &block)
{
    // What OpenSSL trusts it for stands behind the certificate.
    if (block.label == TrustedLabel)
        return Certificate::fromPem(block.text);
    return decodePemBlock(block).and_then([](const QByteArray &der) { return Certificate::fromDer(der); });
}

/// `preamble` is what stands between the block before and this one.
Result<StoreEntry> entryOf(const PemBlock &block, QByteArrayView preamble, qsizetype number, AliasSet &taken)
{
    if (!isCertificate(block.label))
        return fail(
            Error::Refused,
            Text::tr(
                "Line %1 of the text begins a block \"%2\". A truststore in PEM holds certificates alone, and saving it "
                "would lose the rest; import its certificates into a store instead.")
                .arg(QString::number(block.line), QString::fromLatin1(block.label)));
    Result<Certificate> certificate = certificateOf(block);
    if (!certificate)
        return fail(Error::Malformed,
                    Text::tr("Certificate %1 of the text, in line %2, cannot be read: %3")
                        .arg(QString::number(number), QString::number(block.line), certificate.error().message),
                    certificate.error().detail);
    StoreEntry entry;
    const QString alias = aliasIn(preamble);
    entry.alias = taken.freeName(alias.isEmpty() ? suggestAlias(*certificate) : alias);
    taken.insert(entry.alias);
    entry.certificates = {*std::move(certificate)};
    entry.encodedAlias = entry.alias;
    return entry;
}

/// Where the next entry's text begins: behind the block and, where nothing else is in it, its last line.
qsizetype behind(const PemBlock &block, QByteArrayView bytes)
{
    const qsizetype end = block.text.end() - bytes.begin();
    const qsizetype lineEnd = endOfLine(bytes, end);
    return bytes.sliced(end, lineEnd - end).trimmed().isEmpty() ? lineEnd : end;
}

bool isAsRead(const StoreEntry &entry)
{
    return !entry.encoded.isEmpty() && entry.alias == entry.encodedAlias;
}

void appendAnew(QByteArray &text, const StoreEntry &entry)
{
    if (!text.isEmpty() && !text.endsWith('\n'))
        text += '\n';
    // An alias of another format may hold what would end the comment.
    text += "# " + entry.alias.simplified().toUtf8() + '\n' + entry.certificate()->pem();
}

QByteArray joined(const QList<StoreEntry> &entries)
{
    QByteArray text;
    for (const StoreEntry &entry : entries) {
        if (isAsRead(entry))
            text += entry.encoded;
        else
            appendAnew(text, entry);
    }
    return text;
}

/// What an entry's text says can hang on those before it: it may begin in their last line, or share an alias with
/// them, so that it got a number.
bool readsAs(QByteArrayView text, std::span<const StoreEntry> entries)
{
    const Result<DecodedStore> read = decodePem(text);
    return read && std::ranges::equal(read->store.entries, entries, [](const StoreEntry &a, const StoreEntry &b) {
               return a.alias == b.alias && a.certificates == b.certificates;
           });
}

/// Whether the text has more than white space behind its block: once the last of its file, it may be that no more.
bool hasTrailer(const QByteArray &encoded)
{
    const Result<QList<PemBlock>> blocks = findPemBlocks(encoded);
    return !blocks || blocks->isEmpty()
        || !encoded.sliced(blocks->constLast().text.end() - encoded.constBegin()).trimmed().isEmpty();
}

/// With each entry in its own lines, and anew where its text alone would be read as something else.
QByteArray joinedOneByOne(const QList<StoreEntry> &entries)
{
    QByteArray text;
    bool isBehindTrailer = false;
    for (const StoreEntry &entry : entries) {
        // A comment in the trailer would be taken for the alias.
        const bool isKept = isAsRead(entry) && !isBehindTrailer && readsAs(entry.encoded, {&entry, 1});
        isBehindTrailer = isKept && hasTrailer(entry.encoded);
        if (!isKept) {
            appendAnew(text, entry);
            continue;
        }
        if (!text.isEmpty() && !text.endsWith('\n'))
            text += '\n';
        text += entry.encoded;
    }
    return text;
}

} // namespace

Result<DecodedStore> decodePem(QByteArrayView bytes)
{
    const Result<QList<PemBlock>> blocks = findPemBlocks(bytes);
    if (!blocks)
        return tl::unexpected(blocks.error());
    DecodedStore decoded{{StoreFormat::Pem, {}}, Integrity::None};
    QList<StoreEntry> &entries = decoded.store.entries;
    AliasSet taken;
    qsizetype at = 0;
    for (const PemBlock &block : *blocks) {
        const qsizetype begin = block.text.begin() - bytes.begin();
        Result<StoreEntry> entry = entryOf(block, bytes.sliced(at, begin - at), entries.size() + 1, taken);
        if (!entry)
            return tl::unexpected(entry.error());
        const qsizetype end = behind(block, bytes);
        entry->encoded = bytes.sliced(at, end - at).toByteArray();
        entries.append(*std::move(entry));
        at = end;
    }
    if (entries.isEmpty() && isCommentAlone(bytes))
        return decoded;
    if (entries.isEmpty())
        return fail(Error::Malformed, Text::tr("There is no certificate in this text."));
    // What follows the last block goes with it, so that an unchanged store is an unchanged file.
    entries.last().encoded += bytes.sliced(at).toByteArray();
    return decoded;
}

Result<QByteArray> encodePem(const TrustStore &store)
{
    if (store.entries.isEmpty())
        return QByteArray("# A truststore without certificates\n");
    for (const StoreEntry &entry : store.entries) {
        if (entry.kind != StoreEntry::Kind::TrustedCertificate || !entry.certificate())
            return fail(
                Error::Refused,
                Text::tr("The entry \"%1\" is no trusted certificate; PEM holds nothing else.").arg(entry.alias));
    }
    QByteArray text = joined(store.entries);
    return readsAs(text, store.entries) ? text : joinedOneByOne(store.entries);
}

} // namespace gatehouse::trust
