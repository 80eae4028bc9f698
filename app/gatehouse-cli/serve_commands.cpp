#include "command.h"
#include "password_input.h"
#include "policy_file.h"
#include "truststore_options.h"

#include "base/system_user.h"
#include "directory/directory.h"
#include "sandbox/demo.h"
#include "sandbox/sandbox.h"
#include "workspace/workspace.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFileInfo>
#include <QSocketNotifier>
#include <QTemporaryDir>

#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace gatehouse::cli {

namespace {

/// SIGINT and SIGTERM as a call in the event loop: a signal handler itself may do next to nothing.
class TerminationSignals
{
public:
    explicit TerminationSignals(std::function<void()> received)
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, m_pipe) != 0)
            return;
        m_notifier = std::make_unique<QSocketNotifier>(m_pipe[1], QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, [this, received = std::move(received)] {
            char byte = 0;
            if (::read(m_pipe[1], &byte, 1) == 1)
                received();
        });
        struct sigaction action {};
        action.sa_handler = [](int) {
            const char byte = 1;
            // Nothing can be done in a handler about a pipe that is full: the stop is under way already.
            [[maybe_unused]] const auto written = ::write(m_pipe[0], &byte, 1);
        };
        action.sa_flags = SA_RESTART;
        ::sigaction(SIGINT, &action, nullptr);
        ::sigaction(SIGTERM, &action, nullptr);
    }

private:
    static inline int m_pipe[2] = {-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
};

Result<void> takePolicy(const QCommandLineParser &parser, sandbox::Settings &settings)
{
    const QString file = parser.value(QStringLiteral("policy"));
    if (!parser.isSet(QStringLiteral("policy")))
        return {};
    auto policy = readPolicy(file);
    if (!policy)
        return tl::unexpected(policy.error());
    settings.policy = *std::move(policy);
    settings.policyFolder = QFileInfo(file).absolutePath();
    settings.policyOrigin = sandbox::PolicyOrigin::Given;
    return {};
}

/// The truststore's, from where the truststore commands take it too.
Result<void> takePassword(const QCommandLineParser &parser, sandbox::Settings &settings)
{
    if (settings.clientTruststore.path.isEmpty())
        return {};
    auto password = givenSecret(parser, {"truststore-password-file", "GATEHOUSE_STORE_PASSWORD"});
    if (!password)
        return tl::unexpected(password.error());
    settings.clientTruststore.password = *std::move(password);
    return {};
}

/// A JKS file opens without its password, and then nobody can tell whether somebody changed whom it trusts.
void sayWhereNotVerified(const sandbox::ClientTruststore &store)
{
    if (store.path.isEmpty() || store.password)
        return;
    // One that cannot be opened is told of when the sandbox starts.
    const Result<trust::StoreFile> file = trust::openStoreFile(store.path, std::nullopt);
    if (file && file->integrity == trust::Integrity::NotVerified)
        sayNotVerified(store.path);
}

/// What the command line says; an error is the user's.
Result<sandbox::Settings> settingsFrom(const QCommandLineParser &parser)
{
    sandbox::Settings settings;
    settings.policyOrigin = sandbox::PolicyOrigin::Workspace;
    const QString host = parser.value(QStringLiteral("host"));
    if (!host.isEmpty()) {
        settings.address =
            host == QLatin1String("localhost") ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
        if (settings.address.isNull())
            return fail(Error::Malformed, QStringLiteral("--host takes an IP address; \"%1\" is none.").arg(host));
    }
    bool isNumber = true;
    if (parser.isSet(QStringLiteral("port"))) {
        settings.port = parser.value(QStringLiteral("port")).toUShort(&isNumber);
        if (!isNumber)
            return fail(Error::Malformed, QStringLiteral("--port takes a number from 0 to 65535."));
    }
    if (parser.isSet(QStringLiteral("threads"))) {
        settings.threads = parser.value(QStringLiteral("threads")).toInt(&isNumber);
        if (!isNumber || settings.threads < 1 || settings.threads > 256)
            return fail(Error::Malformed, QStringLiteral("--threads takes a number from 1 to 256."));
    }
    if (parser.isSet(QStringLiteral("mtls"))) {
        const auto mode = sandbox::clientCertificateModeFromName(parser.value(QStringLiteral("mtls")));
        if (!mode)
            return fail(Error::Malformed, QStringLiteral("--mtls is required, optional or off."));
        settings.mode = *mode;
    }
    if (parser.isSet(QStringLiteral("truststore")))
        settings.clientTruststore.path = QFileInfo(parser.value(QStringLiteral("truststore"))).absoluteFilePath();
    if (parser.isSet(QStringLiteral("truststore-password-file")) && settings.clientTruststore.path.isEmpty())
        return fail(Error::Malformed,
                    QStringLiteral(
                        "--truststore-password-file is for a --truststore FILE; the workspace's own has no password."));
    return settings;
}

