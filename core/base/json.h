#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <optional>

namespace gatehouse {

using Json = nlohmann::json;
/// Members stay in the order in which they were put in: for what people read.
using OrderedJson = nlohmann::ordered_json;

/// Nothing that Gatehouse reads nests deeper; hostile input does.
constexpr int MaxJsonDepth = 32;

/// Strict RFC 8259 in UTF-8, and stricter: an object that has a member twice is refused (RFC 7515
/// §4 lets a verifier do so; two parsers that pick different ones are how signatures are
/// circumvented). The message names the position or the member. Never throws.
Result<Json> parseJson(QByteArrayView text);
/// The same, and the text must be an object.
Result<Json> parseJsonObject(QByteArrayView text);

/// Compact, UTF-8; invalid UTF-8 in strings is replaced.
QByteArray toBytes(const Json &json);
/// Indented by two, for people.
QByteArray toPrettyBytes(const Json &json);

QString toQString(const std::string &text);
std::string toStdString(QStringView text);

/// The member's value where it is a string, an integer, a list of strings, an object: else nothing.
/// They never throw, whatever `object` is.
std::optional<QString> stringMember(const Json &object, const char *name);
std::optional<qint64> integerMember(const Json &object, const char *name);
std::optional<QStringList> stringListMember(const Json &object, const char *name);
const Json *member(const Json &object, const char *name);

/// A list of strings as JSON.
Json toJson(const QStringList &list);

} // namespace gatehouse
