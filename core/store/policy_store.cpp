#include "store/policy_store.h"

#include "store/activity_recorder.h"
#include "store/client_query.h"

#include <QCoreApplication>

#include <limits>

namespace gatehouse::store {

namespace {

#define POLICY_COLUMNS "version, applied_at, applied_by, reason, policy"

PolicyVersion versionOf(const QSqlQuery &query)
{
    return {query.value(0).toInt(), fromMilliseconds(query.value(1).toLongLong()), query.value(2).toString(),
            query.value(3).toString(), query.value(4).toByteArray()};
}

Result<QList<PolicyVersion>> versions(Connection &connection, const char *sql, const QVariantList &values)
{
    const auto query = connection.run(sql, values);
    if (!query)
        return tl::unexpected(query.error());
    QList<PolicyVersion> list;
    while ((*query)->next())
        list.append(versionOf(**query));
    (*query)->finish();
    return list;
}

Result<std::optional<PolicyVersion>> one(Connection &connection, const char *sql, const QVariantList &values = {})
{
    return versions(connection, sql, values).map([](const QList<PolicyVersion> &list) {
        return list.isEmpty() ? std::nullopt : std::optional(list.constFirst());
    });
}

Result<std::optional<PolicyVersion>> newest(Connection &connection)
{
    return one(connection, "SELECT " POLICY_COLUMNS " FROM policies ORDER BY version DESC LIMIT 1");
}

/// Nothing is asked of a policy here, so that one that is no JSON is only said to be there.
Json stateOf(const QByteArray &policy)
{
    return parseJson(policy).value_or(Json{{"unreadable_bytes", static_cast<qint64>(policy.size())}});
}

NewActivity entryOf(const NewPolicy &policy, int number, const std::optional<PolicyVersion> &before)
{
    const Json after = stateOf(policy.policy);
    const auto [left, came] = before ? changeBetween(stateOf(before->policy), after) : StateChange{{}, after};
    return {policy.appliedBy,
            QStringLiteral("policy.applied"),
            QString::number(number),
            stringMember(after, "name").value_or(QString()),
            policy.reason,
            left,
            came};
}

std::function<Result<int>(Connection &)> applying(const NewPolicy &policy, std::optional<int> basedOn)
{
    return [policy, basedOn](Connection &connection) -> Result<int> {
        const auto current = newest(connection);
        if (!current)
            return tl::unexpected(current.error());
        const int number = *current ? (*current)->number : 0;
        if (basedOn && *basedOn != number)
            return fail(Error::Conflict,
                        QCoreApplication::translate("gatehouse::store",
                                                    "%1 applied version %2 of the policy meanwhile. Nothing was "
                                                    "changed; look at theirs first.")
                            .arg((*current) ? (*current)->appliedBy : QString())
                            .arg(number));
        const auto done = connection.run("INSERT INTO policies (" POLICY_COLUMNS ") VALUES (?, ?, ?, ?, ?)",
                                         {number + 1, toMilliseconds(policy.appliedAt), notNull(policy.appliedBy.name),
                                          notNull(policy.reason), notNull(policy.policy)});
        if (!done)
            return tl::unexpected(done.error());
        return enterActivity(connection, entryOf(policy, number + 1, *current), policy.appliedAt).map([=] {
            return number + 1;
        });
    };
}

} // namespace

void PolicyStore::apply(const NewPolicy &policy, std::optional<int> basedOn, const ReplyBox &replies, Applied done)
{
    m_database.write<int>(applying(policy, basedOn), replies, std::move(done));
}

Result<int> PolicyStore::applyAndWait(const NewPolicy &policy, std::optional<int> basedOn)
{
    return m_database.writeAndWait<int>(applying(policy, basedOn));
}

Result<std::optional<PolicyVersion>> PolicyStore::current() const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    return newest(**connection);
}

void PolicyStore::fetchCurrent(const ReplyBox &replies,
                               std::function<void(const Result<std::optional<PolicyVersion>> &)> done) const
{
    m_database.write<std::optional<PolicyVersion>>(newest, replies, std::move(done));
}

Result<std::optional<PolicyVersion>> PolicyStore::find(int number) const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    return one(**connection, "SELECT " POLICY_COLUMNS " FROM policies WHERE version = ?", {number});
}

Result<QList<PolicyVersion>> PolicyStore::page(std::optional<int> before, int limit) const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    return versions(**connection,
                    "SELECT " POLICY_COLUMNS " FROM policies WHERE version < ? ORDER BY version DESC LIMIT ?",
                    {before.value_or(std::numeric_limits<int>::max()), limit});
}

} // namespace gatehouse::store
