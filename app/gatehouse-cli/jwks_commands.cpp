#include "command.h"

#include "fetch/jwks_cache.h"
#include "fetch/key_sets.h"
#include "trust/certificate.h"
#include "workspace/workspace.h"

#include <QDir>
#include <QFileInfo>

namespace gatehouse::cli {

namespace {

const QString TruststoreOption = QStringLiteral("truststore");

void addTruststoreOption(QCommandLineParser &parser)
{
    parser.addOption({TruststoreOption,
                      QStringLiteral("Trusted beside the system's authorities; a store that opens without a password."),
                      QStringLiteral("FILE")});
}

/// The absolute path of --truststore, once it is seen to open; empty where it is not given.
Result<QString> truststoreOf(const QCommandLineParser &parser)
{
    if (!parser.isSet(TruststoreOption))
        return QString();
    const QString path = QFileInfo(parser.value(TruststoreOption)).absoluteFilePath();
    return fetch::loadRoots(path).map([&path](const QList<QSslCertificate> &) { return path; });
}

Json describeKey(const jose::Jwk &key)
{
    Json json = {{"kid", key.kid().toStdString()},
                 {"kty", key.kty().data()},
                 {"type", key.describe().toStdString()},
                 {"bits", key.bits()},
                 {"use", key.use().toStdString()},
                 {"alg", key.alg().toStdString()},
                 {"thumbprint", key.thumbprint().toStdString()},
                 {"directory_kid", key.directoryKid().toStdString()}};
    if (key.x5c().isEmpty())
        return json;
    const auto certificate = trust::Certificate::fromDer(key.x5c().constFirst());
    if (!certificate) {
        json["certificate_problem"] = certificate.error().message.toStdString();
        return json;
    }
    json["certificate"] = {{"subject", certificate->subject().toStdString()},
                           {"issuer", certificate->issuer().toStdString()},
                           {"not_before", toIso8601(certificate->notBefore()).toStdString()},
                           {"not_after", toIso8601(certificate->notAfter()).toStdString()},
                           {"matches_key", key.x5cMatchesKey()}};
    return json;
}

Json describeKeys(const jose::JwkSet &keys)
{
    Json list = Json::array();
    for (const jose::Jwk &key : keys.keys())
        list.push_back(describeKey(key));
    return list;
}

Json describeSkipped(const jose::JwkSet &keys)
{
    Json list = Json::array();
    for (const jose::JwkSet::Skipped &skipped : keys.skipped())
        list.push_back({{"index", skipped.index},
                        {"kid", skipped.kid.toStdString()},
                        {"reason", skipped.reason.message.toStdString()}});
    return list;
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("-") : text;
}

void printKey(const Json &key)
{
    print(QStringLiteral("%1  %2  use %3  alg %4  thumbprint %5")
              .arg(toQString(key["kid"]), -44)
              .arg(toQString(key["type"]), -9)
              .arg(orDash(toQString(key["use"])), -3)
              .arg(orDash(toQString(key["alg"])), -5)
              .arg(toQString(key["thumbprint"])));
    if (const Json *certificate = member(key, "certificate"))
        print(QStringLiteral("    certificate %1, until %2%3")
                  .arg(toQString((*certificate)["subject"]), toQString((*certificate)["not_after"]),
                       (*certificate)["matches_key"].get<bool>() ? QString()
                                                                 : QStringLiteral("; it is for another key")));
    else if (const auto problem = stringMember(key, "certificate_problem"))
        print(QStringLiteral("    certificate cannot be read: %1").arg(*problem));
}

class JwksShow : public Command
{
public:
    JwksShow()
        : Command("jwks show", "Lists the keys of a key set")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("The key set; a URL is fetched now."),
                                     QStringLiteral("FILE|URL"));
        addTruststoreOption(parser);
    }

    int run(const QCommandLineParser &parser) override
    {
        if (parser.positionalArguments().size() != 1)
            return wrongUsage(QStringLiteral("One file or URL is needed."));
        const auto truststore = truststoreOf(parser);
        const auto roots = truststore.and_then(fetch::loadRoots);
        if (!roots)
            return report(roots.error());
        // The person at the command line chose the URL; a loopback one is as good as any.
        fetch::Options options;
        options.reach = fetch::Reach::LocalSandbox;
        options.extraRoots = *roots;
        const auto keys = fetch::loadKeySet(parser.positionalArguments().constFirst(), QDir::currentPath(), options);
        if (!keys)
            return report(keys.error());
        const Json list = describeKeys(*keys);
        const Json leftOut = describeSkipped(*keys);
        if (wantsJson(parser)) {
            printJson({{"keys", list}, {"skipped", leftOut}});
            return Done;
        }
        for (const Json &key : list)
            printKey(key);
        for (const Json &skipped : leftOut)
            say(QStringLiteral("left out: key %1: %2")
                    .arg(skipped["index"].get<qint64>() + 1)
                    .arg(toQString(skipped["reason"])));
        return Done;
    }
};

