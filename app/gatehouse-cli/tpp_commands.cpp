#include "command.h"

#include "directory/directory.h"
#include "directory/kit.h"
#include "sandbox/serving_lock.h"
#include "sandbox/sandbox.h"
#include "workspace/workspace.h"

namespace gatehouse::cli {

namespace {

class TppNew : public Command
{
public:
    TppNew()
        : Command("tpp new", "Issues a test TPP: keys, certificates, statement, a request ready to send")
    {
    }

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("DIR"), QStringLiteral("The folder for the kit; made, or empty."));
        parser.addOptions({
            {QStringLiteral("software-id"), QStringLiteral("1 to 22 letters and digits (default: a new one)."), QStringLiteral("ID")},
            {QStringLiteral("roles"), QStringLiteral("Comma separated (default: AISP,PISP,CBPII)."), QStringLiteral("R,…")},
            {QStringLiteral("redirect-uri"), QStringLiteral("A redirect URI; may be given again."), QStringLiteral("U")},
            {QStringLiteral("environment"), QStringLiteral("software_environment of the statement (default: sandbox)."), QStringLiteral("E")},
            {QStringLiteral("url"), QStringLiteral("The endpoint that the kit is for (default: the one that serves the workspace, else https://localhost:8243)."), QStringLiteral("URL")},
        });
    }

    int run(const QCommandLineParser &parser) override
    {
        if (parser.positionalArguments().size() != 1)
            return wrongUsage(QStringLiteral("One folder is needed."));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        directory::TppRequest request;
        request.baseUrl = endpointUrl(parser, (*workspace)->folder());
        request.softwareId = parser.value(QStringLiteral("software-id"));
        if (parser.isSet(QStringLiteral("roles")))
            request.roles = parser.value(QStringLiteral("roles")).split(QLatin1Char(','), Qt::SkipEmptyParts);
        if (parser.isSet(QStringLiteral("redirect-uri")))
            request.redirectUris = parser.values(QStringLiteral("redirect-uri"));
        if (parser.isSet(QStringLiteral("environment")))
            request.environment = parser.value(QStringLiteral("environment"));
        const auto tpp = (*workspace)->directory()->create(request);
        if (!tpp)
            return report(tpp.error());
        const QString folder = parser.positionalArguments().constFirst();
        const auto written = directory::writeKit(folder, *tpp, directory::EndpointFacts::at(request.baseUrl), systemNow());
        if (!written) {
            // The software must not stay published for a kit that nobody has.
            if (auto removed = (*workspace)->directory()->removeSoftware(tpp->organisationId, tpp->softwareId); !removed)
                report(removed.error());
            return report(written.error());
        }
        if (wantsJson(parser))
            printJson({{"software_id", tpp->softwareId.toStdString()}, {"org_id", tpp->organisationId.toStdString()},
                       {"kid", tpp->kid().toStdString()}, {"folder", folder.toStdString()}, {"endpoint", request.baseUrl.toStdString()}});
        else
            print(QStringLiteral("%1: software %2 of organisation %3, for %4").arg(folder, tpp->softwareId, tpp->organisationId, request.baseUrl));
        return Done;
    }

private:
    static QString endpointUrl(const QCommandLineParser &parser, const QString &folder)
    {
        QString url = parser.value(QStringLiteral("url"));
        if (url.isEmpty())
            url = sandbox::ServingLock::servedAt(folder).toString();
        if (url.isEmpty())
            url = QStringLiteral("https://localhost:%1").arg(sandbox::Settings().port);
        while (url.endsWith(QLatin1Char('/')))
            url.chop(1);
        return url;
    }
};

} // namespace

void addTppCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<TppNew>());
}

} // namespace gatehouse::cli
