#pragma once

#include "sandbox/request_sender.h"
#include "sandbox/sandbox.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QPlainTextEdit;
class QPushButton;
class QSettings;
class QSplitter;
class QTabWidget;

namespace gatehouse::ui {

class BusyBar;
class ComposerClaimsEditor;
class ComposerResult;
class ComposerTamperings;
class ComposerTarget;
class ComposerTppChoice;
class OutcomeLabel;
class TokenView;

/// Composes registration requests as a test TPP, tampers with them, sends them and says which check caught what. A
/// window of its own beside the console's: the live log stays in sight.
class ComposerWindow : public QWidget
{
    Q_OBJECT

public:
    /// `sandbox` must outlive it. `kitsFolder` is where this workspace puts kits.
    ComposerWindow(sandbox::Sandbox &sandbox, std::shared_ptr<directory::Directory> directory, Clock clock,
                   const QString &kitsFolder, QWidget *parent = nullptr);
    ~ComposerWindow() override;

    /// Where the sandbox is or would be.
    void setSandboxBaseUrl(std::function<QString()> baseUrl);
    /// As this TPP; without one, as the one before.
    void compose(const QString &organisationId, const QString &softwareId);
    /// TPPs were made or removed, kits written.
    void refresh();
    void addKitFolder(const QString &folder);

    void saveState(QSettings &settings) const;
    void restoreState(const QSettings &settings);

Q_SIGNALS:
    void startRequested();
    void newTppRequested();
    void inspectRequested(const QByteArray &text, gatehouse::Instant at);

private:
    QLayout *makeHead();
    QWidget *makeComposition();
    QWidget *makeSentTab();
    QWidget *makeSigning();
    QWidget *makeOutcome();
    void connectParts();
    void takeTpp();
    void fillKeys();
    void fillAlgorithms();
    void resetClaims();
    void resetEditor(ComposerClaimsEditor *editor);
    sandbox::RequestDraft draft() const;
    sandbox::SendOrder order() const;
    sandbox::SendAction action() const;
    dcr::Policy policy() const;
    QString problem() const;
    void showState();
    void schedulePreview();
    void preview();
    void takePreview(const sandbox::SentRequest &request);
    void showPreviewProblem(const Error &error);
    void noteEdit();
    /// Clients that this TPP registered while the endpoint ran.
    void noteClients(const QList<sandbox::Exchange> &exchanges);
    void send();
    void takeSent(const sandbox::SentRequest &sent);
    void takeRecords(const QList<sandbox::Exchange> &exchanges);
    void concludeSending();

    sandbox::Sandbox &m_sandbox;
    Clock m_clock;
    sandbox::RequestSender m_sender;
    ComposerTppChoice *m_tpps;
    ComposerTarget *m_target;
    QTabWidget *m_tabs;
    ComposerClaimsEditor *m_request;
    ComposerClaimsEditor *m_statement;
    QCheckBox *m_renew;
    QComboBox *m_key;
    QComboBox *m_algorithm;
    ComposerTamperings *m_tamperings;
    QPlainTextEdit *m_curl;
    TokenView *m_token;
    OutcomeLabel *m_previewProblem;
    QWidget *m_sentTab = nullptr;
    QComboBox *m_action;
    QComboBox *m_clientId;
    QPushButton *m_send;
    OutcomeLabel *m_problem;
    BusyBar *m_busy;
    ComposerResult *m_result;
    QSplitter *m_splitter;
    QTimer m_previewTimer;
    QString m_softwareId;    ///< that the claims are of
    QString m_claimsBase;    ///< that the claims name
    Json m_previousClaims;   ///< the request's claims before the edit
    bool m_isEdited = false; ///< the claims are no longer as they were made
    std::optional<sandbox::SentRequest> m_sent;
    std::optional<sandbox::SentRequest> m_previewed;
    QList<sandbox::Exchange> m_records; ///< of the endpoint, while one is under way
};

} // namespace gatehouse::ui
