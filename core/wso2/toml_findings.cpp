#include "wso2/toml_findings.h"

#include "wso2/key_findings.h"
#include "wso2/setting_findings.h"
#include "wso2/syntax_findings.h"

#include <algorithm>

namespace gatehouse::wso2 {

namespace {

/// By line; what is said of the file as a whole comes last.
QList<TomlFinding> inOrder(QList<TomlFinding> findings)
{
    std::stable_sort(findings.begin(), findings.end(), [](const TomlFinding &left, const TomlFinding &right) {
        return right.line == 0 ? left.line > 0 : left.line > 0 && left.line < right.line;
    });
    return findings;
}

} // namespace

QList<TomlFinding> findingsIn(const QByteArray &bytes, const TomlFindingsContext &context)
{
    MendedToml mended = mend(bytes);
    QList<TomlFinding> findings = std::move(mended.findings);
    if (mended.toml)
        findings += findingsIn(*mended.toml, context);
    return inOrder(findings);
}

QList<TomlFinding> findingsIn(const DeploymentToml &toml, const TomlFindingsContext &context)
{
    return inOrder(keyFindings(toml) + settingFindings(toml, context));
}

QLatin1String name(TomlFinding::Severity severity)
{
    switch (severity) {
    case TomlFinding::Severity::Error:
        return QLatin1String("error");
    case TomlFinding::Severity::Warning:
        return QLatin1String("warning");
    case TomlFinding::Severity::Note:
        break;
    }
    return QLatin1String("note");
}

bool hasErrors(const QList<TomlFinding> &findings)
{
    return std::any_of(findings.cbegin(), findings.cend(),
                       [](const TomlFinding &finding) { return finding.severity == TomlFinding::Severity::Error; });
}

} // namespace gatehouse::wso2
