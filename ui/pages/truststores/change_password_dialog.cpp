#include "change_password_dialog.h"

#include "new_password_fields.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

ChangePasswordDialog::ChangePasswordDialog(Purpose purpose, const QString &fileName, trust::StoreFormat format,
                                           QWidget *parent)
    : QDialog(parent)
{
    const bool isFirst = purpose == Purpose::First;
    setWindowTitle(isFirst ? tr("A password for the truststore") : tr("Change the password"));
    auto *intro = new QLabel(isFirst ? tr("%1 had no password: nothing showed whether somebody changed it. It is "
                                          "saved with the one that you give it here.")
                                           .arg(fileName)
                                     : tr("%1 gets it when it is saved.").arg(fileName),
                             this);
    intro->setWordWrap(true);
    intro->setTextFormat(Qt::PlainText);
    auto *form = new QFormLayout;
    m_fields = new NewPasswordFields(form, this);
    m_fields->setFormat(format);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_change = buttons->addButton(isFirst ? tr("&Save") : tr("&Change"), QDialogButtonBox::AcceptRole);
    m_change->setObjectName(u"changePasswordButton"_s);
    m_change->setDefault(true);
    m_change->setEnabled(false);
    connect(m_fields, &NewPasswordFields::changed, this, [this] { m_change->setEnabled(m_fields->isComplete()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    m_fields->first()->setFocus();
    resize(fontMetrics().averageCharWidth() * 70, sizeHint().height());
}

trust::Password ChangePasswordDialog::password() const
{
    return m_fields->password();
}

} // namespace gatehouse::ui
