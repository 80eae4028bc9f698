#include "trust/java_text.h"

#include <QCoreApplication>
#include <QStringConverter>
#include <QtEndian>

namespace gatehouse::trust {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("gatehouse::javaText", text);
}

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

/// What has case (Unicode, "Cased"), near enough: letters that differ from one of their other forms.
bool isCased(char32_t character)
{
    return QChar::toLower(character) != character || QChar::toUpper(character) != character;
}

char32_t characterBefore(QStringView text, qsizetype at)
{
    const QChar unit = text[at - 1];
    if (unit.isLowSurrogate() && at > 1 && text[at - 2].isHighSurrogate())
        return QChar::surrogateToUcs4(text[at - 2], unit);
    return unit.unicode();
}

char32_t characterAt(QStringView text, qsizetype at)
{
    const QChar unit = text[at];
    if (unit.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
        return QChar::surrogateToUcs4(unit, text[at + 1]);
    return unit.unicode();
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
    constexpr QChar SmallFinalSigma(0x03c2);
    // Qt knows every rule but the one that looks at the neighbours: a capital sigma that ends a word becomes ς, not σ.
    QString folded;
    qsizetype from = 0;
    for (qsizetype at = text.indexOf(CapitalSigma); at >= 0; at = text.indexOf(CapitalSigma, at + 1)) {
        const bool afterLetter = at > 0 && isCased(characterBefore(text, at));
        const bool beforeLetter = at + 1 < text.size() && isCased(characterAt(text, at + 1));
        if (!afterLetter || beforeLetter)
            continue;
        folded += text.mid(from, at - from).toString().toLower() + SmallFinalSigma;
        from = at + 1;
    }
    return folded + text.mid(from).toString().toLower();
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
        return fail(Error::Refused, tr("The password is not text in UTF-8, so no Java store can have it."));
    units.resize(static_cast<int>((end - start) * qsizetype(sizeof(QChar))));
    for (int at = 0; at + 1 < units.size(); at += 2)
        qToBigEndian(qFromUnaligned<quint16>(units.constData() + at), units.data() + at);
    return units;
}

} // namespace gatehouse::trust
