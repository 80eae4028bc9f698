#include "command.h"

#include "base/files.h"
#include "keymanager/endpoint_probe.h"
#include "keymanager/templates.h"
#include "keymanager_options.h"
#include "password_input.h"
#include "workspace/workspace.h"

namespace gatehouse::cli {

namespace {

using namespace keymanager;

constexpr SecretSource ConnectorPassword{"password-file", "GATEHOUSE_KEY_MANAGER_PASSWORD"};

/// Saves it with its secrets. The vault first: a key manager that says that the vault has its password is right then.
int keep(const QCommandLineParser &parser, workspace::Workspace &workspace, StoredKeyManager stored,
         const Secrets &secrets, KeyManagerChange::Way way)
{
    if (stored.id.isEmpty())
        stored.id = newStoredId();
    const auto replaced = keepSecrets(parser, workspace, stored.id, secrets);
    if (!replaced)
        return report(replaced.error());
    const auto saved = workspace.keyManagers().saveAndWait(stored, {workspace.actor(), workspace.now(), way});
    if (!saved) {
        if (const auto back = putBackSecrets(workspace, stored.id, *replaced); !back)
            say(QStringLiteral("The vault keeps the new password instead of the one before: %1")
                    .arg(back.error().message));
        return report(saved.error());
    }
    const auto context = contextOf(workspace, saved->id, ApiVersion::V4);
    const Findings findings = context ? validate(saved->keyManager, *context) : Findings();
    if (wantsJson(parser)) {
        printJson({{"id", saved->id.toStdString()},
                   {"name", saved->keyManager.name.toStdString()},
                   {"findings", describeFindings(findings)}});
        return Done;
    }
    say(QStringLiteral("%1 is in the workspace.").arg(saved->keyManager.name));
    for (const Finding &finding : findings)
        say(QStringLiteral("%1: %2").arg(name(finding.severity), finding.sentence));
    return Done;
}

class KeyManagerDiscover : public Command
{
public:
    KeyManagerDiscover()
        : Command("keymanager discover", "Reads a well-known URL, and says what it would change")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("URL"),
                                     QStringLiteral("https://…/.well-known/openid-configuration"));
        parser.addOption({QStringLiteral("name"),
                          QStringLiteral("The key manager of the workspace that it is compared with (default: a new "
                                         "one)."),
                          QStringLiteral("NAME")});
        parser.addOption({QStringLiteral("type"), QStringLiteral("Of a new one (default: ObKeyManager)."),
                          QStringLiteral("TYPE"), QStringLiteral("ObKeyManager")});
        parser.addOption({QStringLiteral("apply"), QStringLiteral("Changes the key manager that --name names.")});
        addAuthorityOption(parser);
    }

    int run(const QCommandLineParser &parser) override
    {
        if (parser.positionalArguments().isEmpty())
            return wrongUsage(QStringLiteral("A URL is needed."));
        const bool isNamed = parser.isSet(QStringLiteral("name"));
        const bool isApplied = parser.isSet(QStringLiteral("apply"));
        if (isApplied && !isNamed)
            return wrongUsage(QStringLiteral("--apply needs --name."));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        std::optional<StoredKeyManager> stored;
        if (isNamed) {
            const QString wanted = parser.value(QStringLiteral("name"));
            const auto found = (*workspace)->keyManagers().findByName(wanted);
            if (!found)
                return report(found.error());
            stored = *found;
            if (!stored)
                return report({Error::NotFound, QStringLiteral("There is no key manager \"%1\".").arg(wanted), {}});
        }
        const auto options = fetchOptions(parser, **workspace);
        if (!options)
            return report(options.error());
        const QUrl url(parser.positionalArguments().constFirst());
        const auto document = discoverAndWait(url, *options);
        if (!document)
            return report(document.error());
        KeyManager before;
        before.type = parser.value(QStringLiteral("type"));
        if (stored)
            before = stored->keyManager;
        const auto changes = proposeChanges(before, *document, url);
        show(parser, *document, changes);
        if (!isApplied)
            return Done;
        stored->keyManager = withChanges(before, changes);
        const auto saved =
            (*workspace)->keyManagers().saveAndWait(*stored, {(*workspace)->actor(), (*workspace)->now()});
        return saved ? Done : report(saved.error());
    }

private:
    static void show(const QCommandLineParser &parser, const DiscoveryDocument &document,
                     const QList<ProposedChange> &changes)
    {
        Json list = Json::array();
        for (const ProposedChange &change : changes) {
            list.push_back({{"field", info(change.field).path},
                            {"before", change.before.toStdString()},
                            {"after", change.after.toStdString()},
                            {"reason", change.reason.toStdString()}});
            if (wantsJson(parser))
                continue;
            print(label(change.field));
            if (!change.before.isEmpty())
                print(QStringLiteral("  - %1").arg(
                    QString(change.before).replace(QLatin1Char('\n'), QLatin1String("\n  - "))));
            print(QStringLiteral("  + %1").arg(
                QString(change.after).replace(QLatin1Char('\n'), QLatin1String("\n  + "))));
            if (!change.reason.isEmpty())
                print(QStringLiteral("    %1").arg(change.reason));
        }
        if (wantsJson(parser))
            printJson({{"issuer", document.issuer.toStdString()}, {"changes", list}});
    }
};

