#include "truststore_options.h"

namespace gatehouse::cli {

namespace {

/// In words, or as JSON with the path and the aliases that it is about.
void tell(const QCommandLineParser &parser, const QString &sentence, const Json &facts)
{
    if (wantsJson(parser))
        printJson(facts);
    else
        print(sentence);
}

QStringList aliasesAsStored(const trust::TrustStore &store, const QStringList &aliases)
{
    QStringList stored;
    for (const QString &alias : aliases) {
        const trust::StoreEntry *entry = store.find(alias);
        stored.append(entry ? entry->alias : alias);
    }
    return stored;
}

Got<trust::StoreFormat> formatOption(const QCommandLineParser &parser)
{
    const QString word = parser.value(QStringLiteral("type"));
    if (word.isEmpty())
        return tl::unexpected(wrongUsage(QStringLiteral("--type is missing: JKS, PKCS12 or PEM.")));
    const auto format = trust::storeFormatFromName(word);
    if (!format)
        return tl::unexpected(
            wrongUsage(QStringLiteral("\"%1\" is no type of truststore; known are JKS, PKCS12 and PEM.").arg(word)));
    return *format;
}

void addTypeOption(QCommandLineParser &parser)
{
    parser.addOption(
        {QStringLiteral("type"), QStringLiteral("JKS, PKCS12 or PEM; mandatory."), QStringLiteral("TYPE")});
}

class TruststoreCreate : public TruststoreCommand
{
public:
    TruststoreCreate()
        : TruststoreCommand({"truststore create", "Makes an empty truststore", "STORE", 1, 1})
    {}

protected:
    void describeMore(QCommandLineParser &parser) const override
    {
        addTypeOption(parser);
        addNewPasswordOption(parser);
    }

    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        const Got<trust::StoreFormat> format = formatOption(parser);
        if (!format)
            return format.error();
        const Got<trust::Password> password = storePassword(parser).and_then(
            [&](const GivenPassword &given) { return newPassword(parser, *format, given); });
        if (!password)
            return password.error();
        const QString &path = arguments[0];
        if (const int status = saveNew(path, {*format, {}}, *password); status != Done)
            return status;
        tell(parser, QStringLiteral("%1: an empty %2 truststore").arg(path, trust::name(*format)),
             {{"path", toStdString(path)}, {"type", trust::name(*format).data()}});
        return Done;
    }
};

class TruststoreRemove : public TruststoreCommand
{
public:
    TruststoreRemove()
        : TruststoreCommand(
            {"truststore remove", "Removes entries: all that are named, or none", "STORE ALIAS…", 2, Many})
    {}

protected:
    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        Got<OpenedStore> store = openStore(parser, arguments[0], Opening::ToChange);
        if (!store)
            return store.error();
        const QStringList aliases = aliasesAsStored(store->file.store, arguments.mid(1));
        if (auto removed = trust::removeEntries(store->file.store, aliases); !removed)
            return report(removed.error());
        if (const int status = save({*store}); status != Done)
            return status;
        tell(parser, QStringLiteral("%1: removed %2").arg(arguments[0], aliases.join(QLatin1String(", "))),
             {{"path", toStdString(arguments[0])}, {"removed", toJson(aliases)}});
        return Done;
    }
};

class TruststoreRename : public TruststoreCommand
{
public:
    TruststoreRename()
        : TruststoreCommand({"truststore rename", "Gives an entry another alias", "STORE FROM TO", 3, 3})
    {}

protected:
    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        Got<OpenedStore> store = openStore(parser, arguments[0], Opening::ToChange);
        if (!store)
            return store.error();
        const QString from = aliasesAsStored(store->file.store, {arguments[1]}).constFirst();
        if (auto renamed = trust::renameEntry(store->file.store, from, arguments[2]); !renamed)
            return report(renamed.error());
        if (const int status = save({*store}); status != Done)
            return status;
        tell(parser, QStringLiteral("%1: %2 is %3 now").arg(arguments[0], from, arguments[2]),
             {{"path", toStdString(arguments[0])}, {"from", toStdString(from)}, {"to", toStdString(arguments[2])}});
        return Done;
    }
};

