#include "apply_dialog.h"

#include "difference_list.h"
#include "policy_draft.h"
#include "ui/widgets/quiet_label.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

ApplyDialog::ApplyDialog(const PolicyDraft &draft, const QString &reason, QWidget *parent)
    : QDialog(parent)
    , m_reason(new QLineEdit(reason, this))
{
    setObjectName(u"applyDialog"_s);
    setWindowTitle(tr("Apply the policy"));
    auto *list = new DifferenceList(this);
    list->setObjectName(u"applyDifferences"_s);
    list->setDifferences(draft.differences(), QString());
    m_reason->setObjectName(u"applyReason"_s);
    m_reason->setPlaceholderText(tr("Why, for whoever reads the history"));
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Reason:"), m_reason);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *apply = buttons->addButton(tr("&Apply"), QDialogButtonBox::AcceptRole);
    apply->setObjectName(u"applyConfirm"_s);
    apply->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(new QLabel(draft.differences().size() == 1
                                     ? tr("This will be different:")
                                     : tr("These %1 things will be different:").arg(draft.differences().size()),
                                 this));
    layout->addWidget(list, 1);
    layout->addLayout(form);
    layout->addWidget(new QuietLabel(tr("Every endpoint that serves this workspace judges by it within a second. "
                                        "Registrations that are there stay; the version before can be applied again."),
                                     this));
    layout->addWidget(buttons);
    m_reason->setFocus();
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 22);
}

QString ApplyDialog::reason() const
{
    return m_reason->text().trimmed();
}

} // namespace gatehouse::ui
