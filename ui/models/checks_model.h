#pragma once

#include "dcr/check.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <memory>

namespace gatehouse::ui {

/// The outcome of every check of one judgement, in the endpoint's order.
class ChecksModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { OutcomeColumn, TitleColumn, MessageColumn, ClaimColumn, ReferenceColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setEvaluation(std::shared_ptr<const dcr::Evaluation> evaluation);
    /// The check that an endpoint refused by, told apart from all else that fails; empty: none.
    void setRefusal(QLatin1String checkId);
    const dcr::CheckResult &result(int row) const;
    int count(dcr::Outcome outcome) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool isRefusal(const dcr::CheckResult &result) const;

    std::shared_ptr<const dcr::Evaluation> m_evaluation;
    QLatin1String m_refusal;
};

enum class ChecksOrder : quint8 { WorstFirst, AsJudged };

class ChecksFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit ChecksFilter(ChecksModel *model, QObject *parent = nullptr);

    /// Nothing: all of them.
    void setOutcome(std::optional<dcr::Outcome> outcome);
    void setOrder(ChecksOrder order);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    const ChecksModel *m_model;
    std::optional<dcr::Outcome> m_outcome;
    ChecksOrder m_order = ChecksOrder::WorstFirst;
};

/// "Would be accepted.", "3 problems: would be refused with invalid_client_metadata."
struct Headline {
    dcr::Outcome outcome = dcr::Outcome::Skipped;
    QString title;
    QString detail; ///< the first failure, or what keeps the judgement from being complete
};
Headline headlineOf(const dcr::Evidence &evidence, const dcr::Evaluation &evaluation);

} // namespace gatehouse::ui
