#pragma once

#include "trust/trust_store.h"
#include "ui/widgets/certificate_list_model.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <optional>

namespace gatehouse::ui {

/// Certificates on their way into a store: which, under which alias, and what speaks against it.
class ImportModel : public CertificateListModel
{
    Q_OBJECT

public:
    enum Column {
        AliasColumn = CertificateListModel::ColumnCount,
        RemarkColumn,
        ColumnCount,
    };

    /// All are ticked that the store does not trust yet.
    ImportModel(const trust::TrustStore &store, const QList<trust::Certificate> &certificates, Instant now,
                QObject *parent = nullptr);

    const QString &alias(int row) const { return m_aliases.at(row); }
    void setAlias(int row, const QString &alias);
    /// Why the row's alias cannot be used; empty where it can, or where the row is not ticked.
    QString aliasProblem(int row) const;
    /// The rows whose alias cannot be used.
    QList<int> problemRows() const;
    /// The store trusts it already, or it is in the list twice: it cannot be ticked.
    bool isThere(int row) const { return m_isThere.at(row); }
    qsizetype countThere() const { return m_isThere.count(true); }

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void aliasChanged(int row);

private:
    void suggestAliases(const trust::TrustStore &store);
    QStringList remarks(int row) const;
    QString remark(int row) const;

    QSet<QString> m_taken;            ///< the store's aliases, folded
    QHash<QString, int> m_aliasUses; ///< of ticked rows, folded
    QStringList m_aliases;
    QList<bool> m_isThere;
    mutable QHash<int, QStringList> m_findings; ///< reviewed when a row is first shown
};

} // namespace gatehouse::ui
