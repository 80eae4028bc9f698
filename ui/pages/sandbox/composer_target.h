#pragma once

#include "sandbox/request_sender.h"
#include "sandbox/sandbox.h"

#include <QFutureWatcher>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// Where composed requests go: this workspace's sandbox, or an address that the user names.
class ComposerTarget : public QWidget
{
    Q_OBJECT

public:
    /// `sandbox` must outlive it.
    explicit ComposerTarget(sandbox::Sandbox &sandbox, QWidget *parent = nullptr);
    ~ComposerTarget() override;

    /// Where the sandbox is or would be.
    void setSandboxBaseUrl(std::function<QString()> baseUrl);
    bool isSandbox() const;
    /// What is there, for `aud` and the addresses in a statement.
    QString baseUrl() const;
    sandbox::SendTarget target() const;
    /// What keeps requests from being sent there; empty where nothing does.
    QString problem() const;

Q_SIGNALS:
    void changed();
    void startRequested();

private:
    struct Trust {
        QString path;
        Result<QList<trust::Certificate>> certificates;
    };

    QLayout *makeSandboxRow();
    QWidget *makeAddressForm();
    QString addressProblem() const;
    void chooseTrust();
    void loadTrust();
    void showState();

    sandbox::Sandbox &m_sandbox;
    std::function<QString()> m_sandboxBaseUrl;
    QComboBox *m_where;
    OutcomeLabel *m_state;
    QPushButton *m_start;
    QWidget *m_addressForm;
    QLineEdit *m_registration;
    QLineEdit *m_token;
    QLineEdit *m_trust;
    OutcomeLabel *m_problem;
    QFutureWatcher<Trust> m_trustWatcher;
    QList<trust::Certificate> m_authorities;
    QString m_trustProblem;
};

} // namespace gatehouse::ui
