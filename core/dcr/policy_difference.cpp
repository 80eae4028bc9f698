#include "dcr/check.h"
#include "dcr/policy_settings.h"
#include "dcr/text.h"

namespace gatehouse::dcr {

namespace {

QStringList listOf(const Json &value)
{
    QStringList list;
    for (const Json &element : value)
        list.append(toQString(element.get_ref<const std::string &>()));
    return list;
}

QStringList without(const QStringList &values, const QStringList &others)
{
    QStringList rest;
    for (const QString &value : values) {
        if (!others.contains(value))
            rest.append(value);
    }
    return rest;
}

/// What came and what went; where only the order changed, that.
QString listChange(const QStringList &from, const QStringList &to)
{
    QStringList parts;
    if (const QStringList added = without(to, from); !added.isEmpty())
        parts.append(Text::tr("also %1").arg(listed(added)));
    if (const QStringList removed = without(from, to); !removed.isEmpty())
        parts.append(Text::tr("without %1").arg(listed(removed)));
    if (parts.isEmpty())
        parts.append(Text::tr("the same values, differently ordered or repeated"));
    return parts.join(QLatin1String("; "));
}

/// "any" where an empty list allows everything; else what came and what went.
QString listChange(const PolicySetting &setting, const QStringList &from, const QStringList &to)
{
    if (setting.whenEmpty == WhenEmpty::Any && from.isEmpty() != to.isEmpty())
        return to.isEmpty() ? Text::tr("any, instead of %1 alone").arg(listed(from))
                            : Text::tr("%1 alone, instead of any").arg(listed(to));
    return listChange(from, to);
}

QString durationText(const PolicySetting &setting, const Json &value)
{
    const qint64 number = value.get<qint64>();
    return setting.kind == SettingKind::Days ? Text::tr("%1 days").arg(number) : Text::tr("%1 s").arg(number);
}

class Comparer
{
public:
    Comparer(const Policy &from, const Policy &to)
        : m_from(from)
        , m_to(to)
    {}

    QList<PolicyDifference> compare()
    {
        const Json from = m_from.toJson();
        const Json to = m_to.toJson();
        for (const PolicySetting &setting : policySettings()) {
            const std::string member(setting.member.data(), static_cast<std::size_t>(setting.member.size()));
            if (setting.kind == SettingKind::Checks)
                compareChecks(setting);
            else if (from.at(member) != to.at(member))
                compareOne(setting, from.at(member), to.at(member));
        }
        return std::move(m_differences);
    }

private:
    void note(const PolicySetting &setting, const QString &title, const QString &change)
    {
        m_differences.append({setting.member, title, Text::tr("%1: %2").arg(title, change)});
    }

    void compareOne(const PolicySetting &setting, const Json &from, const Json &to)
    {
        switch (setting.kind) {
        case SettingKind::Text:
            return note(setting, title(setting),
                        Text::tr("%1 instead of %2")
                            .arg(quoted(toQString(to.get<std::string>())), quoted(toQString(from.get<std::string>()))));
        case SettingKind::Seconds:
        case SettingKind::Days:
            return note(setting, title(setting),
                        Text::tr("%1 instead of %2").arg(durationText(setting, to), durationText(setting, from)));
        case SettingKind::Choice:
            return note(setting, title(setting),
                        Text::tr("%1 instead of %2")
                            .arg(choiceTitle(toQString(to.get<std::string>())),
                                 choiceTitle(toQString(from.get<std::string>()))));
        case SettingKind::ListsByName:
            return compareLists(setting, from, to);
        case SettingKind::List:
        case SettingKind::KnownList:
        case SettingKind::ClosedList:
        case SettingKind::Checks:
            return note(setting, title(setting), listChange(setting, listOf(from), listOf(to)));
        }
    }

    void compareLists(const PolicySetting &setting, const Json &from, const Json &to)
    {
        for (const auto &[name, list] : to.items()) {
            const auto before = from.find(name);
            const QString heading = Text::tr("%1, %2").arg(title(setting), quoted(toQString(name)));
            if (before == from.end())
                note(setting, heading,
                     list.empty() ? Text::tr("new, empty") : Text::tr("new: %1").arg(listed(listOf(list))));
            else if (*before != list)
                note(setting, heading, listChange(listOf(*before), listOf(list)));
        }
        for (const auto &[name, list] : from.items()) {
            if (!to.contains(name))
                note(setting, Text::tr("%1, %2").arg(title(setting), quoted(toQString(name))), Text::tr("removed"));
        }
    }

    void compareChecks(const PolicySetting &setting)
    {
        for (const Check &check : checks()) {
            const Severity before = m_from.severityOf(check);
            const Severity after = m_to.severityOf(check);
            if (before != after)
                note(setting, Text::tr("Check \"%1\"").arg(title(check)),
                     Text::tr("%1 instead of %2").arg(name(after), name(before)));
        }
    }

    const Policy &m_from;
    const Policy &m_to;
    QList<PolicyDifference> m_differences;
};

} // namespace

QList<PolicyDifference> differences(const Policy &from, const Policy &to)
{
    return Comparer(from, to).compare();
}

} // namespace gatehouse::dcr
