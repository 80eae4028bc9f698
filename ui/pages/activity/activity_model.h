#pragma once

#include "store/activity_log.h"
#include "store/reply_box.h"

#include <QAbstractTableModel>
#include <QThreadPool>

#include <optional>

namespace gatehouse::ui {

/// Rows of the record, newest first, read by page in the background as the view comes near their end.
class ActivityModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, WhatColumn, SubjectColumn, WhoColumn, OriginColumn, ReasonColumn, ColumnCount };

    static constexpr int PageSize = 200;

    /// `log` must outlive it.
    ActivityModel(const store::ActivityLog &log, Clock clock, QObject *parent = nullptr);
    ~ActivityModel() override;

    /// What was shown stays until the new rows are there. `from` is the newest row to show; without it all are shown,
    /// and new ones as they come.
    void show(const store::ActivityFilter &filter, std::optional<qint64> from = std::nullopt);
    const store::ActivityFilter &filter() const { return m_filter; }
    bool isFromNewest() const { return !m_from; }
    /// Puts in what came since.
    void lookForNew();

    const store::Activity &activity(int row) const { return m_rows[row]; }
    /// The row's place, or that of the next older one; -1 where neither is loaded.
    int rowOf(qint64 number) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    /// What show() asked for is there.
    void shown();
    void failed(const gatehouse::Error &error);

private:
    using Page = Result<QList<store::Activity>>;

    void read(const store::ActivityFilter &filter, std::optional<qint64> before,
              std::function<void(const Page &)> take);
    void takeFirst(const QList<store::Activity> &rows);
    void takeMore(const QList<store::Activity> &rows);
    void takeNew(const QList<store::Activity> &rows);

    const store::ActivityLog &m_log;
    Clock m_clock;
    store::ReplyBox m_replies;
    QThreadPool m_pool;
    store::ActivityFilter m_filter;
    std::optional<qint64> m_from;
    QList<store::Activity> m_rows;
    quint64 m_generation = 0; ///< answers to what was asked before the last show() are of no use
    bool m_isAtEnd = true;
    bool m_isFetching = false;
    bool m_isLooking = false;
    bool m_looksAgain = false;
};

QString originIcon(store::ActivityOrigin origin);
/// Of the page that a kind of subject is looked after on.
QString subjectIcon(const QString &subjectKind);
/// As people call it.
QString subjectText(const store::Activity &activity);

} // namespace gatehouse::ui
