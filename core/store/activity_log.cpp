#include "store/activity_log.h"

#include "base/secret_names.h"
#include "store/activity_row.h"
#include "store/client_query.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QtEndian>

#include <iterator>
#include <limits>

namespace gatehouse::store {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

constexpr QLatin1String OriginNames[] = {QLatin1String("console"), QLatin1String("cli"), QLatin1String("endpoint")};

void hashField(QCryptographicHash &hash, const QByteArray &bytes)
{
    const quint64 length = qToBigEndian(static_cast<quint64>(bytes.size()));
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(&length), sizeof length));
    hash.addData(bytes);
}

/// What a name may hide is hidden, whatever its value is.
void maskSecrets(Json &json)
{
    if (json.is_object()) {
        for (auto member = json.begin(); member != json.end(); ++member) {
            if (isSecretName(toQString(member.key())) && !member->is_null())
                *member = "***";
            else
                maskSecrets(*member);
        }
    } else if (json.is_array()) {
        for (Json &element : json)
            maskSecrets(element);
    }
}

QByteArray stateBytes(Json state)
{
    if (state.is_null())
        return QByteArray("");
    maskSecrets(state);
    const QByteArray bytes = toBytes(state);
    return bytes.size() <= ActivityLog::MaxState ? bytes
                                                 : toBytes(Json{{"left_out_bytes", static_cast<qint64>(bytes.size())}});
}

QString cut(const QString &text)
{
    return notNull(text.left(ActivityLog::MaxText));
}

/// `bound` is a condition on the number.
ClientQuery whereOf(const ActivityFilter &filter, const char *bound)
{
    ClientQuery where{QByteArray("WHERE ") + bound, {}};
    const auto add = [&where](const char *sql, const QVariant &value) {
        where.sql += sql;
        where.values.append(value);
    };
    if (!filter.subjectKind.isEmpty())
        add(" AND subject_kind = ?", filter.subjectKind);
    if (!filter.subject.isEmpty())
        add(" AND subject = ?", filter.subject);
    if (!filter.action.isEmpty())
        add(" AND action = ?", filter.action);
    if (!filter.actor.isEmpty())
        add(" AND actor = ?", filter.actor);
    if (filter.origin)
        add(" AND origin = ?", QString(name(*filter.origin)));
    if (filter.from)
        add(" AND at >= ?", toMilliseconds(*filter.from));
    if (filter.to)
        add(" AND at < ?", toMilliseconds(*filter.to));
    if (!filter.text.isEmpty()) {
        add(" AND lower(subject || ' ' || subject_name || ' ' || reason || ' ' || actor) LIKE ? ESCAPE '\\'",
            likePattern(filter.text.toLower()));
    }
    return where;
}

Result<QList<Activity>> select(Connection &connection, const QByteArray &sql, const QVariantList &values)
{
    const auto query = connection.run(sql.constData(), values);
    if (!query)
        return tl::unexpected(query.error());
    QList<Activity> rows;
    while ((*query)->next())
        rows.append(activityFrom(**query));
    (*query)->finish();
    return rows;
}

} // namespace

QLatin1String name(ActivityOrigin origin)
{
    return OriginNames[static_cast<std::size_t>(origin)];
}

std::optional<ActivityOrigin> activityOriginFromName(QStringView text)
{
    for (std::size_t i = 0; i < std::size(OriginNames); ++i) {
        if (text == OriginNames[i])
            return static_cast<ActivityOrigin>(i);
    }
    return std::nullopt;
}

QByteArray activityHash(const QByteArray &previous, const Activity &activity)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &field :
         {previous, QByteArray::number(activity.number), QByteArray::number(toMilliseconds(activity.at)),
          QByteArray(name(activity.actor.origin).data()), activity.actor.name.toUtf8(), activity.action.toUtf8(),
          activity.subjectKind.toUtf8(), activity.subject.toUtf8(), activity.subjectName.toUtf8(),
          activity.reason.toUtf8(), activity.before, activity.after})
        hashField(hash, field);
    return hash.result();
}

Activity activityFrom(const QSqlQuery &row)
{
    Activity activity;
    activity.number = row.value(0).toLongLong();
    activity.at = fromMilliseconds(row.value(1).toLongLong());
    const auto origin = activityOriginFromName(row.value(2).toString());
    activity.actor = {origin.value_or(ActivityOrigin::Console), row.value(3).toString()};
    activity.action = row.value(4).toString();
    activity.subjectKind = row.value(5).toString();
    activity.subject = row.value(6).toString();
    activity.subjectName = row.value(7).toString();
    activity.reason = row.value(8).toString();
    activity.before = row.value(9).toByteArray();
    activity.after = row.value(10).toByteArray();
    if (origin)
        activity.hash = row.value(11).toByteArray();
    return activity;
}

Result<ActivityHead> readActivityHead(Connection &connection)
{
    const auto query = connection.run("SELECT number, hash FROM activity_head WHERE id = 1");
    if (!query)
        return tl::unexpected(query.error());
    const bool isThere = (*query)->next();
    ActivityHead head;
    if (isThere)
        head = {(*query)->value(0).toLongLong(), (*query)->value(1).toByteArray()};
    (*query)->finish();
    if (!isThere)
        return fail(Error::Malformed,
                    Text::tr("The record of changes has lost its end: the table activity_head is empty. Nothing more "
                             "can be recorded, nor changed; put a backup of the workspace's database back."));
    return head;
}

