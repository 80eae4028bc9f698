#include "probe_dialog.h"

#include "ui/icons.h"
#include "ui/widgets/roomy_delegate.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using namespace keymanager;

namespace {

enum Column : quint8 { FieldColumn, AnswerColumn, UrlColumn };

QIcon outcomeOf(ProbeAnswer::Outcome outcome)
{
    switch (outcome) {
    case ProbeAnswer::Outcome::Answers:
        return tonedIcon(u"outcome-pass"_s, Tone::Good);
    case ProbeAnswer::Outcome::NothingThere:
        return tonedIcon(u"outcome-warn"_s, Tone::Caution);
    case ProbeAnswer::Outcome::Unreachable:
        break;
    }
    return tonedIcon(u"outcome-fail"_s, Tone::Bad);
}

} // namespace

ProbeDialog::ProbeDialog(const KeyManager &keyManager, QWidget *parent)
    : QDialog(parent)
    , m_list(new QTreeWidget(this))
{
    setWindowTitle(tr("What each endpoint answers"));
    m_list->setObjectName(u"probeList"_s);
    m_list->setAccessibleName(tr("Endpoints"));
    m_list->setHeaderLabels({tr("Endpoint"), tr("Answer"), tr("URL")});
    m_list->setRootIsDecorated(false);
    m_list->setItemDelegate(new RoomyDelegate(m_list));
    m_list->setTextElideMode(Qt::ElideMiddle);
    for (const auto &[field, url] : probedEndpoints(keyManager)) {
        auto *item = new QTreeWidgetItem(m_list, {label(field), tr("is asked…"), url.toString()});
        item->setData(FieldColumn, Qt::UserRole, static_cast<int>(field));
        item->setIcon(AnswerColumn, icon(u"state-busy"_s));
        item->setToolTip(UrlColumn, url.toString());
    }
    m_list->header()->resizeSection(FieldColumn, fontMetrics().averageCharWidth() * 30);
    m_list->header()->resizeSection(AnswerColumn, fontMetrics().averageCharWidth() * 60);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 140, fontMetrics().lineSpacing() * 26);
}

void ProbeDialog::showAnswer(const ProbeAnswer &answer)
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem *item = m_list->topLevelItem(row);
        if (item->data(FieldColumn, Qt::UserRole).toInt() != static_cast<int>(answer.field))
            continue;
        item->setIcon(AnswerColumn, outcomeOf(answer.outcome));
        item->setText(AnswerColumn, answer.sentence);
        item->setToolTip(AnswerColumn, answer.sentence);
    }
}

} // namespace gatehouse::ui
