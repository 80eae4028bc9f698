#include "store_view.h"

#include "entry_view.h"
#include "store_checks.h"
#include "store_document.h"
#include "store_filter_bar.h"
#include "store_model.h"
#include "ui/appearance.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QDir>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

struct ColumnLook {
    int characters;
    Qt::TextElideMode elide;
    bool isHidden; ///< until it is chosen
};

/// In the order of StoreModel::Column.
constexpr ColumnLook Columns[StoreModel::ColumnCount] = {
    {28, Qt::ElideMiddle, false}, {25, Qt::ElideRight, false}, {15, Qt::ElideRight, false},
    {34, Qt::ElideMiddle, false}, {18, Qt::ElideRight, true},  {28, Qt::ElideMiddle, true},
    {14, Qt::ElideRight, true},   {15, Qt::ElideRight, true},  {30, Qt::ElideMiddle, true},
};

constexpr int MinColumnCharacters = 10;

QString formatWord(trust::StoreFormat format)
{
    switch (format) {
    case trust::StoreFormat::Jks:
        return u"JKS"_s;
    case trust::StoreFormat::Pkcs12:
        return u"PKCS#12"_s;
    case trust::StoreFormat::Pem:
        break;
    }
    return u"PEM"_s;
}

} // namespace

StoreView::StoreView(StoreDocument *document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_filter(new StoreFilter(document->model(), this))
    , m_fileState(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_fileNotice(new NoticeBar(this))
    , m_notice(new NoticeBar(this))
    , m_filterBar(new StoreFilterBar(document->model(), m_filter, this))
    , m_columns(new QToolButton(this))
    , m_table(new QTableView(this))
    , m_detail(new EntryView(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_stack(new QStackedWidget(this))
    , m_checks(new StoreChecks(document, this))
{
    m_document->setParent(this);
    m_fileState->setObjectName(u"storeFileState"_s);
    m_fileState->setWordWrap(true);
    m_fileNotice->setObjectName(u"fileNotice"_s);
    m_notice->setObjectName(u"storeNotice"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addWidget(m_fileState);
    layout->addWidget(m_fileNotice);
    layout->addWidget(m_notice);
    layout->addLayout(makeFilterRow());
    makeTable();
    makeStack();
    auto *whole = new QSplitter(Qt::Vertical, this);
    whole->addWidget(m_stack);
    whole->addWidget(m_checks);
    whole->setStretchFactor(0, 3);
    whole->setStretchFactor(1, 2);
    whole->setChildrenCollapsible(false);
    layout->addWidget(whole, 1);

    connect(m_checks, &StoreChecks::entryChosen, this, [this](const QString &alias) { select({alias}); });
    connect(m_checks, &StoreChecks::closed, this, &StoreView::focusTable);
    connect(m_filterBar, &StoreFilterBar::entered, this, &StoreView::focusTable);
    connect(m_filterBar, &StoreFilterBar::filtered, this, [this] {
        updateStack();
        showSelected();
    });
    connect(m_document, &StoreDocument::storeChanged, this, [this] {
        showFileState();
        m_filterBar->updateChips();
        updateStack();
        showSelected();
    });
    connect(m_document, &StoreDocument::changedOnDisk, this, [this](bool changed) {
        if (!changed) {
            m_fileNotice->dismiss();
            return;
        }
        m_fileNotice->showNotice(Tone::Caution, u"outcome-warn"_s,
                                 tr("Somebody else changed %1 on the disk.").arg(m_document->fileName()),
                                 m_document->isModified() ? tr("Reloading puts it in place of your unsaved changes; "
                                                               "Undo brings them back.")
                                                          : QString());
        connect(m_fileNotice->addAction(tr("Re&load"), u"reloadButton"_s), &QPushButton::clicked, this,
                &StoreView::reloadRequested);
    });
    showFileState();
    updateStack();
}

QLayout *StoreView::makeFilterRow()
{
    m_columns->setObjectName(u"columnsButton"_s);
    m_columns->setText(tr("Columns"));
    m_columns->setToolTip(tr("Choose which columns are shown"));
    m_columns->setPopupMode(QToolButton::InstantPopup);
    m_columns->setFocusPolicy(Qt::StrongFocus);
    auto *menu = new QMenu(m_columns);
    m_columns->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillColumnMenu(menu); });
    auto *row = new QHBoxLayout;
    row->addWidget(m_filterBar, 1);
    row->addWidget(m_columns);
    return row;
}

void StoreView::makeTable()
{
    m_table->setModel(m_filter);
    m_table->setObjectName(u"storeTable"_s);
    m_table->setAccessibleName(tr("Entries of the truststore"));
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setSelectionMode(QTableView::ExtendedSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setDragEnabled(true);
    m_table->setDragDropMode(QTableView::DragOnly);
    m_table->setEditTriggers(QTableView::NoEditTriggers);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setHorizontalScrollMode(QTableView::ScrollPerPixel);
    QHeaderView *rows = m_table->verticalHeader();
    rows->hide();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setDefaultSectionSize(fontMetrics().height() + 2 * RoomyDelegate::Room + 2);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(MinColumnCharacters * fontMetrics().averageCharWidth());
    // Whose it is matters most, and the longest names are there.
    header->setSectionResizeMode(StoreModel::SubjectColumn, QHeaderView::Stretch);
    for (int column = 0; column < StoreModel::ColumnCount; ++column) {
        auto *delegate = new RoomyDelegate(m_table);
        delegate->setElideMode(Columns[column].elide);
        m_table->setItemDelegateForColumn(column, delegate);
        header->resizeSection(column, Columns[column].characters * fontMetrics().averageCharWidth());
        m_table->setColumnHidden(column, Columns[column].isHidden);
    }
    // In the order of the file until a heading is clicked.
    header->setSortIndicator(-1, Qt::AscendingOrder);
    header->setSortIndicatorClearable(true);
    m_table->setSortingEnabled(true);
    connect(header, &QHeaderView::sectionResized, this, &StoreView::layoutEdited);
    connect(header, &QHeaderView::sectionMoved, this, &StoreView::layoutEdited);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &StoreView::layoutEdited);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &StoreView::showSelected);
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &place) {
        if (m_contextMenu)
            m_contextMenu->popup(m_table->viewport()->mapToGlobal(place));
    });
}

