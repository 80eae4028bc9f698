#pragma once

#include "trust/alias_set.h"
#include "ui/validity.h"
#include "ui/widgets/certificate_list_model.h"

#include <QHash>
#include <QSortFilterProxyModel>
#include <QStringList>

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

    /// All are ticked that the store does not trust yet and that have not expired; one alone always.
    ImportModel(const trust::TrustStore &store, const QList<trust::Certificate> &certificates, Instant now,
                QObject *parent = nullptr);

    const QString &alias(int row) const { return m_aliases.at(row); }
    void setAlias(int row, const QString &alias);
    /// Why the row's alias cannot be used; empty where it can, or where the row is not ticked.
    QString aliasProblem(int row) const;
    QList<int> rowsWithProblem() const;
    /// Why the row cannot be ticked: the store trusts it already, or it is in the list twice. Mostly empty.
    const QString &whyNot(int row) const { return m_whyNot.at(row); }
    qsizetype countImportable() const { return m_whyNot.count(QString()); }

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// A tick or an alias: what can be imported may be something else now.
    void choiceChanged();

private:
    struct Remarks {
        QString iconName;
        Tone tone = Tone::Neutral;
        QStringList texts; ///< worst first
    };

    void suggest(const trust::TrustStore &store);
    void countAliases();
    Remarks remarks(int row) const;
    const QList<trust::ReviewFinding> &findings(int row) const;

    trust::AliasSet m_taken;
    QStringList m_aliases;
    QStringList m_whyNot;
    QHash<QString, int> m_aliasUses;                            ///< by folded alias, of the rows that are ticked
    mutable QHash<int, QList<trust::ReviewFinding>> m_findings; ///< reviewed when a row is first shown
};

class ImportFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit ImportFilter(ImportModel *model, QObject *parent = nullptr);

    /// Looked for in name, issuer and alias, without regard to case.
    void setText(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    const ImportModel *m_model;
    QString m_text;
};

} // namespace gatehouse::ui
