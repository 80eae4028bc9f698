#include "review_model.h"

#include "ui/appearance.h"
#include "ui/validity.h"

#include <QGuiApplication>

#include <algorithm>

namespace gatehouse::ui {

namespace {

QString word(trust::ReviewFinding::Level level)
{
    switch (level) {
    case trust::ReviewFinding::Level::Problem:
        return ReviewModel::tr("Problem");
    case trust::ReviewFinding::Level::Warning:
        return ReviewModel::tr("Warning");
    case trust::ReviewFinding::Level::Note:
        break;
    }
    return ReviewModel::tr("Remark");
}

} // namespace

void ReviewModel::setFindings(const QList<trust::StoreFinding> &findings)
{
    m_findings = findings;
    std::ranges::stable_sort(m_findings, std::ranges::greater(),
                             [](const trust::StoreFinding &each) { return each.finding.level; });
    show();
}

void ReviewModel::setNotesShown(bool shown)
{
    m_showsNotes = shown;
    show();
}

void ReviewModel::show()
{
    beginResetModel();
    m_shown = m_findings;
    if (!m_showsNotes)
        m_shown.removeIf([](const trust::StoreFinding &each) { return each.finding.level == Level::Note; });
    endResetModel();
}

qsizetype ReviewModel::count(Level level) const
{
    return std::ranges::count(m_findings, level, [](const trust::StoreFinding &each) { return each.finding.level; });
}

int ReviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int ReviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ReviewModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const trust::StoreFinding &each = m_shown[index.row()];
    const Level level = each.finding.level;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == LevelColumn)
            return word(level);
        return index.column() == EntryColumn ? each.alias : each.finding.text;
    case Qt::ToolTipRole:
        return index.column() == LevelColumn ? word(level)
            : index.column() == EntryColumn  ? each.alias
                                             : each.finding.text;
    case Qt::DecorationRole:
        return index.column() == LevelColumn ? QVariant(tonedIcon(iconName(level), toneOf(level))) : QVariant();
    case Qt::ForegroundRole:
        return index.column() == LevelColumn ? QVariant(toneColour(toneOf(level), QGuiApplication::palette()))
                                             : QVariant();
    default:
        return {};
    }
}

QVariant ReviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static constexpr const char *Titles[ColumnCount] = {QT_TR_NOOP("Finding"), QT_TR_NOOP("Entry"),
                                                        QT_TR_NOOP("What is wrong")};
    if (orientation != Qt::Horizontal || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return tr(Titles[section]);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    return {};
}

} // namespace gatehouse::ui
