#pragma once

#include <QByteArray>
#include <QString>
#include <QStringView>

namespace gatehouse::directory {

constexpr qsizetype MaxSoftwareIdCharacters = 22;     ///< OBIE DCR 3.3, `software_id`
constexpr qsizetype MaxOrganisationIdCharacters = 18; ///< OBIE DCR 3.3, `org_id`

/// Letters and digits of ASCII, one to `maxCharacters`: what is put into paths and URLs.
bool isIdentifier(QStringView text, qsizetype maxCharacters);

/// From the system's cryptographic random source.
QByteArray randomBytes(qsizetype count);
QString newSoftwareId();     ///< 22 of base62
QString newOrganisationId(); ///< `0015800001` and 8 of base62
QString newStatementId();    ///< `jti` of a software statement: 16 hexadecimal digits
QString newRequestId();      ///< `jti` of requests and assertions: a UUID of version 4

} // namespace gatehouse::directory
