#pragma once

#include "base/result.h"

#include <QByteArrayView>

namespace gatehouse::http {

/// Percent-decoding (RFC 3986 §2.1) of UTF-8 text; a broken escape and what is not UTF-8 are refused.
Result<QString> percentDecode(QByteArrayView text);

} // namespace gatehouse::http
