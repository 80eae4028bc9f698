#include "truststore_options.h"

namespace gatehouse::cli {

namespace {

/// What was done: in words, or as JSON with the path and the aliases that it is about.
struct Told {
    QString sentence;
    Json facts;
    QStringList advice; ///< for standard error
};

void tell(const QCommandLineParser &parser, const Told &told)
{
    if (wantsJson(parser))
        printJson(told.facts);
    else
        print(told.sentence);
    for (const QString &line : told.advice)
        say(line);
}

tl::unexpected<int> reported(const Error &error)
{
    return tl::unexpected(report(error));
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

/// Writes a store to a file that does not exist yet.
class TruststoreMaker : public TruststoreCommand
{
public:
    using TruststoreCommand::TruststoreCommand;

protected:
    void describeMore(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {QStringLiteral("type"), QStringLiteral("JKS, PKCS12 or PEM; mandatory."), QStringLiteral("TYPE")});
        addNewPasswordOption(parser);
    }
};

/// Opens a store, changes it and writes it back: all that is asked for, or nothing.
class TruststoreEdit : public TruststoreCommand
{
public:
    using TruststoreCommand::TruststoreCommand;

protected:
    int work(const QCommandLineParser &parser, const QStringList &arguments) final
    {
        Got<OpenedStore> store = openStore(parser, arguments[0], Opening::ToChange);
        if (!store)
            return store.error();
        const Got<Told> told = edit(parser, arguments, *store);
        if (!told)
            return told.error();
        if (const int status = save(parser, {*store}); status != Done)
            return status;
        tell(parser, *told);
        return Done;
    }
    virtual Got<Told> edit(const QCommandLineParser &parser, const QStringList &arguments, OpenedStore &store) = 0;
};

class TruststoreCreate : public TruststoreMaker
{
public:
    TruststoreCreate()
        : TruststoreMaker({"truststore create", "Makes an empty truststore", "STORE", 1, 1})
    {}

protected:
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
        if (const int status = saveNew(parser, path, {*format, {}}, *password); status != Done)
            return status;
        tell(parser,
             {QStringLiteral("%1: an empty %2 truststore").arg(path, trust::name(*format)),
              {{"path", toStdString(path)}, {"type", trust::name(*format).data()}},
              {}});
        return Done;
    }
};

class TruststoreRemove : public TruststoreEdit
{
public:
    TruststoreRemove()
        : TruststoreEdit({"truststore remove", "Removes entries: all that are named, or none", "STORE ALIAS…", 2, Many})
    {}

protected:
    Got<Told> edit(const QCommandLineParser &, const QStringList &arguments, OpenedStore &store) override
    {
        const QStringList aliases = aliasesAsStored(store.file.store, arguments.mid(1));
        if (auto removed = trust::removeEntries(store.file.store, aliases); !removed)
            return reported(removed.error());
        return Told{QStringLiteral("%1: removed %2").arg(arguments[0], aliases.join(QLatin1String(", "))),
                    {{"path", toStdString(arguments[0])}, {"removed", toJson(aliases)}},
                    {}};
    }
};

class TruststoreRename : public TruststoreEdit
{
public:
    TruststoreRename()
        : TruststoreEdit({"truststore rename", "Gives an entry another alias", "STORE FROM TO", 3, 3})
    {}

protected:
    Got<Told> edit(const QCommandLineParser &, const QStringList &arguments, OpenedStore &store) override
    {
        const QString from = aliasesAsStored(store.file.store, {arguments[1]}).constFirst();
        if (auto renamed = trust::renameEntry(store.file.store, from, arguments[2]); !renamed)
            return reported(renamed.error());
        return Told{
            QStringLiteral("%1: %2 is %3 now").arg(arguments[0], from, arguments[2]),
            {{"path", toStdString(arguments[0])}, {"from", toStdString(from)}, {"to", toStdString(arguments[2])}},
            {}};
    }
};

class TruststorePasswd : public TruststoreEdit
{
public:
    TruststorePasswd()
        : TruststoreEdit({"truststore passwd", "Changes the password", "STORE", 1, 1})
    {}

protected:
    void describeMore(QCommandLineParser &parser) const override { addNewPasswordOption(parser); }

    Got<Told> edit(const QCommandLineParser &parser, const QStringList &arguments, OpenedStore &store) override
    {
        if (auto allowed = trust::checkPasswordChange(store.file.store); !allowed)
            return reported(allowed.error());
        const Got<trust::Password> password = newPassword(parser, store.file.store.format, std::nullopt);
        if (!password)
            return tl::unexpected(password.error());
        store.password = *password;
        Told told{QStringLiteral("%1 has another password now").arg(arguments[0]),
                  {{"path", toStdString(arguments[0])}},
                  {QStringLiteral("The servers' configuration must name the new password; %1.bak still opens with the "
                                  "old one.")
                       .arg(arguments[0])}};
        for (const trust::StoreEntry &entry : std::as_const(store.file.store.entries)) {
            if (entry.kind == trust::StoreEntry::Kind::PrivateKey)
                told.advice += QStringLiteral("The private key \"%1\" keeps the password of its own.").arg(entry.alias);
        }
        return told;
    }
};

class TruststoreConvert : public TruststoreMaker
{
public:
    TruststoreConvert()
        : TruststoreMaker(
            {"truststore convert",
             "Writes the same entries in another format; private keys too, where the password stays the same",
             "STORE NEWSTORE", 2, 2})
    {}

protected:
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
        if (const int status = saveNew(parser, arguments[1], *converted, *password); status != Done)
            return status;
        const qsizetype count = converted->entries.size();
        tell(parser,
             {QStringLiteral("%1: %2 with %3 entries").arg(arguments[1], trust::name(*format)).arg(count),
              {{"path", toStdString(arguments[1])}, {"type", trust::name(*format).data()}, {"entries", count}},
              {}});
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
