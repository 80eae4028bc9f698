#pragma once

#include "base/result.h"
#include "base/time.h"
#include "vault/vault.h"

#include <QFutureWatcher>
#include <QWidget>

#include <memory>

class QLabel;
class QStackedWidget;

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

class OutcomeLabel;

/// Opens a workspace off the window's thread. Says what keeps it from being opened, and offers another folder.
class StartWindow : public QWidget
{
    Q_OBJECT

public:
    StartWindow(QString folder, Clock clock, vault::Vault::Keychain keychain = vault::Vault::Keychain::Never,
                QWidget *parent = nullptr);
    ~StartWindow() override;

    /// Shows itself only where opening takes long enough to be noticed, or fails.
    void open();
    /// Once, after opened(): nothing afterwards.
    std::unique_ptr<workspace::Workspace> takeWorkspace();

Q_SIGNALS:
    void opened();

private:
    using Opened = std::shared_ptr<Result<std::unique_ptr<workspace::Workspace>>>;

    QWidget *makeProgressPage();
    QWidget *makeFailurePage();
    void chooseFolder();
    void finish();

    QString m_folder;
    Clock m_clock;
    vault::Vault::Keychain m_keychain;
    QStackedWidget *m_stack;
    QLabel *m_progressText;
    OutcomeLabel *m_failure;
    QFutureWatcher<Opened> m_watcher;
    std::unique_ptr<workspace::Workspace> m_workspace;
};

} // namespace gatehouse::ui
