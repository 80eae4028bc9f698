#include "keymanager_options.h"

#include "base/files.h"
#include "directory/directory.h"
#include "password_input.h"
#include "trust/certificate_bundle.h"
#include "workspace/workspace.h"

#include <QDir>

namespace gatehouse::cli {

namespace {

using namespace keymanager;

constexpr SecretSource VaultPassphrase{"vault-passphrase-file", "GATEHOUSE_VAULT_PASSPHRASE"};

vault::VaultFile vaultFile(const workspace::Workspace &workspace)
{
    return vault::VaultFile(QDir(workspace.folder()).filePath(QStringLiteral("vault.json")));
}

Result<vault::VaultKey> openVault(const QCommandLineParser &parser, const vault::VaultFile &file)
{
    auto given = givenSecret(parser, VaultPassphrase);
    if (!given)
        return tl::unexpected(given.error());
    if (*given)
        return file.open(**given);
    if (!hasTerminal())
        return fail(Error::NotFound,
                    QStringLiteral("The passphrase of the vault %1 is missing: --vault-passphrase-file or "
                                   "GATEHOUSE_VAULT_PASSPHRASE.")
                        .arg(file.path()));
    return askSecret(QStringLiteral("Passphrase of the vault %1: ").arg(file.path()),
                     file.exists() ? Asking::Once : Asking::Twice)
        .and_then([&](const QCA::SecureArray &typed) { return file.open(typed); });
}

} // namespace

void addApiOption(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("api"),
                      QStringLiteral("The Admin API's version: v2 (API Manager 4.0), v3 (4.1), v4 (4.2 and newer; the "
                                     "default)."),
                      QStringLiteral("VERSION"), QStringLiteral("v4")});
}

std::optional<ApiVersion> apiVersion(const QCommandLineParser &parser)
{
    const QString given = parser.value(QStringLiteral("api"));
    for (ApiVersion version : {ApiVersion::V2, ApiVersion::V3, ApiVersion::V4}) {
        if (given == QStringLiteral("v%1").arg(static_cast<int>(version)))
            return version;
    }
    return std::nullopt;
}

void addVaultOption(QCommandLineParser &parser)
{
    parser.addOption({QString::fromLatin1(VaultPassphrase.option),
                      QStringLiteral("A file whose first line is the passphrase of the workspace's vault (else "
                                     "GATEHOUSE_VAULT_PASSPHRASE, else asked for)."),
                      QStringLiteral("FILE")});
}

Result<ReplacedSecrets> keepSecrets(const QCommandLineParser &parser, const workspace::Workspace &workspace,
                                    const QString &id, const Secrets &secrets)
{
    ReplacedSecrets replaced;
    if (secrets.empty())
        return replaced;
    const vault::VaultFile file = vaultFile(workspace);
    auto key = openVault(parser, file);
    if (!key)
        return tl::unexpected(key.error());
    replaced.key = *std::move(key);
    for (const auto &[name, secret] : secrets) {
        auto before = file.read(*replaced.key, vaultName(id, name));
        Result<void> written;
        if (before || before.error().kind == Error::NotFound)
            written = file.write(*replaced.key, vaultName(id, name), secret);
        else
            written = tl::unexpected(before.error());
        if (!written) {
            // What went wrong is told, whether or not this goes well.
            (void)putBackSecrets(workspace, id, replaced);
            return tl::unexpected(written.error());
        }
        replaced.before[name] = before ? std::optional(*std::move(before)) : std::nullopt;
    }
    return replaced;
}

Result<void> putBackSecrets(const workspace::Workspace &workspace, const QString &id, const ReplacedSecrets &replaced)
{
    const vault::VaultFile file = vaultFile(workspace);
    for (const auto &[name, secret] : replaced.before) {
        const QString called = vaultName(id, name);
        const auto done = secret ? file.write(*replaced.key, called, *secret) : file.remove(*replaced.key, called);
        if (!done)
            return done;
    }
    return {};
}

