#include "trust/pem_store.h"

#include "trust/alias_set.h"
#include "trust/store_edit.h"

#include <QCoreApplication>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

constexpr char Begin[] = "-----BEGIN ";
constexpr char End[] = "-----END ";
/// What `openssl pkcs12` prints before a certificate.
constexpr char FriendlyName[] = "friendlyName:";

struct Block {
    QByteArrayView preamble; ///< from the end of the block before
    QByteArrayView label;    ///< `CERTIFICATE`
    QByteArrayView text;     ///< with its BEGIN and END lines
};

qsizetype endOfLine(QByteArrayView text, qsizetype from)
{
    const qsizetype at = text.indexOf('\n', from);
    return at < 0 ? text.size() : at + 1;
}

/// Where a line begins with `start`; -1 where none does. In the midst of a line it is a comment's text.
qsizetype findLine(QByteArrayView text, QByteArrayView start, qsizetype from)
{
    qsizetype at = text.indexOf(start, from);
    while (at > 0 && text[at - 1] != '\n' && text[at - 1] != '\r')
        at = text.indexOf(start, at + 1);
    return at;
}

/// The next block at or behind `from`; nothing at the end. One without its END reaches to the end, for the
/// certificate's parser to complain of.
std::optional<Block> nextBlock(QByteArrayView text, qsizetype from)
{
    const qsizetype begin = findLine(text, Begin, from);
    if (begin < 0)
        return std::nullopt;
    const qsizetype labelAt = begin + static_cast<qsizetype>(sizeof(Begin)) - 1;
    const qsizetype labelEnd = text.indexOf("-----", labelAt);
    const qsizetype end = findLine(text, End, labelAt);
    const qsizetype blockEnd = end < 0 ? text.size() : endOfLine(text, end);
    return Block{text.sliced(from, begin - from),
                 labelEnd < 0 ? QByteArrayView() : text.sliced(labelAt, labelEnd - labelAt),
                 text.sliced(begin, blockEnd - begin)};
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

bool isCertificate(QByteArrayView label)
{
    return label == QByteArrayView("CERTIFICATE") || label == QByteArrayView("X509 CERTIFICATE")
        || label == QByteArrayView("TRUSTED CERTIFICATE");
}

Result<StoreEntry> entryOf(const Block &block, qsizetype number, AliasSet &taken)
{
    if (!isCertificate(block.label))
        return fail(
            Error::Refused,
            Text::tr("Block %1 of the text is \"%2\". A truststore in PEM holds certificates alone, and saving it "
                     "would lose the rest; import its certificates into a store instead.")
                .arg(number)
                .arg(QString::fromUtf8(block.label.first(std::min<qsizetype>(block.label.size(), 60)))));
    Result<Certificate> certificate = Certificate::fromPem(block.text);
    if (!certificate)
        return fail(Error::Malformed,
                    Text::tr("Certificate %1 of the text cannot be read; it is damaged or cut off.").arg(number),
                    certificate.error().detail);
    StoreEntry entry;
    const QString alias = aliasIn(block.preamble);
    entry.alias = taken.free(alias.isEmpty() ? suggestAlias(*certificate) : alias);
    taken.insert(entry.alias);
    entry.certificates = {*std::move(certificate)};
    entry.encoded = block.preamble.toByteArray() + block.text.toByteArray();
    entry.encodedAlias = entry.alias;
    return entry;
}

} // namespace

Result<DecodedStore> decodePem(QByteArrayView bytes)
{
    DecodedStore decoded{{StoreFormat::Pem, {}}, Integrity::None};
    QList<StoreEntry> &entries = decoded.store.entries;
    AliasSet taken;
    qsizetype at = 0;
    while (const std::optional<Block> block = nextBlock(bytes, at)) {
        if (entries.size() == MaxStoreEntries)
            return fail(Error::TooLarge, Text::tr("The text holds more than %1 certificates.").arg(MaxStoreEntries));
        Result<StoreEntry> entry = entryOf(*block, entries.size() + 1, taken);
        if (!entry)
            return tl::unexpected(entry.error());
        entries.append(*std::move(entry));
        at += block->preamble.size() + block->text.size();
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
    QByteArray text;
    for (const StoreEntry &entry : store.entries) {
        if (entry.kind != StoreEntry::Kind::TrustedCertificate || !entry.certificate())
            return fail(
                Error::Refused,
                Text::tr("The entry \"%1\" is no trusted certificate; PEM holds nothing else.").arg(entry.alias));
        if (!text.isEmpty() && !text.endsWith('\n'))
            text += '\n';
        const bool untouched = !entry.encoded.isEmpty() && entry.alias == entry.encodedAlias;
        // An alias of another format may hold what would end the comment.
        text +=
            untouched ? entry.encoded : "# " + entry.alias.simplified().toUtf8() + '\n' + entry.certificate()->pem();
    }
    return text;
}

} // namespace gatehouse::trust
