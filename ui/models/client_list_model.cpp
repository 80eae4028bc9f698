#include "client_list_model.h"

#include "store/client_search.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/tool_tip.h"

#include <QItemSelectionModel>
#include <QtConcurrentRun>

#include <algorithm>
#include <utility>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using store::Client;
using store::ClientColumn;
using store::ClientStatus;

namespace {

/// Of the pages in use so many are read anew before a refresh is shown: what fits a window twice over.
constexpr int MaxRefreshedPages = 3;
constexpr int MaxFetchedAtOnce = 4;
/// Beyond so many selected rows only those among the refreshed pages are found again.
constexpr int MaxSoughtClients = 20;
constexpr std::chrono::milliseconds FollowInterval{500};

struct ColumnLook {
    const char *title;
    std::optional<ClientColumn> sorted;
};

constexpr ColumnLook Columns[ClientListModel::ColumnCount] = {
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Client"), ClientColumn::ClientName},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Organisation"), ClientColumn::OrganisationName},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Roles"), {}},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Status"), ClientColumn::Status},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Environment"), {}},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Software id"), ClientColumn::SoftwareId},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Client id"), {}},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Issued (UTC)"), ClientColumn::IssuedAt},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Updated (UTC)"), ClientColumn::UpdatedAt},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Version"), {}},
};

struct StatusLook {
    const char *word;
    const char *icon;
    Tone tone;
};

constexpr StatusLook StatusLooks[] = {
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Active"), "outcome-pass", Tone::Good},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Waiting for review"), "clock", Tone::Caution},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Suspended"), "media-playback-pause", Tone::Bad},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ClientListModel", "Deregistered"), "edit-delete", Tone::Neutral},
};

const StatusLook &lookOf(ClientStatus status)
{
    return StatusLooks[static_cast<std::size_t>(status)];
}

QString text(const Client &client, int column)
{
    switch (column) {
    case ClientListModel::NameColumn:
        return client.clientName;
    case ClientListModel::OrganisationColumn:
        return client.organisationName;
    case ClientListModel::RolesColumn:
        return client.roles.join(u", "_s);
    case ClientListModel::StatusColumn:
        return ClientListModel::tr(lookOf(client.status).word);
    case ClientListModel::EnvironmentColumn:
        return client.environment;
    case ClientListModel::SoftwareIdColumn:
        return client.softwareId;
    case ClientListModel::ClientIdColumn:
        return client.clientId;
    case ClientListModel::IssuedColumn:
        return toDateTime(client.issuedAt).toString(u"yyyy-MM-dd HH:mm:ss"_s);
    case ClientListModel::UpdatedColumn:
        return toDateTime(client.updatedAt).toString(u"yyyy-MM-dd HH:mm:ss"_s);
    case ClientListModel::VersionColumn:
        return QString::number(client.version);
    default:
        return {};
    }
}

QString toolTip(const Client &client, int column)
{
    switch (column) {
    case ClientListModel::OrganisationColumn:
        return u"%1\n%2"_s.arg(client.organisationName, client.organisationId);
    case ClientListModel::IssuedColumn:
        return localMomentText(client.issuedAt);
    case ClientListModel::UpdatedColumn:
        return localMomentText(client.updatedAt);
    default:
        return text(client, column);
    }
}

