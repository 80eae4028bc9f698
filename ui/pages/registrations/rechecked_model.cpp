#include "rechecked_model.h"

#include "ui/appearance.h"
#include "ui/format.h"
#include "ui/tool_tip.h"

#include <QGuiApplication>

namespace gatehouse::ui {

using workspace::CheckChange;
using workspace::ComparedCheck;

namespace {

QString nowText(const ComparedCheck &check)
{
    switch (check.change) {
    case CheckChange::Worse:
        return RecheckedModel::tr("%1, worse").arg(word(*check.now));
    case CheckChange::Better:
        return RecheckedModel::tr("%1, better").arg(word(*check.now));
    case CheckChange::OnlyNow:
        return RecheckedModel::tr("%1, new").arg(word(*check.now));
    case CheckChange::OnlyThen:
        return {};
    case CheckChange::Same:
    case CheckChange::NotJudged:
        break;
    }
    return word(*check.now);
}

QString messageText(const ComparedCheck &check)
{
    if (check.change == CheckChange::OnlyNow)
        return check.nowMessage;
    const bool isNews = check.change == CheckChange::Worse || check.change == CheckChange::Better
        || check.change == CheckChange::NotJudged;
    return isNews ? RecheckedModel::tr("%1\nNow: %2").arg(check.thenMessage, check.nowMessage) : check.thenMessage;
}

Tone toneOf(CheckChange change)
{
    switch (change) {
    case CheckChange::Worse:
        return Tone::Bad;
    case CheckChange::Better:
        return Tone::Good;
    case CheckChange::Same:
    case CheckChange::NotJudged:
    case CheckChange::OnlyNow:
    case CheckChange::OnlyThen:
        break;
    }
    return Tone::Neutral;
}

} // namespace

void RecheckedModel::setChecks(const QList<ComparedCheck> &checks)
{
    beginResetModel();
    m_checks = checks;
    endResetModel();
}

int RecheckedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_checks.size());
}

int RecheckedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RecheckedModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ComparedCheck &check = m_checks[index.row()];
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case ThenColumn:
            return check.then ? word(*check.then) : QString();
        case NowColumn:
            return nowText(check);
        case TitleColumn:
            return check.title;
        case MessageColumn:
            return messageText(check);
        default:
            return {};
        }
    }
    if (role == Qt::ToolTipRole)
        return plainToolTip(tr("%1\nClaim: %2\nReference: %3").arg(messageText(check), check.claim, check.reference));
    if (role == Qt::DecorationRole) {
        const auto outcome = index.column() == ThenColumn ? check.then
            : index.column() == NowColumn                 ? check.now
                                                          : std::nullopt;
        return outcome ? QVariant(outcomeIcon(*outcome)) : QVariant();
    }
    if (role == Qt::BackgroundRole && toneOf(check.change) != Tone::Neutral)
        return toneBackground(toneOf(check.change), QGuiApplication::palette());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignTop));
    return {};
}

QVariant RecheckedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ThenColumn:
        return tr("Then");
    case NowColumn:
        return tr("Now");
    case TitleColumn:
        return tr("Check");
    case MessageColumn:
        return tr("What was found");
    default:
        return {};
    }
}

} // namespace gatehouse::ui
