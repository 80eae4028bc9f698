#include "client_description.h"
#include "command.h"

#include "workspace/workspace.h"

#include <QCryptographicHash>

#include <algorithm>

namespace gatehouse::cli {

namespace {

using store::ClientStatus;

constexpr int PageSize = 500;
/// Decided about in one transaction: an endpoint that runs waits for no more than that.
constexpr qsizetype ClientsAStep = 1000;

/// What one of the commands makes of clients.
struct Verb {
    const char *command;
    const char *purpose;
    const char *done; ///< "approved"
    ClientStatus to;
    std::optional<ClientStatus> from; ///< nothing: whatever is not `to`
};

constexpr Verb Verbs[] = {
    {"clients approve", "Approves registrations that are held for review", "approved", ClientStatus::Active,
     ClientStatus::Held},
    {"clients suspend", "Suspends clients: their tokens die, and they get none", "suspended", ClientStatus::Suspended,
     ClientStatus::Active},
    {"clients reactivate", "Lifts suspensions", "reactivated", ClientStatus::Active, ClientStatus::Suspended},
    {"clients remove", "Deregisters clients for good; their history stays", "removed", ClientStatus::Deleted,
     std::nullopt},
};

/// Says which clients a listing was of, so that what is decided about is what somebody has seen.
QString confirmationOf(const QList<store::Client> &clients)
{
    QStringList ids;
    for (const store::Client &client : clients)
        ids.append(client.clientId);
    ids.sort();
    const QByteArray digest =
        QCryptographicHash::hash(ids.join(QLatin1Char('\n')).toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("%1-%2").arg(ids.size()).arg(QString::fromLatin1(digest.toHex().left(8)));
}

Result<QList<store::Client>> everyClient(const store::ClientStore &store, const store::ClientFilter &filter)
{
    QList<store::Client> clients;
    std::optional<store::ClientKey> after;
    while (true) {
        const auto page = store.page(filter, after, PageSize);
        if (!page)
            return tl::unexpected(page.error());
        if (page->isEmpty())
            return clients;
        after = store::ClientKey::of(page->constLast());
        for (const store::Client &client : *page) {
            store::Client narrow = client;
            narrow.metadata.clear();
            clients.append(narrow);
        }
    }
}

class ClientsDecide : public Command
{
public:
    explicit ClientsDecide(const Verb &verb)
        : Command(verb.command, verb.purpose)
        , m_verb(verb)
    {}

    int maxArguments() const override { return static_cast<int>(store::MaxDecidedClients); }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("CLIENT"), QStringLiteral("Ids of clients."),
                                     QStringLiteral("[CLIENT…]"));
        parser.addOptions({
            {QStringLiteral("reason"), QStringLiteral("Why; the record of changes says it. Needed."),
             QStringLiteral("TEXT")},
            {QStringLiteral("all"),
             QStringLiteral("Every client that this can be done to, narrowed by --status and --search. Lists them and "
                            "changes nothing unless --confirm says what the listing ends with.")},
            {QStringLiteral("status"), QStringLiteral("With --all: only those that are held, active or suspended."),
             QStringLiteral("STATUS")},
            {QStringLiteral("search"),
             QStringLiteral("With --all: only those with this in their id, name, software or organisation."),
             QStringLiteral("TEXT")},
            {QStringLiteral("confirm"), QStringLiteral("With --all: the code that the listing gave."),
             QStringLiteral("CODE")},
        });
    }

    int run(const QCommandLineParser &parser) override
    {
        const QStringList ids = parser.positionalArguments();
        const bool wantsAll = parser.isSet(QStringLiteral("all"));
        if (const QString wrong = whatIsWrong(parser); !wrong.isEmpty())
            return wrongUsage(wrong);
        const auto reason = store::checkedReason(parser.value(QStringLiteral("reason")));
        if (!reason)
            return wrongUsage(reason.error().message);
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        store::Decision decision{{store::ActivityOrigin::CommandLine, (*workspace)->user()}, *reason, {}, m_verb.from};
        if (!wantsAll)
            return decide(parser, **workspace, ids, decision);
        const store::ClientFilter filter = filterOf(parser);
        if (filter.statuses.size() == 1)
            decision.from = filter.statuses.constFirst();
        const auto clients = everyClient((*workspace)->clients(), filter);
        if (!clients)
            return report(clients.error());
        return decideAboutAll(parser, **workspace, *clients, decision);
    }

private:
    QString whatIsWrong(const QCommandLineParser &parser) const
    {
        const bool wantsAll = parser.isSet(QStringLiteral("all"));
        if (wantsAll == !parser.positionalArguments().isEmpty())
            return QStringLiteral("Name the ids of clients, or say --all.");
        if (parser.positionalArguments().contains(QString()))
            return QStringLiteral("One of the client ids is empty.");
        if (!parser.isSet(QStringLiteral("reason")))
            return QStringLiteral("--reason is needed: why is this done?");
        for (const char *option : {"status", "search", "confirm"}) {
            if (!wantsAll && parser.isSet(QLatin1String(option)))
                return QStringLiteral("--%1 goes with --all.").arg(QLatin1String(option));
            // An unset variable in a script must not mean all the more clients.
            if (parser.isSet(QLatin1String(option)) && parser.value(QLatin1String(option)).isEmpty())
                return QStringLiteral("--%1 is empty.").arg(QLatin1String(option));
        }
        if (!parser.isSet(QStringLiteral("status")))
            return {};
        const auto status = store::clientStatusFromName(parser.value(QStringLiteral("status")));
        const bool isPossible = status && (m_verb.from ? *status == *m_verb.from : *status != m_verb.to);
        return isPossible
            ? QString()
            : QStringLiteral("--status is %1 here.")
                  .arg(m_verb.from ? QString(store::name(*m_verb.from)) : QStringLiteral("held, active or suspended"));
    }

