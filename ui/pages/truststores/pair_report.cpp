#include "pair_report.h"

#include "pair_import.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

QTableWidgetItem *outcomeItem(const trust::ImportItem &item)
{
    const bool isAdded = item.outcome == trust::ImportItem::Outcome::Added;
    auto *made = new QTableWidgetItem(isAdded ? tonedIcon(u"list-add"_s, Tone::Good) : icon(u"outcome-skipped"_s),
                                      isAdded ? PairReport::tr("Added as %1").arg(item.alias)
                                              : PairReport::tr("There already, as %1").arg(item.alias));
    made->setToolTip(made->text());
    return made;
}

} // namespace

PairReport::PairReport(const StorePair::Report &report, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Imported into both"));
    auto *layout = new QVBoxLayout(this);
    for (const PairRole role : PairRoles) {
        const trust::ImportReport &each = role == PairRole::ApiManager ? report.apiManager : report.identityServer;
        auto *label = new OutcomeLabel(OutcomeLabel::Style::Plain, this);
        label->setObjectName(role == PairRole::ApiManager ? u"reportApiManager"_s : u"reportIdentityServer"_s);
        label->setWordWrap(true);
        label->setState(each.added() > 0 ? Tone::Good : Tone::Neutral,
                        each.added() > 0 ? u"outcome-pass"_s : u"outcome-skipped"_s,
                        u"%1: %2"_s.arg(word(role), describeAdded(each)));
        label->setDetail(describeAlreadyThere(each));
        layout->addWidget(label);
    }
    layout->addWidget(makeTable(report), 1);
    layout->addWidget(new QuietLabel(tr("The files change when they are saved. Both servers must be started again "
                                        "before they trust what was added."),
                                     this));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setText(tr("&Later"));
    QPushButton *save = buttons->addButton(tr("&Save both"), QDialogButtonBox::AcceptRole);
    save->setObjectName(u"reportSave"_s);
    save->setIcon(icon(u"document-save"_s));
    save->setDefault(true);
    save->setFocus();
    save->setEnabled(report.apiManager.added() + report.identityServer.added() > 0);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        accept();
        Q_EMIT saveRequested();
    });
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 22);
}

QTableWidget *PairReport::makeTable(const StorePair::Report &report)
{
    const int rows = static_cast<int>(report.apiManager.items.size());
    auto *table = new QTableWidget(rows, 3, this);
    table->setObjectName(u"pairReportTable"_s);
    table->setAccessibleName(tr("What became of each certificate"));
    table->setHorizontalHeaderLabels({tr("Certificate"), word(PairRole::ApiManager), word(PairRole::IdentityServer)});
    for (int row = 0; row < rows; ++row) {
        const trust::ImportItem &first = report.apiManager.items[row];
        auto *name = new QTableWidgetItem(icon(u"certificate"_s), first.certificate.displayName());
        name->setToolTip(first.certificate.subject());
        table->setItem(row, 0, name);
        table->setItem(row, 1, outcomeItem(first));
        table->setItem(row, 2, outcomeItem(report.identityServer.items.at(row)));
    }
    table->setItemDelegate(new RoomyDelegate(table));
    table->setEditTriggers(QTableWidget::NoEditTriggers);
    table->setSelectionMode(QTableWidget::NoSelection);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 2 * RoomyDelegate::Room + 2);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    return table;
}

} // namespace gatehouse::ui
