#pragma once

#include <QByteArray>

#include <optional>

namespace gatehouse::http {

/// The token of an `Authorization: Bearer …` header (RFC 6750 §2.1); nothing for another scheme or none;
/// empty where the scheme stands alone.
std::optional<QByteArray> bearerToken(const QByteArray &authorization);

} // namespace gatehouse::http