    store::ClientFilter filterOf(const QCommandLineParser &parser) const
    {
        store::ClientFilter filter;
        filter.text = parser.value(QStringLiteral("search"));
        auto status = m_verb.from;
        if (parser.isSet(QStringLiteral("status")))
            status = store::clientStatusFromName(parser.value(QStringLiteral("status")));
        if (status)
            filter.statuses = {*status};
        return filter;
    }

    int decideAboutAll(const QCommandLineParser &parser, workspace::Workspace &workspace,
                       const QList<store::Client> &clients, const store::Decision &decision) const
    {
        const QString code = confirmationOf(clients);
        const QString given = parser.value(QStringLiteral("confirm"));
        if (given == code) {
            QStringList ids;
            for (const store::Client &client : clients)
                ids.append(client.clientId);
            return decide(parser, workspace, ids, decision);
        }
        list(parser, clients, code);
        if (given.isEmpty())
            return Done;
        say(QStringLiteral("Nothing was changed: \"%1\" was the code of other clients than there are by now. Read the "
                           "listing and confirm it anew.")
                .arg(given));
        return NotValid;
    }

    void list(const QCommandLineParser &parser, const QList<store::Client> &clients, const QString &code) const
    {
        if (wantsJson(parser)) {
            Json json = {{"dry_run", true}, {"confirm", code.toStdString()}, {"clients", Json::array()}};
            for (const store::Client &client : clients)
                json["clients"].push_back(describeClient(client));
            printJson(json);
            return;
        }
        for (const store::Client &client : clients)
            print(QStringLiteral("%1  %2  %3  %4 · %5")
                      .arg(client.clientId, toIso8601(client.issuedAt))
                      .arg(store::name(client.status), -9)
                      .arg(client.organisationName, client.clientName));
        if (clients.isEmpty())
            print(QStringLiteral("There is no client that could be %1.").arg(QLatin1String(m_verb.done)));
        else
            print(QStringLiteral("Nothing was changed. With --confirm %1 these clients are %2, and no others: %3.")
                      .arg(code, QLatin1String(m_verb.done))
                      .arg(clients.size()));
    }

    int decide(const QCommandLineParser &parser, workspace::Workspace &workspace, const QStringList &ids,
               store::Decision decision) const
    {
        Json json = {{"changed", Json::array()}, {"refused", Json::array()}};
        bool isRefused = false;
        std::optional<Error> failure;
        for (qsizetype first = 0; first < ids.size() && !failure; first += ClientsAStep) {
            decision.at = workspace.now();
            const auto outcome = workspace.clients().decideAndWait(ids.mid(first, ClientsAStep), m_verb.to, decision);
            if (outcome) {
                isRefused = tell(parser, *outcome, json) || isRefused;
            } else {
                failure = outcome.error();
            }
        }
        if (wantsJson(parser))
            printJson(json);
        if (failure)
            return report(*failure);
        return isRefused ? NotValid : Done;
    }

    /// Whether something was refused.
    bool tell(const QCommandLineParser &parser, const store::DecisionOutcome &outcome, Json &json) const
    {
        for (const auto &changed : outcome.changed) {
            json["changed"].push_back({{"client_id", changed.clientId.toStdString()},
                                       {"name", changed.name.toStdString()},
                                       {"from", store::name(changed.from).data()},
                                       {"to", store::name(changed.to).data()}});
            if (!wantsJson(parser))
                print(QStringLiteral("%1  %2  %3").arg(QLatin1String(m_verb.done), changed.clientId, changed.name));
        }
        for (const auto &refused : outcome.refused) {
            json["refused"].push_back(
                {{"client_id", refused.clientId.toStdString()}, {"reason", refused.why.toStdString()}});
            say(QStringLiteral("%1: %2").arg(refused.clientId.left(120), refused.why));
        }
        return !outcome.refused.isEmpty();
    }

    const Verb &m_verb;
};

} // namespace

void addClientReviewCommands(CommandList &commands)
{
    for (const Verb &verb : Verbs)
        commands.push_back(std::make_unique<ClientsDecide>(verb));
}

} // namespace gatehouse::cli
