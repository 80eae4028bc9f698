#pragma once

#include "trust/trust_store.h"

#include <QByteArrayView>

/// How Java spells text in its stores: for the codecs of core/trust.
namespace gatehouse::trust {

/// Modified UTF-8 (java.io.DataInput): U+0000 as C0 80, a character above U+FFFF as two surrogates of three bytes.
/// A lone surrogate is text to Java, so it is here. Nothing where a unit is spelled longer than it needs or otherwise
/// than Java does, so that the same bytes come out of toModifiedUtf8().
std::optional<QString> fromModifiedUtf8(QByteArrayView bytes);
QByteArray toModifiedUtf8(QStringView text);

/// `String.toLowerCase(Locale.ENGLISH)`: what keytool and the servers look aliases up by.
QString javaLowerCase(QStringView text);

/// The password's characters as UTF-16, big-endian. Refused where it is not UTF-8.
Result<QCA::SecureArray> utf16BigEndian(const Password &password);

} // namespace gatehouse::trust
