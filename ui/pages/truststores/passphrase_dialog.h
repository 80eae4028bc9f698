#pragma once

#include "vault/vault.h"

#include <QDialog>
#include <QPointer>

class QLineEdit;
class QProgressBar;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// Unlocks the vault, or makes it with its first passphrase, and stays until that is done.
class PassphraseDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PassphraseDialog(vault::Vault *vault, QWidget *parent = nullptr);

private:
    QString problem() const;
    void check();
    void unlock();

    QPointer<vault::Vault> m_vault;
    bool m_isNew;
    QLineEdit *m_passphrase;
    QLineEdit *m_again;
    OutcomeLabel *m_problem;
    QProgressBar *m_progress;
    QPushButton *m_unlock = nullptr;
};

} // namespace gatehouse::ui
