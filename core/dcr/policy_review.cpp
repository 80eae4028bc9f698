#include "dcr/check.h"
#include "dcr/policy_settings.h"
#include "dcr/text.h"

#include <algorithm>

namespace gatehouse::dcr {

namespace {

using Weight = PolicyRemark::Weight;

constexpr QLatin1String AuthorizationCode("authorization_code");

class Reviewer
{
public:
    explicit Reviewer(const Policy &policy)
        : m_policy(policy)
        , m_json(policy.toJson())
    {}

    QList<PolicyRemark> review()
    {
        for (const PolicySetting &setting : policySettings()) {
            m_member = setting.member;
            reviewOne(setting);
        }
        return std::move(m_remarks);
    }

private:
    void note(Weight weight, const QString &message) { m_remarks.append({weight, m_member, message}); }

    void reviewOne(const PolicySetting &setting)
    {
        const Json &value = m_json[std::string(setting.member.data(), static_cast<std::size_t>(setting.member.size()))];
        switch (setting.kind) {
        case SettingKind::Text:
            if (toQString(value.get<std::string>()).trimmed().isEmpty())
                note(Weight::Error, Text::tr("Give it a name: messages and the history show it."));
            break;
        case SettingKind::List:
        case SettingKind::KnownList:
        case SettingKind::ClosedList:
            reviewList(setting, listOf(value), {});
            break;
        case SettingKind::ListsByName:
            for (const auto &[name, list] : value.items()) {
                const QString key = toQString(name);
                reviewName(setting, key);
                reviewList(setting, listOf(list), Text::tr("%1: ").arg(key));
            }
            break;
        case SettingKind::Seconds:
        case SettingKind::Days:
            reviewNumber(setting, value.get<qint64>());
            break;
        case SettingKind::Choice:
        case SettingKind::Checks:
            break;
        }
        reviewMeaning();
    }

    static QStringList listOf(const Json &value)
    {
        QStringList list;
        for (const Json &element : value)
            list.append(toQString(element.get_ref<const std::string &>()));
        return list;
    }

    static bool isKnown(const PolicySetting &setting, const QString &value)
    {
        return std::any_of(setting.known.begin(), setting.known.end(),
                           [&](QLatin1String known) { return value == known; });
    }

    void reviewList(const PolicySetting &setting, const QStringList &values, const QString &prefix)
    {
        if (values.isEmpty() && setting.whenEmpty == WhenEmpty::NotAllowed)
            note(Weight::Error, Text::tr("Name at least one: an empty list lets nobody register."));
        QStringList seen;
        for (const QString &value : values) {
            if (value.isEmpty())
                note(Weight::Error, prefix + Text::tr("A value is empty; remove it."));
            else if (value.trimmed() != value)
                note(Weight::Error,
                     prefix
                         + Text::tr("%1 begins or ends with white space, so that nothing can match it; remove that.")
                               .arg(quoted(value)));
            else if (setting.kind == SettingKind::KnownList && !setting.known.empty() && !isKnown(setting, value)
                     && setting.whenEmpty != WhenEmpty::Any)
                reviewStranger(setting, value);
            if (seen.contains(value))
                note(Weight::Warning, prefix + Text::tr("%1 stands there twice.").arg(quoted(value)));
            seen.append(value);
        }
    }

    /// One that differs from a known value only by case is a mistake as good as always.
    void reviewStranger(const PolicySetting &setting, const QString &value)
    {
        for (QLatin1String known : setting.known) {
            if (value.compare(known, Qt::CaseInsensitive) == 0)
                return note(Weight::Error,
                            Text::tr("%1 is written %2: values are compared letter by letter.")
                                .arg(quoted(value), quoted(QString(known))));
        }
        if (m_member != QLatin1String("scopes"))
            note(Weight::Warning, Text::tr("%1 is none of the usual values. Is it spelt right?").arg(quoted(value)));
    }

    void reviewName(const PolicySetting &setting, const QString &name)
    {
        if (isKnown(setting, name))
            return;
        if (m_member == QLatin1String("statement_jwks"))
            note(Weight::Error,
                 Text::tr("%1 is no environment: there are \"sandbox\" and \"production\", and what does "
                          "not say sandbox is production.")
                     .arg(quoted(name)));
        else
            note(Weight::Warning, Text::tr("%1 is none of the usual roles. Is it spelt right?").arg(quoted(name)));
    }

