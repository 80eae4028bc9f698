#include "new_password_fields.h"

#include "password_dialog.h"
#include "trust/store_codec.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

NewPasswordFields::NewPasswordFields(QFormLayout *form, QWidget *parent)
    : QObject(parent)
    , m_form(form)
    , m_first(new QLineEdit(parent))
    , m_second(new QLineEdit(parent))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, parent))
    , m_help(new QuietLabel(tr("The servers must be told the same password. WSO2's products expect “wso2carbon” "
                               "unless their configuration names another."),
                            parent))
{
    m_first->setObjectName(u"newPassword"_s);
    m_first->setAccessibleName(tr("New password"));
    m_second->setObjectName(u"repeatPassword"_s);
    m_second->setAccessibleName(tr("New password again"));
    m_problem->setObjectName(u"newPasswordProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    form->addRow(tr("New pass&word:"), m_first);
    form->addRow(tr("A&gain:"), m_second);
    form->addRow(QString(), m_problem);
    form->addRow(QString(), m_help);
    for (QLineEdit *edit : {m_first, m_second}) {
        edit->setEchoMode(QLineEdit::Password);
        connect(edit, &QLineEdit::textChanged, this, [this] {
            m_problem->hide();
            Q_EMIT changed();
        });
        connect(edit, &QLineEdit::editingFinished, this, &NewPasswordFields::check);
    }
}

void NewPasswordFields::setFormat(trust::StoreFormat format)
{
    m_format = format;
    const bool visible = hasFields();
    for (QWidget *field : {static_cast<QWidget *>(m_first), static_cast<QWidget *>(m_second), m_help}) {
        field->setVisible(visible);
        if (QWidget *label = m_form->labelForField(field))
            label->setVisible(visible);
    }
    check();
    Q_EMIT changed();
}

QString NewPasswordFields::problem() const
{
    if (const QString why = trust::whyNoPassword(passwordOf(m_first), m_format); !why.isEmpty())
        return why;
    if (m_first->text() != m_second->text())
        return tr("The two are not the same.");
    return {};
}

void NewPasswordFields::check()
{
    const QString text = problem();
    // What has not been typed yet is not wrong yet.
    const bool isForbidden = !trust::whyNoPassword(passwordOf(m_first), m_format).isEmpty();
    const bool isTyped = !m_first->text().isEmpty() && (isForbidden || !m_second->text().isEmpty());
    m_problem->setVisible(hasFields() && isTyped && !text.isEmpty());
    if (!text.isEmpty())
        m_problem->setOutcome(dcr::Outcome::Fail, text);
}

bool NewPasswordFields::isComplete() const
{
    return !hasFields() || problem().isEmpty();
}

trust::Password NewPasswordFields::password() const
{
    return hasFields() ? passwordOf(m_first) : trust::Password();
}

} // namespace gatehouse::ui
