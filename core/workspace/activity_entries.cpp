#include "workspace/activity_entries.h"

#include "store/activity_recorder.h"
#include "wso2/toml_secrets.h"

#include <QDir>
#include <QFileInfo>

namespace gatehouse::workspace {

namespace {

Json stateOf(const trust::StoreEntry &entry)
{
    Json state = Json::object();
    if (const trust::Certificate *certificate = entry.certificate())
        state = {{"subject", toStdString(certificate->subject())}, {"sha256", toStdString(certificate->sha256Text())}};
    if (entry.kind == trust::StoreEntry::Kind::PrivateKey)
        state["kind"] = "key and chain";
    else if (entry.kind == trust::StoreEntry::Kind::Other)
        state["kind"] = "other";
    return state;
}

Json stateOf(const trust::TrustStore &store)
{
    Json entries = Json::object();
    for (const trust::StoreEntry &entry : store.entries)
        entries[toStdString(entry.alias)] = stateOf(entry);
    return {{"format", trust::name(store.format).data()}, {"entries", std::move(entries)}};
}

/// A whole bundle would make a row too long to be kept at all.
void shorten(Json &state)
{
    const auto entries = state.find("entries");
    if (entries == state.end() || entries->size() <= MaxRecordedEntries)
        return;
    Json first = Json::object();
    for (const auto &[alias, entry] : entries->items()) {
        if (first.size() == MaxRecordedEntries)
            break;
        first[alias] = entry;
    }
    state["more_entries"] = entries->size() - first.size();
    *entries = std::move(first);
}

Json stateOf(const QList<ChangedKey> &keys, wso2::TomlValue ChangedKey::*side)
{
    Json state = Json::object();
    for (const ChangedKey &key : keys) {
        const wso2::TomlValue &value = key.*side;
        if (!value.isNone())
            state[toStdString(key.key)] = wso2::withoutSecrets(value, key.key).toJson();
    }
    return state.empty() ? Json() : state;
}

} // namespace

store::NewActivity sandboxStarted(const sandbox::Sandbox &sandbox, const store::Actor &by)
{
    const sandbox::Settings &settings = sandbox.settings();
    Json after = {{"url", toStdString(sandbox.baseUrl().toString())},
                  {"client_certificates", sandbox::name(settings.mode).data()},
                  {"client_truststore", toStdString(sandbox.clientTruststore())}};
    if (const auto version = sandbox.policyVersion())
        after["policy_version"] = *version;
    else
        after["policy"] = toStdString(settings.policy.name);
    return {by,   QStringLiteral("sandbox.started"), QStringLiteral("sandbox"), sandbox.baseUrl().toString(), {}, {},
            after};
}

store::NewActivity sandboxStopped(const store::Actor &by)
{
    return {by, QStringLiteral("sandbox.stopped"), QStringLiteral("sandbox"), {}, {}, {}, {}};
}

store::NewActivity softwareChanged(const directory::SoftwareRecord &record, directory::SoftwareChange change)
{
    Json state = {{"organisation_id", toStdString(record.organisationId)}};
    for (const char *claim : {"software_roles", "software_redirect_uris", "software_environment"}) {
        if (const Json *value = member(record.claims, claim))
            state[claim] = *value;
    }
    const bool isNew = change == directory::SoftwareChange::Created;
    return {{},
            isNew ? QStringLiteral("directory.software-created") : QStringLiteral("directory.software-removed"),
            record.softwareId,
            stringMember(record.claims, "software_client_name").value_or(QString()),
            {},
            isNew ? Json() : state,
            isNew ? state : Json()};
}

store::NewActivity truststoreSaved(const SavedStore &saved)
{
    Json before;
    Json after = stateOf(saved.after);
    if (saved.had == SavedStore::Before::Known) {
        auto change = store::changeBetween(stateOf(saved.before), after);
        before = std::move(change.before);
        after = std::move(change.after);
    } else if (saved.had == SavedStore::Before::Unreadable) {
        before = {{"unreadable", "another file was there; it is kept as .bak"}};
    }
    if (before.is_object())
        shorten(before);
    if (after.is_null())
        after = Json::object();
    shorten(after);
    if (saved.password == SavedStore::Password::New)
        after["protection"] = "another password";
    return {{}, QStringLiteral("truststore.saved"), saved.path, QFileInfo(saved.path).fileName(), {}, before, after};
}

store::NewActivity deploymentSaved(const QString &path, const QList<ChangedKey> &keys)
{
    // A server has one of them in each installation: the folder says which it is.
    const QFileInfo file(path);
    return {{}, QStringLiteral("deployment.saved"), file.absoluteFilePath(),          file.fileName(),
            {}, stateOf(keys, &ChangedKey::before), stateOf(keys, &ChangedKey::after)};
}

store::NewActivity deploymentSaved(const wso2::EditPlan &plan)
{
    QList<ChangedKey> keys;
    for (const wso2::PlannedEdit &edit : plan.edits) {
        if (edit.result.isChange())
            keys.append({edit.edit.key, edit.before, edit.shown});
    }
    return deploymentSaved(plan.file.path, keys);
}

} // namespace gatehouse::workspace
