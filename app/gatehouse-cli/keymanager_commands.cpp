#include "command.h"

#include "base/files.h"
#include "keymanager/fields.h"
#include "keymanager_options.h"
#include "workspace/workspace.h"

namespace gatehouse::cli {

namespace {

using namespace keymanager;

Json parsed(const OrderedJson &json)
{
    return Json::parse(json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace), nullptr, false);
}

void addNameArgument(QCommandLineParser &parser)
{
    parser.addPositionalArgument(QStringLiteral("NAME"), QStringLiteral("The key manager's name, or its id."));
}

/// A field as a line for people.
QString shown(const KeyManager &keyManager, const FieldInfo &field)
{
    switch (field.kind) {
    case FieldKind::Text:
    case FieldKind::Url:
        return keyManager.*field.text;
    case FieldKind::Switch:
        return keyManager.*field.flag ? QStringLiteral("true") : QStringLiteral("false");
    case FieldKind::GrantTypes:
        return keyManager.grantTypes.join(QLatin1String(", "));
    default:
        return QString::fromStdString(toAdminJson(keyManager, ApiVersion::V4)
                                          .value(field.path, OrderedJson())
                                          .dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
    }
}

void printFields(const KeyManager &keyManager)
{
    std::optional<Section> section;
    for (const FieldInfo &field : fields()) {
        if (section != field.section)
            print(title(field.section));
        section = field.section;
        print(QStringLiteral("  %1 %2").arg(label(field.field), -28).arg(shown(keyManager, field)));
    }
}

class KeyManagerList : public Command
{
public:
    KeyManagerList()
        : Command("keymanager list", "Lists the workspace's key managers and how many problems each has")
    {}

    void describe(QCommandLineParser &) const override {}

    int run(const QCommandLineParser &parser) override
    {
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const auto all = (*workspace)->keyManagers().list();
        if (!all)
            return report(all.error());
        Json list = Json::array();
        for (const StoredKeyManager &stored : *all) {
            const auto context = contextOf(**workspace, stored.id, ApiVersion::V4);
            if (!context)
                return report(context.error());
            const Findings findings = validate(stored.keyManager, *context);
            const KeyManager &keyManager = stored.keyManager;
            const auto errors = countOf(findings, Finding::Severity::Error);
            list.push_back({{"id", stored.id.toStdString()},
                            {"name", keyManager.name.toStdString()},
                            {"type", keyManager.type.toStdString()},
                            {"issuer", keyManager.issuer.toStdString()},
                            {"enabled", keyManager.isEnabled},
                            {"errors", errors},
                            {"warnings", countOf(findings, Finding::Severity::Warning)},
                            {"updated_at", toIso8601(stored.updatedAt).toStdString()}});
            if (!wantsJson(parser))
                print(QStringLiteral("%1  %2  %3  %4  %5")
                          .arg(keyManager.name, -20)
                          .arg(keyManager.type, -14)
                          .arg(keyManager.isEnabled ? QStringLiteral("enabled") : QStringLiteral("disabled"), -8)
                          .arg(errors == 0 ? QStringLiteral("valid") : QStringLiteral("%1 wrong").arg(errors), -8)
                          .arg(keyManager.issuer));
        }
        if (wantsJson(parser))
            printJson(list);
        return Done;
    }
};

class KeyManagerShow : public Command
{
public:
    KeyManagerShow()
        : Command("keymanager show", "Shows a key manager, and what is wrong with it")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        addNameArgument(parser);
        addApiOption(parser);
    }

    int run(const QCommandLineParser &parser) override
    {
        const auto version = apiVersion(parser);
        if (!version)
            return wrongUsage(QStringLiteral("--api is v2, v3 or v4."));
        if (parser.positionalArguments().isEmpty())
            return wrongUsage(QStringLiteral("The name of a key manager is needed."));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const auto stored = namedKeyManager(parser, **workspace);
        if (!stored)
            return report(stored.error());
        const auto context = contextOf(**workspace, stored->id, *version);
        if (!context)
            return report(context.error());
        const Findings findings = validate(stored->keyManager, *context);
        if (wantsJson(parser)) {
            printJson({{"id", stored->id.toStdString()},
                       {"server", stored->server.toStdString()},
                       {"updated_at", toIso8601(stored->updatedAt).toStdString()},
                       {"key_manager", parsed(toAdminJson(stored->keyManager, *version))},
                       {"findings", describeFindings(findings)}});
            return Done;
        }
        printFields(stored->keyManager);
        printFindings(findings);
        return Done;
    }
};

class KeyManagerValidate : public Command
{
public:
    KeyManagerValidate()
        : Command("keymanager validate", "Names each missing or wrong field of a key manager's JSON")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("FILE"),
                                     QStringLiteral("The Admin API's JSON, or - for standard input."));
        parser.addOption({QStringLiteral("deployment-name"),
                          QStringLiteral("What name below [open_banking.keyManager] says in deployment.toml."),
                          QStringLiteral("NAME")});
        addApiOption(parser);
    }

    int run(const QCommandLineParser &parser) override
    {
        const auto version = apiVersion(parser);
        if (!version)
            return wrongUsage(QStringLiteral("--api is v2, v3 or v4."));
        if (parser.positionalArguments().isEmpty())
            return wrongUsage(QStringLiteral("A file is needed, or - for standard input."));
        const auto text = readInput(parser.positionalArguments().constFirst(), MaxKeyManagerBytes);
        if (!text)
            return report(text.error());
        const auto imported = fromAdminJson(*text);
        if (!imported)
            return report(imported.error());
        Findings findings = imported->findings + imported->leftOutSecrets;
        findings += validate(imported->keyManager,
                             {systemNow(), *version, {}, parser.value(QStringLiteral("deployment-name"))});
        if (wantsJson(parser))
            printJson({{"valid", validity(findings) == Done},
                       {"name", imported->keyManager.name.toStdString()},
                       {"type", imported->keyManager.type.toStdString()},
                       {"findings", describeFindings(findings)}});
        else if (findings.isEmpty())
            print(QStringLiteral("Nothing is wrong with it."));
        else
            printFindings(findings);
        return validity(findings);
    }
};

