#include "exchange_model.h"

#include "ui/appearance.h"
#include "ui/format.h"

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

struct SuccessText {
    QByteArrayView method;
    QByteArrayView pathPart;
    const char *text;
};

/// The first that fits.
constexpr SuccessText SuccessTexts[] = {
    {"POST", "/register", QT_TRANSLATE_NOOP("gatehouse::ui::ExchangeModel", "Registered")},
    {"GET", "/register", QT_TRANSLATE_NOOP("gatehouse::ui::ExchangeModel", "Registration read")},
    {"PUT", "/register", QT_TRANSLATE_NOOP("gatehouse::ui::ExchangeModel", "Registration updated")},
    {"DELETE", "/register", QT_TRANSLATE_NOOP("gatehouse::ui::ExchangeModel", "Registration deleted")},
    {"GET", "/.well-known/", QT_TRANSLATE_NOOP("gatehouse::ui::ExchangeModel", "Discovery read")},
    {"POST", "/token", QT_TRANSLATE_NOOP("gatehouse::ui::ExchangeModel", "Token issued")},
    {"POST", "/introspect", QT_TRANSLATE_NOOP("gatehouse::ui::ExchangeModel", "Token looked up")},
    {"POST", "/revoke", QT_TRANSLATE_NOOP("gatehouse::ui::ExchangeModel", "Token revoked")},
    {"GET", "jwks", QT_TRANSLATE_NOOP("gatehouse::ui::ExchangeModel", "Key set read")},
};

QString clientText(const sandbox::Exchange &exchange)
{
    if (!exchange.clientName.isEmpty())
        return exchange.clientName;
    return exchange.softwareId.isEmpty() ? exchange.clientId : exchange.softwareId;
}

QString statusText(const sandbox::Exchange &exchange)
{
    return exchange.status == 0 ? QString(QChar(0x2013)) : QString::number(exchange.status);
}

Qt::Alignment alignmentOf(int column)
{
    const bool isNumber = column == ExchangeModel::StatusColumn || column == ExchangeModel::DurationColumn;
    return (isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

} // namespace

bool isFailure(const sandbox::Exchange &exchange)
{
    return exchange.status == 0 || exchange.status >= 400;
}

QString outcomeText(const sandbox::Exchange &exchange)
{
    if (!isFailure(exchange)) {
        for (const SuccessText &entry : SuccessTexts) {
            if (exchange.method == entry.method && exchange.target.contains(entry.pathPart))
                return ExchangeModel::tr(entry.text);
        }
        return ExchangeModel::tr("Answered");
    }
    if (!exchange.errorCode.isEmpty())
        return ExchangeModel::tr("Refused: %1").arg(exchange.errorCode);
    if (exchange.status == 0)
        return exchange.errorDescription.isEmpty() ? ExchangeModel::tr("Connection failed") : exchange.errorDescription;
    if (exchange.status == 404)
        return ExchangeModel::tr("No such address");
    return exchange.errorDescription.isEmpty() ? ExchangeModel::tr("Refused") : exchange.errorDescription;
}

void ExchangeModel::append(const QList<sandbox::Exchange> &exchanges)
{
    const auto newest = exchanges.last(std::min<qsizetype>(exchanges.size(), MaxRows));
    if (newest.isEmpty())
        return;
    const int surplus = rowCount() + static_cast<int>(newest.size()) - MaxRows;
    if (surplus > 0) {
        beginRemoveRows({}, 0, surplus - 1);
        m_exchanges.erase(m_exchanges.begin(), m_exchanges.begin() + surplus);
        endRemoveRows();
    }
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(newest.size()) - 1);
    m_exchanges.insert(m_exchanges.end(), newest.begin(), newest.end());
    endInsertRows();
}

void ExchangeModel::clear()
{
    beginResetModel();
    m_exchanges.clear();
    endResetModel();
}

const sandbox::Exchange &ExchangeModel::exchange(int row) const
{
    return m_exchanges[static_cast<std::size_t>(row)];
}

int ExchangeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_exchanges.size());
}

int ExchangeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ExchangeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const sandbox::Exchange &each = exchange(index.row());
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case TimeColumn:
            return toDateTime(each.arrivedAt).toString(u"HH:mm:ss"_s);
        case MethodColumn:
            return QString::fromLatin1(each.method);
        case PathColumn:
            return QString::fromUtf8(each.target);
        case StatusColumn:
            return statusText(each);
        case ClientColumn:
            return clientText(each);
        case OutcomeColumn:
            return outcomeText(each);
        case DurationColumn:
            return durationText(each.duration);
        default:
            return {};
        }
    }
    if (role == Qt::DecorationRole && index.column() == OutcomeColumn)
        return outcomeIcon(isFailure(each) ? dcr::Outcome::Fail : dcr::Outcome::Pass);
    if (role == Qt::ToolTipRole) {
        switch (index.column()) {
        case TimeColumn:
            return tr("%1\n%2").arg(toDateTime(each.arrivedAt).toString(Qt::ISODateWithMs), localMomentText(each.arrivedAt));
        case OutcomeColumn:
            return each.errorDescription.isEmpty() ? outcomeText(each) : each.errorDescription;
        case ClientColumn:
            return tr("Client: %1\nSoftware: %2\nCertificate: %3").arg(each.clientId, each.softwareId, each.peerSubject);
        default:
            return data(index, Qt::DisplayRole);
        }
    }
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(alignmentOf(index.column()));
    return {};
}

QVariant ExchangeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static constexpr const char *Titles[ColumnCount] = {
        QT_TR_NOOP("Time (UTC)"), QT_TR_NOOP("Method"), QT_TR_NOOP("Path"), QT_TR_NOOP("Status"),
        QT_TR_NOOP("Client"), QT_TR_NOOP("Outcome"), QT_TR_NOOP("Duration"),
    };
    if (orientation != Qt::Horizontal || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return tr(Titles[section]);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(alignmentOf(section));
    return {};
}

ExchangeFilter::ExchangeFilter(ExchangeModel *model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(model);
}

void ExchangeFilter::setShow(Show show)
{
    m_show = show;
    invalidateFilter();
}

void ExchangeFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool ExchangeFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const sandbox::Exchange &each = m_model->exchange(row);
    if (m_show == Show::Failed && !isFailure(each))
        return false;
    if (m_text.isEmpty())
        return true;
    const QString fields[] = {QString::fromUtf8(each.target), QString::fromLatin1(each.method), each.clientName,
                              each.clientId, each.softwareId, outcomeText(each), each.errorDescription,
                              QString::number(each.status)};
    return std::any_of(std::begin(fields), std::end(fields),
                       [this](const QString &field) { return field.contains(m_text, Qt::CaseInsensitive); });
}

} // namespace gatehouse::ui
