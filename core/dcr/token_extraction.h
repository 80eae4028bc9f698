#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace gatehouse::dcr {

constexpr qsizetype MaxPastedBytes = qsizetype{1024} * 1024;

enum class TokenKind : quint8 { Request, Statement };

struct ExtractedToken {
    QByteArray compact;
    TokenKind kind = TokenKind::Statement; ///< a request is what carries a `software_statement`
    QString foundIn;                       ///< for people: where in the text it stood; empty where it is all of it
};

/// Finds the token in whatever a person has at hand: the token alone, JSON that holds one in a string,
/// a whole curl command, a mail around it. The longest run of three dotted parts whose first decodes to
/// a JSON object wins, so that a request is preferred over the statement that stands beside it.
/// A token damaged at its end (a stray bracket) is kept as it stands: the damage is what is looked for.
Result<ExtractedToken> extractToken(QByteArrayView text);

} // namespace gatehouse::dcr
