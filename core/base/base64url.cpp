#include "base/base64url.h"

#include <QCoreApplication>

#include <array>

namespace gatehouse {

namespace {

constexpr char Alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr quint8 NotInAlphabet = 0xff;

constexpr std::array<quint8, 256> makeValues()
{
    std::array<quint8, 256> values{};
    for (quint8 &value : values)
        value = NotInAlphabet;
    for (quint8 i = 0; i < 64; ++i)
        values[static_cast<quint8>(Alphabet[i])] = i;
    return values;
}

constexpr std::array<quint8, 256> Values = makeValues();

quint8 valueOf(char character)
{
    return Values[static_cast<quint8>(character)];
}

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse)
};

QString describeCharacter(char character)
{
    const auto code = static_cast<quint8>(character);
    if (code == '=')
        return Text::tr("'=' (padding, which JWS leaves out)");
    if (code == '+' || code == '/')
        return Text::tr("'%1' (from the alphabet of plain base64)").arg(QLatin1Char(character));
    if (code == ' ' || code == '\t' || code == '\r' || code == '\n')
        return Text::tr("white space");
    if (code < 0x20 || code >= 0x7f)
        return Text::tr("byte 0x%1").arg(code, 2, 16, QLatin1Char('0'));
    return QStringLiteral("'%1'").arg(QLatin1Char(character));
}

} // namespace

QByteArray toBase64url(QByteArrayView bytes)
{
    return bytes.toByteArray().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

Result<QByteArray> fromBase64url(QByteArrayView text)
{
    QByteArray bytes(text.size() * 3 / 4, Qt::Uninitialized);
    char *out = bytes.data();
    quint32 bits = 0;
    int bitCount = 0;
    qsizetype i = 0;
    // Most of a token: four characters are three bytes. Whatever is not, the loop below looks at for itself.
    for (; i + 4 <= text.size(); i += 4) {
        const quint8 a = valueOf(text[i]);
        const quint8 b = valueOf(text[i + 1]);
        const quint8 c = valueOf(text[i + 2]);
        const quint8 d = valueOf(text[i + 3]);
        if ((a | b | c | d) == NotInAlphabet)
            break;
        const quint32 three = (quint32(a) << 18) | (quint32(b) << 12) | (quint32(c) << 6) | d;
        *out++ = static_cast<char>(three >> 16);
        *out++ = static_cast<char>(three >> 8);
        *out++ = static_cast<char>(three);
    }
    for (; i < text.size(); ++i) {
        const quint8 value = valueOf(text[i]);
        if (value == NotInAlphabet)
            return fail(Error::Malformed, Text::tr("%1 at position %2").arg(describeCharacter(text[i])).arg(i + 1));
        bits = (bits << 6) | value;
        bitCount += 6;
        if (bitCount >= 8) {
            bitCount -= 8;
            *out++ = static_cast<char>(bits >> bitCount);
            bits &= (1U << bitCount) - 1U;
        }
    }
    if (text.size() % 4 == 1)
        return fail(Error::Malformed,
                    Text::tr("a length of %1 characters, which no base64url text has; "
                             "something is cut off or added")
                        .arg(text.size()));
    if (bits != 0)
        return fail(Error::Malformed, Text::tr("stray bits in its last character, at position %1").arg(text.size()));
    return bytes;
}

qsizetype findNonBase64url(QByteArrayView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (valueOf(text[i]) == NotInAlphabet)
            return i;
    }
    return -1;
}

} // namespace gatehouse