Qt::Alignment alignmentOf(int column)
{
    return (column == ClientListModel::VersionColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

/// What a list shows of them, and no more: their metadata is the most of them.
QList<Client> slim(QList<Client> clients)
{
    for (Client &client : clients) {
        client.roles = store::rolesOf(client);
        client.metadata.clear();
    }
    return clients;
}

bool isSameClient(const Client &left, const Client &right)
{
    // Whatever else is shown of it changes with its version.
    return left.clientId == right.clientId && left.status == right.status && left.updatedAt == right.updatedAt
        && left.version == right.version;
}

/// The row of a client that fits the filter.
Result<std::optional<qint64>> locate(const store::ClientStore &clients, const store::ClientFilter &filter,
                                     const store::ClientSort &sort, const QString &clientId)
{
    const auto client = clients.find(clientId);
    if (!client)
        return tl::unexpected(client.error());
    if (!*client)
        return std::nullopt;
    const auto row = clients.rowOf(filter, sort, store::ClientKey::of(**client, sort));
    if (!row)
        return tl::unexpected(row.error());
    return clients.pageAt(filter, sort, *row, 1).map([&](const QList<Client> &page) {
        return !page.isEmpty() && page.constFirst().clientId == clientId ? std::optional(*row) : std::nullopt;
    });
}

} // namespace

struct ClientListModel::Request {
    store::ClientFilter filter;
    store::ClientSort sort;
    quint64 question = 0;
    QList<int> pages;
    QStringList sought;
};

struct ClientListModel::Snapshot {
    quint64 question = 0;
    qint64 rows = 0;
    bool isCounted = true;
    QHash<int, QList<Client>> pages;
    QHash<QString, int> places; ///< rows of clients that are sought, and of those on the pages
};

Result<ClientListModel::Snapshot> ClientListModel::read(store::Database &database, const Request &request)
{
    const store::ClientStore clients(database);
    Snapshot snapshot;
    snapshot.question = request.question;
    const bool isQuick = store::ClientStore::isCountedQuickly(request.filter);
    const auto count = isQuick ? clients.count(request.filter) : clients.countUpTo(request.filter, CountedAtFirst);
    if (!count)
        return tl::unexpected(count.error());
    snapshot.isCounted = isQuick || *count <= CountedAtFirst;
    snapshot.rows = std::min<qint64>(*count, std::numeric_limits<int>::max());
    for (const int page : request.pages) {
        const qint64 first = qint64(page) * PageSize;
        if (first >= snapshot.rows && page > 0)
            continue;
        auto read = clients.pageAt(request.filter, request.sort, first, PageSize,
                                   snapshot.isCounted ? std::optional(snapshot.rows) : std::nullopt);
        if (!read)
            return tl::unexpected(read.error());
        for (qsizetype i = 0; i < read->size(); ++i)
            snapshot.places.insert(read->at(i).clientId, static_cast<int>(first + i));
        snapshot.pages.insert(page, slim(*std::move(read)));
    }
    for (const QString &clientId : request.sought) {
        if (snapshot.places.contains(clientId))
            continue;
        const auto row = locate(clients, request.filter, request.sort, clientId);
        if (!row)
            return tl::unexpected(row.error());
        if (*row)
            snapshot.places.insert(clientId, static_cast<int>(**row));
    }
    return snapshot;
}

ClientListModel::ClientListModel(store::Database &database, QObject *parent)
    : QAbstractTableModel(parent)
    , m_database(database)
    , m_watcher(database)
    , m_indexer(database)
    , m_commits(database.commits())
{
    m_reading.setMaxThreadCount(2);
    m_counting.setMaxThreadCount(1);
    connect(&m_watcher, &store::ChangeWatcher::changedElsewhere, this, [this] { m_hasChanged = true; });
    connect(&m_follow, &QTimer::timeout, this, &ClientListModel::follow);
    m_follow.start(FollowInterval);
    m_sinceRefresh.start();
    load(Change::Question);
}

ClientListModel::~ClientListModel() = default;

void ClientListModel::setFilter(const store::ClientFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    ++m_question;
    load(Change::Question);
}

bool ClientListModel::isSortable(int column)
{
    return column >= 0 && column < ColumnCount && Columns[column].sorted;
}

void ClientListModel::sort(int column, Qt::SortOrder order)
{
    if (!isSortable(column))
        return;
    const store::ClientSort sort{*Columns[column].sorted, order};
    if (sort == m_sort)
        return;
    m_sort = sort;
    ++m_question;
    load(Change::Question);
}

void ClientListModel::refresh()
{
    load(Change::Rows);
}

void ClientListModel::setFollowing(bool isFollowing)
{
    if (!isFollowing)
        return m_follow.stop();
    if (!m_follow.isActive())
        m_follow.start(FollowInterval);
    follow();
}

void ClientListModel::follow()
{
    // The watcher does not tell of what this program's own endpoint writes.
    m_hasChanged = std::exchange(m_commits, m_database.commits()) != m_commits || m_hasChanged;
    if (m_hasChanged && !m_isReading && m_sinceRefresh.hasExpired(RefreshInterval.count())) {
        m_hasChanged = false;
        load(Change::Rows);
    }
}

void ClientListModel::load(Change change)
{
    if (change == Change::Question)
        setLoading(true);
    if (m_isReading) {
        m_next = m_next == Change::Question ? m_next : change;
        return;
    }
    m_isReading = true;
    m_sinceRefresh.restart();
    Request request{m_filter, m_sort, m_question, {0}, selectedIds()};
    if (change == Change::Rows)
        request.pages = pagesInUse();
    QtConcurrent::run(&m_reading, [&database = m_database, request] {
        return read(database, request);
    }).then(this, [this, change](const Result<Snapshot> &snapshot) { take(snapshot, change); });
}

void ClientListModel::take(const Result<Snapshot> &snapshot, Change change)
{
    m_isReading = false;
    const bool isCurrent = !snapshot || snapshot->question == m_question;
    if (snapshot && isCurrent)
        show(*snapshot, change);
    if (m_next) {
        load(*std::exchange(m_next, std::nullopt));
        return;
    }
    setLoading(false);
    if (!snapshot)
        Q_EMIT failed(snapshot.error());
}

bool ClientListModel::isSame(const Snapshot &snapshot) const
{
    if (snapshot.rows != m_rows || snapshot.isCounted != m_isCounted)
        return false;
    return std::all_of(snapshot.pages.keyValueBegin(), snapshot.pages.keyValueEnd(), [this](const auto &page) {
        const QList<Client> shown = m_pages.value(page.first).clients;
        return std::equal(shown.begin(), shown.end(), page.second.begin(), page.second.end(), isSameClient);
    });
}

void ClientListModel::show(const Snapshot &snapshot, Change change)
{
    const bool isSameQuestion = std::exchange(m_shownQuestion, snapshot.question) == snapshot.question;
    const bool isNews = change == Change::Question || !isSame(snapshot);
    ++m_snapshot;
    // Until the count is through, a long list stays as long as it was.
    const bool keepsRows = isSameQuestion && !snapshot.isCounted && m_rows > snapshot.rows;
    const int rows = keepsRows ? m_rows : static_cast<int>(snapshot.rows);
    if (!isNews) {
        keepPages(snapshot);
        return;
    }
    if (rows > m_rows)
        setRows(rows);
    if (selectedIds().isEmpty()) {
        if (!isSameQuestion)
            m_pages.clear();
        keepPages(snapshot);
    } else {
        moveRows(snapshot, isSameQuestion, rows);
    }
    if (rows < m_rows)
        setRows(rows);
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, ColumnCount - 1));
    m_isCounted = snapshot.isCounted || (keepsRows && m_isCounted);
    Q_EMIT countChanged(m_rows, m_isCounted);
    Q_EMIT loaded();
    if (!snapshot.isCounted)
        countRest();
}

