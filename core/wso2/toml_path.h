#pragma once

#include "base/result.h"

#include <QList>
#include <QString>

namespace gatehouse::wso2 {

/// A key, and which element of its array: -1 for the key itself.
struct TomlPart {
    QString key;
    qsizetype index = -1;

    bool operator==(const TomlPart &) const = default;
};
using TomlPath = QList<TomlPart>;

/// One step of an address as people write it: a key, perhaps with `[3]` or `[member=value]` behind it.
struct TomlStep {
    QString key;
    qsizetype index = -1;
    QString member; ///< not empty: the element whose `member` is `value`
    QString value;
};
using TomlAddress = QList<TomlStep>;

constexpr qsizetype MaxTomlKeyParts = 64;

/// Reads `a."odd key".b[0].c[name=OpenBanking Ltd].d`; Refused where it is not of this form.
Result<TomlAddress> parseTomlAddress(const QString &text);
QString toText(const TomlPath &path);
/// The same for equal paths and for them alone.
QString hashKey(const TomlPath &path);
bool startsWith(const TomlPath &path, const TomlPath &prefix);
qsizetype commonParts(const TomlPath &left, const TomlPath &right);

} // namespace gatehouse::wso2