class TruststorePasswd : public TruststoreCommand
{
public:
    TruststorePasswd()
        : TruststoreCommand({"truststore passwd", "Changes the password", "STORE", 1, 1})
    {}

protected:
    void describeMore(QCommandLineParser &parser) const override { addNewPasswordOption(parser); }

    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        Got<OpenedStore> store = openStore(parser, arguments[0], Opening::ToChange);
        if (!store)
            return store.error();
        if (auto allowed = trust::checkPasswordChange(store->file.store); !allowed)
            return report(allowed.error());
        const Got<trust::Password> password = newPassword(parser, store->file.store.format, std::nullopt);
        if (!password)
            return password.error();
        store->password = *password;
        if (const int status = save({*store}); status != Done)
            return status;
        tell(parser, QStringLiteral("%1 has another password now").arg(arguments[0]),
             {{"path", toStdString(arguments[0])}});
        say(QStringLiteral(
                "The servers' configuration must name the new password; %1.bak still opens with the old one.")
                .arg(arguments[0]));
        tellOfKeys(store->file.store);
        return Done;
    }

private:
    static void tellOfKeys(const trust::TrustStore &store)
    {
        for (const trust::StoreEntry &entry : store.entries) {
            if (entry.kind == trust::StoreEntry::Kind::PrivateKey)
                say(QStringLiteral("The private key \"%1\" keeps the password of its own.").arg(entry.alias));
        }
    }
};

class TruststoreConvert : public TruststoreCommand
{
public:
    TruststoreConvert()
        : TruststoreCommand(
            {"truststore convert",
             "Writes the same entries in another format; private keys too, where the password stays the same",
             "STORE NEWSTORE", 2, 2})
    {}

protected:
    void describeMore(QCommandLineParser &parser) const override
    {
        addTypeOption(parser);
        addNewPasswordOption(parser);
    }

    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        const Got<trust::StoreFormat> format = formatOption(parser);
        if (!format)
            return format.error();
        const Got<GivenPassword> given = storePassword(parser);
        const Got<OpenedStore> store =
            given ? openStore(arguments[0], Opening::ToChange, *given) : tl::unexpected(given.error());
        if (!store)
            return store.error();
        const Got<trust::Password> password = newPassword(parser, *format, *given);
        if (!password)
            return password.error();
        if (store->file.store.format == *format && *format != trust::StoreFormat::Pem && *password != store->password) {
            const Result<void> allowed =
                trust::checkPasswordChange(store->file.store).and_then([&] { return checkKeys(store->file.store); });
            if (!allowed)
                return report(allowed.error());
        }
        // Java opens the keys of a store with the store's password: they are carried over where it stays the same.
        const auto keyPassword = *password == store->password ? std::optional(*password) : std::nullopt;
        const auto converted = trust::convertStore(store->file.store, *format, systemNow(), keyPassword);
        if (!converted)
            return report(converted.error());
        if (const int status = saveNew(arguments[1], *converted, *password); status != Done)
            return status;
        const qsizetype count = converted->entries.size();
        tell(parser, QStringLiteral("%1: %2 with %3 entries").arg(arguments[1], trust::name(*format)).arg(count),
             {{"path", toStdString(arguments[1])}, {"type", trust::name(*format).data()}, {"entries", count}});
        return Done;
    }

private:
    /// The same format takes the entries over as they are: a key would stay behind its old password, and the new store
    /// would look as if it opened with the new one.
    static Result<void> checkKeys(const trust::TrustStore &store)
    {
        QStringList keys;
        for (const trust::StoreEntry &entry : store.entries) {
            if (entry.kind == trust::StoreEntry::Kind::PrivateKey)
                keys.append(QStringLiteral("\"%1\"").arg(entry.alias));
        }
        if (keys.isEmpty())
            return {};
        return fail(Error::Refused,
                    QStringLiteral("Private keys keep the password that they have: %1. Convert without a new password; "
                                   "truststore passwd then gives the new store another one, and keytool -keypasswd "
                                   "the keys.")
                        .arg(keys.join(QLatin1String(", "))));
    }
};

} // namespace

void addTruststoreEditCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<TruststoreCreate>());
    commands.push_back(std::make_unique<TruststoreRemove>());
    commands.push_back(std::make_unique<TruststoreRename>());
    commands.push_back(std::make_unique<TruststorePasswd>());
    commands.push_back(std::make_unique<TruststoreConvert>());
}

} // namespace gatehouse::cli
