#pragma once

#include "software_keys.h"
#include "store/reply_box.h"
#include "workspace/registration_recheck.h"
#include "workspace/registration_summary.h"

#include <QThreadPool>
#include <QTimer>
#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

class ChecksTab;
class FactsView;
class HistoryTab;
class KeysTab;
class OutcomeLabel;
class SignatureView;
class TokenView;
class VersionsTab;
class WrappedText;

/// All that is known of one registration, in tabs. Reads and judges off the window's thread; a tab is filled when it is
/// first looked at.
class RegistrationDetail : public QWidget
{
    Q_OBJECT

public:
    /// `workspace` must outlive it.
    explicit RegistrationDetail(workspace::Workspace &workspace, QWidget *parent = nullptr);
    ~RegistrationDetail() override;

    /// After a short while: whoever walks through a list does not wait for each. Empty: nothing is chosen.
    void showClient(const QString &clientId);
    void showSeveral(qsizetype count);
    /// Reads again what is shown.
    void reload();
    /// Null while there is none.
    std::shared_ptr<const workspace::RegistrationRecord> record() const;

    int currentTab() const;
    void setCurrentTab(int tab);

Q_SIGNALS:
    /// What was asked for last is shown, or why it cannot be.
    void shown();
    void inspectRequested(const QByteArray &text, gatehouse::Instant at);
    void reportRequested();

private:
    enum Tab { SummaryTab, MetadataTab, StatementTab, ChecksTabIndex, KeysTabIndex, HistoryTabIndex, VersionsTabIndex };
    static constexpr int TabCount = 7;

    struct Loaded {
        workspace::RegistrationRecord record;
        QList<workspace::FactGroup> summary;
        Result<Json> metadata;
        QList<trust::Certificate> known; ///< whom the endpoint trusts, for the certificate's chain
    };

    QWidget *makeContent();
    QLayout *makeHeader();
    QWidget *makeStatement();
    void say(const QString &text);
    void load();
    void showLoaded(const std::shared_ptr<const Loaded> &loaded);
    void fillTab(int tab);
    void startRecheck();
    void startKeyLookup(KeyLookup lookup);

    workspace::Workspace &m_workspace;
    QThreadPool m_pool;
    store::ReplyBox m_replies;
    QTimer m_delay;
    QString m_clientId;
    quint64 m_load = 0; ///< answers of an earlier one are of no use
    quint64 m_recheck = 0;
    std::shared_ptr<const Loaded> m_loaded;
    bool m_isFilled[TabCount] = {};

    QStackedWidget *m_stack;
    QLabel *m_placeholder;
    OutcomeLabel *m_problem;
    WrappedText *m_name = nullptr;
    OutcomeLabel *m_status = nullptr;
    QTabWidget *m_tabs = nullptr;
    FactsView *m_summary = nullptr;
    TokenView *m_metadata = nullptr;
    SignatureView *m_signature = nullptr;
    TokenView *m_statement = nullptr;
    ChecksTab *m_checks = nullptr;
    KeysTab *m_keys = nullptr;
    HistoryTab *m_history = nullptr;
    VersionsTab *m_versions = nullptr;
};

} // namespace gatehouse::ui