void ClientListModel::keepPages(const Snapshot &snapshot)
{
    for (auto page = snapshot.pages.begin(); page != snapshot.pages.end(); ++page)
        keepPage(page.key(), page.value());
}

void ClientListModel::moveRows(const Snapshot &snapshot, bool isSameQuestion, int rows)
{
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex &old : before) {
        const Client *client = cached(old.row());
        const int place = client ? snapshot.places.value(client->clientId, -1) : isSameQuestion ? old.row() : -1;
        after.append(place >= 0 && place < rows ? createIndex(place, old.column()) : QModelIndex());
    }
    if (!isSameQuestion)
        m_pages.clear();
    keepPages(snapshot);
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

void ClientListModel::setRows(int rows)
{
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    } else if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        endRemoveRows();
    }
}

void ClientListModel::countRest()
{
    if (m_isCounting)
        return;
    m_isCounting = true;
    QtConcurrent::run(&m_counting, [&database = m_database, filter = m_filter] {
        return store::ClientStore(database).count(filter);
    }).then(this, [this, question = m_question, snapshot = m_snapshot](const Result<qint64> &count) {
        m_isCounting = false;
        if (!count) {
            Q_EMIT failed(count.error());
            return;
        }
        if (question != m_shownQuestion) {
            if (!m_isCounted)
                countRest();
            return;
        }
        setRows(static_cast<int>(std::min<qint64>(*count, std::numeric_limits<int>::max())));
        m_isCounted = true;
        Q_EMIT countChanged(m_rows, true);
        // Meanwhile it may have changed.
        if (snapshot != m_snapshot)
            m_hasChanged = true;
    });
}

const Client *ClientListModel::cached(int row) const
{
    const auto page = m_pages.constFind(row / PageSize);
    const qsizetype place = row % PageSize;
    return page == m_pages.constEnd() || place >= page->clients.size() ? nullptr : &page->clients[place];
}

const Client *ClientListModel::client(int row) const
{
    if (row < 0 || row >= m_rows)
        return nullptr;
    const auto page = m_pages.find(row / PageSize);
    if (page == m_pages.end() || page->snapshot != m_snapshot)
        wantPage(row / PageSize);
    if (page != m_pages.end())
        page->lastUse = ++m_uses;
    return cached(row);
}

void ClientListModel::wantPage(int page) const
{
    const bool isFirst = m_wanted.isEmpty();
    m_wanted.removeOne(page);
    m_wanted.append(page);
    // What is looked at in one turn of the event loop is read together.
    if (isFirst && !m_isFetching)
        QMetaObject::invokeMethod(const_cast<ClientListModel *>(this), &ClientListModel::fetchPages,
                                  Qt::QueuedConnection);
}

