#pragma once

#include "client_views.h"
#include "store/reply_box.h"
#include "ui/pages/page.h"
#include "workspace/client_export.h"

#include <QHash>
#include <QThreadPool>

#include <atomic>
#include <memory>

class QAction;
class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

class BusyBar;
class ClientFilterBar;
class ClientListModel;
class ClientTable;
class DecisionDesk;
class EmptyState;
class NoticeBar;
class RegistrationDetail;
class ViewMenu;
struct DecisionReport;

/// Every registered client: who it is, how it was judged, and what becomes of it.
class RegistrationsPage : public Page
{
    Q_OBJECT

public:
    /// `workspace` must outlive the page.
    explicit RegistrationsPage(workspace::Workspace &workspace, QWidget *parent = nullptr);
    ~RegistrationsPage() override;

    /// Shows those that wait for review.
    void showWaiting();
    /// Looks for this client alone and shows it.
    void showClient(const QString &clientId);
    /// The dossier of the one that is shown, as PDF; what comes of it is said above the list.
    void saveReport(const QString &path);
    /// What the filter lets through, whole.
    void exportTo(const QString &path, workspace::ExportFormat format);

    void focusFirst() override;
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;
    void refresh() override;
    /// A client's id, or "status:" and the status of those that are to be shown.
    void open(const QString &subject) override;

Q_SIGNALS:
    void inspectRequested(const QByteArray &text, gatehouse::Instant at);
    /// There is no registration yet: the sandbox is where one comes from.
    void sandboxRequested();
    /// The list shows what was asked for.
    void listed();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    struct DecisionEntry;
    static const QList<DecisionEntry> &decisions();

    QLayout *makeBar();
    void makeDecisions(QLayout &bar);
    QWidget *makeExport();
    QWidget *makeList();
    void makeEmptyStates();
    void connectList();
    void connectDetail();

    void chooseWanted();
    void applyFilter();
    void applyView(const ClientView &view);
    void saveView(const QString &name);
    void takeChosen();
    void updateDecisions();
    void updateStates();
    void countAll();
    void showContextMenu(const QPoint &position);
    void followDetail();

    void askDecision(const DecisionEntry &entry);
    void rememberReason(const QString &reason);
    void showReport(const DecisionReport &report);
    void askReportFile();
    void askExportFile(workspace::ExportFormat format);

    workspace::Workspace &m_workspace;
    QThreadPool m_pool;
    store::ReplyBox m_replies;
    ClientListModel *m_model;
    DecisionDesk *m_desk;
    ViewMenu *m_views;
    ClientFilterBar *m_filter;
    BusyBar *m_busy;
    NoticeBar *m_notice;
    QStackedWidget *m_stack;
    QSplitter *m_splitter;
    QStackedWidget *m_listStack = nullptr;
    ClientTable *m_table;
    QLabel *m_count = nullptr;
    RegistrationDetail *m_detail;
    EmptyState *m_none = nullptr;
    EmptyState *m_noMatch = nullptr;
    EmptyState *m_noneWaits = nullptr;
    QToolButton *m_export = nullptr;
    QList<QAction *> m_decisions; ///< in the order of decisions()

    std::optional<qint64> m_total; ///< deregistered ones too; nothing until they were counted
    QString m_wanted;              ///< a client to choose once it is listed
    int m_decidedRow = -1;         ///< where the list was when it was decided about; -1: it was not
    bool m_wantsFirst = false;     ///< the first one is chosen once the list is there
    QStringList m_reasons;
    std::shared_ptr<std::atomic_bool> m_exportCancelled;
    bool m_isLaidOut = false;
};

} // namespace gatehouse::ui
