#include "trust/java_text.h"

#include <QCoreApplication>
#include <QStringConverter>
#include <QtEndian>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

constexpr bool isContinuation(uchar byte)
{
    return (byte & 0xc0) == 0x80;
}

/// The unit that starts at `at`, which is moved behind it; nothing where there is none in its one spelling.
std::optional<char16_t> takeUnit(QByteArrayView bytes, qsizetype &at)
{
    const auto byte = [&](qsizetype offset) -> uchar {
        return at + offset < bytes.size() ? static_cast<uchar>(bytes[at + offset]) : uchar(0);
    };
    const uchar first = byte(0);
    if (first != 0 && first < 0x80) {
        at += 1;
        return char16_t(first);
    }
    if ((first & 0xe0) == 0xc0 && isContinuation(byte(1))) {
        const auto unit = static_cast<char16_t>((first & 0x1f) << 6 | (byte(1) & 0x3f));
        at += 2;
        return unit == 0 || unit >= 0x80 ? std::optional(unit) : std::nullopt;
    }
    if ((first & 0xf0) == 0xe0 && isContinuation(byte(1)) && isContinuation(byte(2))) {
        const auto unit = static_cast<char16_t>((first & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f));
        at += 3;
        return unit >= 0x800 ? std::optional(unit) : std::nullopt;
    }
    return std::nullopt;
}

bool isCased(char32_t character)
{
    const QChar::Category category = QChar::category(character);
    return category == QChar::Letter_Uppercase || category == QChar::Letter_Lowercase
        || category == QChar::Letter_Titlecase;
}

/// To Java's word boundaries these join two letters: `a.b` is one word, `a:b` two.
bool joinsLetters(char32_t character)
{
    return character == U'.' || character == U'\'' || character == U'-' || character == U'_';
}

/// Whether a letter with case follows `at`, in the direction of `step`, before the word ends.
bool hasCasedNeighbour(const QList<uint> &text, qsizetype at, qsizetype step)
{
    const auto characterAt = [&text](qsizetype i) { return i >= 0 && i < text.size() ? char32_t(text[i]) : U' '; };
    for (at += step;; at += step) {
        const char32_t character = characterAt(at);
        if (isCased(character))
            return true;
        const bool joins = joinsLetters(character) && QChar::isLetter(characterAt(at - step))
            && QChar::isLetter(characterAt(at + step));
        if (!joins && !QChar::isLetterOrNumber(character) && !QChar::isMark(character))
            return false;
    }
}

/// The one rule of Unicode's lower case that looks at neighbours, which Qt leaves out: a capital sigma that ends a
/// word is a final one. Where words end is Java's own notion.
QString withFinalSigmas(QStringView text)
{
    constexpr QChar CapitalSigma(0x03a3);
    constexpr QChar SmallFinalSigma(0x03c2);
    const QList<uint> characters = text.toUcs4();
    QString result = text.toString();
    // The text itself is kept: a lone surrogate, which Java lets an alias have, is none of the characters.
    qsizetype unit = result.indexOf(CapitalSigma);
    for (qsizetype at = characters.indexOf(CapitalSigma.unicode()); at >= 0 && unit >= 0;
         at = characters.indexOf(CapitalSigma.unicode(), at + 1), unit = result.indexOf(CapitalSigma, unit + 1)) {
        if (hasCasedNeighbour(characters, at, -1) && !hasCasedNeighbour(characters, at, 1))
            result[unit] = SmallFinalSigma;
    }
    return result;
}

} // namespace

std::optional<QString> fromModifiedUtf8(QByteArrayView bytes)
{
    QString text;
    text.reserve(bytes.size());
    for (qsizetype at = 0; at < bytes.size();) {
        const std::optional<char16_t> unit = takeUnit(bytes, at);
        if (!unit)
            return std::nullopt;
        text.append(QChar(*unit));
    }
    return text;
}

QByteArray toModifiedUtf8(QStringView text)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (const QChar character : text) {
        const unsigned unit = character.unicode();
        if (unit != 0 && unit < 0x80) {
            bytes.append(static_cast<char>(unit));
        } else if (unit < 0x800) {
            bytes.append(static_cast<char>(0xc0 | unit >> 6));
            bytes.append(static_cast<char>(0x80 | (unit & 0x3f)));
        } else {
            bytes.append(static_cast<char>(0xe0 | unit >> 12));
            bytes.append(static_cast<char>(0x80 | (unit >> 6 & 0x3f)));
            bytes.append(static_cast<char>(0x80 | (unit & 0x3f)));
        }
    }
    return bytes;
}

QString javaLowerCase(QStringView text)
{
    constexpr QChar CapitalSigma(0x03a3);
    const QString whole = text.contains(CapitalSigma) ? withFinalSigmas(text) : text.toString();
    QString folded;
    qsizetype from = 0;
    // Qt would put U+FFFD where a surrogate stands alone.
    for (qsizetype at = 0; at < whole.size(); ++at) {
        if (!whole[at].isSurrogate())
            continue;
        if (whole[at].isHighSurrogate() && at + 1 < whole.size() && whole[at + 1].isLowSurrogate()) {
            ++at;
            continue;
        }
        folded += whole.sliced(from, at - from).toLower() + whole[at];
        from = at + 1;
    }
    return folded + whole.sliced(from).toLower();
}

Result<QCA::SecureArray> utf16BigEndian(const Password &password)
{
    QStringDecoder decoder(QStringConverter::Utf8,
                           QStringConverter::Flag::Stateless | QStringConverter::Flag::ConvertInitialBom);
    const QByteArrayView utf8(password.constData(), password.size());
    // Decoded in place of a QString, whose memory nobody wipes.
    QCA::SecureArray units(static_cast<int>(decoder.requiredSpace(utf8.size()) * qsizetype(sizeof(QChar))));
    auto *start = reinterpret_cast<QChar *>(units.data());
    const QChar *end = decoder.appendToBuffer(start, utf8);
    if (decoder.hasError())
        return fail(Error::Refused, Text::tr("The password is not text in UTF-8, so no Java store can have it."));
    units.resize(static_cast<int>((end - start) * qsizetype(sizeof(QChar))));
    for (int at = 0; at + 1 < units.size(); at += 2)
        qToBigEndian(qFromUnaligned<quint16>(units.constData() + at), units.data() + at);
    return units;
}

} // namespace gatehouse::trust
