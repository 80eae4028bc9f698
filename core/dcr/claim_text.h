#pragma once

#include "base/json.h"
#include "dcr/claim_info.h"

namespace gatehouse::dcr {

/// "List of texts": for people.
QString kindName(ClaimKind kind);

/// A claim's value as a person edits it: texts bare, lists of texts joined by commas, all else as JSON.
QString editText(const Json &value);
/// The value that a person means. What cannot be read as the claim's kind becomes a text: whoever composes a wrong
/// request means it so.
Json valueFromEditText(ClaimKind kind, const QString &text);
/// The same for a claim that no table lists: JSON where it is some, else a text.
Json valueFromEditText(const QString &text);

/// Why the value is not of the claim's kind, "A list of texts is expected."; empty where it is.
QString kindProblem(ClaimKind kind, const Json &value);

/// In the order of the table, then those that it does not list.
OrderedJson inReadingOrder(const Json &claims, std::span<const ClaimInfo> table);

} // namespace gatehouse::dcr
