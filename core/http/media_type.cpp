#include "http/media_type.h"

#include <algorithm>

namespace gatehouse::http {

namespace {

bool isToken(QByteArrayView text)
{
    constexpr QByteArrayView Special("!#$%&'*+-.^_`|~");
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || Special.contains(c);
    });
}

} // namespace

std::optional<MediaType> MediaType::parse(const QByteArray &contentType)
{
    const qsizetype semicolon = contentType.indexOf(';');
    const QByteArray essence = (semicolon < 0 ? contentType : contentType.first(semicolon)).trimmed().toLower();
    const qsizetype slash = essence.indexOf('/');
    if (slash < 0 || !isToken(QByteArrayView(essence).first(slash)) || !isToken(QByteArrayView(essence).sliced(slash + 1)))
        return std::nullopt;
    MediaType type;
    type.m_essence = essence;
    return type;
}

} // namespace gatehouse::http
