#pragma once

#include "command.h"
#include "fetch/https_get.h"
#include "keymanager/admin_json.h"
#include "keymanager/key_manager_store.h"
#include "keymanager/validation.h"

namespace gatehouse::cli {

void addApiOption(QCommandLineParser &parser);
/// v4 unless `--api` says otherwise; nothing where it says nonsense.
std::optional<keymanager::ApiVersion> apiVersion(const QCommandLineParser &parser);

void addVaultOption(QCommandLineParser &parser);
/// Puts the secrets of the stored key manager into the workspace's vault. Asks for the passphrase on the terminal where
/// it is not given.
Result<void> keepSecrets(const QCommandLineParser &parser, const workspace::Workspace &workspace, const QString &id,
                         const keymanager::Secrets &secrets);
Result<keymanager::Secrets> keptSecrets(const QCommandLineParser &parser, const workspace::Workspace &workspace,
                                        const keymanager::StoredKeyManager &stored);
/// Nothing where there is no vault or no passphrase to open it: then they stay in it, where nobody looks for them.
void dropSecrets(const QCommandLineParser &parser, const workspace::Workspace &workspace,
                 const keymanager::StoredKeyManager &stored);

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
