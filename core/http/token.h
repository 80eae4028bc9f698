#pragma once

#include <QByteArrayView>

namespace gatehouse::http {

/// What methods, header names and the parts of a media type are made of (RFC 9110 §5.6.2).
bool isToken(QByteArrayView text);

} // namespace gatehouse::http
