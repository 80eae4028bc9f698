#include "workspace/client_export.h"

#include "store/client_search.h"

#include <QCoreApplication>
#include <QSaveFile>

#include <algorithm>
#include <iterator>

namespace gatehouse::workspace {

namespace {

using store::Client;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::workspace)
};

constexpr int PageSize = 1000;
constexpr QLatin1String FormatNames[] = {QLatin1String("csv"), QLatin1String("json")};
/// What spreadsheets begin a formula with, also behind what they skip.
constexpr QLatin1String FormulaStarts("=+-@\t\r\n");

/// Names are those of the CLI's JSON.
struct Field {
    const char *name;
    QString (*text)(const Client &client);
};

constexpr Field Fields[] = {
    {"client_id", [](const Client &client) { return client.clientId; }},
    {"client_name", [](const Client &client) { return client.clientName; }},
    {"software_id", [](const Client &client) { return client.softwareId; }},
    {"org_id", [](const Client &client) { return client.organisationId; }},
    {"org_name", [](const Client &client) { return client.organisationName; }},
    {"environment", [](const Client &client) { return client.environment; }},
    {"status", [](const Client &client) { return QString(store::name(client.status)); }},
    {"issued_at", [](const Client &client) { return toIso8601(client.issuedAt); }},
    {"updated_at", [](const Client &client) { return toIso8601(client.updatedAt); }},
    {"version", [](const Client &client) { return QString::number(client.version); }},
    {"roles", [](const Client &client) { return client.roles.join(QLatin1Char(' ')); }},
    {"redirect_uris", [](const Client &client) { return client.redirectUris.join(QLatin1Char(' ')); }},
};

QString cell(QString text)
{
    if (!text.isEmpty() && FormulaStarts.contains(text.front()))
        text.prepend(QLatin1Char('\''));
    const bool isQuoted = std::any_of(text.cbegin(), text.cend(),
                                      [](QChar character) { return QLatin1String("\",\r\n").contains(character); });
    if (!isQuoted)
        return text;
    return QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

QByteArray csvHeader()
{
    QByteArrayList names;
    for (const Field &field : Fields)
        names.append(field.name);
    return names.join(',') + "\r\n";
}

QByteArray csvLine(const Client &client)
{
    QStringList cells;
    for (const Field &field : Fields)
        cells.append(cell(field.text(client)));
    return cells.join(QLatin1Char(',')).toUtf8() + "\r\n";
}

QByteArray jsonObject(const Client &client)
{
    OrderedJson json;
    for (const Field &field : Fields)
        json[field.name] = toStdString(field.text(client));
    json["version"] = client.version;
    json["roles"] = toJson(client.roles);
    json["redirect_uris"] = toJson(client.redirectUris);
    json["metadata"] = parseJson(client.metadata).value_or(Json());
    return QByteArray::fromStdString(json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

/// How a format begins, goes on and ends.
struct Shape {
    QByteArray begin;
    QByteArray (*client)(const Client &client);
    QByteArray between;
    QByteArray end;
};

Shape shapeOf(ExportFormat format)
{
    if (format == ExportFormat::Csv)
        return {csvHeader(), csvLine, "", ""};
    return {"[\n", jsonObject, ",\n", "\n]\n"};
}

Result<void> write(QIODevice &out, const QByteArray &bytes)
{
    if (out.write(bytes) == bytes.size())
        return {};
    return fail(Error::Io, Text::tr("The export could not be written: %1").arg(out.errorString()));
}

} // namespace

QLatin1String name(ExportFormat format)
{
    return FormatNames[static_cast<std::size_t>(format)];
}

std::optional<ExportFormat> exportFormatFromName(QStringView name)
{
    const auto *found = std::find(std::begin(FormatNames), std::end(FormatNames), name);
    if (found == std::end(FormatNames))
        return std::nullopt;
    return static_cast<ExportFormat>(std::distance(std::begin(FormatNames), found));
}

Result<qint64> exportClients(const store::ClientStore &clients, const store::ClientFilter &filter, ExportFormat format,
                             QIODevice &out, const ExportProgress &progress, const store::ClientSort &sort)
{
    const Shape shape = shapeOf(format);
    qint64 count = 0;
    std::optional<store::ClientKey> after;
    if (const auto begun = write(out, shape.begin); !begun)
        return tl::unexpected(begun.error());
    while (true) {
        auto page = clients.page(filter, after, PageSize, sort);
        if (!page)
            return tl::unexpected(page.error());
        QByteArray bytes;
        for (Client &client : *page) {
            client.roles = store::rolesOf(client);
            client.redirectUris = client.metadataList("redirect_uris");
            bytes += (count++ > 0 ? shape.between : QByteArray()) + shape.client(client);
        }
        if (const auto written = write(out, bytes); !written)
            return tl::unexpected(written.error());
        if (progress && !progress(count))
            return fail(Error::Refused, Text::tr("The export was ended before it was through."));
        if (page->size() < PageSize)
            break;
        after = store::ClientKey::of(page->constLast(), sort);
    }
    if (const auto ended = write(out, shape.end); !ended)
        return tl::unexpected(ended.error());
    return count;
}

Result<qint64> exportClientsToFile(const store::ClientStore &clients, const store::ClientFilter &filter,
                                   ExportFormat format, const QString &path, const ExportProgress &progress,
                                   const store::ClientSort &sort)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(Error::Io, Text::tr("%1 cannot be written: %2").arg(path, file.errorString()));
    auto count = exportClients(clients, filter, format, file, progress, sort);
    if (count && !file.commit())
        return fail(Error::Io, Text::tr("%1 could not be written, and is as it was: %2").arg(path, file.errorString()));
    return count;
}

} // namespace gatehouse::workspace