std::string text(const std::optional<Instant> &moment)
{
    return moment ? toIso8601(*moment).toStdString() : std::string();
}

Json describeState(const QString &name, const fetch::KeySetState &state)
{
    return {{"name", name.toStdString()},
            {"url", state.address.url.toString(QUrl::FullyEncoded).toStdString()},
            {"truststore", state.address.truststore.toStdString()},
            {"fetched_at", text(state.fetchedAt)},
            {"attempted_at", text(state.attemptedAt)},
            {"refresh_at", state.attemptedAt ? text(state.refreshAt) : std::string()},
            {"problem", state.problem.toStdString()},
            {"changed_at", text(state.changedAt)},
            {"changes", state.changes.toJson()},
            {"keys", state.keys ? describeKeys(*state.keys) : Json::array()},
            {"skipped", state.keys ? describeSkipped(*state.keys) : Json::array()}};
}

void printChanges(const fetch::KeySetChanges &changes)
{
    for (const auto &key : changes.added)
        print(QStringLiteral("    + %1  %2").arg(QString::fromUtf8(key.kid), QString::fromUtf8(key.thumbprint)));
    for (const auto &key : changes.removed)
        print(QStringLiteral("    - %1  %2").arg(QString::fromUtf8(key.kid), QString::fromUtf8(key.thumbprint)));
    for (const auto &key : changes.replaced)
        print(QStringLiteral("    ~ %1  %2, was %3")
                  .arg(QString::fromUtf8(key.kid), QString::fromUtf8(key.after), QString::fromUtf8(key.before)));
}

void printState(const QString &name, const fetch::KeySetState &state)
{
    print(QStringLiteral("%1  %2").arg(orDash(name), -16).arg(state.address.url.toString()));
    if (!state.address.truststore.isEmpty())
        print(QStringLiteral("    truststore %1").arg(state.address.truststore));
    if (!state.attemptedAt)
        print(QStringLiteral("    not fetched yet"));
    if (state.keys)
        print(QStringLiteral("    %1 keys, fetched %2, next on %3")
                  .arg(state.keys->keys().size())
                  .arg(toIso8601(*state.fetchedAt), toIso8601(state.refreshAt)));
    if (!state.problem.isEmpty())
        print(QStringLiteral("    failed on %1: %2").arg(toIso8601(*state.attemptedAt), state.problem));
    if (state.changedAt) {
        print(QStringLiteral("    changed on %1:").arg(toIso8601(*state.changedAt)));
        printChanges(state.changes);
    }
}

/// Prints sets one by one, or all as JSON at the end.
class StatePrinter
{
public:
    explicit StatePrinter(const QCommandLineParser &parser)
        : m_wantsJson(wantsJson(parser))
    {}

    void add(const QString &name, const fetch::KeySetState &state)
    {
        if (m_wantsJson)
            m_list.push_back(describeState(name, state));
        else
            printState(name, state);
    }
    void end() const
    {
        if (m_wantsJson)
            printJson(m_list);
    }

private:
    bool m_wantsJson;
    Json m_list = Json::array();
};

class JwksList : public Command
{
public:
    JwksList()
        : Command("jwks list", "Lists the named key sets: last fetch, next one, what changed")
    {}

    void describe(QCommandLineParser &) const override {}

    int run(const QCommandLineParser &parser) override
    {
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        fetch::JwksCache &cache = (*workspace)->keySets();
        StatePrinter printer(parser);
        const QList<store::NamedKeySet> names = cache.names();
        for (const store::NamedKeySet &named : names)
            printer.add(named.name, cache.state(fetch::JwksCache::addressOf(named)));
        printer.end();
        if (names.isEmpty())
            say(QStringLiteral("No key set has a name; \"jwks add NAME URL\" gives one."));
        return Done;
    }
};

