#pragma once

#include "base/json.h"
#include "base/time.h"
#include "dcr/software_statement.h"

namespace gatehouse::dcr {

/// Reads claims of the types they should have, and notes those that have another.
class ClaimReader
{
public:
    ClaimReader(const Json &claims, std::vector<ClaimProblem> &problems)
        : m_claims(claims)
        , m_problems(problems)
    {
    }

    QString text(const char *name);
    std::optional<QString> optionalText(const char *name);
    /// A list of strings.
    std::optional<QStringList> list(const char *name);
    /// A string, or a list of them.
    QStringList textOrList(const char *name);
    /// A NumericDate (RFC 7519 §2): seconds, a fraction is dropped.
    std::optional<Instant> moment(const char *name);
    std::optional<bool> boolean(const char *name);
    /// A string, or a number as it would be written.
    QString textOrNumber(const char *name);
    const Json *object(const char *name);
    const Json *array(const char *name);

private:
    /// The claim, unless absent or null.
    const Json *present(const char *name) const;
    void noteType(const char *name, const Json &value, const QString &expected);

    const Json &m_claims;
    std::vector<ClaimProblem> &m_problems;
};

} // namespace gatehouse::dcr
