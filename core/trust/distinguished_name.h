#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace gatehouse::trust {

/// One attribute of an X.501 name.
struct NameAttribute {
    QByteArray oid; ///< dotted
    QString name;   ///< `CN`, `OU`, `organizationIdentifier` …; the dotted OID where none is usual
    QString value;  ///< text; `#` and the DER in hex where the value is no text
    bool isText = true;

    friend bool operator==(const NameAttribute &, const NameAttribute &) = default;
};

using NameAttributes = QList<NameAttribute>;

/// RFC 4514 as far as an attribute's value: `CN=a, b` written as `CN=a\, b`.
QString toText(const NameAttribute &attribute);

/// No certificate's subject comes near; OBIE allows 512 characters.
constexpr qsizetype MaxDnCharacters = 4096;
constexpr qsizetype MaxDnAttributes = 64;

/// Reads the text form of RFC 4514 (and of RFC 2253 and RFC 1779 as far as people still write it: white
/// space round `=`, `,` and `+`, `OID.` before a number, quoted values). Types are known by their usual
/// names in any case (CN OU O C L ST STREET SERIALNUMBER DC UID emailAddress organizationIdentifier
/// postalCode businessCategory …) or as dotted OIDs. Attributes come in the order of the text; the parts
/// of a multi-valued RDN stand side by side. The message names the position, counted from 1.
Result<NameAttributes> parseDn(QStringView text);

struct DnMatch {
    bool matches = false;
    QStringList missing; ///< attributes of the certificate that the claim lacks, as `OU=…`
    QStringList surplus; ///< attributes of the claim that the certificate lacks
    QString reason;      ///< for people; empty where it matches
};

/// Whether both hold the same attributes, whatever their order and their grouping into RDNs: tools print
/// a subject in different orders. Values are compared without regard to case, to white space at the ends
/// and to its amount inside, in Unicode's compatibility form (RFC 4517 §4.2.11, caseIgnoreMatch). An
/// attribute that only one side has is a difference, also when it is one that a tool is known to drop.
DnMatch matchDn(const NameAttributes &claimed, const NameAttributes &actual);

} // namespace gatehouse::trust
