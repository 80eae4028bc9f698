#pragma once

#include <QList>
#include <QString>

#include <algorithm>

namespace gatehouse::keymanager {

/// Something about a key manager that somebody should know.
struct Finding {
    enum class Severity : quint8 {
        Error,   ///< the server refuses it, or nothing will work
        Warning, ///< it may be meant so
        Hint,
    };

    QString field; ///< the JSON path: `issuer`, `additionalProperties.Username`, `tokenValidation`
    Severity severity = Severity::Error;
    QString sentence; ///< for people; names the field in WSO2's words

    friend bool operator==(const Finding &, const Finding &) = default;
};
using Findings = QList<Finding>;

QLatin1String name(Finding::Severity severity); ///< `error`

inline qsizetype countOf(const Findings &findings, Finding::Severity severity)
{
    return std::count_if(findings.cbegin(), findings.cend(),
                         [severity](const Finding &finding) { return finding.severity == severity; });
}

} // namespace gatehouse::keymanager
