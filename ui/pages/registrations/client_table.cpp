#include "client_table.h"

#include "ui/models/client_list_model.h"
#include "ui/widgets/roomy_delegate.h"

#include <QHeaderView>
#include <QMenu>

#include <algorithm>
#include <iterator>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using Column = ClientListModel::Column;

namespace {

struct ColumnEntry {
    Column column;
    int characters;
    bool isStandard;
    std::optional<store::ClientColumn> sorted = std::nullopt;
};

/// In the order in which a new workspace shows them.
constexpr ColumnEntry Columns[] = {
    {Column::NameColumn, 24, true, store::ClientColumn::ClientName},
    {Column::OrganisationColumn, 22, true, store::ClientColumn::OrganisationName},
    {Column::StatusColumn, 25, true, store::ClientColumn::Status},
    {Column::RolesColumn, 16, true},
    {Column::IssuedColumn, 20, true, store::ClientColumn::IssuedAt},
    {Column::EnvironmentColumn, 13, false},
    {Column::UpdatedColumn, 20, false, store::ClientColumn::UpdatedAt},
    {Column::VersionColumn, 9, false},
    {Column::SoftwareIdColumn, 25, false, store::ClientColumn::SoftwareId},
    {Column::ClientIdColumn, 31, false},
};
static_assert(std::size(Columns) == ClientListModel::ColumnCount);

int sectionOf(store::ClientColumn sorted)
{
    const auto *found = std::find_if(std::begin(Columns), std::end(Columns),
                                     [sorted](const ColumnEntry &entry) { return entry.sorted == sorted; });
    return found->column;
}

} // namespace

ClientTable::ClientTable(ClientListModel *model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setObjectName(u"clientTable"_s);
    setAccessibleName(tr("Registrations"));
    setModel(model);
    model->keepSelection(selectionModel());
    setItemDelegate(new RoomyDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->hide();
    // Of one height, so that a million rows need no measuring.
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 2 * RoomyDelegate::Room + 2);
    QHeaderView *header = horizontalHeader();
    header->setSectionsMovable(true);
    header->setSectionsClickable(true);
    header->setHighlightSections(false);
    header->setMinimumSectionSize(fontMetrics().averageCharWidth() * 5);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setSortIndicatorShown(true);
    showStandardColumns();
    sortBy(model->sorting());
    connect(header, &QHeaderView::sortIndicatorChanged, this, &ClientTable::takeSort);
    connect(header, &QWidget::customContextMenuRequested, this, &ClientTable::showHeaderMenu);
    connect(header, &QHeaderView::sectionResized, this, &ClientTable::columnsChanged);
    connect(header, &QHeaderView::sectionMoved, this, &ClientTable::columnsChanged);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &ClientTable::chosenChanged);
    connect(model, &QAbstractItemModel::dataChanged, this, &ClientTable::chosenChanged);
    connect(model, &QAbstractItemModel::layoutChanged, this, &ClientTable::chosenChanged);
}

void ClientTable::showStandardColumns()
{
    QHeaderView *header = horizontalHeader();
    int place = 0;
    for (const ColumnEntry &entry : Columns) {
        header->moveSection(header->visualIndex(entry.column), place++);
        setColumnHidden(entry.column, !entry.isStandard);
        setColumnWidth(entry.column, entry.characters * fontMetrics().averageCharWidth());
    }
}

void ClientTable::sortBy(const store::ClientSort &sort)
{
    horizontalHeader()->setSortIndicator(sectionOf(sort.column), sort.order);
    m_model->sort(sectionOf(sort.column), sort.order);
}

void ClientTable::takeSort(int section, Qt::SortOrder order)
{
    if (ClientListModel::isSortable(section))
        return m_model->sort(section, order);
    // Nothing is sorted by it: the mark stays where it was.
    const QSignalBlocker blocker(horizontalHeader());
    horizontalHeader()->setSortIndicator(sectionOf(m_model->sorting().column), m_model->sorting().order);
}

QByteArray ClientTable::columnState() const
{
    return horizontalHeader()->saveState();
}

bool ClientTable::restoreColumns(const QByteArray &state)
{
    const store::ClientSort sort = m_model->sorting();
    const bool isRestored = horizontalHeader()->restoreState(state);
    if (isRestored && isColumnHidden(ClientListModel::NameColumn))
        setColumnHidden(ClientListModel::NameColumn, false);
    // What it is sorted by is another matter.
    sortBy(sort);
    return isRestored;
}

void ClientTable::showHeaderMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"columnMenu"_s);
    for (const ColumnEntry &entry : Columns) {
        QAction *action =
            menu->addAction(m_model->headerData(entry.column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(entry.column));
        // A list without names would be none.
        action->setEnabled(entry.column != ClientListModel::NameColumn);
        connect(action, &QAction::toggled, this, [this, column = entry.column](bool isShown) {
            setColumnHidden(column, !isShown);
            Q_EMIT columnsChanged();
        });
    }
    menu->addSeparator();
    menu->addAction(tr("&Standard columns"), this, [this] {
        showStandardColumns();
        Q_EMIT columnsChanged();
    });
    menu->popup(horizontalHeader()->mapToGlobal(position));
}

qsizetype ClientTable::chosenCount() const
{
    qsizetype count = 0;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection)
        count += range.height();
    return count;
}

std::optional<QList<store::Client>> ClientTable::chosen() const
{
    if (chosenCount() > MaxChosen)
        return std::nullopt;
    QList<store::Client> clients;
    bool isWhole = true;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            if (const store::Client *client = m_model->client(row))
                clients.append(*client);
            else
                isWhole = false;
        }
    }
    return isWhole ? std::optional(clients) : std::nullopt;
}

void ClientTable::chooseRow(int row)
{
    if (row >= 0 && row < m_model->rowCount())
        setCurrentIndex(m_model->index(row, ClientListModel::NameColumn));
}

} // namespace gatehouse::ui
