#include "toml_report.h"

#include "change_record.h"
#include "password_input.h"
#include "workspace/activity_entries.h"
#include "wso2/deployment_file.h"
#include "wso2/known_keys.h"
#include "wso2/toml_secrets.h"

namespace gatehouse::cli {

namespace {

using wso2::DeploymentFile;
using wso2::EditResult;
using wso2::KnownKey;
using wso2::TomlValue;

void describeFileAndKey(QCommandLineParser &parser, const QString &usage)
{
    parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("A server's deployment.toml."), usage);
    parser.addPositionalArgument(
        QStringLiteral("KEY"),
        QStringLiteral("A dotted key; iss[0] or iss[name=OpenBanking Ltd] is an element of an array of tables."),
        QStringLiteral(" "));
}

/// The row of the table of known keys, whatever element of an array is meant.
const KnownKey *knownKeyAt(const QString &key)
{
    const auto address = wso2::parseTomlAddress(key);
    if (!address)
        return nullptr;
    wso2::TomlPath path;
    for (const wso2::TomlStep &step : *address)
        path.append({step.key, step.index >= 0 || !step.member.isEmpty() ? 0 : -1});
    return wso2::knownKey(wso2::patternOf(path));
}

bool isText(const KnownKey &known)
{
    return known.type == wso2::KeyType::String || known.type == wso2::KeyType::Url || known.type == wso2::KeyType::Path
        || known.type == wso2::KeyType::JavaClass;
}

/// TOML, or a text without quotes where the key, or what it has now, is one.
Result<TomlValue> valueFrom(const QString &word, const KnownKey *known, const std::optional<TomlValue> &before)
{
    const Result<TomlValue> value = wso2::parseTomlValue(word);
    const bool wantsText = known ? isText(*known) : before && before->asString();
    if (wantsText)
        return value && value->asString() ? *value : TomlValue(word);
    if (!value)
        return value;
    const bool isRight = !known
        || (known->type == wso2::KeyType::Boolean       ? value->asBool() != nullptr
                : known->type == wso2::KeyType::Integer ? value->asInteger() != nullptr
                                                        : value->asArray() != nullptr);
    if (!isRight)
        return fail(Error::Malformed,
                    QStringLiteral("%1 is %2; the server expects: %3.")
                        .arg(known->key, value->typeName(), wso2::describe(known->type)));
    return value;
}

class TomlGet : public Command
{
public:
    TomlGet()
        : Command("toml get", "Prints a value of a deployment.toml")
    {}
    int maxArguments() const override { return 2; }

    void describe(QCommandLineParser &parser) const override
    {
        describeFileAndKey(parser, QStringLiteral("FILE KEY"));
        parser.addOption({QStringLiteral("reveal"), QStringLiteral("Prints a password too.")});
    }

    int run(const QCommandLineParser &parser) override
    {
        const QStringList arguments = parser.positionalArguments();
        if (arguments.size() < 2)
            return wrongUsage(QStringLiteral("FILE and KEY are needed."));
        const Result<DeploymentFile> file = wso2::openDeploymentFile(arguments[0]);
        if (!file)
            return report(file.error());
        const auto value = file->toml.value(arguments[1]);
        if (!value)
            return report(value.error());
        if (!*value) {
            say(QStringLiteral("%1 has no key %2.").arg(arguments[0], arguments[1]));
            if (const KnownKey *known = knownKeyAt(arguments[1]); known && !known->fallback.isEmpty())
                say(QStringLiteral("The server then takes %1.").arg(known->fallback));
            return NotValid;
        }
        const TomlValue shown =
            parser.isSet(QStringLiteral("reveal")) ? **value : wso2::withoutSecrets(**value, arguments[1]);
        if (wantsJson(parser))
            printJson({{"key", toStdString(arguments[1])},
                       {"value", shown.toJson()},
                       {"line", file->toml.lineOf(arguments[1])}});
        else
            print(shown.asString() ? *shown.asString() : QString::fromUtf8(shown.toToml()));
        return Done;
    }
};

/// What `set` and `unset` have in common: the diff, the backup, the word about the restart.
class TomlChange : public Command
{
public:
    using Command::Command;

    int run(const QCommandLineParser &parser) override
    {
        const QStringList arguments = parser.positionalArguments();
        if (arguments.size() < 2)
            return wrongUsage(QStringLiteral("FILE and KEY are needed."));
        Result<DeploymentFile> file = wso2::openDeploymentFile(arguments[0]);
        if (!file)
            return report(file.error());
        const auto before = file->toml.value(arguments[1]);
        if (!before)
            return report(before.error());
        const tl::expected<TomlValue, int> value = valueOf(parser, *before);
        return value ? change(parser, *file, {arguments[1], *value}) : value.error();
    }

protected:
    void describeChange(QCommandLineParser &parser) const
    {
        parser.addOption({QStringLiteral("dry-run"), QStringLiteral("Prints the difference and writes nothing.")});
    }

