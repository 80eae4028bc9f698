#pragma once

#include "inspection.h"
#include "ui/pages/page.h"

#include <QFutureWatcher>
#include <QTimer>

#include <optional>

class QDateTimeEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace gatehouse::ui {

class InspectionView;
class KeyChoice;
class OutcomeLabel;
class TokenInput;

/// Says of a pasted token what it holds, who signed it, and whether a registration with it would be accepted.
/// The text is not kept beyond the program's run: it can hold personal data.
class InspectorPage : public Page
{
    Q_OBJECT

public:
    explicit InspectorPage(InspectorServices services, QWidget *parent = nullptr);
    ~InspectorPage() override;

    void inspectText(const QByteArray &text);
    /// Reads it off this thread; what keeps it from being read is shown on the page.
    void inspectFile(const QString &path);
    void chooseFile();

    void focusFirst() override;
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;
    void refresh() override;

    /// Nothing: the present.
    void setJudgedAt(std::optional<Instant> at);

Q_SIGNALS:
    /// What is shown is what was asked for last.
    void inspected();
    /// The key that the shown statement is signed by; both empty where none is known to be.
    void statementVerified(const QByteArray &kid, const QByteArray &thumbprint);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QLayout *makeActionBar();
    QLayout *makeMomentBar();
    QLayout *makeKeyBar();
    void makeResults();
    QWidget *makeEmptyState();
    void connectInputs();
    void pasteFromClipboard();
    void schedule();
    void run();
    void showInspection(const Inspection &inspection);
    void showProblem(const Error &error);
    void tellSigner();
    void showKeyProblems(const dcr::Evidence &evidence);
    std::optional<Instant> issuedAt() const;

    InspectorServices m_services;
    QPushButton *m_clear = nullptr;
    QDateTimeEdit *m_moment = nullptr;
    QPushButton *m_whenIssued = nullptr;
    KeyChoice *m_statementKeys = nullptr;
    KeyChoice *m_requestKeys = nullptr;
    OutcomeLabel *m_keyProblem = nullptr;
    TokenInput *m_input = nullptr;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_results = nullptr;
    QWidget *m_empty = nullptr;
    OutcomeLabel *m_problem = nullptr;
    InspectionView *m_view = nullptr;

    std::optional<Instant> m_judgedAt;
    std::shared_ptr<const Inspection> m_inspection;
    QFutureWatcher<std::shared_ptr<const Inspection>> m_watcher;
    QTimer m_delay;
    bool m_isOutdated = false; ///< something changed since the running inspection began
};

} // namespace gatehouse::ui
