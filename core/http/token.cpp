#include "http/token.h"

#include <algorithm>

namespace gatehouse::http {

bool isToken(QByteArrayView text)
{
    constexpr QByteArrayView Special("!#$%&'*+-.^_`|~");
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || Special.contains(c);
    });
}

} // namespace gatehouse::http
