#include "log_view.h"

#include "exchange_view.h"
#include "ui/icons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/roomy_delegate.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

LogView::LogView(QWidget *parent)
    : QWidget(parent)
    , m_model(new ExchangeModel(this))
    , m_filter(new ExchangeFilter(m_model, this))
    , m_show(new QComboBox(this))
    , m_search(new QLineEdit(this))
    , m_pause(new QToolButton(this))
    , m_clear(new QToolButton(this))
    , m_table(new QTableView(this))
    , m_detail(new ExchangeView(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(u"terminal"_s, tr("No requests yet"), QString(), this))
    , m_start(m_empty->addAction(u"media-playback-start"_s, tr("Start the endpoint")))
    , m_demo(m_empty->addAction(u"list-add"_s, tr("Register a test TPP")))
{
    makeTable();
    m_demo->setObjectName(u"demoButton"_s);
    connect(m_start, &QPushButton::clicked, this, &LogView::startRequested);
    connect(m_demo, &QPushButton::clicked, this, &LogView::demoRequested);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 5);
    m_splitter->setStretchFactor(1, 4);
    m_splitter->setSizes({620, 500});
    m_splitter->setChildrenCollapsible(false);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_splitter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(makeBar());
    layout->addWidget(m_stack, 1);
    connect(m_detail, &ExchangeView::inspectRequested, this, &LogView::inspectRequested);
    updateEmptyState();
}

QLayout *LogView::makeBar()
{
    auto *title = new QLabel(tr("Live log"), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    m_show->setObjectName(u"logShow"_s);
    m_show->setAccessibleName(tr("Which requests to show"));
    m_show->addItem(tr("All requests"));
    m_show->addItem(tr("Failed ones"));
    connect(m_show, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_filter->setShow(index == 0 ? ExchangeFilter::Show::All : ExchangeFilter::Show::Failed);
    });
    m_search->setObjectName(u"logSearch"_s);
    m_search->setAccessibleName(tr("Search the log"));
    m_search->setPlaceholderText(tr("Search path, client or outcome"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(320);
    connect(m_search, &QLineEdit::textChanged, m_filter, &ExchangeFilter::setText);
    m_pause->setObjectName(u"logPause"_s);
    m_pause->setCheckable(true);
    m_pause->setIcon(icon(u"media-playback-pause"_s));
    connect(m_pause, &QToolButton::toggled, this, &LogView::setPaused);
    m_clear->setObjectName(u"logClear"_s);
    m_clear->setIcon(icon(u"edit-clear"_s));
    m_clear->setText(tr("Clear"));
    m_clear->setToolTip(tr("Empty this list. The clients that were registered stay."));
    connect(m_clear, &QToolButton::clicked, this, &LogView::clear);
    for (QToolButton *button : {m_pause, m_clear}) {
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::StrongFocus);
    }
    setPaused(false);

    auto *bar = new QHBoxLayout;
    bar->addWidget(title);
    bar->addSpacing(12);
    bar->addWidget(m_show);
    bar->addWidget(m_search, 1);
    bar->addStretch();
    bar->addWidget(m_pause);
    bar->addWidget(m_clear);
    return bar;
}

void LogView::makeTable()
{
    m_table->setModel(m_filter);
    m_table->setObjectName(u"logTable"_s);
    m_table->setAccessibleName(tr("Live log"));
    m_table->setItemDelegate(new RoomyDelegate(m_table));
    auto *outcomeDelegate = new RoomyDelegate(m_table);
    outcomeDelegate->setElideMode(Qt::ElideRight);
    m_table->setItemDelegateForColumn(ExchangeModel::OutcomeColumn, outcomeDelegate);
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setSelectionMode(QTableView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 2 * RoomyDelegate::Room + 2);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(false);
    const int character = fontMetrics().averageCharWidth();
    const int widths[ExchangeModel::ColumnCount] = {13, 9, 30, 8, 16, 30, 11};
    for (int column = 0; column < ExchangeModel::ColumnCount; ++column)
        header->resizeSection(column, widths[column] * character);
    for (const int column : {ExchangeModel::PathColumn, ExchangeModel::OutcomeColumn})
        header->setSectionResizeMode(column, QHeaderView::Stretch);
    header->setMinimumSectionSize(character * 8);
    m_table->viewport()->installEventFilter(this);
    QScrollBar *bar = m_table->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) { m_follows = value >= bar->maximum(); });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
        if (m_follows)
            bar->setValue(maximum);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LogView::showSelected);
}