class KeyManagerImport : public Command
{
public:
    KeyManagerImport()
        : Command("keymanager import", "Takes a key manager's JSON into the workspace")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("FILE"),
                                     QStringLiteral("The Admin API's JSON, or - for standard input."));
        parser.addOptions({
            {QStringLiteral("replace"), QStringLiteral("Replaces the one of the same name.")},
            {QStringLiteral("without-secrets"),
             QStringLiteral("Leaves passwords out, so that no vault is needed; what the vault has from before stays.")},
        });
        addVaultOption(parser);
    }

    int run(const QCommandLineParser &parser) override
    {
        if (parser.positionalArguments().isEmpty())
            return wrongUsage(QStringLiteral("A file is needed, or - for standard input."));
        const auto text = readInput(parser.positionalArguments().constFirst(), MaxKeyManagerBytes);
        if (!text)
            return report(text.error());
        auto imported = fromAdminJson(*text);
        if (!imported)
            return report(imported.error());
        // What could not be read would be lost without a word.
        if (countOf(imported->findings, Finding::Severity::Error) > 0) {
            for (const Finding &finding : imported->findings)
                say(finding.sentence);
            return NotValid;
        }
        for (const Finding &finding : imported->leftOutSecrets)
            say(finding.sentence);
        if (!imported->leftOutSecrets.isEmpty() && !parser.isSet(QStringLiteral("without-secrets"))) {
            say(QStringLiteral("Nothing was imported. --without-secrets does it without them."));
            return NotValid;
        }
        if (parser.isSet(QStringLiteral("without-secrets"))) {
            for (const auto &[property, secret] : imported->secrets)
                imported->keyManager.propertyRef(property).form = ConnectorProperty::Form::Masked;
        }
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        StoredKeyManager stored;
        if (parser.isSet(QStringLiteral("replace"))) {
            const auto found = (*workspace)->keyManagers().findByName(imported->keyManager.name);
            if (!found)
                return report(found.error());
            if (*found)
                stored = **found;
        }
        const QStringList before = stored.keyManager.vaultSecrets();
        stored.keyManager = replacing(stored.keyManager, imported->keyManager);
        if (parser.isSet(QStringLiteral("without-secrets"))) {
            for (const auto &[property, secret] : imported->secrets) {
                // Neither the vault nor a server has it.
                if (!stored.keyManager.vaultSecrets().contains(property))
                    stored.keyManager.removeProperty(property);
            }
            imported->secrets.clear();
        }
        const int status = keep(parser, **workspace, stored, imported->secrets, KeyManagerChange::Way::Imported);
        if (status == Done)
            dropSecrets(parser, **workspace, stored.id, without(before, stored.keyManager.vaultSecrets()));
        return status;
    }

private:
    /// What the file does not say stays: the id that the server knows it by, and secrets that come masked.
    static KeyManager replacing(const KeyManager &before, KeyManager imported)
    {
        if (imported.id.isEmpty())
            imported.id = before.id;
        for (ConnectorProperty &property : imported.connector) {
            const ConnectorProperty *known = before.property(property.name);
            if (property.form == ConnectorProperty::Form::Masked && known && known->isSecret())
                property.form = known->form;
        }
        return imported;
    }

    static QStringList without(QStringList names, const QStringList &others)
    {
        names.removeIf([&](const QString &name) { return others.contains(name); });
        return names;
    }
};

class KeyManagerExport : public Command
{
public:
    KeyManagerExport()
        : Command("keymanager export", "Writes a key manager as the Admin API's JSON")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("NAME"), QStringLiteral("The key manager's name, or its id."));
        parser.addOption({{QStringLiteral("o"), QStringLiteral("output")},
                          QStringLiteral("Writes the file instead of standard output."),
                          QStringLiteral("FILE")});
        parser.addOption({QStringLiteral("with-secrets"),
                          QStringLiteral("With the passwords in plain, instead of five asterisks.")});
        addApiOption(parser);
        addVaultOption(parser);
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
        const bool withSecrets = parser.isSet(QStringLiteral("with-secrets"));
        const auto secrets = withSecrets ? keptSecrets(parser, **workspace, *stored) : Result<Secrets>(Secrets());
        if (!secrets)
            return report(secrets.error());
        const QStringList omitted = leftOut(stored->keyManager, *version);
        if (!omitted.isEmpty())
            say(QStringLiteral("Left out, since that version does not have it: %1.")
                    .arg(omitted.join(QLatin1String(", "))));
        const QByteArray text = toAdminText(stored->keyManager, *version, *secrets);
        const QString file = parser.value(QStringLiteral("output"));
        if (file.isEmpty()) {
            printRaw(text);
            return Done;
        }
        const auto saved = saveFile(file, text, withSecrets ? FileAccess::OwnerOnly : FileAccess::Everyone);
        return saved ? Done : report(saved.error());
    }
};

