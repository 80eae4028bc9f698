#include "store/key_set_store.h"

#include "store/activity_recorder.h"

#include <QCoreApplication>
#include <QLoggingCategory>

namespace gatehouse::store {

namespace {

Q_LOGGING_CATEGORY(logKeySets, "gatehouse.store.keysets")

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

QString notNull(const QString &value)
{
    return value.isNull() ? QStringLiteral("") : value;
}

QByteArray notNull(const QByteArray &value)
{
    return value.isNull() ? QByteArray("") : value;
}

qint64 number(const std::optional<Instant> &moment)
{
    return moment ? toMilliseconds(*moment) : 0;
}

std::optional<Instant> moment(const QVariant &number)
{
    const qint64 milliseconds = number.toLongLong();
    return milliseconds == 0 ? std::nullopt : std::optional(fromMilliseconds(milliseconds));
}

KeySetRow rowOf(const QSqlQuery &query)
{
    KeySetRow row;
    row.place = {query.value(0).toString(), query.value(1).toString(), query.value(2).toString()};
    row.body = query.value(3).toByteArray();
    row.etag = query.value(4).toString().toLatin1();
    row.fetchedAt = moment(query.value(5));
    row.attemptedAt = moment(query.value(6));
    row.refreshAt = fromMilliseconds(query.value(7).toLongLong());
    row.problem = query.value(8).toString();
    row.changes = query.value(9).toString().toUtf8();
    row.changedAt = moment(query.value(10));
    return row;
}

Result<void> save(Connection &connection, const KeySetRow &row, qsizetype keep)
{
    const auto saved = connection.run(
        "INSERT INTO key_sets (url, truststore, reach, body, etag, fetched_at, attempted_at, refresh_at, problem, changes, "
        "changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url, truststore, reach) DO UPDATE SET "
        "body = excluded.body, etag = excluded.etag, fetched_at = excluded.fetched_at, attempted_at = "
        "excluded.attempted_at, refresh_at = excluded.refresh_at, problem = excluded.problem, changes = "
        "excluded.changes, changed_at = excluded.changed_at",
        {row.place.url, notNull(row.place.truststore), row.place.reach, notNull(row.body),
         notNull(QString::fromLatin1(row.etag)), number(row.fetchedAt), number(row.attemptedAt),
         toMilliseconds(row.refreshAt), notNull(row.problem), notNull(QString::fromUtf8(row.changes)),
         number(row.changedAt)});
    if (!saved)
        return tl::unexpected(saved.error());
    const auto trimmed = connection.run(
        "DELETE FROM key_sets WHERE attempted_at < (SELECT attempted_at FROM key_sets ORDER BY attempted_at DESC LIMIT "
        "1 OFFSET ?) AND url NOT IN (SELECT url FROM named_key_sets)",
        {static_cast<qint64>(keep - 1)});
    if (!trimmed)
        return tl::unexpected(trimmed.error());
    return {};
}

Result<QList<NamedKeySet>> namesOf(Connection &connection)
{
    const auto query = connection.run("SELECT name, url, truststore, place FROM named_key_sets ORDER BY place, name");
    if (!query)
        return tl::unexpected(query.error());
    QList<NamedKeySet> names;
    while ((*query)->next())
        names.append({(*query)->value(0).toString(), (*query)->value(1).toString(), (*query)->value(2).toString(),
                      (*query)->value(3).toLongLong()});
    (*query)->finish();
    return names;
}

const NamedKeySet *find(const QList<NamedKeySet> &names, const QString &name)
{
    for (const NamedKeySet &named : names) {
        if (named.name == name)
            return &named;
    }
    return nullptr;
}

tl::unexpected<Error> taken(const QString &name)
{
    return fail(Error::Conflict, Text::tr("There is a key set called \"%1\" already; choose another name.").arg(name));
}

tl::unexpected<Error> unknown(const QString &name)
{
    return fail(Error::NotFound, Text::tr("There is no key set called \"%1\".").arg(name));
}

Result<void> done(const Result<QSqlQuery *> &query)
{
    return query ? Result<void>() : tl::unexpected(query.error());
}

Result<void> insertName(Connection &connection, const NamedKeySet &named)
{
    return done(connection.run("INSERT INTO named_key_sets (name, url, truststore, place) VALUES (?, ?, ?, ?)",
                               {named.name, named.url, notNull(named.truststore), named.place}));
}

Json stateOf(const std::optional<NamedKeySet> &named)
{
    if (!named)
        return {};
    return {{"name", toStdString(named->name)},
            {"url", toStdString(named->url)},
            {"truststore", toStdString(named->truststore)}};
}

Result<void> enter(Connection &connection, QLatin1String action, const std::optional<NamedKeySet> &before,
                   const std::optional<NamedKeySet> &after, const KeySetChange &change)
{
    const NamedKeySet &named = after ? *after : *before;
    const auto [left, came] = changeBetween(stateOf(before), stateOf(after));
    return enterActivity(connection, {change.actor, action, named.name, named.url, {}, left, came}, change.at);
}

} // namespace

Result<QList<KeySetRow>> KeySetStore::rows(qsizetype limit, std::optional<Instant> after) const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto query =
        (*connection)
            ->run("SELECT url, truststore, reach, body, etag, fetched_at, attempted_at, refresh_at, problem, changes, "
                  "changed_at FROM key_sets WHERE attempted_at > ? ORDER BY attempted_at DESC, url LIMIT ?",
                  {number(after), static_cast<qint64>(limit)});
    if (!query)
        return tl::unexpected(query.error());
    QList<KeySetRow> rows;
    while ((*query)->next())
        rows.append(rowOf(**query));
    (*query)->finish();
    return rows;
}

