#include "passphrase_dialog.h"

#include "password_dialog.h"
#include "ui/widgets/outcome_label.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int MinPassphraseCharacters = 8;

}

PassphraseDialog::PassphraseDialog(vault::Vault *vault, QWidget *parent)
    : QDialog(parent)
    , m_vault(vault)
    , m_isNew(vault->state() == vault::Vault::State::Missing)
    , m_passphrase(new QLineEdit(this))
    , m_again(new QLineEdit(this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_progress(new QProgressBar(this))
{
    setWindowTitle(m_isNew ? tr("Make the vault") : tr("Unlock the vault"));
    auto *intro = new QLabel(m_isNew ? tr("Passwords are remembered in an encrypted file of the workspace. Choose the "
                                          "passphrase that opens it; without it what the file holds is lost.")
                                     : tr("The passwords that are remembered are in the workspace's vault."),
                             this);
    intro->setWordWrap(true);
    m_passphrase->setObjectName(u"passphrase"_s);
    m_passphrase->setAccessibleName(tr("Passphrase"));
    m_again->setObjectName(u"passphraseAgain"_s);
    m_again->setAccessibleName(tr("Passphrase again"));
    m_problem->setObjectName(u"passphraseProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_progress->setRange(0, 0);
    m_progress->setAccessibleName(tr("Deriving the key"));
    m_progress->hide();
    auto *form = new QFormLayout;
    form->addRow(tr("&Passphrase:"), m_passphrase);
    if (m_isNew)
        form->addRow(tr("A&gain:"), m_again);
    else
        m_again->hide();
    form->addRow(QString(), m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_unlock = buttons->addButton(m_isNew ? tr("&Make") : tr("&Unlock"), QDialogButtonBox::AcceptRole);
    m_unlock->setObjectName(u"passphraseUnlock"_s);
    m_unlock->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &PassphraseDialog::unlock);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QLineEdit *edit : {m_passphrase, m_again}) {
        edit->setEchoMode(QLineEdit::Password);
        connect(edit, &QLineEdit::textChanged, this, &PassphraseDialog::check);
    }
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addLayout(form);
    layout->addWidget(m_progress);
    layout->addStretch();
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 70, sizeHint().height());
    m_passphrase->setFocus();
    check();
}

QString PassphraseDialog::problem() const
{
    if (!m_isNew)
        return {};
    if (m_passphrase->text().size() < MinPassphraseCharacters)
        return tr("Take at least %1 characters.").arg(MinPassphraseCharacters);
    if (m_passphrase->text() != m_again->text())
        return tr("The two are not the same.");
    return {};
}

void PassphraseDialog::check()
{
    const QString text = problem();
    // Nothing is wrong yet with what has not been typed.
    m_problem->setVisible(!text.isEmpty() && !m_again->text().isEmpty());
    if (!text.isEmpty())
        m_problem->setOutcome(dcr::Outcome::Fail, text);
    m_unlock->setEnabled(text.isEmpty() && !m_passphrase->text().isEmpty());
}

void PassphraseDialog::unlock()
{
    if (!m_vault)
        return;
    m_progress->show();
    m_passphrase->setEnabled(false);
    m_unlock->setEnabled(false);
    m_vault->unlock(passwordOf(m_passphrase), this, [this](const Result<void> &outcome) {
        if (outcome) {
            accept();
            return;
        }
        m_progress->hide();
        m_passphrase->setEnabled(true);
        m_passphrase->selectAll();
        m_passphrase->setFocus();
        m_unlock->setEnabled(true);
        m_problem->setOutcome(dcr::Outcome::Fail, outcome.error().message);
        m_problem->show();
    });
}

} // namespace gatehouse::ui
