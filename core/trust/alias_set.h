#pragma once

#include "trust/trust_store.h"

#include <QHash>
#include <QSet>

namespace gatehouse::trust {

/// The aliases of a store, for whoever adds many: a look-up in the store itself walks it.
class AliasSet
{
public:
    AliasSet() = default;
    explicit AliasSet(const TrustStore &store);

    bool contains(QStringView alias) const { return m_folded.contains(foldedAlias(alias)); }
    void insert(QStringView alias) { m_folded.insert(foldedAlias(alias)); }
    /// `wanted`, with a number behind it where it is taken. Does not insert it.
    QString freeName(const QString &wanted);

private:
    QSet<QString> m_folded;
    QHash<QString, int> m_lastNumber; ///< by folded alias, so that the thousandth of a name is found at once
};

} // namespace gatehouse::trust