class JwksRefresh : public Command
{
public:
    JwksRefresh()
        : Command("jwks refresh", "Fetches named key sets, or one by its URL, now")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("NAME"),
                                     QStringLiteral("The set's name or URL (default: all that have a name)."),
                                     QStringLiteral("[NAME|URL]"));
    }

    int run(const QCommandLineParser &parser) override
    {
        const QString wanted = parser.positionalArguments().value(0);
        if (!parser.positionalArguments().isEmpty() && wanted.isEmpty())
            return wrongUsage(QStringLiteral("The name is empty."));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        fetch::JwksCache &cache = (*workspace)->keySets();
        QList<std::pair<QString, fetch::KeySetAddress>> sets;
        for (const store::NamedKeySet &named : cache.names()) {
            if (wanted.isEmpty() || named.name == wanted)
                sets.append({named.name, fetch::JwksCache::addressOf(named)});
        }
        if (sets.isEmpty() && fetch::isUrl(wanted))
            sets.append({QString(), cache.ownAddress(QUrl(wanted))});
        if (sets.isEmpty() && !wanted.isEmpty())
            return report({Error::NotFound,
                           QStringLiteral("There is no key set called \"%1\"; \"jwks list\" lists them.").arg(wanted),
                           {}});
        StatePrinter printer(parser);
        int status = Done;
        for (const auto &[title, address] : sets) {
            const fetch::KeySetState state = cache.refreshAndWait(address);
            printer.add(title, state);
            if (!state.problem.isEmpty()) {
                say(state.problem);
                status = IoFailed;
            }
        }
        printer.end();
        if (sets.isEmpty())
            say(QStringLiteral("No key set has a name; \"jwks add NAME URL\" gives one."));
        return status;
    }
};

class JwksAdd : public Command
{
public:
    JwksAdd()
        : Command("jwks add", "Gives a key set of the network a name")
    {}

    int maxArguments() const override { return 2; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("NAME"), QStringLiteral("As it is listed, e.g. sandbox."));
        parser.addPositionalArgument(QStringLiteral("URL"),
                                     QStringLiteral("Where it lies; https alone. It is not fetched yet."));
        addTruststoreOption(parser);
    }

    int run(const QCommandLineParser &parser) override
    {
        const QStringList arguments = parser.positionalArguments();
        if (arguments.size() != 2)
            return wrongUsage(QStringLiteral("A name and a URL are needed."));
        const auto truststore = truststoreOf(parser);
        if (!truststore)
            return report(truststore.error());
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const auto added =
            (*workspace)->keySets().addName({arguments[0], arguments[1], *truststore}, (*workspace)->actor());
        if (!added)
            return report(added.error());
        if (wantsJson(parser))
            printJson({{"name", arguments[0].toStdString()}, {"url", arguments[1].toStdString()}});
        return Done;
    }
};

class JwksRemove : public Command
{
public:
    JwksRemove()
        : Command("jwks remove", "Forgets the name of a key set")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("NAME"), QStringLiteral("As \"jwks list\" lists it."));
    }

    int run(const QCommandLineParser &parser) override
    {
        if (parser.positionalArguments().size() != 1)
            return wrongUsage(QStringLiteral("One name is needed."));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const auto removed =
            (*workspace)->keySets().removeName(parser.positionalArguments().constFirst(), (*workspace)->actor());
        if (!removed)
            return report(removed.error());
        if (wantsJson(parser))
            printJson({{"name", removed->name.toStdString()}, {"url", removed->url.toStdString()}});
        return Done;
    }
};

class JwksStatements : public Command
{
public:
    JwksStatements()
        : Command("jwks statements", "Says where key sets that software statements name may lie")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(
            QStringLiteral("WHERE"),
            QStringLiteral("public: at public addresses (as it is at first); local: also on this machine and its "
                           "network, for a local sandbox; none: they are not fetched. Without it: shows what holds."),
            QStringLiteral("[public|local|none]"));
        addTruststoreOption(parser);
    }

    int run(const QCommandLineParser &parser) override
    {
        const QString word = parser.positionalArguments().value(0);
        const auto where = fetch::whereFromName(word);
        if (!where && !parser.positionalArguments().isEmpty())
            return wrongUsage(QStringLiteral("It is public, local or none, not \"%1\".").arg(word));
        if (!where && parser.isSet(TruststoreOption))
            return wrongUsage(QStringLiteral("--truststore needs public or local before it."));
        const auto truststore = truststoreOf(parser);
        if (!truststore)
            return report(truststore.error());
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        fetch::JwksCache &cache = (*workspace)->keySets();
        if (where) {
            if (const auto saved = cache.setStatementKeySets({*where, *truststore}, (*workspace)->actor()); !saved)
                return report(saved.error());
        }
        const fetch::StatementKeySets now = cache.statementKeySets();
        if (wantsJson(parser))
            printJson({{"where", fetch::name(now.where).data()}, {"truststore", now.truststore.toStdString()}});
        else
            print(QStringLiteral("%1  truststore %2").arg(fetch::name(now.where), orDash(now.truststore)));
        return Done;
    }
};

} // namespace

void addJwksCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<JwksShow>());
    commands.push_back(std::make_unique<JwksList>());
    commands.push_back(std::make_unique<JwksRefresh>());
    commands.push_back(std::make_unique<JwksAdd>());
    commands.push_back(std::make_unique<JwksRemove>());
    commands.push_back(std::make_unique<JwksStatements>());
}

} // namespace gatehouse::cli
