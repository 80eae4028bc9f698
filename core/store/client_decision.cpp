#include "store/client_decision.h"

#include "store/client_activity.h"
#include "store/client_query.h"

#include <QCoreApplication>
#include <QSet>

#include <iterator>

namespace gatehouse::store {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

struct Standing {
    ClientStatus status = ClientStatus::Suspended;
    QString name;
};

QString word(ClientStatus status)
{
    switch (status) {
    case ClientStatus::Active:
        return Text::tr("active");
    case ClientStatus::Held:
        return Text::tr("held for review");
    case ClientStatus::Suspended:
        return Text::tr("suspended");
    case ClientStatus::Deleted:
        break;
    }
    return Text::tr("deregistered");
}

Result<std::optional<Standing>> standingOf(Connection &connection, const QString &clientId)
{
    const auto query = connection.run("SELECT status, organisation_name, client_name FROM clients WHERE client_id = ?",
                                      {notNull(clientId)});
    if (!query)
        return tl::unexpected(query.error());
    std::optional<Standing> standing;
    if ((*query)->next()) {
        standing = Standing{
            clientStatusFromName((*query)->value(0).toString()).value_or(ClientStatus::Suspended),
            clientSubjectName((*query)->value(1).toString(), (*query)->value(2).toString()),
        };
    }
    (*query)->finish();
    return standing;
}

/// Whether nothing was decided about the client since it was approved.
Result<bool> wasJustApproved(Connection &connection, const QString &clientId)
{
    const auto query = connection.run(
        "SELECT action FROM activity WHERE subject_kind = 'client' AND subject = ? AND action IN ('client.approved', "
        "'client.held', 'client.suspended', 'client.reactivated') ORDER BY number DESC LIMIT 1",
        {notNull(clientId)});
    if (!query)
        return tl::unexpected(query.error());
    const bool isApproval =
        (*query)->next() && (*query)->value(0).toString() == actionName(ClientStatus::Held, ClientStatus::Active);
    (*query)->finish();
    return isApproval;
}

QString whyNotFrom(ClientStatus from, ClientStatus to)
{
    if (from == to)
        return Text::tr("The client is %1 already.").arg(word(to));
    if (from == ClientStatus::Deleted)
        return Text::tr("The client was deregistered and stays so. Its software can register anew.");
    if (from == ClientStatus::Held)
        return Text::tr("The client is held for review. Approve it, or remove it.");
    return Text::tr("A client that is %1 cannot be held: only a registration that nobody has approved is.")
        .arg(word(from));
}

/// Empty where nothing forbids it.
Result<QString> whyNot(Connection &connection, const QString &clientId, const std::optional<Standing> &standing,
                       ClientStatus to, const Decision &decision)
{
    if (!standing)
        return Text::tr("There is no client \"%1\".").arg(clientId.left(120));
    const ClientStatus from = standing->status;
    if (decision.from && *decision.from != from && from != to)
        return Text::tr("The client is %1 by now, and was %2 when this was decided. Look at it again.")
            .arg(word(from), word(*decision.from));
    if (nextStatuses(from).contains(to))
        return QString();
    if (actionName(from, to).isEmpty())
        return whyNotFrom(from, to);
    return wasJustApproved(connection, clientId).map([](bool isApproval) {
        return isApproval ? QString()
                          : Text::tr("Only an approval that no other decision followed can be taken back. Suspend the "
                                     "client instead.");
    });
}

Result<void> change(Connection &connection, const QString &clientId, ClientStatus to, Instant at)
{
    const auto changed = connection.run("UPDATE clients SET status = ?, updated_at = ? WHERE client_id = ?",
                                        {QString(name(to)), toMilliseconds(at), notNull(clientId)});
    if (!changed)
        return tl::unexpected(changed.error());
    if (to == ClientStatus::Active)
        return {};
    return killTokens(connection, clientId);
}

Result<void> decideOne(Connection &connection, const QString &clientId, ClientStatus to, const Decision &decision,
                       DecisionOutcome &outcome)
{
    const auto standing = standingOf(connection, clientId);
    if (!standing)
        return tl::unexpected(standing.error());
    const auto why = whyNot(connection, clientId, *standing, to, decision);
    if (!why)
        return tl::unexpected(why.error());
    if (!why->isEmpty()) {
        outcome.refused.append({clientId, *why});
        return {};
    }
    const ClientStatus from = (*standing)->status;
    if (auto done = change(connection, clientId, to, decision.at); !done)
        return done;
    NewActivity activity;
    activity.actor = decision.actor;
    activity.action = actionName(from, to);
    activity.subject = clientId;
    activity.subjectName = (*standing)->name;
    activity.reason = decision.reason;
    activity.before = {{"status", name(from).data()}};
    activity.after = {{"status", name(to).data()}};
    if (auto entered = enterActivity(connection, activity, decision.at); !entered)
        return entered;
    outcome.changed.append({clientId, activity.subjectName, from, to});
    return {};
}

} // namespace

Result<QString> checkedReason(const QString &reason)
{
    const QString text = reason.trimmed();
    if (text.isEmpty())
        return fail(Error::Refused,
                    Text::tr("A decision about a client needs a reason: it is what the record will say. Give one."));
    if (text.size() > MaxReason)
        return fail(Error::TooLarge,
                    Text::tr("The reason has %1 characters; at most %2 are recorded. Shorten it.")
                        .arg(text.size())
                        .arg(MaxReason));
    return text;
}

Result<DecisionOutcome> decideIn(Connection &connection, const QStringList &clientIds, ClientStatus to,
                                 const Decision &decision)
{
    const auto reason = checkedReason(decision.reason);
    if (!reason)
        return tl::unexpected(reason.error());
    if (clientIds.size() > MaxDecidedClients)
        return fail(Error::TooLarge,
                    Text::tr("%1 clients are too many for one decision; at most %2 are. Decide in several steps.")
                        .arg(clientIds.size())
                        .arg(MaxDecidedClients));
    Decision made = decision;
    made.reason = *reason;
    DecisionOutcome outcome;
    QSet<QString> seen;
    for (const QString &clientId : clientIds) {
        if (seen.contains(clientId))
            continue;
        seen.insert(clientId);
        if (auto decided = decideOne(connection, clientId, to, made, outcome); !decided)
            return tl::unexpected(decided.error());
    }
    return outcome;
}

} // namespace gatehouse::store
