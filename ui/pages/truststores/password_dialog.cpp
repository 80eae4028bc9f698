#include "password_dialog.h"

#include "ui/icons.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

trust::Password passwordOf(const QLineEdit *edit)
{
    QByteArray bytes = edit->text().toUtf8();
    trust::Password password(bytes);
    bytes.fill('\0');
    return password;
}

PasswordDialog::PasswordDialog(Purpose purpose, const QString &path, const QString &reason, Offer offer,
                               Remember remember, QWidget *parent)
    : QDialog(parent)
    , m_password(new QLineEdit(this))
    , m_remember(new QCheckBox(tr("&Remember it in the vault"), this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_progress(new QProgressBar(this))
{
    setWindowTitle(tr("Password of the truststore"));
    auto *intro = new QLabel(reason, this);
    intro->setWordWrap(true);
    intro->setTextFormat(Qt::PlainText);
    auto *file = new QuietLabel(QDir::toNativeSeparators(path), this);
    m_password->setObjectName(u"storePassword"_s);
    m_password->setAccessibleName(tr("Password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_problem->setObjectName(u"passwordProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_remember->setObjectName(u"rememberPassword"_s);
    m_remember->setVisible(remember == Remember::Offered);
    m_progress->setRange(0, 0);
    m_progress->setAccessibleName(tr("Trying the password"));
    m_progress->hide();

    auto *form = new QFormLayout;
    form->addRow(tr("&Password:"), m_password);
    form->addRow(QString(), m_problem);
    form->addRow(QString(), new QuietLabel(tr("WSO2's products ship with “wso2carbon”."), this));
    if (remember == Remember::Offered)
        form->addRow(QString(), m_remember);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_open = buttons->addButton(purpose == Purpose::Open ? tr("&Open") : tr("&Save"), QDialogButtonBox::AcceptRole);
    m_open->setObjectName(u"passwordOpen"_s);
    m_open->setDefault(true);
    if (offer == Offer::OpenWithout) {
        QPushButton *without = buttons->addButton(tr("Open &without it"), QDialogButtonBox::ActionRole);
        without->setObjectName(u"openWithout"_s);
        without->setAutoDefault(false);
        without->setToolTip(tr("Shows the entries without verifying that nobody changed them; saving asks again"));
        connect(without, &QPushButton::clicked, this, &PasswordDialog::withoutRequested);
    }
    connect(buttons, &QDialogButtonBox::accepted, this, &PasswordDialog::submit);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_password, &QLineEdit::textEdited, m_problem, &QWidget::hide);

    auto *layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addWidget(file);
    layout->addSpacing(6);
    layout->addLayout(form);
    layout->addWidget(m_progress);
    layout->addStretch();
    layout->addWidget(buttons);
    m_password->setFocus();
    resize(fontMetrics().averageCharWidth() * 70, sizeHint().height());
}

bool PasswordDialog::isToBeRemembered() const
{
    return m_remember->isChecked();
}

void PasswordDialog::setToBeRemembered(bool remembered)
{
    m_remember->setChecked(remembered);
}

void PasswordDialog::showProblem(const QString &text)
{
    setChecking(false);
    m_problem->setOutcome(dcr::Outcome::Fail, text);
    m_problem->show();
    m_password->selectAll();
    m_password->setFocus();
}

void PasswordDialog::setChecking(bool checking)
{
    m_progress->setVisible(checking);
    m_password->setEnabled(!checking);
    m_open->setEnabled(!checking);
}

void PasswordDialog::submit()
{
    m_problem->hide();
    setChecking(true);
    Q_EMIT submitted(passwordOf(m_password));
}

} // namespace gatehouse::ui
