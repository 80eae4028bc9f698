#include "compare_dialog.h"

#include "trust/certificate_facts.h"
#include "ui/icons.h"
#include "ui/widgets/certificate_view.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QButtonGroup>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using Kind = CompareRow::Kind;

namespace {

constexpr int PaneGap = 4;

enum DetailTab { LeftTab, RightTab, FactsTab };

struct ChipName {
    Kind kind;
    QLatin1String name;
};

constexpr ChipName ChipNames[] = {
    {Kind::OnlyLeft, QLatin1String("chip-only-left")},
    {Kind::OnlyRight, QLatin1String("chip-only-right")},
    {Kind::Renamed, QLatin1String("chip-renamed")},
    {Kind::Changed, QLatin1String("chip-changed")},
};

QLabel *makeStoreTitle(const QString &objectName, QWidget *parent)
{
    auto *title = new QLabel(parent);
    title->setObjectName(objectName);
    title->setTextFormat(Qt::PlainText);
    title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    title->setFocusPolicy(Qt::NoFocus);
    QFont font = title->font();
    font.setBold(true);
    title->setFont(font);
    return title;
}

void showCertificate(CertificateView *view, const std::optional<trust::StoreEntry> &entry,
                     const QList<trust::Certificate> &known, Instant now)
{
    const trust::Certificate *certificate = entry ? entry->certificate() : nullptr;
    if (certificate)
        view->setCertificate(*certificate, known, now);
    else
        view->clear();
}

QString storeText(const CompareDialog::NamedStore &store)
{
    const qsizetype count = store.store.entries.size();
    return count == 1 ? CompareDialog::tr("%1 (1 entry)").arg(store.name)
                      : CompareDialog::tr("%1 (%2 entries)").arg(store.name).arg(count);
}

} // namespace

CompareDialog::CompareDialog(const NamedStore &left, const NamedStore &right, Instant now, QWidget *parent)
    : QDialog(parent)
    , m_model(new CompareModel(this))
    , m_filter(new CompareFilter(m_model, this))
    , m_leftTitle(makeStoreTitle(u"compareLeftName"_s, this))
    , m_rightTitle(makeStoreTitle(u"compareRightName"_s, this))
    , m_same(new QuietLabel(this))
    , m_stack(new QStackedWidget(this))
    , m_chipGroup(new QButtonGroup(this))
    , m_table(new QTableView(this))
    , m_copyLeft(new QPushButton(icon(u"go-previous"_s), tr("Copy to the &left"), this))
    , m_copyRight(new QPushButton(icon(u"go-next"_s), tr("Copy to the &right"), this))
    , m_tabs(new QTabWidget(this))
    , m_leftView(new CertificateView(this))
    , m_rightView(new CertificateView(this))
    , m_facts(new QTreeWidget(this))
{
    setWindowTitle(tr("Compare truststores"));
    setWindowFlags(Qt::Window);
    setModal(false);
    m_stack->setObjectName(u"compareStack"_s);
    m_stack->addWidget(new EmptyState(u"clock"_s, tr("Comparing"), tr("The two stores are being compared."), this));
    m_stack->addWidget(new EmptyState(u"compare-same"_s, tr("No difference"),
                                      tr("Both stores hold the same entries under the same aliases."), this));
    m_stack->addWidget(makeDifferences());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeTitle());
    layout->addWidget(m_stack, 1);
    layout->addWidget(buttons);
    resize(QSize(fontMetrics().averageCharWidth() * 205, fontMetrics().height() * 46)
               .boundedTo(screen()->availableSize()));
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &CompareDialog::conclude);
    setStores(left, right, now);
    m_table->setFocus();
}

CompareDialog::~CompareDialog()
{
    m_watcher.waitForFinished();
}

QLayout *CompareDialog::makeTitle()
{
    m_same->setObjectName(u"compareSame"_s);
    m_same->setWordWrap(false);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->addWidget(new QuietLabel(tr("Left:"), this), 0, 0);
    grid->addWidget(m_leftTitle, 0, 1);
    grid->addWidget(new QuietLabel(tr("Right:"), this), 1, 0);
    grid->addWidget(m_rightTitle, 1, 1);
    grid->addWidget(m_same, 0, 2, 2, 1, Qt::AlignRight | Qt::AlignVCenter);
    grid->setColumnStretch(1, 1);
    return grid;
}

QWidget *CompareDialog::makeDifferences()
{
    setUpTable();
    auto *list = new QWidget(this);
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, PaneGap, 0);
    layout->addLayout(makeFilterBar());
    layout->addWidget(m_table, 1);
    layout->addLayout(makeCopyBar());
    auto *splitter = new QSplitter(this);
    splitter->addWidget(list);
    auto *details = new QWidget(this);
    auto *detailsLayout = new QVBoxLayout(details);
    detailsLayout->setContentsMargins(PaneGap, 0, 0, 0);
    detailsLayout->addWidget(makeDetails());
    splitter->addWidget(details);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    return splitter;
}

