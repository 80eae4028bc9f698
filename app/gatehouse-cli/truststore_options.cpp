#include "truststore_options.h"

#include "base/files.h"
#include "trust/store_codec.h"
#include "workspace/activity_entries.h"

#include <QCryptographicHash>
#include <QFileInfo>

namespace gatehouse::cli {

namespace {

constexpr SecretSource StoreSecret{"password-file", "GATEHOUSE_STORE_PASSWORD"};
constexpr SecretSource NewSecret{"new-password-file", "GATEHOUSE_STORE_NEW_PASSWORD"};

tl::unexpected<int> reported(const Error &error)
{
    return tl::unexpected(report(error));
}

Got<GivenPassword> got(const Result<std::optional<QCA::SecureArray>> &secret)
{
    if (!secret)
        return reported(secret.error());
    return *secret;
}

/// The codecs know the bytes and not the file's name.
tl::unexpected<int> reportOf(const QString &path, Error error)
{
    if (!error.message.contains(path))
        error.message = QStringLiteral("%1: %2").arg(path, error.message);
    return reported(error);
}

OpenedStore opened(const QString &path, const QByteArray &bytes, trust::DecodedStore decoded,
                   const GivenPassword &password)
{
    const trust::TrustStore before = decoded.store;
    return {{path, std::move(decoded.store), decoded.integrity,
             QCryptographicHash::hash(bytes, QCryptographicHash::Sha256)},
            password.value_or(trust::Password()),
            before,
            password.value_or(trust::Password())};
}

Got<OpenedStore> openWith(const QString &path, const QByteArray &bytes, const GivenPassword &password)
{
    Result<trust::DecodedStore> decoded = trust::decodeStore(bytes, password);
    if (!decoded)
        return reportOf(path, decoded.error());
    return opened(path, bytes, *std::move(decoded), password);
}

/// A password that fits nothing gets another answer than none does; where it gets the same, the store has a fault that
/// no password mends, and it would be idle to ask for one.
bool wouldPasswordHelp(const QByteArray &bytes, const Error &withoutOne)
{
    if (withoutOne.kind != Error::Refused)
        return false;
    const Result<trust::DecodedStore> decoded = trust::decodeStore(bytes, trust::Password(""));
    return decoded || decoded.error().message != withoutOne.message;
}

void adviseRestart(const QStringList &paths)
{
    say(QStringLiteral("Written: %1. Servers that use it read it when they start: restart them.")
            .arg(paths.join(QLatin1String(", "))));
}

} // namespace

void TruststoreCommand::describe(QCommandLineParser &parser) const
{
    parser.addPositionalArgument(QStringLiteral("STORE"),
                                 QStringLiteral("The truststore: JKS, PKCS#12 or PEM, told by its content."),
                                 QString::fromUtf8(m_shape.arguments));
    parser.addOption({QStringLiteral("password-file"),
                      QStringLiteral("The store's password: the first line of FILE (default: the environment variable "
                                     "GATEHOUSE_STORE_PASSWORD, else the terminal is asked)."),
                      QStringLiteral("FILE")});
    describeMore(parser);
}

int TruststoreCommand::run(const QCommandLineParser &parser)
{
    const QStringList arguments = parser.positionalArguments();
    if (arguments.size() < m_shape.minArguments)
        return wrongUsage(QStringLiteral("Needed are: %1.").arg(QString::fromUtf8(m_shape.arguments)));
    return work(parser, arguments);
}

Got<GivenPassword> storePassword(const QCommandLineParser &parser)
{
    return got(givenSecret(parser, StoreSecret));
}

Got<GivenPassword> passwordIn(const QString &file)
{
    return got(secretIn(file));
}

Got<GivenPassword> passwordOf(const QCommandLineParser &parser, const char *option, const GivenPassword &otherwise)
{
    const QString name = QString::fromLatin1(option);
    return parser.isSet(name) ? passwordIn(parser.value(name)) : Got<GivenPassword>(otherwise);
}

Got<OpenedStore> openStore(const QString &path, Opening opening, const GivenPassword &given)
{
    // Once: a pipe is empty the second time.
    const Result<QByteArray> bytes = readFile(path, trust::MaxStoreBytes);
    const Result<trust::StoreFormat> format = bytes.and_then(trust::detectStoreFormat);
    if (!format)
        return reportOf(path, format.error());
    if (*format == trust::StoreFormat::Pem)
        return openWith(path, *bytes, std::nullopt);
    if (given)
        return openWith(path, *bytes, given);
    Result<trust::DecodedStore> unverified = trust::decodeStore(*bytes, std::nullopt);
    if (!unverified && !wouldPasswordHelp(*bytes, unverified.error()))
        return reportOf(path, unverified.error());
    if (unverified && opening == Opening::ToRead) {
        if (unverified->integrity == trust::Integrity::NotVerified)
            sayNotVerified(path);
        return opened(path, *bytes, *std::move(unverified), std::nullopt);
    }
    if (!hasTerminal())
        return tl::unexpected(wrongUsage(
            QStringLiteral("The password of %1 is missing: --password-file or GATEHOUSE_STORE_PASSWORD.").arg(path)));
    const Result<QCA::SecureArray> typed = askSecret(QStringLiteral("Password of %1: ").arg(path), Asking::Once);
    if (!typed)
        return reported(typed.error());
    return openWith(path, *bytes, *typed);
}

Got<OpenedStore> openStore(const QCommandLineParser &parser, const QString &path, Opening opening)
{
    return storePassword(parser).and_then([&](const GivenPassword &given) { return openStore(path, opening, given); });
}

void addNewPasswordOption(QCommandLineParser &parser)
{
    parser.addOption(
        {QStringLiteral("new-password-file"),
         QStringLiteral("The new password: the first line of FILE (default: the environment variable "
                        "GATEHOUSE_STORE_NEW_PASSWORD; a store that is made takes that of --password-file and "
                        "GATEHOUSE_STORE_PASSWORD next; else the terminal is asked)."),
         QStringLiteral("FILE")});
}

Got<trust::Password> newPassword(const QCommandLineParser &parser, trust::StoreFormat format,
                                 const GivenPassword &otherwise)
{
    if (format == trust::StoreFormat::Pem)
        return trust::Password();
    const Got<GivenPassword> given = got(givenSecret(parser, NewSecret));
    if (!given)
        return tl::unexpected(given.error());
    GivenPassword password = *given ? *given : otherwise;
    if (!password && !hasTerminal())
        return tl::unexpected(wrongUsage(
            QStringLiteral("The new password is missing: --new-password-file or GATEHOUSE_STORE_NEW_PASSWORD.")));
    if (!password) {
        const Result<QCA::SecureArray> typed = askSecret(QStringLiteral("New password: "), Asking::Twice);
        if (!typed)
            return reported(typed.error());
        password = *typed;
    }
    if (const QString why = trust::whyNoPassword(*password); !why.isEmpty())
        return reported({Error::Refused, why, {}});
    return *password;
}

int save(const QCommandLineParser &parser, const QList<OpenedStore> &stores)
{
    using Saved = workspace::SavedStore;
    const Result<ChangeRecord> record = ChangeRecord::open(parser);
    if (!record)
        return report(record.error());
    QList<trust::StoreSave> saves;
    QStringList paths;
    QList<store::NewActivity> activities;
    for (const OpenedStore &store : stores) {
        // Java's own cacerts is such a file: it opens with any password until it is written with one.
        if (store.file.store.format == trust::StoreFormat::Pkcs12 && store.file.integrity == trust::Integrity::None)
            say(QStringLiteral("warning: %1 had no integrity check that could tell whether the password is right. From "
                               "now on it opens with the one that was given.")
                    .arg(store.file.path));
        saves.append({store.file.path, store.file.store, store.password, store.file.digest});
        paths.append(store.file.path);
        const bool isSamePassword = store.password == store.passwordBefore;
        activities.append(workspace::truststoreSaved(
            {QFileInfo(store.file.path).absoluteFilePath(), store.file.store, Saved::Before::Known, store.before,
             isSamePassword ? Saved::Password::AsBefore : Saved::Password::New}));
    }
    if (const auto saved = trust::saveStoreFiles(saves); !saved)
        return report(saved.error());
    adviseRestart(paths);
    return record->add(activities);
}

int saveNew(const QCommandLineParser &parser, const QString &path, const trust::TrustStore &store,
            const trust::Password &password)
{
    const Result<ChangeRecord> record = ChangeRecord::open(parser);
    if (!record)
        return report(record.error());
    const auto saved = trust::saveStoreFiles({{path, store, password, QByteArray()}});
    if (!saved)
        return report(saved.error());
    return record->add({workspace::truststoreSaved({QFileInfo(path).absoluteFilePath(), store})});
}

void sayNotVerified(const QString &path)
{
    say(QStringLiteral("No password was given, so that nobody checked whether %1 was altered.").arg(path));
}

QLatin1String describe(trust::Integrity integrity)
{
    switch (integrity) {
    case trust::Integrity::Verified:
        return QLatin1String("verified");
    case trust::Integrity::NotVerified:
        return QLatin1String("not verified");
    case trust::Integrity::None:
        break;
    }
    return QLatin1String("none");
}

} // namespace gatehouse::cli
