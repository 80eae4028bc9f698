#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QPair>

namespace gatehouse::sandbox {

/// What a log may hold: bearer tokens, client assertions and issued tokens are secrets while they live;
/// statements and registration requests are not.
QList<QPair<QByteArray, QByteArray>> maskedHeaders(const QList<QPair<QByteArray, QByteArray>> &headers);
/// Masks the values of `access_token`, `token`, `client_assertion` and `client_secret` in a form or in JSON.
QByteArray maskedBody(QByteArrayView contentType, const QByteArray &body);

} // namespace gatehouse::sandbox
