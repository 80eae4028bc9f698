#pragma once

#include "base/json.h"
#include "dcr/claim_info.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QStringList>

namespace gatehouse::ui {

/// The claims of a request or a statement that is composed: those that the schema knows, sent or not, and whatever
/// else was typed. A tick says that a claim is sent.
class ComposerClaimsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, ValueColumn, AboutColumn, ColumnCount };
    using Table = std::span<const dcr::ClaimInfo>;

    explicit ComposerClaimsModel(Table table, QObject *parent = nullptr);

    void setClaims(const Json &claims);
    const Json &claims() const { return m_claims; }
    /// What the policy wants to be there.
    void setMandatory(const QStringList &names);
    int rowOf(const QString &claim) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Somebody changed a claim here.
    void edited();

private:
    struct Row {
        QByteArray name;
        const dcr::ClaimInfo *info; ///< nothing where the schema does not know it
    };

    const Json *valueOf(const Row &row) const;
    QString problemOf(const Row &row) const;
    QString valueText(const Row &row) const;
    QString aboutText(const Row &row) const;
    bool isMandatory(const Row &row) const;
    QVariant decoration(const Row &row) const;
    void changeRow(int row);

    Table m_table;
    QList<Row> m_rows;
    Json m_claims = Json::object();
    QHash<QByteArray, Json> m_takenOut; ///< comes back with the tick
    QStringList m_mandatory;
};

} // namespace gatehouse::ui
