#include "store/activity_recorder.h"

#include <QCoreApplication>

namespace gatehouse::store {

StateChange changeBetween(const Json &before, const Json &after)
{
    if (before == after)
        return {};
    if (!before.is_object() || !after.is_object())
        return {before, after};
    StateChange change{Json::object(), Json::object()};
    const auto take = [&change](const std::string &name, const StateChange &member) {
        if (!member.before.is_null())
            change.before[name] = member.before;
        if (!member.after.is_null())
            change.after[name] = member.after;
    };
    for (const auto &[name, value] : before.items()) {
        const auto other = after.find(name);
        if (other == after.end())
            change.before[name] = value;
        else
            take(name, changeBetween(value, *other));
    }
    for (const auto &[name, value] : after.items()) {
        if (!before.contains(name))
            change.after[name] = value;
    }
    return change;
}

Result<void> ActivityRecorder::record(QList<NewActivity> activities) const
{
    if (!m_database || activities.isEmpty())
        return {};
    for (NewActivity &activity : activities)
        activity.actor = m_actor;
    const auto recorded =
        m_database->writeAndWait<void>([&activities, at = m_clock()](Connection &connection) -> Result<void> {
            for (const NewActivity &activity : std::as_const(activities)) {
                if (auto entered = enterActivity(connection, activity, at); !entered)
                    return entered;
            }
            return {};
        });
    if (recorded)
        return {};
    return fail(recorded.error().kind,
                QCoreApplication::translate("gatehouse::store",
                                            "The change was made, but the record of changes does not hold it: %1")
                    .arg(recorded.error().message),
                recorded.error().detail);
}

} // namespace gatehouse::store