enum class Change : quint8 { Enable, Disable, Remove };

class KeyManagerChange : public Command
{
public:
    KeyManagerChange(const char *words, const char *purpose, Change change)
        : Command(words, purpose)
        , m_change(change)
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        addNameArgument(parser);
        if (m_change == Change::Remove)
            addVaultOption(parser);
    }

    int run(const QCommandLineParser &parser) override
    {
        if (parser.positionalArguments().isEmpty())
            return wrongUsage(QStringLiteral("The name of a key manager is needed."));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const auto stored = namedKeyManager(parser, **workspace);
        if (!stored)
            return report(stored.error());
        const keymanager::KeyManagerChange change{(*workspace)->actor(), (*workspace)->now()};
        KeyManagerStore &store = (*workspace)->keyManagers();
        const Result<void> done = m_change == Change::Remove
            ? store.removeAndWait(stored->id, change)
            : store.setEnabledAndWait(stored->id, m_change == Change::Enable, change).map([](const auto &) {});
        if (!done)
            return report(done.error());
        if (m_change == Change::Remove
            && dropSecrets(parser, **workspace, stored->id, stored->keyManager.vaultSecrets())) {
            if (const auto noted = store.noteSecretsGoneAndWait(stored->id); !noted)
                return report(noted.error());
        }
        if (wantsJson(parser))
            printJson({{"id", stored->id.toStdString()}, {"name", stored->keyManager.name.toStdString()}});
        return Done;
    }

private:
    Change m_change;
};

} // namespace

void addKeyManagerCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<KeyManagerList>());
    commands.push_back(std::make_unique<KeyManagerShow>());
    commands.push_back(std::make_unique<KeyManagerValidate>());
    commands.push_back(
        std::make_unique<KeyManagerChange>("keymanager enable", "Enables a key manager", Change::Enable));
    commands.push_back(
        std::make_unique<KeyManagerChange>("keymanager disable", "Disables a key manager", Change::Disable));
    commands.push_back(
        std::make_unique<KeyManagerChange>("keymanager remove", "Deletes a key manager", Change::Remove));
}

} // namespace gatehouse::cli
