#pragma once

#include "keymanager/templates.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// WSO2 Identity Server as key manager: everything follows from where the two servers are.
class TemplateDialog : public QDialog
{
    Q_OBJECT

public:
    explicit TemplateDialog(QWidget *parent = nullptr);

    keymanager::KeyManager keyManager() const;
    /// "https://apim.example:9443"; empty where nothing was typed.
    QString server() const;

private:
    void check();

    QComboBox *m_kind;
    QLineEdit *m_identityServer;
    QLineEdit *m_apiManager;
    OutcomeLabel *m_problem;
    QPushButton *m_create = nullptr;
};

} // namespace gatehouse::ui
