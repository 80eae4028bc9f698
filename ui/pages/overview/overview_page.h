#pragma once

#include "ui/pages/page.h"
#include "workspace/first_steps.h"
#include "workspace/overview.h"

#include <QFutureWatcher>
#include <QTimer>

#include <optional>

class QAbstractItemModel;
class QGridLayout;
class QLabel;
class QScrollArea;
class QStackedWidget;
class QTableView;

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

class BusyBar;
class ExpiryModel;
class FirstStartView;
class NoticeBar;
class OverviewTile;
class RecentActivityModel;

/// What there is to know at a glance, each figure a link to the page that explains it; in a workspace that nobody has
/// registered in yet, the way to a first registration. Keeps itself fresh in the background.
class OverviewPage : public Page
{
    Q_OBJECT

public:
    /// `workspace` must outlive the page.
    explicit OverviewPage(workspace::Workspace &workspace, QWidget *parent = nullptr);
    ~OverviewPage() override;

    /// Truststores whose certificates are looked at: those that were opened lately.
    void setTruststores(std::function<QStringList()> truststores);
    /// How the first step starts the sandbox.
    void setSandboxSettings(std::function<sandbox::Settings()> settings);
    void showFirstStart();
    workspace::FirstSteps *firstSteps() { return &m_steps; }

    void focusFirst() override;
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;
    void refresh() override;

Q_SIGNALS:
    void inspectRequested(const QByteArray &text);
    /// What is shown is what there is now.
    void gathered();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeDashboard();
    QWidget *makeExpiryPanel();
    QWidget *makeActivityPanel();
    QTableView *makeTable(QAbstractItemModel *model, const QString &objectName, const QString &accessibleName);
    QWidget *makePanel(const QString &title, QTableView *table, QLabel *empty, QWidget *link);
    void follow();
    void arrange();
    void gatherSoon();
    void gather();
    void gatherExpiry();
    void showOverview();
    void showExpiry();
    void showSandbox();
    /// Spans of time grow by themselves.
    void showTimes();
    void choosePart();

    workspace::Workspace &m_workspace;
    workspace::FirstSteps m_steps;
    std::function<QStringList()> m_truststores;
    QStackedWidget *m_stack;
    QScrollArea *m_firstStartArea;
    FirstStartView *m_firstStart;
    QWidget *m_dashboard = nullptr;
    QGridLayout *m_grid = nullptr;
    NoticeBar *m_notice = nullptr;
    QList<OverviewTile *> m_tiles; ///< sandbox, registrations, certificates, key sets
    QList<QWidget *> m_panels;
    ExpiryModel *m_expiryModel;
    RecentActivityModel *m_activityModel;
    QTableView *m_expiryTable = nullptr;
    QTableView *m_activityTable = nullptr;
    QLabel *m_noExpiry = nullptr;
    QLabel *m_noActivity = nullptr;

    QTimer m_soon, m_commitsTimer, m_timesTimer, m_expiryTimer;
    QFutureWatcher<workspace::Overview> m_gathering;
    QFutureWatcher<workspace::ExpiryReport> m_gatheringExpiry;
    std::optional<workspace::Overview> m_overview;
    std::optional<workspace::ExpiryReport> m_expiry;
    quint64 m_seenCommits = 0;
    int m_columns = 0;
    bool m_wantsFocus = false; ///< the page was chosen before it had anything to show
    bool m_isOutdated = true;
    bool m_isExpiryOutdated = false;
    bool m_hasSeenFirstStart = false; ///< its steps are done, and the page was left
    bool m_hasLeftFirstStart = false; ///< the user wants figures, though there are none
};

} // namespace gatehouse::ui