QLayout *CompareDialog::makeFilterBar()
{
    addChip(std::nullopt, u"chip-all"_s);
    for (const ChipName &entry : ChipNames)
        addChip(entry.kind, entry.name);
    m_chips.constFirst().button->setChecked(true);
    auto *filter = new QLineEdit(this);
    filter->setObjectName(u"compareFilter"_s);
    filter->setAccessibleName(tr("Filter"));
    filter->setPlaceholderText(tr("Name, issuer or alias"));
    filter->setClearButtonEnabled(true);
    connect(filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        selectRow(m_table->currentIndex().row());
    });
    auto *label = new QLabel(tr("&Filter:"), this);
    label->setBuddy(filter);
    auto *chips = new QHBoxLayout;
    chips->setSpacing(4);
    for (const Chip &chip : m_chips)
        chips->addWidget(chip.button);
    chips->addStretch();
    auto *text = new QHBoxLayout;
    text->addWidget(label);
    text->addWidget(filter, 1);
    auto *bar = new QVBoxLayout;
    bar->addLayout(chips);
    bar->addLayout(text);
    return bar;
}

void CompareDialog::addChip(std::optional<Kind> kind, const QString &objectName)
{
    auto *button = new QToolButton(this);
    button->setCheckable(true);
    button->setObjectName(objectName);
    button->setFocusPolicy(Qt::StrongFocus);
    m_chipGroup->addButton(button);
    connect(button, &QToolButton::clicked, this, [this, kind] {
        m_filter->setKind(kind);
        selectRow(m_table->currentIndex().row());
    });
    m_chips.append({kind, button});
}

QLayout *CompareDialog::makeCopyBar()
{
    m_copyLeft->setObjectName(u"compareCopyLeft"_s);
    m_copyRight->setObjectName(u"compareCopyRight"_s);
    for (QPushButton *button : {m_copyLeft, m_copyRight})
        button->setAutoDefault(false);
    connect(m_copyLeft, &QPushButton::clicked, this,
            [this] { Q_EMIT copyRequested(selectedFor(Side::Left), Side::Left); });
    connect(m_copyRight, &QPushButton::clicked, this,
            [this] { Q_EMIT copyRequested(selectedFor(Side::Right), Side::Right); });
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_copyLeft);
    bar->addWidget(m_copyRight);
    bar->addStretch();
    return bar;
}

void CompareDialog::setUpTable()
{
    m_table->setObjectName(u"compareTable"_s);
    m_table->setAccessibleName(tr("Differences between the stores"));
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new RoomyDelegate(m_table));
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(false);
    header->setSortIndicatorClearable(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    header->setSectionResizeMode(CompareModel::KindColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(CompareModel::NameColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(CompareModel::ValidityColumn, QHeaderView::ResizeToContents);
    const int character = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(CompareModel::LeftColumn, character * 17);
    m_table->setColumnWidth(CompareModel::RightColumn, character * 17);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &CompareDialog::updateCopying);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &CompareDialog::showCurrent);
}

