#pragma once

#include "store/activity_export.h"
#include "store/change_watcher.h"
#include "store/reply_box.h"
#include "ui/pages/page.h"

#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <memory>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace gatehouse::ui {

class ActivityDetail;
class ActivityFilterBar;
class ActivityModel;
class BusyBar;
class EmptyState;
class NoticeBar;
class VerifyDialog;

/// The record of who changed what: found, read, verified and exported. It is never changed here.
class ActivityPage : public Page
{
    Q_OBJECT

public:
    /// `log` and `database`, which is the log's, must outlive the page.
    ActivityPage(const store::ActivityLog &log, const store::Database &database, Clock clock,
                 QWidget *parent = nullptr);
    ~ActivityPage() override;

    void focusFirst() override;
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;
    void refresh() override;
    /// The number of a row.
    void open(const QString &subject) override;

    /// Shows the row, whatever is filtered; the next older one where it is gone.
    void goToRow(qint64 number);
    void exportTo(const QString &path, store::ActivityFormat format);

Q_SIGNALS:
    /// What a row is about is to be shown, on whichever page looks after it.
    void subjectActivated(const QString &kind, const QString &subject);
    /// What is asked for is in the list.
    void shown();
    void exported(const QString &path);

private:
    QLayout *makeBar();
    void makeTable();
    void makeStack();
    void connectModel();
    void watch();
    void load();
    void readActors();
    void readCount();
    void showLoaded();
    void showSelected();
    void showStanding();
    void openVerify();
    void chooseExport();
    void concludeExport(const QString &path, const Result<qint64> &count);

    const store::ActivityLog &m_log;
    const store::Database &m_database;
    Clock m_clock;
    store::ReplyBox m_replies;
    QThreadPool m_pool;
    ActivityModel *m_model;
    BusyBar *m_busy;
    NoticeBar *m_notice;
    NoticeBar *m_standing; ///< that the list does not begin with the newest row
    QLabel *m_count;
    QPushButton *m_verify;
    QPushButton *m_export;
    ActivityFilterBar *m_filter; ///< below them, and so reached after them
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    EmptyState *m_nothingFits;
    QSplitter *m_splitter;
    QTableView *m_table;
    ActivityDetail *m_detail;
    QPointer<VerifyDialog> m_verification;
    std::shared_ptr<std::atomic_bool> m_isCancelled; ///< the export
    QTimer m_ownWrites;
    quint64 m_seenCommits = 0;
    qint64 m_wanted = 0;   ///< the row to be selected once it is there
    qint64 m_selected = 0; ///< the row whose detail is shown
    quint64 m_counting = 0;
};

} // namespace gatehouse::ui