void ClientListModel::fetchPages()
{
    if (m_isFetching || m_wanted.isEmpty())
        return;
    // Who drags the scroll bar looks at many, and waits for the last.
    const QList<int> numbers = m_wanted.last(std::min<qsizetype>(m_wanted.size(), MaxFetchedAtOnce));
    m_wanted.clear();
    m_isFetching = true;
    using Pages = QHash<int, QList<Client>>;
    const auto total = m_isCounted ? std::optional<qint64>(m_rows) : std::nullopt;
    const auto readPages = [&database = m_database, filter = m_filter, sort = m_sort, total,
                            numbers]() -> Result<Pages> {
        Pages pages;
        for (const int number : numbers) {
            auto page = store::ClientStore(database).pageAt(filter, sort, qint64(number) * PageSize, PageSize, total);
            if (!page)
                return tl::unexpected(page.error());
            pages.insert(number, slim(*std::move(page)));
        }
        return pages;
    };
    QtConcurrent::run(&m_reading, readPages)
        .then(this, [this, snapshot = m_snapshot, question = m_question](const Result<Pages> &pages) {
            m_isFetching = false;
            if (!pages) {
                Q_EMIT failed(pages.error());
            } else if (snapshot == m_snapshot && question == m_question) {
                for (auto page = pages->begin(); page != pages->end(); ++page)
                    takePage(page.key(), page.value());
            } else if (question == m_question) {
                m_wanted += pages->keys();
            }
            fetchPages();
        });
}

void ClientListModel::takePage(int number, const QList<Client> &clients)
{
    const auto shown = m_pages.find(number);
    if (shown != m_pages.end()
        && !std::equal(shown->clients.begin(), shown->clients.end(), clients.begin(), clients.end(), isSameClient)) {
        // Rows moved since the others were read: they move together, with what is selected, at the next refresh.
        shown->snapshot = m_snapshot;
        m_hasChanged = true;
        return;
    }
    keepPage(number, clients);
    const int first = number * PageSize;
    const int last = std::min(first + PageSize, m_rows) - 1;
    if (first <= last)
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

void ClientListModel::keepPage(int number, const QList<Client> &clients)
{
    Page &page = m_pages[number];
    page.clients = clients;
    page.snapshot = m_snapshot;
    page.lastUse = ++m_uses;
    while (m_pages.size() > MaxPages) {
        const auto oldest = std::min_element(m_pages.begin(), m_pages.end(), [](const Page &left, const Page &right) {
            return left.lastUse < right.lastUse;
        });
        m_pages.erase(oldest);
    }
}

QList<int> ClientListModel::pagesInUse() const
{
    QList<int> numbers = m_pages.keys();
    std::sort(numbers.begin(), numbers.end(),
              [this](int left, int right) { return m_pages[left].lastUse > m_pages[right].lastUse; });
    numbers = numbers.mid(0, MaxRefreshedPages);
    return numbers.isEmpty() ? QList<int>{0} : numbers;
}

QStringList ClientListModel::selectedIds() const
{
    QStringList ids;
    if (!m_selection)
        return ids;
    const auto add = [&](int row) {
        if (const Client *client = cached(row); client && !ids.contains(client->clientId))
            ids.append(client->clientId);
    };
    if (m_selection->currentIndex().isValid())
        add(m_selection->currentIndex().row());
    const QItemSelection selection = m_selection->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom() && ids.size() < MaxSoughtClients; ++row)
            add(row);
    }
    return ids;
}

void ClientListModel::setLoading(bool isLoading)
{
    if (std::exchange(m_isLoading, isLoading) != isLoading)
        Q_EMIT loadingChanged(isLoading);
}

int ClientListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int ClientListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClientListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(alignmentOf(index.column()));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::DecorationRole && role != ClientIdRole
        && role != ClientRole)
        return {};
    const Client *each = client(index.row());
    if (!each)
        return role == Qt::DisplayRole ? QVariant(u"\u2026"_s) : QVariant();
    switch (role) {
    case Qt::DisplayRole:
        return text(*each, index.column());
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(*each, index.column()));
    case Qt::DecorationRole:
        return index.column() == StatusColumn
            ? QVariant(tonedIcon(QString::fromLatin1(lookOf(each->status).icon), lookOf(each->status).tone))
            : QVariant();
    case ClientIdRole:
        return each->clientId;
    default:
        return QVariant::fromValue(*each);
    }
}

QVariant ClientListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return tr(Columns[section].title);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(alignmentOf(section));
    return {};
}

} // namespace gatehouse::ui
