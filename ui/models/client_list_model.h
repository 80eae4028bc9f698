#pragma once

#include "base/result.h"
#include "store/change_watcher.h"
#include "store/client_indexer.h"
#include "store/client_store.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include <chrono>
#include <optional>

class QItemSelectionModel;

namespace gatehouse::ui {

/// The registered clients that fit a filter, a million of them if need be: rows are read by pages in the background
/// when they are looked at, and "…" stands where one is on its way. Follows the database, whoever changes it. The
/// database must outlive the model, which waits at its end for what it reads. For a QTableView: a QTreeView makes an
/// item of each row.
class ClientListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        OrganisationColumn,
        RolesColumn,
        StatusColumn,
        EnvironmentColumn,
        SoftwareIdColumn,
        ClientIdColumn,
        IssuedColumn,
        UpdatedColumn,
        VersionColumn,
        ColumnCount
    };
    enum Role {
        ClientIdRole = Qt::UserRole, ///< empty while the row is on its way
        ClientRole,                  ///< store::Client with its roles and without its metadata; invalid likewise
    };

    static constexpr int PageSize = 100;
    /// The pages kept; the least used goes first.
    static constexpr int MaxPages = 60;
    /// A count that no index knows goes so far at first, and on in the background.
    static constexpr qint64 CountedAtFirst = 10'000;
    static constexpr std::chrono::milliseconds RefreshInterval{1000};

    explicit ClientListModel(store::Database &database, QObject *parent = nullptr);
    ~ClientListModel() override;

    /// What is shown stays until the new rows are there.
    void setFilter(const store::ClientFilter &filter);
    const store::ClientFilter &filter() const { return m_filter; }
    const store::ClientSort &sorting() const { return m_sort; }
    static bool isSortable(int column);
    /// Reads anew what is shown; the rows that are selected stay so by their client.
    void refresh();
    /// For a list that nobody sees: it does not follow the database then, and catches up when it is seen again.
    void setFollowing(bool isFollowing);
    /// Whose rows are to be found again wherever they are after a refresh. Rows that are not selected keep their place.
    void keepSelection(QItemSelectionModel *selection) { m_selection = selection; }

    /// Whether what is shown is not yet what was asked for.
    bool isLoading() const { return m_isLoading; }
    /// Whether rowCount() is the count: else there are more.
    bool isCounted() const { return m_isCounted; }
    /// Nothing where the row is on its way; valid until the event loop goes on.
    const store::Client *client(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// By a column that isSortable(); others change nothing.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

Q_SIGNALS:
    void loadingChanged(bool isLoading);
    /// `isCounted` as above.
    void countChanged(qint64 rows, bool isCounted);
    /// What was asked for is shown: after setFilter(), sort() and each refresh that changed something.
    void loaded();
    /// What is shown stays.
    void failed(const gatehouse::Error &error);

private:
    struct Page {
        QList<store::Client> clients;
        quint64 snapshot = 0; ///< the load that it was read by; an older one is read anew when looked at
        quint64 lastUse = 0;
    };
    struct Snapshot;
    struct Request;
    enum class Change : quint8 { Rows, Question }; ///< what a load is for: the same rows anew, or others

    static Result<Snapshot> read(store::Database &database, const Request &request);
    void load(Change change);
    void follow();
    void take(const Result<Snapshot> &snapshot, Change change);
    bool isSame(const Snapshot &snapshot) const;
    void show(const Snapshot &snapshot, Change change);
    void moveRows(const Snapshot &snapshot, bool isSameQuestion, int rows);
    void setRows(int rows);
    void countRest();
    const store::Client *cached(int row) const;
    void wantPage(int page) const;
    void fetchPages();
    void takePage(int number, const QList<store::Client> &clients);
    void keepPages(const Snapshot &snapshot);
    void keepPage(int number, const QList<store::Client> &clients);
    QList<int> pagesInUse() const;
    QStringList selectedIds() const;
    void setLoading(bool isLoading);

    store::Database &m_database;
    store::ChangeWatcher m_watcher;
    store::ClientIndexer m_indexer;
    store::ClientFilter m_filter;
    store::ClientSort m_sort;
    QPointer<QItemSelectionModel> m_selection;

    int m_rows = 0;
    bool m_isCounted = false;
    bool m_isLoading = false;
    quint64 m_snapshot = 0; ///< number of the load that is shown
    quint64 m_question = 1; ///< number of the filter and sort that were asked for last
    quint64 m_shownQuestion = 0;
    bool m_isReading = false;
    std::optional<Change> m_next; ///< came while another was read
    bool m_isFetching = false;
    bool m_isCounting = false;

    mutable QHash<int, Page> m_pages;
    mutable QList<int> m_wanted; ///< pages, the one looked at last at the end
    mutable quint64 m_uses = 0;

    QTimer m_follow;
    QElapsedTimer m_sinceRefresh;
    bool m_hasChanged = false;
    quint64 m_commits = 0;

    // Last: they wait for what uses the rest. A long count does not keep pages waiting.
    QThreadPool m_reading;
    QThreadPool m_counting;
};

} // namespace gatehouse::ui