Result<void> enterActivity(Connection &connection, const NewActivity &entry, Instant at)
{
    const auto head = readActivityHead(connection);
    if (!head)
        return tl::unexpected(head.error());
    Activity row;
    row.number = head->number + 1;
    row.at = at;
    row.actor = {entry.actor.origin, cut(entry.actor.name)};
    row.action = cut(entry.action);
    row.subjectKind = row.action.section(QLatin1Char('.'), 0, 0);
    row.subject = cut(entry.subject);
    row.subjectName = cut(entry.subjectName);
    row.reason = cut(entry.reason);
    row.before = stateBytes(entry.before);
    row.after = stateBytes(entry.after);
    row.hash = activityHash(head->hash, row);
    const auto entered =
        connection.run("INSERT INTO activity (" ACTIVITY_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       {row.number, toMilliseconds(row.at), QString(name(row.actor.origin)), row.actor.name, row.action,
                        row.subjectKind, row.subject, row.subjectName, row.reason, row.before, row.after, row.hash});
    if (!entered)
        return tl::unexpected(entered.error());
    const auto moved =
        connection.run("UPDATE activity_head SET number = ?, hash = ? WHERE id = 1", {row.number, row.hash});
    if (!moved)
        return tl::unexpected(moved.error());
    return {};
}

void ActivityLog::append(const NewActivity &activity, Instant at, const ReplyBox &replies,
                         std::function<void(const Result<void> &)> done)
{
    m_database.write<void>([=](Connection &connection) { return enterActivity(connection, activity, at); }, replies,
                           std::move(done));
}

Result<void> ActivityLog::appendAndWait(const NewActivity &activity, Instant at)
{
    return m_database.writeAndWait<void>(
        [=](Connection &connection) { return enterActivity(connection, activity, at); });
}

Result<QList<Activity>> ActivityLog::page(const ActivityFilter &filter, std::optional<qint64> before, int limit) const
{
    return m_database.reader().and_then([&](Connection *connection) {
        ClientQuery where = whereOf(filter, "number < ?");
        where.values.prepend(before.value_or(std::numeric_limits<qint64>::max()));
        where.values.append(limit);
        return select(*connection,
                      "SELECT " ACTIVITY_COLUMNS " FROM activity " + where.sql + " ORDER BY number DESC LIMIT ?",
                      where.values);
    });
}

Result<QList<LinkedActivity>> ActivityLog::pageUp(const ActivityFilter &filter, qint64 after, int limit) const
{
    return m_database.reader().and_then([&](Connection *connection) -> Result<QList<LinkedActivity>> {
        ClientQuery where = whereOf(filter, "number > ?");
        where.values.prepend(after);
        where.values.append(limit);
        const QByteArray sql = "SELECT " ACTIVITY_COLUMNS
                               ", (SELECT previous.hash FROM activity previous WHERE previous.number = "
                               "activity.number - 1) FROM activity "
            + where.sql + " ORDER BY number LIMIT ?";
        const auto query = connection->run(sql.constData(), where.values);
        if (!query)
            return tl::unexpected(query.error());
        QList<LinkedActivity> rows;
        while ((*query)->next())
            rows.append({activityFrom(**query), (*query)->value(12).toByteArray()});
        (*query)->finish();
        return rows;
    });
}

Result<qint64> ActivityLog::count(const ActivityFilter &filter) const
{
    return m_database.reader().and_then([&](Connection *connection) -> Result<qint64> {
        ClientQuery where = whereOf(filter, "number < ?");
        where.values.prepend(std::numeric_limits<qint64>::max());
        const QByteArray sql = "SELECT count(*) FROM activity " + where.sql;
        const auto query = connection->run(sql.constData(), where.values);
        if (!query)
            return tl::unexpected(query.error());
        const qint64 count = (*query)->next() ? (*query)->value(0).toLongLong() : 0;
        (*query)->finish();
        return count;
    });
}

Result<std::optional<Activity>> ActivityLog::find(qint64 number) const
{
    return m_database.reader().and_then([number](Connection *connection) {
        return select(*connection, "SELECT " ACTIVITY_COLUMNS " FROM activity WHERE number = ?", {number})
            .map([](const QList<Activity> &rows) {
                return rows.isEmpty() ? std::nullopt : std::optional(rows.constFirst());
            });
    });
}

Result<QStringList> ActivityLog::actors() const
{
    return m_database.reader().and_then([](Connection *connection) -> Result<QStringList> {
        // Hops from name to name in the index: clients are actors too, and there may be a million rows.
        const auto query = connection->run(
            "WITH RECURSIVE names (actor) AS (SELECT min(actor) FROM activity UNION ALL "
            "SELECT (SELECT min(activity.actor) FROM activity WHERE activity.actor > names.actor) FROM names "
            "WHERE names.actor IS NOT NULL) SELECT actor FROM names WHERE actor IS NOT NULL LIMIT 500");
        if (!query)
            return tl::unexpected(query.error());
        QStringList actors;
        while ((*query)->next())
            actors.append((*query)->value(0).toString());
        (*query)->finish();
        return actors;
    });
}

Result<ActivityHead> ActivityLog::head() const
{
    return m_database.reader().and_then([](Connection *connection) { return readActivityHead(*connection); });
}

} // namespace gatehouse::store
