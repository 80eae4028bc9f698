#pragma once

#include "base/files.h"
#include "core/dcr/registration_maker.h"
#include "dcr/check_record.h"
#include "directory/directory.h"
#include "sandbox/client_metadata.h"
#include "sandbox/sandbox.h"
#include "sandbox/tpp_client.h"
#include "store/client_store.h"
#include "store/database.h"
#include "store/policy_store.h"
#include "workspace/workspace.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace gatehouse::test {

/// A workspace with clients that registered, some long ago, some at its own endpoint.
class RegistrationsFixture
{
public:
    RegistrationsFixture()
    {
        auto opened = workspace::Workspace::open(m_folder.path(), systemNow);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        m_workspace = *std::move(opened);
        m_workspace->setUser(QStringLiteral("ann"));
    }
    ~RegistrationsFixture()
    {
        if (m_workspace->sandbox().state() != sandbox::Sandbox::State::Running)
            return;
        QSignalSpy stopped(&m_workspace->sandbox(), &sandbox::Sandbox::stopped);
        m_workspace->sandbox().stop();
        stopped.wait();
    }
    RegistrationsFixture(const RegistrationsFixture &) = delete;
    RegistrationsFixture &operator=(const RegistrationsFixture &) = delete;

    workspace::Workspace &workspace() { return *m_workspace; }
    QString path(const QString &name) const { return m_folder.filePath(name); }

    struct Entry {
        QString id;
        QString name;
        store::ClientStatus status = store::ClientStatus::Active;
        QString organisation = QStringLiteral("Penny Limited");
        Json statement = dcr::test::validStatement();
        Json request = dcr::test::validRequest();
        std::chrono::hours age{0}; ///< before Registration's moment
    };

    /// As if it had been registered by a request that passed every check.
    void enter(const Entry &entry)
    {
        dcr::test::Registration registration;
        registration.statement = entry.statement;
        registration.statement["software_client_name"] = toStdString(entry.name);
        registration.statement["org_name"] = toStdString(entry.organisation);
        registration.request = entry.request;
        const dcr::Evaluation evaluation = registration.evaluated();
        const dcr::SoftwareStatement &statement = *evaluation.statement;
        const Instant at = fromSeconds(dcr::test::NowSeconds) - entry.age;
        store::Client client;
        client.clientId = entry.id;
        client.softwareId = statement.softwareId;
        client.organisationId = statement.organisationId;
        client.organisationName = statement.organisationName;
        client.clientName = statement.clientName;
        client.environment = statement.environment;
        client.status = entry.status;
        client.issuedAt = client.updatedAt = at;
        client.metadata = toBytes(sandbox::clientMetadata(entry.id, at, *evaluation.request, statement));
        const store::ClientVersion version{1, at, registration.compact(), dcr::toRecord(evaluation),
                                           dcr::test::Keys::get().transport.certificate.der()};
        const auto entered = m_workspace->database().writeAndWait<void>(
            [&](store::Connection &connection) { return store::enterClient(connection, client, version); });
        if (!entered)
            qFatal("%s", qPrintable(entered.error().message));
    }

    void applyPolicy(const dcr::Policy &policy)
    {
        const auto applied = m_workspace->policies().applyAndWait(
            {toBytes(policy.toJson()), {{}, QStringLiteral("ann")}, QString(), m_workspace->now()});
        if (!applied)
            qFatal("%s", qPrintable(applied.error().message));
    }

    void start()
    {
        QSignalSpy started(&m_workspace->sandbox(), &sandbox::Sandbox::started);
        sandbox::Settings settings;
        settings.port = 0;
        settings.policyOrigin = sandbox::PolicyOrigin::Workspace;
        m_workspace->sandbox().start(settings);
        if (!started.wait(20'000))
            qFatal("The sandbox did not start.");
    }

    std::unique_ptr<sandbox::TppClient> makeTpp(const QString &name)
    {
        const QString base = m_workspace->sandbox().baseUrl().toString(QUrl::StripTrailingSlash);
        directory::TppRequest request;
        request.baseUrl = base;
        request.softwareName = name;
        request.organisationName = QStringLiteral("Penny Limited");
        const auto tpp = m_workspace->directory()->create(request);
        if (!tpp)
            qFatal("%s", qPrintable(tpp.error().message));
        return std::make_unique<sandbox::TppClient>(*tpp, directory::EndpointFacts::at(base), m_workspace->clock());
    }

    /// What came back; nothing is an error here but a connection that failed.
    template <typename Send>
    static sandbox::TppExchange exchange(Send send)
    {
        std::optional<Result<sandbox::TppExchange>> answer;
        send([&answer](Result<sandbox::TppExchange> exchanged) { answer = std::move(exchanged); });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000))
            qFatal("No answer came.");
        if (!*answer)
            qFatal("%s", qPrintable(answer->error().message));
        return **answer;
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<workspace::Workspace> m_workspace;
};

} // namespace gatehouse::test
