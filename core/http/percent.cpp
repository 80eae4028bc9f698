#include "http/percent.h"

#include <QCoreApplication>
#include <QStringDecoder>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

/// -1 where it is none.
int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

Result<QString> percentDecode(QByteArrayView text)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            bytes += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hexValue(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return fail(Error::Malformed, Text::tr("a broken escape at position %1.").arg(i + 1));
        bytes += static_cast<char>(high * 16 + low);
        i += 2;
    }
    QStringDecoder utf8(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
    QString decoded = utf8(bytes);
    if (utf8.hasError())
        return fail(Error::Malformed, Text::tr("it is not UTF-8."));
    return decoded;
}

} // namespace gatehouse::http