void StoreView::makeStack()
{
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({640, 420});
    connect(m_splitter, &QSplitter::splitterMoved, this, &StoreView::layoutEdited);
    m_empty = new EmptyState(u"truststores"_s, tr("Nobody is trusted yet"),
                             tr("This store has no entries. Import the root and issuing certificates whose holders the "
                                "server should trust: from files, from the clipboard, from a server; or drop them "
                                "here."),
                             this);
    QPushButton *files = m_empty->addAction(u"list-add"_s, tr("Import from files…"));
    files->setObjectName(u"emptyImport"_s);
    connect(files, &QPushButton::clicked, this, &StoreView::importRequested);
    QPushButton *server = m_empty->addAction(u"sandbox"_s, tr("From a TLS server…"));
    server->setObjectName(u"emptyServerImport"_s);
    connect(server, &QPushButton::clicked, this, &StoreView::serverImportRequested);
    m_noMatch = new EmptyState(u"edit-find"_s, tr("No entry is like that"),
                               tr("The store has entries, and the filter hides them all."), this);
    QPushButton *clear = m_noMatch->addAction(u"edit-clear"_s, tr("Show all entries"));
    clear->setObjectName(u"clearFilter"_s);
    connect(clear, &QPushButton::clicked, this, &StoreView::clearFilter);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_noMatch);
}

void StoreView::fillColumnMenu(QMenu *menu)
{
    menu->clear();
    for (int column = 0; column < StoreModel::ColumnCount; ++column) {
        QAction *action = menu->addAction(m_filter->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        // An alias is what an entry is known by.
        action->setEnabled(column != StoreModel::AliasColumn);
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_table->setColumnHidden(column, !shown);
            Q_EMIT layoutEdited();
        });
    }
}

void StoreView::showFileState()
{
    const QString format = formatWord(m_document->store().format);
    const qsizetype count = m_document->store().entries.size();
    const QString what = count == 1 ? tr("%1, 1 entry").arg(format) : tr("%1, %2 entries").arg(format).arg(count);
    QString path = QDir::toNativeSeparators(m_document->path());
    switch (m_document->digest().isEmpty() ? trust::Integrity::None : m_document->integrity()) {
    case trust::Integrity::Verified:
        m_fileState->setState(Tone::Good, u"outcome-pass"_s, tr("%1 · verified by its password · %2").arg(what, path));
        break;
    case trust::Integrity::NotVerified:
        m_fileState->setState(Tone::Caution, u"outcome-warn"_s,
                              tr("%1 · not verified: opened without its password · %2").arg(what, path));
        break;
    case trust::Integrity::None:
        m_fileState->setState(Tone::Neutral, u"folder"_s,
                              m_document->digest().isEmpty() ? tr("%1 · new, not saved yet · %2").arg(what, path)
                                                             : u"%1 · %2"_s.arg(what, path));
        break;
    }
    m_fileState->setToolTip(path);
}