    void reviewNumber(const PolicySetting &setting, qint64 value)
    {
        if (value < setting.least || value > setting.most)
            note(Weight::Error,
                 Text::tr("It is %1; %2 to %3 is accepted.")
                     .arg(QString::number(value), QString::number(setting.least), QString::number(setting.most)));
    }

    /// What takes two settings to see.
    void reviewMeaning()
    {
        if (m_member == QLatin1String("response_types"))
            reviewResponseTypes();
        else if (m_member == QLatin1String("token_endpoint_auth_methods"))
            reviewAuthMethods();
        else if (m_member == QLatin1String("role_scopes"))
            reviewRoleScopes();
        else if (m_member == QLatin1String("signing_algorithms")
                 && m_policy.signingAlgorithms.contains(jose::Algorithm::RS256))
            note(Weight::Warning,
                 Text::tr("RS256 is forbidden by FAPI 1.0 Advanced §8.6; OBIE DCR 3.3 still lists it."));
        else if (m_member == QLatin1String("id_token_encryption_algorithms")
                 && m_policy.idTokenEncryptionAlgorithms.contains(QLatin1String("RSA1_5")))
            note(Weight::Warning, Text::tr("RSA1_5 is forbidden by FAPI 1.0 Advanced §8.6.1."));
        else if (m_member == QLatin1String("warn_statement_age_days") && m_policy.maxStatementAge.count() > 0
                 && m_policy.warnStatementAge > m_policy.maxStatementAge)
            note(Weight::Warning,
                 Text::tr("No statement gets so old: those older than %1 days are refused.")
                     .arg(m_policy.maxStatementAge.count()));
        else if (m_member == QLatin1String("id_token_encryption_methods") && m_policy.idTokenEncryptionMethods.isEmpty()
                 && !m_policy.idTokenEncryptionAlgorithms.isEmpty())
            note(Weight::Warning, Text::tr("None is named, so that no client can ask for encrypted ID tokens."));
    }

    void reviewResponseTypes()
    {
        const bool returnsCode =
            std::any_of(m_policy.responseTypes.cbegin(), m_policy.responseTypes.cend(), [](const QString &type) {
                return type.split(QLatin1Char(' ')).contains(QLatin1String("code"));
            });
        const bool takesCode = m_policy.grantTypes.contains(AuthorizationCode);
        if (takesCode && !returnsCode && !m_policy.responseTypes.isEmpty())
            note(Weight::Warning,
                 Text::tr("None returns a code, which the grant type authorization_code needs: no client can use it."));
    }

    void reviewAuthMethods()
    {
        QStringList shared;
        for (const QString &method : m_policy.tokenEndpointAuthMethods) {
            if (method.startsWith(QLatin1String("client_secret_")))
                shared.append(method);
        }
        if (!shared.isEmpty())
            note(Weight::Warning,
                 Text::tr("%1 rests on a secret that both sides hold; FAPI 1.0 Advanced §5.2.2 forbids that.")
                     .arg(listed(shared)));
    }

    void reviewRoleScopes()
    {
        for (auto it = m_policy.roleScopes.cbegin(); it != m_policy.roleScopes.cend(); ++it) {
            for (const QString &scope : it.value()) {
                if (!scope.trimmed().isEmpty() && !m_policy.scopes.contains(scope))
                    note(Weight::Warning,
                         Text::tr("%1: the scope %2 is not among those allowed at all.").arg(it.key(), quoted(scope)));
            }
        }
    }

    const Policy &m_policy;
    Json m_json;
    QLatin1String m_member;
    QList<PolicyRemark> m_remarks;
};

} // namespace

QList<PolicyRemark> reviewPolicy(const Policy &policy)
{
    return Reviewer(policy).review();
}

Result<void> checkPolicy(const Policy &policy)
{
    const QList<PolicyRemark> remarks = reviewPolicy(policy);
    for (const PolicyRemark &remark : remarks) {
        if (remark.weight == Weight::Error)
            return fail(Error::Malformed, Text::tr("\"%1\" in the policy: %2").arg(remark.member, remark.message));
    }
    return {};
}

} // namespace gatehouse::dcr
