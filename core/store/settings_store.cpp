#include "store/settings_store.h"

#include <QCoreApplication>

namespace gatehouse::store {

namespace {

std::function<Result<void>(Connection &)> writing(const QString &name, const Json &value, Instant now)
{
    return [name, text = QString::fromUtf8(toBytes(value)),
            at = toMilliseconds(now)](Connection &connection) -> Result<void> {
        const auto done = connection.run(
            "INSERT INTO settings (name, value, updated_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = "
            "excluded.value, updated_at = excluded.updated_at",
            {name, text, at});
        if (!done)
            return tl::unexpected(done.error());
        return {};
    };
}

} // namespace

Result<std::optional<Json>> SettingsStore::get(const QString &name) const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto query = (*connection)->run("SELECT value FROM settings WHERE name = ?", {name});
    if (!query)
        return tl::unexpected(query.error());
    std::optional<QByteArray> text;
    if ((*query)->next())
        text = (*query)->value(0).toString().toUtf8();
    (*query)->finish();
    if (!text)
        return std::nullopt;
    auto json = parseJson(*text);
    if (!json)
        return fail(Error::Malformed,
                    QCoreApplication::translate("gatehouse::store", "The setting \"%1\" cannot be read: %2")
                        .arg(name, json.error().message),
                    json.error().detail);
    return *std::move(json);
}

void SettingsStore::set(const QString &name, const Json &value, Instant now, const ReplyBox &replies,
                        std::function<void(const Result<void> &)> done)
{
    m_database.write<void>(writing(name, value, now), replies, std::move(done));
}

Result<void> SettingsStore::setAndWait(const QString &name, const Json &value, Instant now)
{
    return m_database.writeAndWait<void>(writing(name, value, now));
}

Result<void> SettingsStore::setAndWait(const QString &name, const Json &value, const NewActivity &activity, Instant now)
{
    return m_database.writeAndWait<void>([write = writing(name, value, now), activity, now](Connection &connection) {
        return write(connection).and_then([&] { return enterActivity(connection, activity, now); });
    });
}

} // namespace gatehouse::store
