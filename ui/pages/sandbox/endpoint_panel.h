#pragma once

#include "sandbox/sandbox.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace gatehouse::ui {

class CopyableField;
class OutcomeLabel;

/// How the endpoint is reached, whether it runs, and the button that changes that.
class EndpointPanel : public QWidget
{
    Q_OBJECT

public:
    explicit EndpointPanel(sandbox::Sandbox &sandbox, QWidget *parent = nullptr);

    /// What start() would use.
    sandbox::Settings settings() const;
    void setSettings(const sandbox::Settings &settings);
    /// Where the endpoint is, or would be.
    QString expectedBaseUrl() const;
    QWidget *primaryButton() const;

public Q_SLOTS:
    void start();
    void startOnFreePort();
    void toggle();

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
    OutcomeLabel *m_failure;
    CopyableField *m_registration;
    CopyableField *m_discovery;
    CopyableField *m_keySet;
};

} // namespace gatehouse::ui
