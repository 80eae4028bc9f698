#include "message_model.h"

#include "ui/format.h"
#include "ui/icons.h"

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// QtMsgType is not in the order of gravity.
int gravity(QtMsgType level)
{
    switch (level) {
    case QtDebugMsg:
        return 0;
    case QtInfoMsg:
        return 1;
    case QtWarningMsg:
        return 2;
    default:
        return 3;
    }
}

QIcon iconOf(QtMsgType level)
{
    switch (gravity(level)) {
    case 3:
        return tonedIcon(u"outcome-fail"_s, Tone::Bad);
    case 2:
        return tonedIcon(u"outcome-warn"_s, Tone::Caution);
    default:
        return tonedIcon(u"help-about"_s, Tone::Neutral);
    }
}

} // namespace

MessageModel::MessageModel(MessageLog &log, QObject *parent)
    : QAbstractTableModel(parent)
    , m_log(log)
{
    // Messages come from any thread.
    connect(&m_log, &MessageLog::added, this, &MessageModel::take, Qt::QueuedConnection);
    connect(&m_log, &MessageLog::cleared, this, [this] {
        beginResetModel();
        m_messages.clear();
        endResetModel();
    });
    take();
}

void MessageModel::take()
{
    const QList<LogMessage> fresh = m_log.messagesAfter(m_messages.empty() ? 0 : m_messages.back().number);
    if (fresh.isEmpty())
        return;
    const int rows = rowCount();
    const int surplus = rows + static_cast<int>(fresh.size()) - static_cast<int>(MessageLog::MaxMessages);
    if (const int gone = std::min(surplus, rows); gone > 0) {
        beginRemoveRows({}, 0, gone - 1);
        m_messages.erase(m_messages.begin(), m_messages.begin() + gone);
        endRemoveRows();
    }
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(fresh.size()) - 1);
    m_messages.insert(m_messages.end(), fresh.begin(), fresh.end());
    endInsertRows();
}

int MessageModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_messages.size());
}

int MessageModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MessageModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const LogMessage &row = message(index.row());
    if (role == Qt::DecorationRole && index.column() == LevelColumn)
        return iconOf(row.level);
    if (role == Qt::ToolTipRole)
        return index.column() == WhenColumn ? localMomentText(row.at) : row.text;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case WhenColumn:
        return momentText(row.at);
    case LevelColumn:
        return word(row.level);
    case CategoryColumn:
        return row.category;
    default:
        return row.text;
    }
}

QVariant MessageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("When"), tr("Level"), tr("Part"), tr("Message")};
    return titles[section];
}

void MessageFilter::setLeastLevel(QtMsgType level)
{
    m_least = gravity(level);
    invalidateFilter();
}

void MessageFilter::setText(const QString &text)
{
    m_text = text;
    invalidateFilter();
}

const LogMessage &MessageFilter::message(int row) const
{
    return static_cast<const MessageModel *>(sourceModel())->message(mapToSource(index(row, 0)).row());
}

bool MessageFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const LogMessage &message = static_cast<const MessageModel *>(sourceModel())->message(row);
    return gravity(message.level) >= m_least
        && (m_text.isEmpty() || message.text.contains(m_text, Qt::CaseInsensitive)
            || message.category.contains(m_text, Qt::CaseInsensitive));
}

} // namespace gatehouse::ui