QWidget *CompareDialog::makeDetails()
{
    m_leftView->setObjectName(u"compareLeft"_s);
    m_rightView->setObjectName(u"compareRight"_s);
    m_facts->setObjectName(u"compareFacts"_s);
    m_facts->setAccessibleName(tr("In what the two certificates differ"));
    m_facts->setHeaderLabels({tr("Property"), tr("Left"), tr("Right")});
    m_facts->setRootIsDecorated(false);
    m_facts->setItemsExpandable(false);
    m_facts->setAlternatingRowColors(true);
    m_facts->setItemDelegate(new RoomyDelegate(m_facts));
    m_facts->setTextElideMode(Qt::ElideRight);
    m_facts->setIndentation(0);
    m_facts->setWordWrap(true);
    m_facts->header()->setSectionResizeMode(QHeaderView::Stretch);
    m_facts->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_tabs->setObjectName(u"compareTabs"_s);
    m_tabs->setAccessibleName(tr("The selected entry"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_leftView, tr("Left certificate"));
    m_tabs->addTab(m_rightView, tr("Right certificate"));
    m_tabs->addTab(m_facts, tr("What differs"));
    return m_tabs;
}

void CompareDialog::setStores(const NamedStore &left, const NamedStore &right, Instant now)
{
    m_left = left;
    m_right = right;
    m_now = now;
    m_leftTitle->setText(storeText(left));
    m_rightTitle->setText(storeText(right));
    m_copyLeft->setToolTip(tr("Copy the selected certificates into %1").arg(left.name));
    m_copyRight->setToolTip(tr("Copy the selected certificates into %1").arg(right.name));
    m_watcher.setFuture(QtConcurrent::run([left = left.store, right = right.store] {
        return Comparison{trust::compareStores(left, right), left.trustedCertificates(), right.trustedCertificates()};
    }));
}

void CompareDialog::conclude()
{
    m_comparison = m_watcher.result();
    const int place = std::max(0, m_table->currentIndex().row());
    m_model->setDifference(m_comparison.difference, m_left.name, m_right.name, m_now);
    m_same->setText(m_comparison.difference.same == 1
                        ? tr("1 entry is the same in both")
                        : tr("%1 entries are the same in both").arg(m_comparison.difference.same));
    m_stack->setCurrentIndex(m_comparison.difference.isEmpty() ? EqualPage : DifferencesPage);
    updateChips();
    selectRow(place);
    Q_EMIT compared();
}

void CompareDialog::updateChips()
{
    for (const Chip &chip : std::as_const(m_chips)) {
        const int count = chip.kind ? m_model->count(*chip.kind) : m_model->rowCount();
        const QString label = chip.kind ? word(*chip.kind) : tr("All");
        chip.button->setText(tr("%1 %2").arg(label).arg(count));
        chip.button->setAccessibleName(tr("Show %1: %2 differences").arg(label).arg(count));
    }
}

void CompareDialog::selectRow(int shownRow)
{
    const int last = m_filter->rowCount() - 1;
    m_table->setCurrentIndex(m_filter->index(std::clamp(shownRow, std::min(0, last), std::max(0, last)), 0));
    updateCopying();
    showCurrent();
}

QList<trust::Certificate> CompareDialog::selectedFor(Side into) const
{
    QList<trust::Certificate> certificates;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &shown : rows) {
        const CompareRow &row = m_model->row(m_filter->mapToSource(shown).row());
        const std::optional<trust::StoreEntry> &source = into == Side::Right ? row.left : row.right;
        // A certificate under another alias is there already.
        if (row.kind != Kind::Renamed && source && source->certificate()
            && source->kind == trust::StoreEntry::Kind::TrustedCertificate)
            certificates.append(*source->certificate());
    }
    return certificates;
}

void CompareDialog::updateCopying()
{
    m_copyLeft->setEnabled(!selectedFor(Side::Left).isEmpty());
    m_copyRight->setEnabled(!selectedFor(Side::Right).isEmpty());
}

void CompareDialog::showCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid()) {
        m_leftView->clear();
        m_tabs->setTabVisible(LeftTab, true);
        m_tabs->setTabVisible(RightTab, false);
        m_tabs->setTabVisible(FactsTab, false);
        return;
    }
    const CompareRow &row = m_model->row(m_filter->mapToSource(current).row());
    const bool isChanged = row.kind == Kind::Changed;
    showCertificate(m_leftView, row.left, m_comparison.leftKnown, m_now);
    // Both have the same one where only the alias differs.
    const bool showsRight = row.right.has_value() && row.kind != Kind::Renamed;
    showCertificate(m_rightView, showsRight ? row.right : std::nullopt, m_comparison.rightKnown, m_now);
    m_tabs->setTabVisible(LeftTab, row.left.has_value());
    m_tabs->setTabVisible(RightTab, showsRight);
    m_tabs->setTabVisible(FactsTab, isChanged);
    m_tabs->setTabText(LeftTab, row.kind == Kind::Renamed ? tr("Certificate") : tr("Left certificate"));
    if (isChanged)
        showDifferingFacts(row);
}

void CompareDialog::showDifferingFacts(const CompareRow &row)
{
    m_facts->clear();
    const trust::Certificate *left = row.left->certificate();
    const trust::Certificate *right = row.right->certificate();
    if (!left || !right)
        return;
    QFont bold = m_facts->font();
    bold.setBold(true);
    std::optional<trust::FactSection> section;
    const QList<trust::FactPair> differences = trust::compareFacts(*left, *right, m_now);
    for (const trust::FactPair &each : differences) {
        if (section != each.section) {
            section = each.section;
            auto *heading = new QTreeWidgetItem(m_facts, {trust::title(each.section)});
            heading->setFont(0, bold);
            heading->setFirstColumnSpanned(true);
        }
        auto *item = new QTreeWidgetItem(m_facts, {each.label, each.left, each.right});
        for (int column = 0; column < item->columnCount(); ++column)
            item->setToolTip(column, item->text(column));
    }
}

} // namespace gatehouse::ui
