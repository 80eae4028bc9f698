#include "command.h"

#include "dcr/check_record.h"
#include "store/client_store.h"
#include "workspace/workspace.h"

#include <limits>

namespace gatehouse::cli {

namespace {

constexpr int PageSize = 500;

Json describeClient(const store::Client &client)
{
    return {{"client_id", client.clientId.toStdString()},
            {"client_name", client.clientName.toStdString()},
            {"software_id", client.softwareId.toStdString()},
            {"org_id", client.organisationId.toStdString()},
            {"org_name", client.organisationName.toStdString()},
            {"environment", client.environment.toStdString()},
            {"status", store::name(client.status).data()},
            {"issued_at", toIso8601(client.issuedAt).toStdString()},
            {"updated_at", toIso8601(client.updatedAt).toStdString()},
            {"version", client.version}};
}

class ClientsList : public Command
{
public:
    ClientsList()
        : Command("clients list", "Lists registered clients, newest first")
    {
    }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addOptions({
            {QStringLiteral("search"), QStringLiteral("Part of a client id, name, software or organisation."), QStringLiteral("TEXT")},
            {QStringLiteral("status"), QStringLiteral("active, held, suspended or deleted."), QStringLiteral("STATUS")},
            {QStringLiteral("all"), QStringLiteral("Deleted ones too.")},
            {QStringLiteral("limit"), QStringLiteral("At most so many (default: all)."), QStringLiteral("N")},
        });
    }

    int run(const QCommandLineParser &parser) override
    {
        store::ClientFilter filter;
        filter.text = parser.value(QStringLiteral("search"));
        filter.includeDeleted = parser.isSet(QStringLiteral("all"));
        if (parser.isSet(QStringLiteral("status"))) {
            const auto status = store::clientStatusFromName(parser.value(QStringLiteral("status")));
            if (!status)
                return wrongUsage(QStringLiteral("--status is active, held, suspended or deleted."));
            filter.statuses = {*status};
        }
        qint64 left = std::numeric_limits<qint64>::max();
        if (parser.isSet(QStringLiteral("limit"))) {
            bool isNumber = false;
            left = parser.value(QStringLiteral("limit")).toLongLong(&isNumber);
            if (!isNumber || left < 1)
                return wrongUsage(QStringLiteral("--limit takes a number of at least 1."));
        }
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        Json list = Json::array();
        std::optional<store::ClientKey> after;
        while (left > 0) {
            const auto page = (*workspace)->clients().page(filter, after, static_cast<int>(std::min<qint64>(left, PageSize)));
            if (!page)
                return report(page.error());
            if (page->isEmpty())
                break;
            left -= page->size();
            after = {page->constLast().issuedAt, page->constLast().clientId};
            for (const store::Client &client : *page) {
                if (wantsJson(parser))
                    list.push_back(describeClient(client));
                else
                    print(QStringLiteral("%1  %2  %3  %4  %5").arg(client.clientId, toIso8601(client.issuedAt))
                              .arg(store::name(client.status), -9).arg(client.softwareId, -22).arg(client.clientName));
            }
        }
        if (wantsJson(parser))
            printJson(list);
        return Done;
    }
};

class ClientsShow : public Command
{
public:
    ClientsShow()
        : Command("clients show", "Shows a client, how it was judged, and its versions")
    {
    }

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("CLIENT"), QStringLiteral("The client's id."));
    }

    int run(const QCommandLineParser &parser) override
    {
        if (parser.positionalArguments().size() != 1)
            return wrongUsage(QStringLiteral("One client id is needed."));
        const QString id = parser.positionalArguments().constFirst();
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const auto client = (*workspace)->clients().find(id);
        if (!client)
            return report(client.error());
        if (!*client) {
            say(QStringLiteral("There is no client \"%1\" in %2.").arg(id, (*workspace)->folder()));
            return NotValid;
        }
        const auto versions = (*workspace)->clients().versions(id);
        if (!versions)
            return report(versions.error());
        Json json = describeClient(**client);
        json["metadata"] = parseJson((*client)->metadata).value_or(Json());
        json["versions"] = Json::array();
        for (const store::ClientVersion &version : *versions)
            json["versions"].push_back({{"version", version.version},
                                        {"registered_at", toIso8601(version.registeredAt).toStdString()},
                                        {"request", version.requestJwt.toStdString()},
                                        {"checks", dcr::recordToJson(version.checks)}});
        if (wantsJson(parser)) {
            printJson(json);
            return Done;
        }
        print(QString::fromUtf8(toPrettyBytes(describeClient(**client))));
        print(QString::fromUtf8(toPrettyBytes(json["metadata"])));
        for (const store::ClientVersion &version : *versions) {
            print(QStringLiteral("Version %1, %2").arg(version.version).arg(toIso8601(version.registeredAt)));
            for (const Json &check : dcr::recordToJson(version.checks))
                print(QStringLiteral("  %1 %2 — %3").arg(stringMember(check, "outcome").value_or(QString()), -8)
                          .arg(stringMember(check, "title").value_or(QString()), stringMember(check, "message").value_or(QString())));
        }
        return Done;
    }
};

} // namespace

void addClientCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<ClientsList>());
    commands.push_back(std::make_unique<ClientsShow>());
}

} // namespace gatehouse::cli
