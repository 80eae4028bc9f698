#include "tpp_panel.h"

#include "new_tpp_dialog.h"
#include "ui/appearance.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QDir>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { NameColumn, RolesColumn, SoftwareColumn };
/// Of the software's column.
constexpr int OrganisationRole = Qt::UserRole;

} // namespace

TppPanel::TppPanel(std::shared_ptr<directory::Directory> directory, Clock clock, QString kitsFolder, QWidget *parent)
    : QWidget(parent)
    , m_directory(std::move(directory))
    , m_clock(std::move(clock))
    , m_kitsFolder(std::move(kitsFolder))
    , m_model(new QStandardItemModel(this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
{
    makeTable();
    auto *empty =
        new QuietLabel(tr("The test directory lists no TPP yet. A new one gets keys, certificates and a software "
                          "statement, as files to send requests with."),
                       this);
    empty->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(empty);
    m_stack->addWidget(m_table);
    // The endpoint beside it says how high the row is.
    m_stack->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(makeTitleRow());
    layout->addWidget(m_stack, 1);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        showSoftware();
        if (std::exchange(m_isOutdated, false))
            refresh();
    });
    connect(&m_removal, &QFutureWatcherBase::finished, this, [this] {
        if (const Result<void> removed = m_removal.result(); !removed)
            Q_EMIT message(removed.error().message);
        refresh();
    });
}

TppPanel::~TppPanel()
{
    m_watcher.waitForFinished();
    m_removal.waitForFinished();
}

QLayout *TppPanel::makeTitleRow()
{
    auto *title = new QLabel(tr("Test TPPs"), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    auto *create = new QPushButton(icon(u"list-add"_s), tr("&New test TPP…"), this);
    create->setObjectName(u"newTppButton"_s);
    connect(create, &QPushButton::clicked, this, &TppPanel::showNewDialog);
    auto *compose = new QPushButton(icon(u"document-new"_s), tr("Co&mpose request…"), this);
    compose->setObjectName(u"composeButton"_s);
    compose->setToolTip(tr("Writes, tampers with and sends registration requests as a test TPP"));
    connect(compose, &QPushButton::clicked, this, &TppPanel::compose);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(compose);
    buttons->addWidget(create);
    buttons->addStretch();
    setTabOrder(compose, create);
    setTabOrder(create, m_table);
    // One above the other: with a large font both do not fit beside the title.
    auto *rows = new QVBoxLayout;
    rows->addWidget(title);
    rows->addLayout(buttons);
    return rows;
}

void TppPanel::makeTable()
{
    m_table->setModel(m_model);
    m_table->setObjectName(u"tppTable"_s);
    m_table->setAccessibleName(tr("Test TPPs"));
    m_table->setItemDelegate(new RoomyDelegate(m_table));
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setSelectionMode(QTableView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &place) {
        if (!m_table->currentIndex().isValid())
            return;
        QMenu menu(this);
        menu.addAction(icon(u"document-new"_s), tr("Co&mpose request…"), this, &TppPanel::compose);
        menu.addAction(icon(u"edit-copy"_s), tr("&Copy software id"), QKeySequence::Copy, this,
                       &TppPanel::copySoftwareId);
        menu.addAction(icon(u"edit-delete"_s), tr("&Remove from the directory…"), QKeySequence::Delete, this,
                       &TppPanel::askToRemove);
        menu.exec(m_table->viewport()->mapToGlobal(place));
    });
    connect(m_table, &QTableView::activated, this, &TppPanel::compose);
    auto *copy = new QShortcut(QKeySequence::Copy, m_table);
    copy->setContext(Qt::WidgetShortcut);
    connect(copy, &QShortcut::activated, this, &TppPanel::copySoftwareId);
    auto *remove = new QShortcut(QKeySequence::Delete, m_table);
    remove->setContext(Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, this, &TppPanel::askToRemove);
}

void TppPanel::setBaseUrl(std::function<QString()> baseUrl)
{
    m_baseUrl = std::move(baseUrl);
}

