#pragma once

#include "fetch/key_set_state.h"
#include "key_row.h"
#include "store/key_set_store.h"

#include <QFutureWatcher>
#include <QSortFilterProxyModel>
#include <QWidget>

class QSplitter;
class QStackedWidget;
class QTableView;

namespace gatehouse::ui {

class CopyableField;
class EmptyState;
class KeyDetails;
class KeyTableModel;
class OutcomeLabel;

/// One key set: how its last fetch went, what changed, its keys and the whole of one of them.
class KeySetView : public QWidget
{
    Q_OBJECT

public:
    explicit KeySetView(Clock clock, QWidget *parent = nullptr);
    ~KeySetView() override;

    void showSet(const store::NamedKeySet &named, const fetch::KeySetState &state);
    /// The same at another moment: "3 minutes ago".
    void tick();
    void markSigner(const QByteArray &kid, const QByteArray &thumbprint);

    QByteArray columnState() const;
    QByteArray splitterState() const;
    void restoreLayout(const QByteArray &columns, const QByteArray &splitter);

Q_SIGNALS:
    void fetchRequested();
    /// The table shows the keys of what showSet() was given last.
    void keysShown();

private:
    void makeTable();
    void makeStack();
    void showState();
    void showChanges();
    void showSkipped();
    void describe();
    void showSelected();

    Clock m_clock;
    store::NamedKeySet m_named;
    fetch::KeySetState m_state;
    CopyableField *m_url;
    OutcomeLabel *m_standing;
    OutcomeLabel *m_changes;
    OutcomeLabel *m_skipped;
    KeyTableModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
    KeyDetails *m_details;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QFutureWatcher<QList<KeyRow>> m_describing;
    bool m_isOutdated = false; ///< another set came while one is described
};

} // namespace gatehouse::ui