/// Once, and by ranges: ten thousand indexes take longer to list than to select.
void StoreView::countSelected()
{
    m_selectedCount = 0;
    const QItemSelection selection = m_table->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        // Rows are selected whole.
        if (range.left() == 0)
            m_selectedCount += range.height();
    }
}

QStringList StoreView::selectedAliases() const
{
    QStringList aliases;
    const QList<trust::StoreEntry> entries = selectedEntries();
    for (const trust::StoreEntry &entry : entries)
        aliases += entry.alias;
    return aliases;
}

QList<trust::StoreEntry> StoreView::selectedEntries() const
{
    QList<int> rows;
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        rows += m_filter->mapToSource(index).row();
    std::sort(rows.begin(), rows.end());
    QList<trust::StoreEntry> entries;
    for (const int row : std::as_const(rows))
        entries += m_document->model()->entry(row);
    return entries;
}

void StoreView::select(const QStringList &aliases)
{
    const QSet<QString> wanted(aliases.begin(), aliases.end());
    const StoreModel *model = m_document->model();
    QItemSelection selection;
    const auto collect = [&] {
        selection.clear();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (!wanted.contains(model->row(row).alias))
                continue;
            const QModelIndex index = m_filter->mapFromSource(model->index(row, 0));
            if (index.isValid())
                selection.select(index, index);
        }
    };
    collect();
    if (selection.size() < wanted.size() && m_filter->isFiltering()) {
        m_filterBar->clear();
        collect();
    }
    if (selection.isEmpty())
        return;
    const QModelIndex first = selection.constFirst().topLeft();
    m_table->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
    m_table->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_table->scrollTo(first);
}

QList<StoreRow> StoreView::shownRows() const
{
    QList<StoreRow> rows;
    for (int i = 0; i < m_filter->rowCount(); ++i)
        rows += m_document->model()->row(m_filter->mapToSource(m_filter->index(i, 0)).row());
    return rows;
}

void StoreView::showSelected()
{
    countSelected();
    if (m_selectedCount == 1) {
        const QModelIndex selected = m_table->selectionModel()->selectedRows().constFirst();
        m_detail->setEntry(m_document->model()->entry(m_filter->mapToSource(selected).row()), m_document->trusted(),
                           m_document->now());
    } else {
        m_detail->setCount(m_selectedCount);
    }
    Q_EMIT selectionChanged();
}

void StoreView::updateStack()
{
    if (m_document->model()->rowCount() == 0)
        m_stack->setCurrentWidget(m_empty);
    else if (m_filter->rowCount() == 0)
        m_stack->setCurrentWidget(m_noMatch);
    else
        m_stack->setCurrentWidget(m_splitter);
}

void StoreView::clearFilter()
{
    m_filterBar->clear();
    focusTable();
}

void StoreView::focusTable()
{
    m_filterBar->flush();
    if (!m_table->currentIndex().isValid() && m_filter->rowCount() > 0)
        m_table->setCurrentIndex(m_filter->index(0, 0));
    // After a deletion the current row is the next one, and not selected.
    if (!m_table->selectionModel()->hasSelection() && m_table->currentIndex().isValid())
        m_table->selectionModel()->select(m_table->currentIndex(),
                                          QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_table->scrollTo(m_table->currentIndex());
    m_table->setFocus();
}

QByteArray StoreView::columnState() const
{
    return m_table->horizontalHeader()->saveState();
}

QByteArray StoreView::splitterState() const
{
    return m_splitter->saveState();
}

void StoreView::restoreLayout(const QByteArray &columns, const QByteArray &splitter)
{
    const QSignalBlocker blocker(this);
    m_table->horizontalHeader()->restoreState(columns);
    // The state was of another width, or of a header that did not stretch yet.
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(StoreModel::SubjectColumn, QHeaderView::Stretch);
    m_table->setColumnHidden(StoreModel::AliasColumn, false);
    m_splitter->restoreState(splitter);
}

} // namespace gatehouse::ui
