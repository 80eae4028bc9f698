#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>

namespace gatehouse::sandbox {

/// What a log may hold: bearer tokens, client assertions and issued tokens are secrets while they live;
/// statements and registration requests are not. In place of a secret stands `****` and, of one too long to
/// be guessed, the first eight hexadecimal digits of its SHA-256, so that two can be told apart.
QList<QPair<QByteArray, QByteArray>> maskedHeaders(const QList<QPair<QByteArray, QByteArray>> &headers);
/// Masks the values of `access_token`, `token`, `client_assertion` and the like in a form or in JSON, whatever
/// its Content-Type claims: what is refused for its type holds the same secrets.
QByteArray maskedBody(const QByteArray &body);
/// The same in the query of a request's target.
QByteArray maskedTarget(const QByteArray &target);

} // namespace gatehouse::sandbox
