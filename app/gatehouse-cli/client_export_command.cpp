#include "command.h"

#include "workspace/client_export.h"
#include "workspace/workspace.h"

#include <QFile>

#include <cstdio>

namespace gatehouse::cli {

namespace {

Result<store::ClientFilter> filterOf(const QCommandLineParser &parser)
{
    store::ClientFilter filter;
    filter.text = parser.value(QStringLiteral("search"));
    filter.environment = parser.value(QStringLiteral("environment"));
    filter.role = parser.value(QStringLiteral("role"));
    filter.organisationId = parser.value(QStringLiteral("organisation"));
    filter.includeDeleted = parser.isSet(QStringLiteral("all"));
    for (const QString &value : parser.values(QStringLiteral("status"))) {
        for (const QString &word : value.split(QLatin1Char(','))) {
            const auto status = store::clientStatusFromName(word.trimmed());
            if (!status)
                return fail(Error::Malformed,
                            QStringLiteral("--status is active, held, suspended or deleted, or several with commas."));
            filter.statuses.append(*status);
        }
    }
    return filter;
}

class ClientsExport : public Command
{
public:
    ClientsExport()
        : Command("clients export", "Writes registered clients as CSV or JSON, newest first")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("Where to; - or nothing: standard output."),
                                     QStringLiteral("[FILE|-]"));
        parser.addOptions({
            {QStringLiteral("format"), QStringLiteral("csv (default) or json."), QStringLiteral("FORMAT")},
            {QStringLiteral("search"),
             QStringLiteral("Words, each part of an id, name, organisation, redirect URI or role."),
             QStringLiteral("TEXT")},
            {QStringLiteral("status"),
             QStringLiteral("active, held, suspended or deleted; several with commas (default: all but deleted)."),
             QStringLiteral("STATUS")},
            {QStringLiteral("environment"), QStringLiteral("The statement's, such as sandbox."),
             QStringLiteral("NAME")},
            {QStringLiteral("role"), QStringLiteral("One of the statement's, such as AISP."), QStringLiteral("ROLE")},
            {QStringLiteral("organisation"), QStringLiteral("An organisation's id."), QStringLiteral("ID")},
            {QStringLiteral("all"), QStringLiteral("Deleted ones too.")},
        });
    }

    int run(const QCommandLineParser &parser) override
    {
        using workspace::ExportFormat;
        auto format = std::optional(ExportFormat::Csv);
        if (parser.isSet(QStringLiteral("format")))
            format = workspace::exportFormatFromName(parser.value(QStringLiteral("format")));
        if (!format)
            return wrongUsage(QStringLiteral("--format is csv or json."));
        const auto filter = filterOf(parser);
        if (!filter)
            return wrongUsage(filter.error().message);
        const QString path = parser.positionalArguments().value(0, QStringLiteral("-"));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const store::ClientStore &clients = (*workspace)->clients();
        if (path == QLatin1String("-"))
            return exportToOutput(clients, *filter, *format);
        const auto count = workspace::exportClientsToFile(clients, *filter, *format, path);
        if (!count)
            return report(count.error());
        if (wantsJson(parser))
            printJson({{"file", path.toStdString()}, {"clients", *count}});
        else
            say(QStringLiteral("%1 clients were written to %2.").arg(*count).arg(path));
        return Done;
    }

private:
    static int exportToOutput(const store::ClientStore &clients, const store::ClientFilter &filter,
                              workspace::ExportFormat format)
    {
        QFile out;
        if (!out.open(stdout, QIODevice::WriteOnly))
            return report({Error::Io, QStringLiteral("Standard output cannot be written."), {}});
        const auto count = workspace::exportClients(clients, filter, format, out);
        if (!count)
            return report(count.error());
        return out.flush() ? Done : report({Error::Io, QStringLiteral("Standard output could not be written."), {}});
    }
};

} // namespace

void addClientExportCommand(CommandList &commands)
{
    commands.push_back(std::make_unique<ClientsExport>());
}

} // namespace gatehouse::cli
