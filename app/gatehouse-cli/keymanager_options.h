#pragma once

#include "command.h"
#include "fetch/https_get.h"
#include "keymanager/admin_json.h"
#include "keymanager/key_manager_store.h"
#include "keymanager/validation.h"
#include "vault/vault_file.h"

namespace gatehouse::cli {

void addApiOption(QCommandLineParser &parser);
/// v4 unless `--api` says otherwise; nothing where it says nonsense.
std::optional<keymanager::ApiVersion> apiVersion(const QCommandLineParser &parser);

void addVaultOption(QCommandLineParser &parser);
/// What the vault kept before, to be put back where what belongs to it is not saved.
struct ReplacedSecrets {
    std::optional<vault::VaultKey> key; ///< none: nothing was changed
    std::map<QString, std::optional<QCA::SecureArray>> before;
};
/// Puts the secrets of the stored key manager into the workspace's vault: all, or none. Asks for the passphrase on the
/// terminal where it is not given.
Result<ReplacedSecrets> keepSecrets(const QCommandLineParser &parser, const workspace::Workspace &workspace,
                                    const QString &id, const keymanager::Secrets &secrets);
Result<void> putBackSecrets(const workspace::Workspace &workspace, const QString &id, const ReplacedSecrets &replaced);
Result<keymanager::Secrets> keptSecrets(const QCommandLineParser &parser, const workspace::Workspace &workspace,
                                        const keymanager::StoredKeyManager &stored);
/// Whether the vault keeps none of those of the stored key manager any more. Asks for no passphrase: where none is
/// given they stay in it, and that is said.
bool dropSecrets(const QCommandLineParser &parser, const workspace::Workspace &workspace, const QString &id,
                 const QStringList &names);

void addAuthorityOption(QCommandLineParser &parser);
/// For URLs that whoever calls the command names: private addresses too, and the workspace's own endpoint is trusted.
Result<fetch::Options> fetchOptions(const QCommandLineParser &parser, workspace::Workspace &workspace);

/// The key manager that the only argument names, by its name or its id.
Result<keymanager::StoredKeyManager> namedKeyManager(const QCommandLineParser &parser, workspace::Workspace &workspace);
/// What it is judged beside: the workspace's others.
Result<keymanager::ValidationContext> contextOf(workspace::Workspace &workspace, const QString &idOfItself,
                                                keymanager::ApiVersion version);

Json describeFindings(const keymanager::Findings &findings);
void printFindings(const keymanager::Findings &findings);
int validity(const keymanager::Findings &findings);

} // namespace gatehouse::cli