class Serve : public Command
{
public:
    Serve()
        : Command("serve", "Runs the sandbox until it is told to stop")
    {}

    void describe(QCommandLineParser &parser) const override
    {
        parser.addOptions({
            {QStringLiteral("host"), QStringLiteral("Address to listen on (default: 127.0.0.1)."), QStringLiteral("H")},
            {QStringLiteral("port"), QStringLiteral("Port to listen on; 0 picks a free one (default: 8243)."),
             QStringLiteral("N")},
            {QStringLiteral("mtls"),
             QStringLiteral("Client certificates: required, optional or off (default: required)."),
             QStringLiteral("MODE")},
            {QStringLiteral("policy"),
             QStringLiteral("What a registration may be, as JSON (default: the workspace's policy)."),
             QStringLiteral("FILE")},
            {QStringLiteral("truststore"),
             QStringLiteral("Whose client certificates are taken (default: client-truststore.pem of the workspace)."),
             QStringLiteral("FILE")},
            {QStringLiteral("truststore-password-file"),
             QStringLiteral("The password of --truststore: the first line of FILE (default: the environment variable "
                            "GATEHOUSE_STORE_PASSWORD). PEM has none."),
             QStringLiteral("FILE")},
            {QStringLiteral("threads"), QStringLiteral("Worker threads (default: one a core)."), QStringLiteral("N")},
        });
    }

    int run(const QCommandLineParser &parser) override
    {
        auto settings = settingsFrom(parser);
        if (!settings)
            return wrongUsage(settings.error().message);
        const auto taken = takePolicy(parser, *settings).and_then([&] { return takePassword(parser, *settings); });
        if (!taken)
            return report(taken.error());
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        sayWhereNotVerified(settings->clientTruststore);
        sandbox::Sandbox &sandbox = (*workspace)->sandbox();
        QEventLoop loop;
        int status = Done;
        const TerminationSignals termination([&sandbox, &loop] {
            if (sandbox.state() == sandbox::Sandbox::State::Stopped)
                loop.quit();
            sandbox.stop();
        });
        QObject::connect(&sandbox, &sandbox::Sandbox::started, &loop, [&] {
            if (wantsJson(parser))
                print(toBytes({{"ready", sandbox.baseUrl().toString().toStdString()},
                               {"registration_endpoint", sandbox.registrationEndpoint().toString().toStdString()},
                               {"well_known", sandbox.wellKnown().toString().toStdString()}}));
            else
                print(QStringLiteral("ready %1").arg(sandbox.baseUrl().toString()));
        });
        QObject::connect(&sandbox, &sandbox::Sandbox::stopped, &loop, &QEventLoop::quit);
        QObject::connect(&sandbox, &sandbox::Sandbox::failed, &loop, [&](const Error &error) {
            const int failure = report(error);
            // While it runs it goes on with what it had: that does not make a clean stop a failure.
            if (sandbox.state() != sandbox::Sandbox::State::Stopped)
                return;
            status = failure;
            loop.exit();
        });
        QObject::connect(&sandbox, &sandbox::Sandbox::clientTrustChanged, &loop, [&] {
            say(QStringLiteral("The changed truststore %1 was taken over.").arg(sandbox.clientTruststore()));
        });
        QObject::connect(&sandbox, &sandbox::Sandbox::policyApplied, &loop, [&] {
            say(QStringLiteral("Version %1 of the policy was taken over.").arg(sandbox.policyVersion().value_or(0)));
        });
        if (settings->policyOrigin == sandbox::PolicyOrigin::Given)
            say(QStringLiteral("Registrations are judged by %1; the workspace's own policy does not count meanwhile.")
                    .arg(parser.value(QStringLiteral("policy"))));
        sandbox.start(*settings);
        loop.exec();
        return status == Done ? Done : IoFailed;
    }
};

