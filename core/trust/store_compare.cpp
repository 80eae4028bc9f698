#include "trust/store_edit.h"

#include <QHash>

namespace gatehouse::trust {

namespace {

bool holdTheSame(const StoreEntry &left, const StoreEntry &right)
{
    return left.kind == right.kind && left.certificates == right.certificates;
}

/// Entries of the right store that nothing in the left one has been paired with yet.
class Unpaired
{
public:
    explicit Unpaired(const QList<StoreEntry> &entries)
        : m_entries(entries)
        , m_taken(entries.size(), false)
    {
        for (qsizetype i = 0; i < entries.size(); ++i) {
            m_byAlias.insert(foldedAlias(entries[i].alias), i);
            if (entries[i].certificate())
                m_byCertificate.insert(entries[i].certificate()->sha256(), i);
        }
    }

    const StoreEntry *takeByAlias(const StoreEntry &entry)
    {
        const auto found = m_byAlias.constFind(foldedAlias(entry.alias));
        return found == m_byAlias.cend() ? nullptr : take(*found);
    }

    const StoreEntry *takeByCertificate(const StoreEntry &entry)
    {
        if (!entry.certificate())
            return nullptr;
        for (auto it = m_byCertificate.constFind(entry.certificate()->sha256());
             it != m_byCertificate.cend() && it.key() == entry.certificate()->sha256(); ++it) {
            if (!m_taken[*it] && holdTheSame(entry, m_entries[*it]))
                return take(*it);
        }
        return nullptr;
    }

    QList<StoreEntry> rest() const
    {
        QList<StoreEntry> left;
        for (qsizetype i = 0; i < m_entries.size(); ++i) {
            if (!m_taken[i])
                left.append(m_entries[i]);
        }
        return left;
    }

private:
    const StoreEntry *take(qsizetype index)
    {
        m_taken[index] = true;
        return &m_entries[index];
    }

    const QList<StoreEntry> &m_entries;
    QList<bool> m_taken;
    QHash<QString, qsizetype> m_byAlias;
    QMultiHash<QByteArray, qsizetype> m_byCertificate;
};

} // namespace

StoreDifference compareStores(const TrustStore &left, const TrustStore &right)
{
    StoreDifference difference;
    Unpaired unpaired(right.entries);
    QList<StoreEntry> withoutNamesake;
    for (const StoreEntry &entry : left.entries) {
        const StoreEntry *namesake = unpaired.takeByAlias(entry);
        if (!namesake)
            withoutNamesake.append(entry);
        else if (holdTheSame(entry, *namesake))
            ++difference.same;
        else
            difference.changed.append({entry.alias, entry, *namesake});
    }
    for (const StoreEntry &entry : std::as_const(withoutNamesake)) {
        if (const StoreEntry *twin = unpaired.takeByCertificate(entry))
            difference.renamed.append({entry.alias, twin->alias, *entry.certificate()});
        else
            difference.onlyLeft.append(entry);
    }
    difference.onlyRight = unpaired.rest();
    return difference;
}

} // namespace gatehouse::trust
