#include "jwks_options.h"

#include "fetch/jwks_cache.h"
#include "workspace/workspace.h"

namespace gatehouse::cli {

namespace {

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

void addJwksNameCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<JwksAdd>());
    commands.push_back(std::make_unique<JwksRemove>());
    commands.push_back(std::make_unique<JwksStatements>());
}

} // namespace gatehouse::cli
