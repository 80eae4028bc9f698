#include "http/authorization.h"

namespace gatehouse::http {

std::optional<QByteArray> bearerToken(const QByteArray &authorization)
{
    const QByteArray header = authorization.trimmed();
    const qsizetype space = header.indexOf(' ');
    const QByteArray scheme = space < 0 ? header : header.first(space);
    if (scheme.compare("bearer", Qt::CaseInsensitive) != 0)
        return std::nullopt;
    return space < 0 ? QByteArray() : header.mid(space + 1).trimmed();
}

} // namespace gatehouse::http
