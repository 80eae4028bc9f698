#pragma once

#include "history_panel.h"
#include "sandbox/workspace_policy.h"
#include "store/reply_box.h"
#include "ui/pages/page.h"

#include <QFutureWatcher>

class QAction;
class QMenu;
class QPushButton;
class QSplitter;
class QTabWidget;
class QToolButton;

namespace gatehouse::store {
class ChangeWatcher;
}
namespace gatehouse::workspace {
class Workspace;
}
namespace gatehouse::wso2 {
class DeploymentToml;
}

namespace gatehouse::ui {

class BusyBar;
class DifferenceList;
class NoticeBar;
class OutcomeLabel;
class PolicyDraft;
class PolicyForm;
class TrialPanel;

/// What a registration may be: edited in a form, tried on what is registered, applied as a new version.
class PolicyPage : public Page
{
    Q_OBJECT

public:
    /// `workspace` must outlive the page.
    explicit PolicyPage(workspace::Workspace &workspace, QWidget *parent = nullptr);
    ~PolicyPage() override;

    PolicyDraft &draft() { return *m_draft; }
    /// Read and written off this thread; a notice says what went wrong.
    void importFile(const QString &path);
    void exportFile(const QString &path);
    /// What the tables of a server's deployment.toml say, put over the form.
    void importToml(const QString &path);

    void focusFirst() override;
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;
    void refresh() override;
    bool mayClose() override;

Q_SIGNALS:
    /// What is shown is another version than before, and what the workspace has.
    void loaded();

private:
    struct Loaded {
        bool isKnown = false;       ///< nothing was applied since
        QList<PolicyEntry> entries; ///< newest first
        std::optional<Error> problem;
    };

    QLayout *makeBar();
    QWidget *makeSide();
    void makePresets(QMenu *menu);
    void makeFileMenu(QMenu *menu);
    void load();
    void take(const Loaded &loaded);
    void takeApplied(const sandbox::WorkspacePolicy &applied, const QString &by);
    void showState();
    void askToApply();
    void apply(const QString &reason);
    void restore(const PolicyEntry &entry);
    void discard();
    void chooseImport();
    void chooseToml();
    void takeToml(const QString &name, const wso2::DeploymentToml &file);
    void writeToml();
    void chooseExport();
    void showProblem(const Error &error);

    workspace::Workspace &m_workspace;
    PolicyDraft *m_draft;
    OutcomeLabel *m_state;
    QPushButton *m_errors;
    NoticeBar *m_notice;
    BusyBar *m_busy;
    PolicyForm *m_form;
    QTabWidget *m_side = nullptr;
    DifferenceList *m_differences;
    TrialPanel *m_trial;
    HistoryPanel *m_history;
    QSplitter *m_splitter;
    QPushButton *m_apply = nullptr;
    QAction *m_discard = nullptr;
    QString m_reason; ///< offered when it is applied
    std::optional<PolicyEntry> m_current;
    std::optional<int> m_knownVersion; ///< the newest that was read; others write much else to a database
    bool m_isLoaded = false;
    bool m_isApplying = false;
    bool m_isOutdated = false; ///< something changed while it was loaded
    bool m_isClosing = false;  ///< the window waits for what is unsaved
    store::ReplyBox m_replies;
    std::unique_ptr<store::ChangeWatcher> m_watcher;
    QFutureWatcher<Loaded> m_loading;
};

} // namespace gatehouse::ui
