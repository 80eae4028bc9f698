#pragma once

#include <QByteArrayView>
#include <QLatin1String>
#include <QString>
#include <QUtf8StringView>

#include <span>

namespace gatehouse::dcr {

enum class ClaimKind : quint8 { Text, Url, Number, Boolean, Moment, TextList, Object, ObjectList, Token };

/// What a claim is and means, for readers of a decoded token and for whoever checks its type.
struct ClaimInfo {
    QLatin1String name;
    ClaimKind kind;
    const char *meaning; ///< for people, untranslated: see describe()
    QUtf8StringView reference;
};

/// Header, request and statement claims in the order in which a person wants to read them.
std::span<const ClaimInfo> headerParameters();
std::span<const ClaimInfo> requestClaims();
std::span<const ClaimInfo> statementClaims();
/// Of the answer to a registration (RFC 7591 §3.2.1).
std::span<const ClaimInfo> metadataMembers();

/// Nothing for a claim that no table lists.
const ClaimInfo *findClaim(std::span<const ClaimInfo> table, QByteArrayView name);
QString describe(const ClaimInfo &claim);

} // namespace gatehouse::dcr