void TppPanel::refresh()
{
    m_isOutdated = m_watcher.isRunning();
    if (!m_isOutdated)
        m_watcher.setFuture(QtConcurrent::run([directory = m_directory] { return directory->allSoftware(); }));
}

void TppPanel::showSoftware()
{
    m_model->clear();
    m_model->setHorizontalHeaderLabels({tr("Software"), tr("Roles"), tr("Software id")});
    const QList<directory::SoftwareRecord> all = m_watcher.result();
    for (const directory::SoftwareRecord &record : all) {
        const QString name = stringMember(record.claims, "software_client_name").value_or(record.softwareId);
        const QStringList roles = stringListMember(record.claims, "software_roles").value_or(QStringList());
        auto *id = new QStandardItem(record.softwareId);
        id->setFont(fixedFont());
        id->setData(record.organisationId, OrganisationRole);
        const QList<QStandardItem *> row = {new QStandardItem(name), new QStandardItem(roles.join(u", "_s)), id};
        for (QStandardItem *item : row) {
            item->setEditable(false);
            item->setToolTip(
                tr("%1\nSoftware %2 of organisation %3").arg(name, record.softwareId, record.organisationId));
        }
        m_model->appendRow(row);
    }
    for (int column = NameColumn; column <= SoftwareColumn; ++column)
        m_model->setHeaderData(column, Qt::Horizontal,
                               QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter)),
                               Qt::TextAlignmentRole);
    m_table->horizontalHeader()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->resizeSection(RolesColumn, fontMetrics().averageCharWidth() * 19);
    m_table->horizontalHeader()->setSectionResizeMode(SoftwareColumn, QHeaderView::Stretch);
    m_table->resizeRowsToContents();
    m_stack->setCurrentIndex(all.isEmpty() ? 0 : 1);
    Q_EMIT refreshed();
}

void TppPanel::showNewDialog()
{
    auto *dialog = new NewTppDialog(m_directory, m_baseUrl(), m_kitsFolder, m_clock, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        Q_EMIT message(tr("The kit is in %1").arg(QDir::toNativeSeparators(dialog->kitFolder())));
        Q_EMIT kitWritten(dialog->kitFolder());
        refresh();
    });
    dialog->open();
}

void TppPanel::compose()
{
    const QModelIndex software = m_table->currentIndex().siblingAtColumn(SoftwareColumn);
    Q_EMIT composeRequested(software.data(OrganisationRole).toString(), software.data().toString());
}

void TppPanel::askToRemove()
{
    const QModelIndex index = m_table->currentIndex();
    if (!index.isValid() || m_removal.isRunning())
        return;
    const QModelIndex software = index.siblingAtColumn(SoftwareColumn);
    const QString id = software.data().toString();
    const QString organisation = software.data(OrganisationRole).toString();
    auto *question = new QMessageBox(
        QMessageBox::Question, tr("Remove test TPP"),
        tr("Remove %1 from the test directory?").arg(index.siblingAtColumn(NameColumn).data().toString()),
        QMessageBox::Cancel, this);
    question->setObjectName(u"removeTppQuestion"_s);
    question->setInformativeText(
        tr("The keys of software %1 are no longer published: what it signs is refused from then on, and "
           "this cannot be undone. Clients that it registered, and its kit's files, stay.")
            .arg(id));
    QAbstractButton *confirm = question->addButton(tr("&Remove"), QMessageBox::AcceptRole);
    confirm->setObjectName(u"confirmRemovalButton"_s);
    connect(confirm, &QAbstractButton::clicked, this, [this, organisation, id] { remove(organisation, id); });
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->open();
}

void TppPanel::remove(const QString &organisationId, const QString &softwareId)
{
    m_removal.setFuture(QtConcurrent::run([directory = m_directory, organisationId, softwareId] {
        return directory->removeSoftware(organisationId, softwareId);
    }));
}

void TppPanel::copySoftwareId()
{
    const QModelIndex index = m_table->currentIndex();
    if (index.isValid())
        copyText(index.siblingAtColumn(SoftwareColumn).data().toString(), m_table);
}

} // namespace gatehouse::ui
