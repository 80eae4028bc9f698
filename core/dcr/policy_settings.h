#pragma once

#include "dcr/policy.h"

#include <QLatin1String>
#include <QUtf8StringView>

#include <span>

namespace gatehouse::dcr {

enum class SettingKind : quint8 {
    Text,
    List,        ///< any strings
    KnownList,   ///< strings, of which the usual ones are known
    ClosedList,  ///< strings, of which there are no others than the known ones
    ListsByName, ///< a list for each of some names
    Seconds,
    Days,
    Choice, ///< one of the known values
    Checks,
};

/// How forms and help are laid out.
enum class SettingGroup : quint8 { General, Client, Algorithms, Claims, Statement, Keys, Time, Checks };

/// What an empty list means.
enum class WhenEmpty : quint8 { Any, Nothing, NotAllowed };

/// One member of a policy: forms, help and messages are made from it.
struct PolicySetting {
    QLatin1String member; ///< of the policy's JSON
    SettingGroup group;
    SettingKind kind;
    WhenEmpty whenEmpty;
    const char *title;                    ///< for people, untranslated: see title()
    const char *meaning;                  ///< likewise: see describe()
    QUtf8StringView reference;            ///< the clause it comes from
    std::span<const QLatin1String> known; ///< values, or names of a ListsByName; those of a choice are all there are
    qint64 least = 0;                     ///< of a duration, in its own unit
    qint64 most = 0;
};

/// In the order in which a person wants to read them; a member of the JSON each.
std::span<const PolicySetting> policySettings();
/// Nothing for a member that no policy has.
const PolicySetting *findPolicySetting(QLatin1String member);
QString title(const PolicySetting &setting);
QString describe(const PolicySetting &setting);
QString title(SettingGroup group);
/// What a value of a choice is called.
QString choiceTitle(QStringView value);

/// Something that a policy's author should hear of.
struct PolicyRemark {
    enum class Weight : quint8 {
        Error,   ///< it cannot work: the policy is not applied
        Warning, ///< it can be meant, and seldom is
    };
    Weight weight = Weight::Warning;
    QLatin1String member;
    QString message;
};

/// What can be said of a policy beyond the types of its members, in the order of policySettings().
QList<PolicyRemark> reviewPolicy(const Policy &policy);
/// The first remark that keeps it from being applied.
Result<void> checkPolicy(const Policy &policy);

/// One setting that differs between two policies.
struct PolicyDifference {
    QLatin1String member;
    QString title; ///< of the setting; of the check
    QString line;  ///< "Grant types: without refresh_token; also password"
};
QList<PolicyDifference> differences(const Policy &from, const Policy &to);

} // namespace gatehouse::dcr
