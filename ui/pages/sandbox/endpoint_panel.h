#pragma once

#include "sandbox/sandbox.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace gatehouse::ui {

class ClientTrustRow;
class CopyableField;
class OutcomeLabel;

/// How the endpoint is reached, whether it runs, and the button that changes that.
class EndpointPanel : public QWidget
{
    Q_OBJECT

public:
    EndpointPanel(sandbox::Sandbox &sandbox, std::shared_ptr<directory::Directory> directory, Clock clock,
                  QWidget *parent = nullptr);

    /// What start() would use.
    sandbox::Settings settings() const;
    void setSettings(const sandbox::Settings &settings);
    /// Where the endpoint is, or would be.
    QString expectedBaseUrl() const;
    QWidget *primaryButton() const;
    /// What files of the workspace say, which other programs change.
    void refresh();

public Q_SLOTS:
    void start();
    void startOnFreePort();
    void toggle();

Q_SIGNALS:
    void truststoreRequested(const QString &path);

private:
    QLayout *makeStateRow();
    QLayout *makeAddressRow();
    void showState();
    void showFailure(const Error &error);
    void showModeMeaning();

    sandbox::Sandbox &m_sandbox;
    OutcomeLabel *m_state;
    QPushButton *m_toggle;
    QComboBox *m_address;
    QSpinBox *m_port;
    QComboBox *m_mode;
    QLabel *m_modeMeaning;
    QWidget *m_failureRow;
    QPushButton *m_freePort;
    OutcomeLabel *m_failure;
    ClientTrustRow *m_clientTrust;
    CopyableField *m_registration;
    CopyableField *m_discovery;
    CopyableField *m_keySet;
};

} // namespace gatehouse::ui