class KeyManagerCreate : public Command
{
public:
    KeyManagerCreate()
        : Command("keymanager create", "Makes a key manager from a template")
    {}

    void describe(QCommandLineParser &parser) const override
    {
        parser.addOptions({
            {QStringLiteral("template"),
             QStringLiteral("accelerator (WSO2 Identity Server with Open Banking Accelerator 3.0; the default), "
                            "financial-services, sandbox or blank."),
             QStringLiteral("TEMPLATE"), QStringLiteral("accelerator")},
            {QStringLiteral("is"), QStringLiteral("The Identity Server (port: 9446)."), QStringLiteral("HOST[:PORT]")},
            {QStringLiteral("apim"), QStringLiteral("The API Manager that it is for (port: 9443)."),
             QStringLiteral("HOST[:PORT]")},
            {QStringLiteral("url"), QStringLiteral("The running sandbox's well-known URL, or its address."),
             QStringLiteral("URL")},
            {QStringLiteral("name"), QStringLiteral("Its name (default: the template's)."), QStringLiteral("NAME")},
            {QStringLiteral("username"), QStringLiteral("Whom the connector signs in as."), QStringLiteral("USER")},
            {QStringLiteral("password-file"),
             QStringLiteral("A file whose first line is that user's password (else GATEHOUSE_KEY_MANAGER_PASSWORD)."),
             QStringLiteral("FILE")},
        });
        addVaultOption(parser);
        addAuthorityOption(parser);
    }

    int run(const QCommandLineParser &parser) override
    {
        StoredKeyManager stored;
        if (const QString server = parser.value(QStringLiteral("apim")); !server.isEmpty()) {
            const auto address = readServerAddress(server, ApiManagerPort);
            if (!address)
                return wrongUsage(address.error().message);
            stored.server = address->origin();
        }
        const QString kind = parser.value(QStringLiteral("template"));
        if (kind == QLatin1String("blank"))
            return finish(parser, stored, blankKeyManager());
        if (kind == QLatin1String("sandbox"))
            return fromRunningSandbox(parser, stored);
        if (kind != QLatin1String("accelerator") && kind != QLatin1String("financial-services"))
            return wrongUsage(QStringLiteral("--template is accelerator, financial-services, sandbox or blank."));
        const auto address = readServerAddress(parser.value(QStringLiteral("is")), IdentityServerPort);
        if (!address)
            return wrongUsage(QStringLiteral("--is: %1").arg(address.error().message));
        return finish(
            parser, stored,
            fromTemplate(kind == QLatin1String("accelerator") ? Template::Accelerator : Template::FinancialServices,
                         *address));
    }

private:
    static int fromRunningSandbox(const QCommandLineParser &parser, const StoredKeyManager &stored)
    {
        QString url = parser.value(QStringLiteral("url"));
        if (url.isEmpty())
            return wrongUsage(
                QStringLiteral("--url is needed: the address that the sandbox printed when it was ready."));
        if (!url.contains(QLatin1String("/.well-known/")))
            url += QLatin1String("/.well-known/openid-configuration");
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const auto options = fetchOptions(parser, **workspace);
        if (!options)
            return report(options.error());
        const auto document = discoverAndWait(QUrl(url), *options);
        if (!document)
            return report(document.error());
        return finish(parser, **workspace, stored, fromSandbox(*document, QUrl(url)));
    }

    static int finish(const QCommandLineParser &parser, const StoredKeyManager &stored, const KeyManager &keyManager)
    {
        const auto workspace = openWorkspace(parser);
        return workspace ? finish(parser, **workspace, stored, keyManager) : report(workspace.error());
    }

    static int finish(const QCommandLineParser &parser, workspace::Workspace &workspace, StoredKeyManager stored,
                      KeyManager keyManager)
    {
        Secrets secrets;
        const auto password = givenSecret(parser, ConnectorPassword);
        if (!password)
            return report(password.error());
        if (const QString user = parser.value(QStringLiteral("username")); !user.isEmpty())
            keyManager.propertyRef(QStringLiteral("Username")).value = user;
        if (*password && (*password)->toByteArray() == MaskedSecret.data())
            return wrongUsage(QStringLiteral("Five asterisks are no password: servers show them instead of one."));
        if (*password) {
            keyManager.propertyRef(QStringLiteral("Password")).form = ConnectorProperty::Form::InVault;
            secrets.emplace(QStringLiteral("Password"), **password);
        }
        if (const QString given = parser.value(QStringLiteral("name")); !given.isEmpty()) {
            keyManager.name = given;
            keyManager.displayName = given;
        }
        if (keyManager.name.isEmpty())
            return wrongUsage(QStringLiteral("--name is needed."));
        stored.keyManager = keyManager;
        return keep(parser, workspace, stored, secrets, KeyManagerChange::Way::Edited);
    }
};

} // namespace

void addKeyManagerEditCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<KeyManagerCreate>());
    commands.push_back(std::make_unique<KeyManagerDiscover>());
    commands.push_back(std::make_unique<KeyManagerImport>());
    commands.push_back(std::make_unique<KeyManagerExport>());
}

} // namespace gatehouse::cli
