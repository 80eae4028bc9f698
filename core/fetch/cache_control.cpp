#include "fetch/cache_control.h"

#include <QByteArray>

#include <algorithm>
#include <utility>

namespace gatehouse::fetch {

namespace {

/// The end of the directive that starts at `from`: the next comma outside of quotes.
qsizetype endOfDirective(QByteArrayView header, qsizetype from)
{
    bool isQuoted = false;
    for (qsizetype i = from; i < header.size(); ++i) {
        const char character = header[i];
        if (isQuoted && character == '\\')
            ++i;
        else if (character == '"')
            isQuoted = !isQuoted;
        else if (character == ',' && !isQuoted)
            return i;
    }
    return header.size();
}

std::pair<QByteArray, QByteArray> nameAndValue(QByteArrayView directive)
{
    const QByteArray text = directive.toByteArray();
    const qsizetype equals = text.indexOf('=');
    if (equals < 0)
        return {text.trimmed().toLower(), {}};
    QByteArray value = text.mid(equals + 1).trimmed();
    // RFC 9111 §5.2: a recipient takes the quoted form too.
    if (value.size() >= 2 && value.startsWith('"') && value.endsWith('"'))
        value = value.mid(1, value.size() - 2);
    return {text.left(equals).trimmed().toLower(), value};
}

std::optional<std::chrono::seconds> deltaSeconds(const QByteArray &digits)
{
    const auto isDigit = [](char character) { return character >= '0' && character <= '9'; };
    if (digits.isEmpty() || !std::all_of(digits.begin(), digits.end(), isDigit))
        return std::nullopt;
    bool fits = false;
    const qint64 seconds = digits.toLongLong(&fits);
    return fits ? std::min(std::chrono::seconds(seconds), CacheControl::MaxAge) : CacheControl::MaxAge;
}

QByteArrayView opaque(QByteArrayView tag)
{
    return tag.startsWith("W/") ? tag.sliced(2) : tag;
}

} // namespace

CacheControl CacheControl::parse(QByteArrayView header)
{
    CacheControl control;
    if (header.size() > MaxCacheControlBytes)
        return control;
    bool hasMaxAge = false;
    for (qsizetype from = 0; from < header.size();) {
        const qsizetype end = endOfDirective(header, from);
        const auto [name, value] = nameAndValue(header.sliced(from, end - from));
        from = end + 1;
        if (name == "no-cache" || name == "no-store") {
            control.mustAskAgain = true;
        } else if (name == "max-age") {
            const std::optional<std::chrono::seconds> age = deltaSeconds(value);
            // Two that differ contradict each other: neither counts.
            control.maxAge = hasMaxAge && control.maxAge != age ? std::nullopt : age;
            hasMaxAge = true;
        }
    }
    return control;
}

bool isEntityTag(QByteArrayView tag)
{
    const QByteArrayView quoted = opaque(tag);
    if (tag.size() > MaxEntityTagBytes || quoted.size() < 2 || !quoted.startsWith('"') || !quoted.endsWith('"'))
        return false;
    const QByteArrayView inner = quoted.sliced(1, quoted.size() - 2);
    return std::all_of(inner.begin(), inner.end(),
                       [](char character) { return character > 0x20 && character < 0x7f && character != '"'; });
}

bool isSameEntityTag(QByteArrayView a, QByteArrayView b)
{
    return isEntityTag(a) && isEntityTag(b) && opaque(a) == opaque(b);
}

} // namespace gatehouse::fetch