    /// None removes the key; or the exit status of what was reported already.
    virtual tl::expected<TomlValue, int> valueOf(const QCommandLineParser &parser,
                                                 const std::optional<TomlValue> &before) = 0;

private:
    static int change(const QCommandLineParser &parser, DeploymentFile &file, const wso2::TomlEdit &edit)
    {
        const wso2::DeploymentToml before = file.toml;
        // Not every command that changes a file has the option.
        const bool keepsComments = parser.optionNames().contains(QStringLiteral("keep-comments"));
        const EditResult result =
            file.toml.apply(edit, keepsComments ? wso2::CommentedKeys::LeaveAlone : wso2::CommentedKeys::Uncomment);
        if (result.outcome == EditResult::Outcome::Refused)
            return report(result.error);
        const bool isWritten = result.isChange() && !parser.isSet(QStringLiteral("dry-run"));
        int status = Done;
        if (isWritten) {
            if (const int saved = save(parser, file, before, edit.key, status); saved != Done)
                return saved;
        }
        tellChange(parser, {file.path, before, file.toml, result, isWritten});
        return status;
    }

    /// `recorded` is the exit status of what comes after the file was written.
    static int save(const QCommandLineParser &parser, const DeploymentFile &file, const wso2::DeploymentToml &before,
                    const QString &key, int &recorded)
    {
        const Result<ChangeRecord> record = ChangeRecord::open(parser);
        if (!record)
            return report(record.error());
        if (const auto saved = wso2::saveDeploymentFile(file); !saved)
            return report(saved.error());
        const auto valueIn = [&key](const wso2::DeploymentToml &toml) {
            return toml.value(key).value_or(std::nullopt).value_or(TomlValue());
        };
        recorded = record->add({workspace::deploymentSaved(file.path, {{key, valueIn(before), valueIn(file.toml)}})});
        return Done;
    }
};

class TomlSet : public TomlChange
{
public:
    TomlSet()
        : TomlChange("toml set", "Sets a value of a deployment.toml; every other byte stays")
    {}
    int maxArguments() const override { return 3; }

    void describe(QCommandLineParser &parser) const override
    {
        describeFileAndKey(parser, QStringLiteral("FILE KEY VALUE"));
        parser.addPositionalArgument(
            QStringLiteral("VALUE"),
            QStringLiteral("As TOML writes it: true, 3000, [\"a\", \"b\"]; a text may go without "
                           "its quotes."),
            QStringLiteral(" "));
        describeChange(parser);
        parser.addOption({QStringLiteral("value-file"),
                          QStringLiteral("The first line of FILE is the value: for passwords."),
                          QStringLiteral("FILE")});
        parser.addOption({QStringLiteral("keep-comments"),
                          QStringLiteral("A line for the key that is commented out stays so; the new one is put beside "
                                         "it.")});
    }

protected:
    tl::expected<TomlValue, int> valueOf(const QCommandLineParser &parser,
                                         const std::optional<TomlValue> &before) override
    {
        const QStringList arguments = parser.positionalArguments();
        const QString &key = arguments[1];
        if (parser.isSet(QStringLiteral("value-file"))) {
            if (arguments.size() > 2)
                return tl::unexpected(wrongUsage(QStringLiteral("Give VALUE or --value-file, not both.")));
            const auto secret = secretIn(parser.value(QStringLiteral("value-file")));
            if (!secret)
                return tl::unexpected(report(secret.error()));
            return TomlValue(QString::fromUtf8(secret->value_or(QCA::SecureArray()).toByteArray()));
        }
        if (arguments.size() < 3)
            return tl::unexpected(wrongUsage(QStringLiteral("VALUE is missing; toml unset removes a key.")));
        if (wso2::isSecretKey(key) && !wso2::isReference(arguments[2]))
            return tl::unexpected(wrongUsage(
                QStringLiteral("%1 is a password: who lists the processes would see it. Use --value-file.").arg(key)));
        const Result<TomlValue> value = valueFrom(arguments[2], knownKeyAt(key), before);
        if (!value)
            return tl::unexpected(report(value.error()));
        return *value;
    }
};

class TomlUnset : public TomlChange
{
public:
    TomlUnset()
        : TomlChange("toml unset", "Removes a key, a table or an element from a deployment.toml")
    {}
    int maxArguments() const override { return 2; }

