#pragma once

#include "fetch/jwks_cache.h"
#include "key_set_edits.h"
#include "key_set_list_model.h"
#include "store/activity_recorder.h"
#include "ui/pages/page.h"

#include <QHash>
#include <QThreadPool>
#include <QTimer>

class QListView;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace gatehouse::store {
class ChangeWatcher;
class Database;
} // namespace gatehouse::store

namespace gatehouse::ui {

class BusyBar;
class EmptyState;
class KeySetView;
class NoticeBar;
class StatementSetsRow;

/// The key sets of the network that have a name: what is in them, when they were fetched, what changed.
class JwksPage : public Page
{
    Q_OBJECT

public:
    /// `cache` and `database`, which is the cache's, must outlive the page.
    JwksPage(fetch::JwksCache &cache, store::Database &database, Clock clock, const store::ActivityRecorder &recorder,
             QWidget *parent = nullptr);
    ~JwksPage() override;

    void focusFirst() override;
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;
    void refresh() override;

public Q_SLOTS:
    /// The key that signed the statement in the Inspector; both empty where none did.
    void markStatementKey(const QByteArray &kid, const QByteArray &thumbprint);

Q_SIGNALS:
    /// What is shown is what the database holds.
    void loaded();

private:
    enum class Step : quint8 { Fetch, FetchAll, Add, Edit, Remove, Undo, Redo, WriteToml };
    struct ActionEntry;
    static const QList<ActionEntry> &actions();

    QLayout *makeBar();
    QWidget *makeEmptyState();
    void makeSets();
    void connectEdits();
    void run(Step step);
    void load();
    void showSets();
    void showSelected();
    void updateActions();
    void fetch(const QList<KeySetListModel::Row> &rows);
    void conclude(const fetch::KeySetAddress &address, const fetch::KeySetState &state);
    void cancelFetches();
    void add(const store::NamedKeySet &proposal);
    void edit();
    void remove();
    void writeToml();
    QStringList namesWithout(const QString &name) const;
    const KeySetListModel::Row *selected() const;

    fetch::JwksCache &m_cache;
    Clock m_clock;
    store::ActivityRecorder m_recorder;
    store::ReplyBox m_replies;
    KeySetEdits m_edits;
    QHash<Step, QPushButton *> m_buttons;
    BusyBar *m_busy;
    NoticeBar *m_notice;
    QStackedWidget *m_stack;
    QSplitter *m_splitter;
    QListView *m_list;
    KeySetListModel *m_model;
    KeySetView *m_view;
    StatementSetsRow *m_statements;
    QHash<fetch::KeySetAddress, fetch::JwksCache::Ticket> m_fetches;
    QTimer m_tick;
    QThreadPool m_pool;
    bool m_isLoaded = false;
    QString m_wanted; ///< the set to be selected when it is there
};

} // namespace gatehouse::ui
