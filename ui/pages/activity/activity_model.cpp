#include "activity_model.h"

#include "sandbox/background.h"
#include "store/activity_kinds.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "workspace/registration_record.h"

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using store::Activity;
using store::ActivityOrigin;

ActivityModel::ActivityModel(const store::ActivityLog &log, Clock clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_log(log)
    , m_clock(std::move(clock))
{
    m_pool.setMaxThreadCount(1);
}

ActivityModel::~ActivityModel()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void ActivityModel::read(const store::ActivityFilter &filter, std::optional<qint64> before,
                         std::function<void(const Page &)> take)
{
    const quint64 generation = m_generation;
    sandbox::inBackground<Page>(
        m_replies, [&log = m_log, filter, before] { return log.page(filter, before, PageSize); },
        [this, generation, take = std::move(take)](const Page &page) {
            if (generation != m_generation)
                return;
            take(page);
            if (!page)
                Q_EMIT failed(page.error());
        },
        m_pool);
}

void ActivityModel::show(const store::ActivityFilter &filter, std::optional<qint64> from)
{
    m_filter = filter;
    m_from = from;
    ++m_generation;
    m_pool.clear();
    m_isFetching = true;
    m_isLooking = false;
    m_looksAgain = false;
    read(filter, from ? std::optional(*from + 1) : std::nullopt, [this](const Page &page) {
        m_isFetching = false;
        if (page)
            takeFirst(*page);
    });
}

void ActivityModel::takeFirst(const QList<Activity> &rows)
{
    beginResetModel();
    m_rows = rows;
    m_isAtEnd = rows.size() < PageSize;
    endResetModel();
    Q_EMIT shown();
}

bool ActivityModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_isAtEnd && !m_isFetching;
}

void ActivityModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_isFetching = true;
    read(m_filter, m_rows.constLast().number, [this](const Page &page) {
        m_isFetching = false;
        if (page)
            takeMore(*page);
        else
            m_isAtEnd = true; // it would fail again with every move of the view
    });
}

void ActivityModel::takeMore(const QList<Activity> &rows)
{
    m_isAtEnd = rows.size() < PageSize;
    if (rows.isEmpty())
        return;
    const int first = static_cast<int>(m_rows.size());
    beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
    m_rows += rows;
    endInsertRows();
}

void ActivityModel::lookForNew()
{
    if (m_from)
        return;
    if (m_isLooking) {
        m_looksAgain = true;
        return;
    }
    m_isLooking = true;
    read(m_filter, std::nullopt, [this](const Page &page) {
        m_isLooking = false;
        if (page)
            takeNew(*page);
        if (std::exchange(m_looksAgain, false))
            lookForNew();
    });
}

void ActivityModel::takeNew(const QList<Activity> &rows)
{
    const qint64 newest = m_rows.isEmpty() ? 0 : m_rows.constFirst().number;
    const auto known =
        std::find_if(rows.cbegin(), rows.cend(), [&](const Activity &row) { return row.number <= newest; });
    const qsizetype count = std::distance(rows.cbegin(), known);
    // More came than a page holds, so that there would be a gap.
    if (m_rows.isEmpty() || count == PageSize) {
        if (count > 0 || !m_rows.isEmpty())
            takeFirst(rows);
        return;
    }
    if (count == 0)
        return;
    beginInsertRows({}, 0, static_cast<int>(count) - 1);
    m_rows = rows.first(count) + m_rows;
    endInsertRows();
}

int ActivityModel::rowOf(qint64 number) const
{
    const auto found = std::lower_bound(m_rows.cbegin(), m_rows.cend(), number,
                                        [](const Activity &row, qint64 wanted) { return row.number > wanted; });
    return found == m_rows.cend() ? -1 : static_cast<int>(std::distance(m_rows.cbegin(), found));
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ActivityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Activity &row = m_rows[index.row()];
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) {
        switch (index.column()) {
        case TimeColumn:
            return momentText(row.at).chopped(4); // the header says UTC
        case WhatColumn:
            return store::activityTitle(row.action);
        case SubjectColumn:
            return subjectText(row);
        case WhoColumn:
            return row.actor.name.isEmpty() ? tr("unknown") : row.actor.name;
        case OriginColumn:
            return workspace::title(row.actor.origin);
        default:
            return row.reason;
        }
    }
    if (role == Qt::DecorationRole && index.column() == WhatColumn)
        return icon(subjectIcon(row.subjectKind));
    if (role == Qt::ToolTipRole) {
        if (index.column() == TimeColumn)
            return u"%1\n%2"_s.arg(localMomentText(row.at), relativeText(row.at, m_clock()));
        if (index.column() == SubjectColumn)
            return row.subject;
        if (index.column() == ReasonColumn && !row.reason.isEmpty())
            return row.reason;
    }
    return {};
}

QVariant ActivityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString titles[ColumnCount] = {tr("Time (UTC)"), tr("What"), tr("Subject"),
                                         tr("Who"),        tr("From"), tr("Reason")};
    return titles[section];
}

QString originIcon(ActivityOrigin origin)
{
    switch (origin) {
    case ActivityOrigin::Console:
        return u"user"_s;
    case ActivityOrigin::CommandLine:
        return u"terminal"_s;
    case ActivityOrigin::Endpoint:
        break;
    }
    return u"network-server"_s;
}

QString subjectIcon(const QString &subjectKind)
{
    constexpr std::pair<QLatin1String, QLatin1String> Icons[] = {
        {"client"_L1, "user"_L1},           {"policy"_L1, "policy"_L1},          {"keymanager"_L1, "keymanagers"_L1},
        {"keyset"_L1, "jwks"_L1},           {"truststore"_L1, "truststores"_L1}, {"deployment"_L1, "document-save"_L1},
        {"directory"_L1, "certificate"_L1}, {"sandbox"_L1, "sandbox"_L1},
    };
    for (const auto &[kind, name] : Icons) {
        if (kind == subjectKind)
            return name;
    }
    return u"activity"_s;
}

QString subjectText(const Activity &activity)
{
    if (activity.subjectKind == "policy"_L1)
        return ActivityModel::tr("Version %1: %2").arg(activity.subject, activity.subjectName);
    return activity.subjectName.isEmpty() ? activity.subject : activity.subjectName;
}

} // namespace gatehouse::ui
