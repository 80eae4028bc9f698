#pragma once

#include "store/client_store.h"
#include "store/reply_box.h"

#include <QObject>

#include <functional>

namespace gatehouse::ui {

/// What came of a decision that may have gone in several steps.
struct DecisionReport {
    store::ClientStatus to = store::ClientStatus::Active;
    QString reason;
    store::DecisionOutcome outcome;
    QString problem; ///< why a step failed as a whole; empty where none did
};

/// "Approved Penny Planner." and what was refused, with each reason.
struct DecisionText {
    QString text;
    QString detail;
};
DecisionText describe(const DecisionReport &report);

/// Carries decisions out: clients of different states in steps of one state each, so that a client which somebody else
/// changed meanwhile is refused and not overrun.
class DecisionDesk : public QObject
{
    Q_OBJECT

public:
    /// The references must outlive it. `actor` is asked for each decision.
    DecisionDesk(store::ClientStore &clients, Clock clock, std::function<store::Actor()> actor,
                 QObject *parent = nullptr);

    void decide(const QList<store::Client> &clients, store::ClientStatus to, const QString &reason);
    /// Takes the last decision back where that is possible: only for the clients that it changed.
    bool canUndo() const { return !m_undo.isEmpty(); }
    void undo();
    bool isBusy() const { return m_open > 0; }

Q_SIGNALS:
    void started();
    void finished(const gatehouse::ui::DecisionReport &report);

private:
    struct Step {
        QStringList clientIds;
        store::ClientStatus from;
        store::ClientStatus to;
    };

    void run(const QList<Step> &steps, const QString &reason);
    void conclude();

    store::ClientStore &m_clients;
    Clock m_clock;
    std::function<store::Actor()> m_actor;
    store::ReplyBox m_replies;
    DecisionReport m_report;
    QList<Step> m_undo;
    int m_open = 0;
};

} // namespace gatehouse::ui
