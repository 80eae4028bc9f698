#include "toml_report.h"

#include "wso2/toml_secrets.h"

#include <algorithm>

namespace gatehouse::cli {

namespace {

using Outcome = wso2::EditResult::Outcome;
using wso2::TomlFinding;

QLatin1String name(Outcome outcome)
{
    switch (outcome) {
    case Outcome::AlreadySo:
        return QLatin1String("already-so");
    case Outcome::Changed:
        return QLatin1String("changed");
    case Outcome::Added:
        return QLatin1String("added");
    case Outcome::AddedTable:
        return QLatin1String("added-table");
    case Outcome::Uncommented:
        return QLatin1String("uncommented");
    case Outcome::Removed:
        return QLatin1String("removed");
    case Outcome::Refused:
        break;
    }
    return QLatin1String("refused");
}

Json toJson(const TomlFinding &finding)
{
    Json fix = Json::array();
    for (const wso2::TomlEdit &edit : finding.fix)
        fix.push_back({{"key", toStdString(edit.key)}, {"value", wso2::withoutSecrets(edit.value, edit.key).toJson()}});
    return {{"id", finding.id.data()},
            {"severity", wso2::name(finding.severity).data()},
            {"line", finding.line},
            {"message", toStdString(finding.message)},
            {"advice", toStdString(finding.advice)},
            {"fix", fix},
            {"fixed_line", toStdString(QString::fromUtf8(finding.fixedLine))}};
}

Json toJson(const QList<TomlFinding> &findings)
{
    Json json = Json::array();
    for (const TomlFinding &finding : findings)
        json.push_back(toJson(finding));
    return json;
}

const char *serverName(wso2::Servers servers)
{
    if (servers == wso2::Server::IdentityServer)
        return "is";
    return servers == wso2::Server::ApiManager ? "apim" : "unknown";
}

const char *generationName(wso2::Generations generations)
{
    if (generations == wso2::Generation::A)
        return "a";
    if (generations == wso2::Generation::B)
        return "b";
    return generations ? "both" : "none";
}

void printFindings(const QString &path, const QList<TomlFinding> &findings)
{
    for (const TomlFinding &finding : findings) {
        print(QStringLiteral("%1:%2: %3: %4 [%5]")
                  .arg(path)
                  .arg(finding.line)
                  .arg(wso2::name(finding.severity), finding.message, finding.id));
        if (!finding.advice.isEmpty())
            print(QStringLiteral("    ") + finding.advice);
        if (!finding.fixedLine.isEmpty())
            print(QStringLiteral("    ") + QString::fromUtf8(finding.fixedLine));
    }
}

/// What is wrong now and was not before: a key that the server does not know, for one.
void warnOfNewFindings(const TomlChangeReport &change)
{
    QStringList known;
    for (const TomlFinding &finding : wso2::findingsIn(change.before.bytes()))
        known.append(finding.message);
    for (const TomlFinding &finding : wso2::findingsIn(change.after.bytes())) {
        if (!known.contains(finding.message) && finding.severity != TomlFinding::Severity::Note)
            say(QStringLiteral("%1: %2 %3")
                    .arg(wso2::name(finding.severity), finding.message, finding.advice)
                    .trimmed());
    }
}

} // namespace

void tellChange(const QCommandLineParser &parser, const TomlChangeReport &change)
{
    const QList<wso2::DiffLine> lines = wso2::shownDiff(change.before, change.after);
    const QByteArray diff = wso2::unifiedDiff(lines, change.path, change.path);
    const wso2::Servers servers = wso2::identify(change.after.root()).servers;
    if (wantsJson(parser)) {
        printJson({{"path", toStdString(change.path)},
                   {"key", toStdString(change.result.edit.key)},
                   {"outcome", name(change.result.outcome).data()},
                   {"line", change.result.line},
                   {"written", change.isWritten},
                   {"diff", toStdString(QString::fromUtf8(diff))}});
    } else {
        printRaw(diff);
    }
    if (!change.result.isChange())
        say(QStringLiteral("%1 is so already; nothing was written.").arg(change.result.edit.key));
    if (wso2::hasCovered(lines))
        say(QStringLiteral("Passwords are covered in the difference: do not give it to patch."));
    if (change.result.isChange())
        warnOfNewFindings(change);
    if (change.isWritten)
        say(QStringLiteral("Written: %1; what was there before is %1.bak. %2")
                .arg(change.path, wso2::restartHint(servers)));
}

int tellFindings(const QCommandLineParser &parser, const QList<CheckedFile> &files, const QList<TomlFinding> &between)
{
    QList<TomlFinding> all = between;
    for (const CheckedFile &file : files)
        all += file.findings;
    const bool isStrict = parser.isSet(QStringLiteral("strict"));
    const bool isWrong =
        wso2::hasErrors(all) || (isStrict && std::any_of(all.cbegin(), all.cend(), [](const TomlFinding &finding) {
                                     return finding.severity == TomlFinding::Severity::Warning;
                                 }));
    if (wantsJson(parser)) {
        Json list = Json::array();
        for (const CheckedFile &file : files) {
            const wso2::ServerIdentity identity =
                file.toml ? wso2::identify(file.toml->root()) : wso2::ServerIdentity();
            list.push_back({{"path", toStdString(file.path)},
                            {"server", serverName(identity.servers)},
                            {"generation", generationName(identity.generations)},
                            {"findings", toJson(file.findings)}});
        }
        printJson({{"files", list}, {"between", toJson(between)}, {"valid", !isWrong}});
        return isWrong ? NotValid : Done;
    }
    for (const CheckedFile &file : files) {
        if (file.toml) {
            const wso2::ServerIdentity identity = wso2::identify(file.toml->root());
            say(QStringLiteral("%1: %2, %3")
                    .arg(file.path, wso2::describe(identity.servers), wso2::describe(identity.generations)));
        }
        printFindings(file.path, file.findings);
    }
    printFindings(files.constFirst().path, between);
    if (all.isEmpty())
        say(QStringLiteral("Nothing was found."));
    return isWrong ? NotValid : Done;
}

void tellKeys(const QCommandLineParser &parser, const QList<wso2::KnownKey> &keys)
{
    Json list = Json::array();
    for (const wso2::KnownKey &key : keys) {
        if (wantsJson(parser)) {
            list.push_back({{"key", toStdString(key.key)},
                            {"type", toStdString(wso2::describe(key.type))},
                            {"default", toStdString(key.fallback)},
                            {"server", key.servers.toInt() == 3 ? "both" : serverName(key.servers)},
                            {"generation", generationName(key.generations)},
                            {"secret", key.isSecret},
                            {"meaning", toStdString(key.meaning)},
                            {"restart", toStdString(wso2::restartHint(key.servers))}});
            continue;
        }
        print(key.key);
        print(QStringLiteral("    %1. %2; %3; %4%5")
                  .arg(key.meaning, wso2::describe(key.servers), wso2::describe(key.generations),
                       wso2::describe(key.type),
                       key.fallback.isEmpty() ? QString() : QStringLiteral("; default %1").arg(key.fallback)));
    }
    if (wantsJson(parser))
        printJson(list);
}

} // namespace gatehouse::cli