    void describe(QCommandLineParser &parser) const override
    {
        describeFileAndKey(parser, QStringLiteral("FILE KEY"));
        describeChange(parser);
    }

protected:
    tl::expected<TomlValue, int> valueOf(const QCommandLineParser &, const std::optional<TomlValue> &) override
    {
        return TomlValue();
    }
};

class TomlKeys : public Command
{
public:
    TomlKeys()
        : Command("toml keys", "Lists the keys that are known, with their defaults")
    {}

    void describe(QCommandLineParser &parser) const override
    {
        parser.addOption({QStringLiteral("server"), QStringLiteral("Only those of one server: is or apim."),
                          QStringLiteral("SERVER")});
        parser.addOption({QStringLiteral("generation"),
                          QStringLiteral("Only those of one generation: a (open_banking) or b (financial_services)."),
                          QStringLiteral("GENERATION")});
    }

    int run(const QCommandLineParser &parser) override
    {
        const QString server = parser.value(QStringLiteral("server")).toLower();
        const QString generation = parser.value(QStringLiteral("generation")).toLower();
        if (!server.isEmpty() && server != QLatin1String("is") && server != QLatin1String("apim"))
            return wrongUsage(QStringLiteral("\"%1\" is no server; there are is and apim.").arg(server));
        if (!generation.isEmpty() && generation != QLatin1String("a") && generation != QLatin1String("b"))
            return wrongUsage(QStringLiteral("\"%1\" is no generation; there are a and b.").arg(generation));
        QList<KnownKey> keys;
        for (const KnownKey &key : wso2::knownKeys()) {
            const bool isServer = server.isEmpty()
                || key.servers.testFlag(server == QLatin1String("is") ? wso2::Server::IdentityServer
                                                                      : wso2::Server::ApiManager);
            const bool isGeneration = generation.isEmpty()
                || key.generations.testFlag(generation == QLatin1String("a") ? wso2::Generation::A
                                                                             : wso2::Generation::B);
            if (isServer && isGeneration)
                keys.append(key);
        }
        tellKeys(parser, keys);
        return Done;
    }
};

class TomlCheck : public Command
{
public:
    TomlCheck()
        : Command("toml check", "Looks for mistakes in a deployment.toml, and in two servers' together")
    {}
    int maxArguments() const override { return 2; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("A server's deployment.toml."),
                                     QStringLiteral("FILE [OTHER]"));
        parser.addPositionalArgument(QStringLiteral("OTHER"), QStringLiteral("The other server's, to compare with."),
                                     QStringLiteral(" "));
        parser.addOption({QStringLiteral("apim-release"), QStringLiteral("Release of the API Manager, as 4.2.0."),
                          QStringLiteral("RELEASE")});
        parser.addOption({QStringLiteral("key-manager"),
                          QStringLiteral("A key manager of the admin portal; may be given more than once."),
                          QStringLiteral("NAME")});
        parser.addOption({QStringLiteral("strict"), QStringLiteral("Exit status 1 also for warnings.")});
    }

    int run(const QCommandLineParser &parser) override
    {
        const QStringList paths = parser.positionalArguments();
        if (paths.isEmpty())
            return wrongUsage(QStringLiteral("FILE is needed."));
        wso2::TomlFindingsContext context;
        context.keyManagers = parser.values(QStringLiteral("key-manager"));
        if (parser.isSet(QStringLiteral("apim-release"))) {
            const auto release = QVersionNumber::fromString(parser.value(QStringLiteral("apim-release")));
            if (release.isNull())
                return wrongUsage(QStringLiteral("--apim-release is no release; one is 4.2.0."));
            context.apiManagerRelease = release;
        }
        QList<CheckedFile> files;
        for (const QString &path : paths) {
            const Result<QByteArray> bytes = wso2::readDeploymentBytes(path);
            if (!bytes)
                return report(bytes.error());
            CheckedFile file{path, wso2::findingsIn(*bytes, context), std::nullopt};
            if (auto toml = wso2::DeploymentToml::parse(*bytes))
                file.toml = *std::move(toml);
            files.append(file);
        }
        QList<wso2::TomlFinding> between;
        if (files.size() == 2 && files[0].toml && files[1].toml)
            between = wso2::findingsBetween(*files[0].toml, *files[1].toml);
        return tellFindings(parser, files, between);
    }
};

} // namespace

void addTomlCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<TomlGet>());
    commands.push_back(std::make_unique<TomlSet>());
    commands.push_back(std::make_unique<TomlUnset>());
    commands.push_back(std::make_unique<TomlCheck>());
    commands.push_back(std::make_unique<TomlKeys>());
}

} // namespace gatehouse::cli