void KeySetStore::saveLater(const KeySetRow &row, qsizetype keep)
{
    m_database.writeLater([row, keep](Connection &connection) { return save(connection, row, keep); },
                          [](const Error &error) {
                              // A database that is being closed is asked again after the next start.
                              if (error.kind != Error::Refused)
                                  qCWarning(logKeySets).noquote() << error.message << error.detail;
                          });
}

Result<QList<NamedKeySet>> KeySetStore::names() const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    return namesOf(**connection);
}

Result<void> KeySetStore::addName(const NamedKeySet &wanted, const KeySetChange &change)
{
    return m_database.writeAndWait<void>([wanted, change](Connection &connection) -> Result<void> {
        const auto names = namesOf(connection);
        if (!names)
            return tl::unexpected(names.error());
        if (find(*names, wanted.name))
            return taken(wanted.name);
        if (names->size() >= MaxNamed)
            return fail(Error::TooLarge,
                        Text::tr("There are %1 named key sets; more are not kept. Remove one first.").arg(MaxNamed));
        NamedKeySet named = wanted;
        if (named.place == 0)
            named.place = names->isEmpty() ? 1 : names->constLast().place + 1;
        return insertName(connection, named).and_then([&] {
            return enter(connection, QLatin1String("keyset.added"), std::nullopt, named, change);
        });
    });
}

Result<void> KeySetStore::changeName(const QString &name, const NamedKeySet &named, const KeySetChange &change)
{
    return m_database.writeAndWait<void>([name, named, change](Connection &connection) -> Result<void> {
        const auto names = namesOf(connection);
        if (!names)
            return tl::unexpected(names.error());
        const NamedKeySet *before = find(*names, name);
        if (!before)
            return unknown(name);
        if (named.name != name && find(*names, named.name))
            return taken(named.name);
        return done(connection.run("UPDATE named_key_sets SET name = ?, url = ?, truststore = ? WHERE name = ?",
                                   {named.name, named.url, notNull(named.truststore), name}))
            .and_then([&] { return enter(connection, QLatin1String("keyset.changed"), *before, named, change); });
    });
}

Result<NamedKeySet> KeySetStore::removeName(const QString &name, const KeySetChange &change)
{
    return m_database.writeAndWait<NamedKeySet>([name, change](Connection &connection) -> Result<NamedKeySet> {
        const auto names = namesOf(connection);
        if (!names)
            return tl::unexpected(names.error());
        const NamedKeySet *found = find(*names, name);
        if (!found)
            return unknown(name);
        const auto removed = connection.run("DELETE FROM named_key_sets WHERE name = ?", {name});
        if (!removed)
            return tl::unexpected(removed.error());
        return enter(connection, QLatin1String("keyset.removed"), *found, std::nullopt, change).map([&] {
            return *found;
        });
    });
}

} // namespace gatehouse::store
