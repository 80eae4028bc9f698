#pragma once

#include "dcr/policy.h"
#include "workspace/registration_trial.h"

#include <QFutureWatcher>
#include <QTimer>
#include <QWidget>

class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

class OutcomeLabel;
class PolicyDraft;
class QuietLabel;

/// What the edited policy would make of the registrations that are there, and of a request that is pasted.
class TrialPanel : public QWidget
{
    Q_OBJECT

public:
    TrialPanel(workspace::Workspace &workspace, const PolicyDraft &draft, QWidget *parent = nullptr);
    ~TrialPanel() override;

    void run();
    void focusFirst();

Q_SIGNALS:
    void finished();

private:
    struct Outcome {
        Result<workspace::TrialReport> registrations;
        std::optional<Result<workspace::TriedRegistration>> request; ///< none where nothing was pasted
    };

    void showOutcome(const Outcome &outcome);
    void showRequest(const std::optional<Result<workspace::TriedRegistration>> &request);
    void showRegistrations(const workspace::TrialReport &report);
    void setRunning(bool isRunning);

    workspace::Workspace &m_workspace;
    const PolicyDraft &m_draft;
    QPlainTextEdit *m_request;
    QPushButton *m_run;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    OutcomeLabel *m_summary;
    OutcomeLabel *m_requestVerdict;
    QuietLabel *m_outdated;
    QTreeWidget *m_results;
    QTimer m_noticed;
    QFutureWatcher<Outcome> m_watcher;
};

} // namespace gatehouse::ui
