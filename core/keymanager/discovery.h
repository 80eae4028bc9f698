#pragma once

#include "base/result.h"
#include "keymanager/fields.h"

#include <QUrl>

namespace gatehouse::keymanager {

/// A discovery document is some kilobytes.
constexpr qsizetype MaxDiscoveryBytes = qsizetype{256} * 1024;

/// What a well-known document (OpenID Connect Discovery 1.0 §3, RFC 8414 §2) says of what a key manager has fields for.
struct DiscoveryDocument {
    QString issuer;
    QString registrationEndpoint;
    QString tokenEndpoint;
    QString introspectionEndpoint;
    QString revocationEndpoint;
    QString userInfoEndpoint;
    QString authorizationEndpoint;
    QString jwksUri;
    QStringList grantTypes;
};

/// Checks that the document is JSON, that its members are texts, and that its issuer is the one whose well-known URL it
/// was fetched from: else whoever answers there could pass for another.
Result<DiscoveryDocument> readDiscovery(QByteArrayView text, const QUrl &wellKnown);

/// A field that would change.
struct ProposedChange {
    Field field;
    QString before; ///< lists: one a line
    QString after;
    QString reason; ///< for people; empty where the document says so itself

    friend bool operator==(const ProposedChange &, const ProposedChange &) = default;
};

/// What the document would change, and what the type needs instead of what it says: an Identity Server names its own
/// registration there, not that of the open banking toolkit.
QList<ProposedChange> proposeChanges(const KeyManager &keyManager, const DiscoveryDocument &document,
                                     const QUrl &wellKnown);
KeyManager withChanges(KeyManager keyManager, const QList<ProposedChange> &changes);

/// A field as one text: lists one a line.
QString fieldText(const KeyManager &keyManager, Field field);

} // namespace gatehouse::keymanager
