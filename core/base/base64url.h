#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>

namespace gatehouse {

/// base64url without padding, as RFC 7515 §2 defines it for JWS.
QByteArray toBase64url(QByteArrayView bytes);

/// Strict: no padding, no white space, no other alphabet, no stray bits in the last character.
/// The message names the first offending character and its position, counted from 1.
Result<QByteArray> fromBase64url(QByteArrayView text);
/// The position, from 0, of the first character that no base64url text has; -1 where all are of its alphabet.
qsizetype findNonBase64url(QByteArrayView text);

} // namespace gatehouse
