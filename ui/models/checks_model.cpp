#include "checks_model.h"

#include "ui/appearance.h"

#include <QFont>

namespace gatehouse::ui {

namespace {

/// By how much it matters to a reader.
int rank(dcr::Outcome outcome)
{
    switch (outcome) {
    case dcr::Outcome::Fail:
        return 0;
    case dcr::Outcome::Warn:
        return 1;
    case dcr::Outcome::Skipped:
        return 2;
    case dcr::Outcome::Pass:
        break;
    }
    return 3;
}

} // namespace

void ChecksModel::setEvaluation(std::shared_ptr<const dcr::Evaluation> evaluation)
{
    beginResetModel();
    m_evaluation = std::move(evaluation);
    m_refusal = {};
    endResetModel();
}

void ChecksModel::setRefusal(QLatin1String checkId)
{
    m_refusal = checkId;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

bool ChecksModel::isRefusal(const dcr::CheckResult &result) const
{
    return !m_refusal.isEmpty() && result.check->id == m_refusal;
}

const dcr::CheckResult &ChecksModel::result(int row) const
{
    return m_evaluation->results[static_cast<std::size_t>(row)];
}

int ChecksModel::count(dcr::Outcome outcome) const
{
    return m_evaluation ? m_evaluation->count(outcome) : 0;
}

int ChecksModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_evaluation ? 0 : static_cast<int>(m_evaluation->results.size());
}

int ChecksModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChecksModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const dcr::CheckResult &check = result(index.row());
    if (role == Qt::ToolTipRole && index.column() == MessageColumn)
        return tr("%1\nClaim: %2\nReference: %3")
            .arg(check.message, QString::fromUtf8(check.claim), check.check->reference.toString());
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) {
        switch (index.column()) {
        case OutcomeColumn:
            return word(check.outcome);
        case TitleColumn:
            return isRefusal(check) ? tr("%1\n(the endpoint refused by this)").arg(dcr::title(*check.check))
                                    : dcr::title(*check.check);
        case MessageColumn:
            return check.message;
        case ClaimColumn:
            return QString::fromUtf8(check.claim);
        case ReferenceColumn:
            return check.check->reference.toString();
        default:
            return {};
        }
    }
    if (role == Qt::DecorationRole && index.column() == OutcomeColumn)
        return outcomeIcon(check.outcome);
    if (role == Qt::FontRole && index.column() == ClaimColumn)
        return fixedFont();
    if (role == Qt::FontRole && isRefusal(check)) {
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignTop));
    return {};
}

QVariant ChecksModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case OutcomeColumn:
        return tr("Outcome");
    case TitleColumn:
        return tr("Check");
    case MessageColumn:
        return tr("What was found");
    case ClaimColumn:
        return tr("Claim");
    case ReferenceColumn:
        return tr("Reference");
    default:
        return {};
    }
}

ChecksFilter::ChecksFilter(ChecksModel *model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(model);
    sort(ChecksModel::OutcomeColumn);
}

void ChecksFilter::setOutcome(std::optional<dcr::Outcome> outcome)
{
    m_outcome = outcome;
    invalidateFilter();
}

void ChecksFilter::setOrder(ChecksOrder order)
{
    m_order = order;
    invalidate();
}

bool ChecksFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    return !m_outcome || m_model->result(row).outcome == *m_outcome;
}

bool ChecksFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const int leftRank = m_order == ChecksOrder::WorstFirst ? rank(m_model->result(left.row()).outcome) : 0;
    const int rightRank = m_order == ChecksOrder::WorstFirst ? rank(m_model->result(right.row()).outcome) : 0;
    return leftRank != rightRank ? leftRank < rightRank : left.row() < right.row();
}

Headline headlineOf(const dcr::Evidence &evidence, const dcr::Evaluation &evaluation)
{
    const bool isRequest = evidence.request.has_value();
    if (const dcr::CheckResult *first = evaluation.firstFailure()) {
        const int failures = evaluation.count(dcr::Outcome::Fail);
        const QString problems =
            failures == 1 ? ChecksModel::tr("1 problem") : ChecksModel::tr("%1 problems").arg(failures);
        const QString errorCode = dcr::code(first->check->error);
        return {dcr::Outcome::Fail,
                isRequest ? ChecksModel::tr("%1: would be refused with %2").arg(problems, errorCode)
                          : ChecksModel::tr("%1: a request with this statement would be refused with %2")
                                .arg(problems, errorCode),
                ChecksModel::tr("First check that fails: “%1”. %2").arg(dcr::title(*first->check), first->message)};
    }
    if (isRequest && !evaluation.isAcceptable())
        return {dcr::Outcome::Warn, ChecksModel::tr("No problem found, but not every signature could be verified"),
                ChecksModel::tr("Choose the key sets that the request and the statement are signed with.")};
    if (!isRequest && evaluation.statementSignature.status != jose::SignatureVerdict::Status::Valid)
        return {dcr::Outcome::Warn, ChecksModel::tr("No problem found, but the signature could not be verified"),
                ChecksModel::tr("Choose the directory's key set.")};
    const int warnings = evaluation.count(dcr::Outcome::Warn);
    if (warnings > 0)
        return {
            dcr::Outcome::Warn,
            isRequest
                ? ChecksModel::tr("Would be accepted, with %1 to look at")
                      .arg(warnings == 1 ? ChecksModel::tr("1 warning") : ChecksModel::tr("%1 warnings").arg(warnings))
                : ChecksModel::tr("A sound statement, with %1 to look at")
                      .arg(warnings == 1 ? ChecksModel::tr("1 warning") : ChecksModel::tr("%1 warnings").arg(warnings)),
            {}};
    return {dcr::Outcome::Pass, isRequest ? ChecksModel::tr("Would be accepted") : ChecksModel::tr("A sound statement"),
            ChecksModel::tr("Every check that could be judged passed, and the signatures are valid.")};
}

} // namespace gatehouse::ui
