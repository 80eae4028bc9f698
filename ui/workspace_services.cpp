#include "workspace_services.h"

#include "directory/directory.h"
#include "fetch/jwks_cache.h"
#include "sandbox/workspace_policy.h"
#include "workspace/workspace.h"

#include <QCoreApplication>

namespace gatehouse::ui {

using dcr::KeySource;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui)
};

KeySource keySource(const Result<std::shared_ptr<const directory::PublishedKeys>> &published)
{
    KeySource source;
    source.origin = Text::tr("the workspace's test directory");
    if (published) {
        source.state = KeySource::State::Available;
        source.keys = std::shared_ptr<const jose::JwkSet>(*published, &(*published)->keys);
    } else {
        source.state = KeySource::State::Unavailable;
        source.problem = published.error().message;
    }
    return source;
}

} // namespace

InspectorServices inspectorServices(workspace::Workspace &workspace)
{
    InspectorServices services;
    services.directoryKeys = [directory = workspace.directory()](const dcr::Evidence &) {
        return keySource(directory->directoryJwks());
    };
    services.softwareKeys = [directory = workspace.directory()](const dcr::Evidence &evidence) {
        const Json none;
        const Json &claims = evidence.statement && evidence.statement->claims ? *evidence.statement->claims : none;
        return keySource(directory->softwareJwks(stringMember(claims, "org_id").value_or(QString()),
                                                 stringMember(claims, "software_id").value_or(QString())));
    };
    services.urlKeys = [&workspace](const QUrl &url, const QByteArray &kid) {
        return workspace.keySets().findAndWait(workspace.keySets().ownAddress(url), kid);
    };
    // Where what counts cannot be read, the Policy page says so.
    services.policy = [&policies = workspace.policies()] {
        return policies.current().and_then(sandbox::workspacePolicy).value_or(sandbox::WorkspacePolicy()).policy;
    };
    services.clock = workspace.clock();
    return services;
}

} // namespace gatehouse::ui
