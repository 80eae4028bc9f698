#include "trust/pem_blocks.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::trust {

namespace {

constexpr QByteArrayView Begin = "-----BEGIN ";
constexpr QByteArrayView End = "-----END ";
constexpr QByteArrayView Dashes = "-----";
/// The longest in use, `CERTIFICATE REQUEST` and its like, have twenty-odd.
constexpr qsizetype MaxLabelBytes = 64;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

constexpr bool isSpace(char character)
{
    return character == ' ' || (character >= '\t' && character <= '\r');
}

constexpr bool isBase64(char character)
{
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z')
        || (character >= '0' && character <= '9') || character == '+' || character == '/' || character == '=';
}

bool isLabel(QByteArrayView label)
{
    return label.size() <= MaxLabelBytes
        && std::all_of(label.begin(), label.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// Goes through a text once, from front to back, and knows the line it is in.
class Lines
{
public:
    explicit Lines(QByteArrayView text)
        : m_text(text)
    {
        look();
    }

    qsizetype number() const { return m_number; }
    bool isComment() const { return m_isComment; }

    void advanceTo(qsizetype offset)
    {
        for (; m_offset < offset; ++m_offset) {
            // A lone CR ends a line too, as it did on old machines.
            const bool isEnd = m_text[m_offset] == '\n'
                || (m_text[m_offset] == '\r' && (m_offset + 1 == m_text.size() || m_text[m_offset + 1] != '\n'));
            if (isEnd) {
                ++m_number;
                m_start = m_offset + 1;
                look();
            }
        }
    }

private:
    void look()
    {
        qsizetype at = m_start;
        while (at < m_text.size() && (m_text[at] == ' ' || m_text[at] == '\t'))
            ++at;
        m_isComment = at < m_text.size() && m_text[at] == '#';
    }

    QByteArrayView m_text;
    qsizetype m_offset = 0;
    qsizetype m_start = 0;
    qsizetype m_number = 1;
    bool m_isComment = false;
};

} // namespace

bool hasPemBlock(QByteArrayView text)
{
    return text.contains(Begin);
}

Result<QList<PemBlock>> findPemBlocks(QByteArrayView text)
{
    QList<PemBlock> blocks;
    Lines lines(text);
    for (qsizetype begin = text.indexOf(Begin); begin >= 0;) {
        lines.advanceTo(begin);
        const qsizetype labelStart = begin + Begin.size();
        if (lines.isComment()) {
            begin = text.indexOf(Begin, labelStart);
            continue;
        }
        // Not searched to the end of the text: a label that is not closed soon is none.
        const QByteArrayView ahead = text.sliced(labelStart);
        const qsizetype labelSize = ahead.first(qMin(ahead.size(), MaxLabelBytes + Dashes.size())).indexOf(Dashes);
        if (labelSize < 0 || !isLabel(ahead.first(labelSize)))
            return fail(Error::Malformed,
                        Text::tr("Line %1 begins with -----BEGIN, but is not a line like -----BEGIN CERTIFICATE-----.")
                            .arg(lines.number()));
        if (blocks.size() == MaxPemBlocks)
            return fail(Error::TooLarge,
                        Text::tr("The text has more than %1 PEM blocks; divide it.").arg(MaxPemBlocks));
        const QByteArrayView label = ahead.first(labelSize);
        const qsizetype bodyStart = labelStart + labelSize + Dashes.size();
        const QByteArray endLine = End.toByteArray() + label.toByteArray() + Dashes.toByteArray();
        const qsizetype end = text.indexOf(endLine, bodyStart);
        if (end < 0 || text.sliced(bodyStart, end - bodyStart).contains(Begin))
            return fail(
                Error::Malformed,
                Text::tr("The block that begins in line %1 lacks its last line, %2. It was cut off; copy the whole "
                         "of it.")
                    .arg(QString::number(lines.number()), QString::fromLatin1(endLine)));
        const qsizetype blockEnd = end + endLine.size();
        blocks.append(
            {label, text.sliced(bodyStart, end - bodyStart), text.sliced(begin, blockEnd - begin), lines.number()});
        begin = text.indexOf(Begin, blockEnd);
    }
    return blocks;
}

Result<QByteArray> decodePemBlock(const PemBlock &block)
{
    QByteArray base64;
    base64.reserve(block.body.size());
    Lines lines(block.body);
    for (qsizetype at = 0; at < block.body.size(); ++at) {
        const char character = block.body[at];
        if (isSpace(character))
            continue;
        if (!isBase64(character)) {
            lines.advanceTo(at);
            return fail(
                Error::Malformed,
                Text::tr("line %1 holds what base64 does not: %2.")
                    .arg(QString::number(block.line + lines.number() - 1),
                         character > ' ' && character <= '~'
                             ? QStringLiteral("'%1'").arg(QLatin1Char(character))
                             : Text::tr("the byte %1").arg(static_cast<uchar>(character), 2, 16, QLatin1Char('0'))));
        }
        base64.append(character);
    }
    const auto decoded = QByteArray::fromBase64Encoding(std::move(base64), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return fail(Error::Malformed,
                    Text::tr("the base64 that begins in line %1 has a = in its midst.").arg(block.line));
    return *decoded;
}

QByteArray encodePemBlock(QByteArrayView label, const QByteArray &bytes)
{
    constexpr qsizetype LineCharacters = 64;
    const QByteArray base64 = bytes.toBase64();
    QByteArray text = Begin.toByteArray() + label.toByteArray() + Dashes.toByteArray() + '\n';
    for (qsizetype at = 0; at < base64.size(); at += LineCharacters)
        text += base64.mid(at, LineCharacters) + '\n';
    return text + End.toByteArray() + label.toByteArray() + Dashes.toByteArray() + '\n';
}

} // namespace gatehouse::trust