Result<Secrets> keptSecrets(const QCommandLineParser &parser, const workspace::Workspace &workspace,
                            const StoredKeyManager &stored)
{
    Secrets secrets;
    const QStringList names = stored.keyManager.vaultSecrets();
    if (names.isEmpty())
        return secrets;
    const vault::VaultFile file = vaultFile(workspace);
    const auto key = openVault(parser, file);
    if (!key)
        return tl::unexpected(key.error());
    for (const QString &name : names) {
        auto secret = file.read(*key, vaultName(stored.id, name));
        if (!secret)
            return tl::unexpected(secret.error());
        secrets.emplace(name, *std::move(secret));
    }
    return secrets;
}

bool dropSecrets(const QCommandLineParser &parser, const workspace::Workspace &workspace, const QString &id,
                 const QStringList &names)
{
    const vault::VaultFile file = vaultFile(workspace);
    if (names.isEmpty() || !file.exists())
        return true;
    const auto given = givenSecret(parser, VaultPassphrase);
    const auto key = given && *given ? file.open(**given) : fail(Error::NotFound, QString());
    bool isEmpty = true;
    for (const QString &name : names) {
        const Result<void> removed =
            key ? file.remove(*key, vaultName(id, name)) : Result<void>(tl::unexpected(key.error()));
        if (removed || (key && removed.error().kind == Error::NotFound))
            continue;
        isEmpty = false;
        say(QStringLiteral("Its %1 stays in the vault.").arg(name));
    }
    return isEmpty;
}

void addAuthorityOption(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("ca"),
                      QStringLiteral("A file with the certificate of the authority that issued the server's, or the "
                                     "server's own (PEM or DER)."),
                      QStringLiteral("FILE")});
}

Result<fetch::Options> fetchOptions(const QCommandLineParser &parser, workspace::Workspace &workspace)
{
    fetch::Options options;
    options.reach = fetch::Reach::LocalSandbox;
    for (const trust::Certificate &authority : workspace.directory()->authorities())
        options.extraRoots.append(QSslCertificate(authority.der(), QSsl::Der));
    if (!parser.isSet(QStringLiteral("ca")))
        return options;
    const QString file = parser.value(QStringLiteral("ca"));
    const auto bundle = readFile(file, trust::MaxBundleBytes).and_then([](const QByteArray &bytes) {
        return trust::readCertificates(bytes);
    });
    if (!bundle)
        return fail(bundle.error().kind, QStringLiteral("%1: %2").arg(file, bundle.error().message),
                    bundle.error().detail);
    for (const trust::Certificate &certificate : bundle->certificates)
        options.extraRoots.append(QSslCertificate(certificate.der(), QSsl::Der));
    return options;
}

Result<StoredKeyManager> namedKeyManager(const QCommandLineParser &parser, workspace::Workspace &workspace)
{
    const QString wanted = parser.positionalArguments().value(0);
    auto found = workspace.keyManagers().findByName(wanted);
    if (found && !*found)
        found = workspace.keyManagers().find(wanted);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return fail(Error::NotFound,
                    QStringLiteral("There is no key manager \"%1\" in %2.").arg(wanted, workspace.folder()));
    return **found;
}

Result<ValidationContext> contextOf(workspace::Workspace &workspace, const QString &idOfItself, ApiVersion version)
{
    return workspace.keyManagers().list().map([&](const QList<StoredKeyManager> &all) {
        ValidationContext context{workspace.now(), version};
        for (const StoredKeyManager &other : all) {
            if (other.id != idOfItself)
                context.others.append(other.keyManager);
        }
        return context;
    });
}

Json describeFindings(const Findings &findings)
{
    Json list = Json::array();
    for (const Finding &finding : findings)
        list.push_back({{"field", finding.field.toStdString()},
                        {"severity", name(finding.severity).data()},
                        {"message", finding.sentence.toStdString()}});
    return list;
}

void printFindings(const Findings &findings)
{
    for (const Finding &finding : findings)
        print(QStringLiteral("%1 %2: %3").arg(name(finding.severity), -7).arg(finding.field, finding.sentence));
}

int validity(const Findings &findings)
{
    return countOf(findings, Finding::Severity::Error) == 0 ? Done : NotValid;
}

} // namespace gatehouse::cli