void printExchange(const sandbox::Exchange &exchange)
{
    print(QStringLiteral("\n→ %1 %2").arg(QString::fromLatin1(exchange.method), QString::fromUtf8(exchange.target)));
    if (!exchange.peerSubject.isEmpty())
        print(QStringLiteral("  client certificate %1, %2").arg(exchange.peerSubject, exchange.tls));
    if (!exchange.requestBody.isEmpty())
        print(QStringLiteral("  %1").arg(QString::fromUtf8(exchange.requestBody)));
    if (exchange.evaluation) {
        for (const dcr::CheckResult &result : exchange.evaluation->results) {
            print(QStringLiteral("  %1 %2%3")
                      .arg(dcr::name(result.outcome), -8)
                      .arg(dcr::title(*result.check),
                           result.message.isEmpty() ? QString() : QStringLiteral(" — ") + result.message));
        }
    }
    print(QStringLiteral("← %1  (%2 ms)")
              .arg(exchange.status)
              .arg(double(exchange.duration.count()) / 1000.0, 0, 'f', 1));
    if (!exchange.responseBody.isEmpty())
        print(QStringLiteral("  %1").arg(QString::fromUtf8(exchange.responseBody)));
}

class RunDemo : public Command
{
public:
    RunDemo()
        : Command("demo", "Registers, reads, updates and deletes a test TPP over mutual TLS, and shows it")
    {}

    void describe(QCommandLineParser &parser) const override
    {
        parser.addOption({QStringLiteral("policy"),
                          QStringLiteral("What a registration may be, as JSON (default: OBIE DCR 3.3)."),
                          QStringLiteral("FILE")});
    }

    int run(const QCommandLineParser &parser) override
    {
        // Without a workspace of its own the demonstration leaves nothing behind.
        QTemporaryDir temporary;
        const QString folder =
            parser.isSet(QStringLiteral("data-dir")) ? parser.value(QStringLiteral("data-dir")) : temporary.path();
        sandbox::Settings settings;
        if (auto taken = takePolicy(parser, settings); !taken)
            return report(taken.error());
        settings.port = 0;
        const auto workspace = workspace::Workspace::open(folder, systemNow);
        if (!workspace)
            return report(workspace.error());
        (*workspace)->setUser(systemUserName());
        (*workspace)->setOrigin(store::ActivityOrigin::CommandLine);
        sandbox::Sandbox &sandbox = (*workspace)->sandbox();
        QEventLoop loop;
        int status = Done;
        std::unique_ptr<sandbox::Demo> demo;
        const bool json = wantsJson(parser);
        Json shown = Json::array();
        const auto conclude = [&](int result) {
            status = result;
            sandbox.stop();
            if (sandbox.state() == sandbox::Sandbox::State::Stopped)
                loop.quit();
        };
        QObject::connect(&sandbox, &sandbox::Sandbox::stopped, &loop, &QEventLoop::quit);
        QObject::connect(&sandbox, &sandbox::Sandbox::failed, &loop,
                         [&](const Error &error) { conclude(report(error)); });
        QObject::connect(&sandbox, &sandbox::Sandbox::exchangesAdded, &loop,
                         [&](const QList<sandbox::Exchange> &exchanges) {
                             for (const sandbox::Exchange &exchange : exchanges) {
                                 if (json)
                                     shown.push_back(toJson(exchange));
                                 else
                                     printExchange(exchange);
                             }
                         });
        QObject::connect(&sandbox, &sandbox::Sandbox::started, &loop, [&] {
            say(QStringLiteral("The sandbox listens at %1").arg(sandbox.baseUrl().toString()));
            demo = std::make_unique<sandbox::Demo>((*workspace)->directory(), sandbox.baseUrl(), systemNow,
                                                   sandbox::Demo::Extent::WholeLife);
            QObject::connect(demo.get(), &sandbox::Demo::stepStarted, &loop,
                             [](const QString &title) { say(QStringLiteral("• %1").arg(title)); });
            QObject::connect(demo.get(), &sandbox::Demo::failed, &loop,
                             [&](const Error &error) { conclude(report(error)); });
            QObject::connect(demo.get(), &sandbox::Demo::finished, &loop, [&] { conclude(Done); });
            demo->start();
        });
        sandbox.start(settings);
        loop.exec();
        if (json)
            printJson(shown);
        if (status == Done)
            say(QStringLiteral("Done: registered, read, updated and deleted."));
        return status;
    }

private:
    static Json toJson(const sandbox::Exchange &exchange)
    {
        return {{"method", exchange.method.toStdString()},
                {"target", exchange.target.toStdString()},
                {"request", exchange.requestBody.toStdString()},
                {"checks", exchange.evaluation ? exchange.evaluation->resultsToJson() : Json::array()},
                {"status", exchange.status},
                {"response", parseJson(exchange.responseBody).value_or(Json())}};
    }
};

} // namespace

void addServeCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<Serve>());
    commands.push_back(std::make_unique<RunDemo>());
}

} // namespace gatehouse::cli
