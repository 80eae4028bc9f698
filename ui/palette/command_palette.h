#pragma once

#include "base/result.h"
#include "command.h"
#include "store/client_store.h"

#include <QDialog>
#include <QFutureWatcher>
#include <QStringList>
#include <QTimer>

class QLabel;
class QLineEdit;
class QListView;

namespace gatehouse::ui {

class CommandModel;

/// Finds and runs anything by its name: pages, what can be done now, registered clients. For the keyboard alone: what
/// is typed goes to the field, the arrows move in the list, Return runs, Escape leaves.
class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    /// Called off the window's thread, with what was typed.
    using ClientSearch = std::function<Result<QList<store::Client>>(const QString &text)>;
    using OpenClient = std::function<void(const QString &clientId)>;

    static constexpr int MaxClients = 8;
    static constexpr qsizetype MaxRecent = 12;
    static constexpr int SearchPauseMs = 150;

    CommandPalette(QList<Command> commands, QStringList recent, QWidget *parent = nullptr);
    ~CommandPalette() override;

    void setClientSearch(ClientSearch search, OpenClient open);

Q_SIGNALS:
    /// A command was run; the list has it in front.
    void recentChanged(const QStringList &recent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void type(const QString &text);
    void search();
    void showClients();
    void choose(int row);
    void tellCurrent();
    void tellCount();
    void runCurrent();

    CommandModel *m_model;
    QLineEdit *m_edit;
    QListView *m_list;
    QLabel *m_status;
    QStringList m_recent;
    ClientSearch m_search;
    OpenClient m_open;
    QTimer m_pause;
    QString m_searched;
    QFutureWatcher<Result<QList<store::Client>>> m_searching;
};

} // namespace gatehouse::ui
