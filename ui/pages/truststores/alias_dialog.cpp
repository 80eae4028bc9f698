#include "alias_dialog.h"

#include "trust/store_edit.h"
#include "ui/widgets/outcome_label.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

AliasDialog::AliasDialog(const trust::TrustStore &store, const QString &alias, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_before(alias)
    , m_alias(new QLineEdit(alias, this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    setWindowTitle(tr("Rename %1").arg(alias));
    m_alias->setObjectName(u"newAlias"_s);
    m_alias->setAccessibleName(tr("Alias"));
    m_alias->selectAll();
    m_problem->setObjectName(u"aliasProblem"_s);
    m_problem->setWordWrap(true);
    auto *form = new QFormLayout;
    form->addRow(tr("&Alias:"), m_alias);
    form->addRow(QString(), m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_rename = buttons->addButton(tr("&Rename"), QDialogButtonBox::AcceptRole);
    m_rename->setObjectName(u"renameButton"_s);
    m_rename->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_alias, &QLineEdit::textChanged, this, &AliasDialog::check);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 60, sizeHint().height());
    check();
}

QString AliasDialog::alias() const
{
    return m_alias->text();
}

QString AliasDialog::problem() const
{
    if (const QString text = trust::whyNoAlias(alias()); !text.isEmpty())
        return text;
    const trust::StoreEntry *other = m_store.find(alias());
    if (other && trust::foldedAlias(other->alias) != trust::foldedAlias(m_before))
        return tr("Another entry is called %1; Java does not tell capitals from small letters.").arg(other->alias);
    return {};
}

void AliasDialog::check()
{
    const QString text = problem();
    m_problem->setVisible(!text.isEmpty());
    if (!text.isEmpty())
        m_problem->setOutcome(dcr::Outcome::Fail, text);
    m_rename->setEnabled(text.isEmpty() && alias() != m_before);
}

} // namespace gatehouse::ui