bool LogView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        chooseColumns();
    return QWidget::eventFilter(watched, event);
}

void LogView::chooseColumns()
{
    // Path and outcome tell the most; the detail beside the table has the rest.
    const int characters = m_table->width() / fontMetrics().averageCharWidth();
    m_table->setColumnHidden(ExchangeModel::DurationColumn, characters < 90);
    m_table->setColumnHidden(ExchangeModel::ClientColumn, characters < 75);
}

void LogView::append(const QList<sandbox::Exchange> &exchanges)
{
    if (m_isPaused) {
        m_held += exchanges;
        if (m_held.size() > ExchangeModel::MaxRows)
            m_held.remove(0, m_held.size() - ExchangeModel::MaxRows);
        m_pause->setText(tr("Continue (%1 new)").arg(m_held.size()));
        return;
    }
    m_model->append(exchanges);
    updateEmptyState();
    if (!m_table->currentIndex().isValid() && m_filter->rowCount() > 0)
        m_table->setCurrentIndex(m_filter->index(m_filter->rowCount() - 1, 0));
}

void LogView::setBaseUrl(const QString &baseUrl)
{
    m_detail->setBaseUrl(baseUrl);
}

void LogView::setEndpointRunning(bool running)
{
    m_isRunning = running;
    updateEmptyState();
}

void LogView::setDemoRunning(bool running)
{
    m_isDemoRunning = running;
    updateEmptyState();
}

void LogView::showSelected()
{
    const QModelIndex index = m_filter->mapToSource(m_table->currentIndex());
    if (index.isValid())
        m_detail->setExchange(m_model->exchange(index.row()));
    else
        m_detail->clear();
}

void LogView::updateEmptyState()
{
    m_empty->setText(
        m_isRunning ? tr("Requests to the endpoint appear here as they arrive, with the decoded token and the outcome "
                         "of every check. Send one with a test TPP's kit, or let the console register one.")
                    : tr("Start the endpoint. Requests to it appear here as they arrive, with the decoded token and "
                         "the outcome of every check."));
    m_start->setVisible(!m_isRunning);
    m_demo->setVisible(m_isRunning);
    m_demo->setEnabled(!m_isDemoRunning);
    const bool isEmpty = m_model->rowCount() == 0;
    m_stack->setCurrentWidget(isEmpty ? static_cast<QWidget *>(m_empty) : m_splitter);
    m_clear->setEnabled(!isEmpty);
}

void LogView::setPaused(bool paused)
{
    m_isPaused = paused;
    m_pause->setText(paused ? tr("Continue") : tr("Pause"));
    m_pause->setIcon(icon(paused ? u"media-playback-start"_s : u"media-playback-pause"_s));
    m_pause->setToolTip(paused ? tr("Show what arrived since")
                               : tr("Hold the list still; requests are still answered"));
    if (!paused && !m_held.isEmpty())
        append(std::exchange(m_held, {}));
}

void LogView::clear()
{
    m_held.clear();
    m_model->clear();
    m_detail->clear();
    updateEmptyState();
    Q_EMIT cleared();
}

QByteArray LogView::saveState() const
{
    return m_splitter->saveState();
}

void LogView::restoreState(const QByteArray &state)
{
    m_splitter->restoreState(state);
}

} // namespace gatehouse::ui
