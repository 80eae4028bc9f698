#include "checks_view.h"

#include "ui/appearance.h"
#include "ui/models/checks_model.h"
#include "ui/widgets/roomy_delegate.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

ChecksView::ChecksView(Bar kind, QWidget *parent)
    : QWidget(parent)
    , m_model(new ChecksModel(this))
    , m_filter(new ChecksFilter(m_model, this))
    , m_table(new QTableView(this))
    , m_chipGroup(new QButtonGroup(this))
    , m_order(new QComboBox(this))
{
    addChip(std::nullopt, u"chip-all"_s);
    for (const dcr::Outcome outcome :
         {dcr::Outcome::Fail, dcr::Outcome::Warn, dcr::Outcome::Skipped, dcr::Outcome::Pass})
        addChip(outcome, u"chip-"_s + dcr::name(outcome));
    m_chips.front().button->setChecked(true);

    m_order->addItem(tr("Worst first"));
    m_order->addItem(tr("As the endpoint judges"));
    m_order->setObjectName(u"checksOrder"_s);
    m_order->setAccessibleName(tr("Order of the checks"));
    connect(m_order, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_filter->setOrder(index == 0 ? ChecksOrder::WorstFirst : ChecksOrder::AsJudged);
        scheduleLayout();
    });

    m_table->setModel(m_filter);
    m_table->setItemDelegate(new RoomyDelegate(m_table));
    m_table->setObjectName(u"checksTable"_s);
    m_table->setAccessibleName(tr("Checks"));
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setSelectionMode(QTableView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(true);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QTableView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        const dcr::CheckResult &result = m_model->result(m_filter->mapToSource(index).row());
        Q_EMIT claimActivated(result.check->subject, result.claim);
    });

    auto *orderLabel = new QLabel(tr("O&rder:"), this);
    orderLabel->setBuddy(m_order);
    auto *bar = new QHBoxLayout;
    bar->setSpacing(4);
    for (const Chip &chip : m_chips)
        bar->addWidget(chip.button);
    bar->addStretch();
    bar->addWidget(orderLabel);
    bar->addWidget(m_order);
    m_order->setVisible(kind == Bar::Whole);
    orderLabel->setVisible(kind == Bar::Whole);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    // The table was made first.
    for (qsizetype i = 1; i < m_chips.size(); ++i)
        setTabOrder(m_chips[i - 1].button, m_chips[i].button);
    setTabOrder(m_chips.constLast().button, m_order);
    setTabOrder(m_order, m_table);
    updateChips();
}

void ChecksView::addChip(std::optional<dcr::Outcome> outcome, const QString &objectName)
{
    auto *button = new QToolButton(this);
    button->setCheckable(true);
    button->setObjectName(objectName);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    if (outcome)
        button->setIcon(outcomeIcon(*outcome));
    m_chipGroup->addButton(button);
    connect(button, &QToolButton::clicked, this, [this, outcome] {
        m_filter->setOutcome(outcome);
        scheduleLayout();
    });
    m_chips.append({outcome, button});
}

void ChecksView::setEvaluation(std::shared_ptr<const dcr::Evaluation> evaluation)
{
    m_model->setEvaluation(std::move(evaluation));
    updateChips();
    scheduleLayout();
    if (m_filter->rowCount() > 0)
        m_table->setCurrentIndex(m_filter->index(0, 0));
}

void ChecksView::setRefusal(QLatin1String checkId)
{
    m_model->setRefusal(checkId);
    scheduleLayout();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (!checkId.isEmpty() && m_model->result(row).check->id == checkId)
            m_table->setCurrentIndex(m_filter->mapFromSource(m_model->index(row, 0)));
    }
}

void ChecksView::updateChips()
{
    for (const Chip &chip : m_chips) {
        const int count = chip.outcome ? m_model->count(*chip.outcome) : m_model->rowCount();
        const QString label = chip.outcome ? word(*chip.outcome) : tr("All");
        chip.button->setText(tr("%1 %2").arg(label).arg(count));
        chip.button->setAccessibleName(tr("Show %1: %2 checks").arg(label).arg(count));
    }
}

bool ChecksView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        scheduleLayout();
    return QWidget::eventFilter(watched, event);
}

void ChecksView::scheduleLayout()
{
    // Measuring every row's text takes milliseconds: once for all that asked.
    if (std::exchange(m_isLayoutDue, true))
        return;
    QMetaObject::invokeMethod(this, &ChecksView::layOutRows, Qt::QueuedConnection);
}

void ChecksView::layOutRows()
{
    m_isLayoutDue = false;
    const int character = fontMetrics().averageCharWidth();
    const int outcomeWidth = character * 12 + 28;
    const int rest = std::max(0, m_table->viewport()->width() - outcomeWidth);
    // Where there is no room for them, claim and reference are in the message's tool tip.
    const bool isNarrow = rest < character * 95;
    const int titleWidth = rest * (isNarrow ? 36 : 25) / 100;
    const int claimWidth = isNarrow ? 0 : rest * 18 / 100;
    const int referenceWidth = isNarrow ? 0 : rest * 20 / 100;
    m_table->setColumnHidden(ChecksModel::ClaimColumn, isNarrow);
    m_table->setColumnHidden(ChecksModel::ReferenceColumn, isNarrow);
    QHeaderView *header = m_table->horizontalHeader();
    header->resizeSection(ChecksModel::OutcomeColumn, outcomeWidth);
    header->resizeSection(ChecksModel::TitleColumn, titleWidth);
    header->resizeSection(ChecksModel::MessageColumn, rest - titleWidth - claimWidth - referenceWidth);
    if (!isNarrow) {
        header->resizeSection(ChecksModel::ClaimColumn, claimWidth);
        header->resizeSection(ChecksModel::ReferenceColumn, referenceWidth);
    }
    m_table->resizeRowsToContents();
}

} // namespace gatehouse::ui
