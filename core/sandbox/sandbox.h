#pragma once

#include "base/result.h"
#include "base/time.h"
#include "dcr/policy.h"
#include "sandbox/client_certificate_mode.h"
#include "sandbox/client_trust.h"
#include "sandbox/exchange.h"
#include "sandbox/workspace_policy.h"

#include <QHostAddress>
#include <QObject>
#include <QUrl>

#include <memory>

class QThread;

namespace gatehouse::directory {
class Directory;
}
namespace gatehouse::fetch {
class JwksCache;
}
namespace gatehouse::store {
class Database;
}

namespace gatehouse::sandbox {

/// Which policy the endpoint judges by.
enum class PolicyOrigin : quint8 {
    Given,    ///< that of the settings, until another is applied
    Workspace ///< the workspace's, now and whenever it changes
};

struct Settings {
    QHostAddress address = QHostAddress::LocalHost;
    /// As it stands in URLs; empty: `localhost` for loopback, else the address.
    QString hostName;
    quint16 port = 8243; ///< 0: any free one
    ClientCertificateMode mode = ClientCertificateMode::Required;
    int threads = 0; ///< 0: one a core
    dcr::Policy policy = dcr::Policy::openBankingUk();
    QString policyFolder; ///< what relative file names in the policy are relative to
    PolicyOrigin policyOrigin = PolicyOrigin::Given;
    /// Whose client certificates are taken; without a path the workspace's own.
    ClientTruststore clientTruststore = {};
};

/// The registration endpoint as the console and `serve` see it: started, stopped, watched. Lives in
/// the thread that made it; serves on threads of its own; its signals come in its own thread.
class Sandbox : public QObject
{
    Q_OBJECT

public:
    enum class State : quint8 { Stopped, Starting, Running, Stopping };
    Q_ENUM(State)

    Sandbox(QString workspaceFolder, store::Database &database, fetch::JwksCache &keySets,
            std::shared_ptr<directory::Directory> directory, Clock clock, QObject *parent = nullptr);
    /// Stops and waits for what is in flight.
    ~Sandbox() override;

    /// With all that belongs to it; only while stopped.
    void moveTo(QThread *thread);

    /// Reads key sets and certificates off this thread; started() or failed() follows. Fails where
    /// another process serves the workspace, and says which.
    void start(const Settings &settings);
    /// Accepts nothing new and lets what is in flight end; stopped() follows.
    void stop();
    /// The next request after policyApplied() is judged by it. Only while running. Where failed() follows instead, the
    /// endpoint goes on with the policy that it had.
    void applyPolicy(const dcr::Policy &policy);
    /// Takes over at once what this process wrote to the workspace's policies.
    void lookAtPolicy();
    /// Of the workspace's policy that is judged by; nothing where the policy was given.
    std::optional<int> policyVersion() const;
    /// The file that says whose client certificates are taken, running or not.
    QString clientTruststore() const;

    State state() const;
    const Settings &settings() const;
    /// `https://localhost:8243`; empty while not running.
    QUrl baseUrl() const;
    QUrl registrationEndpoint() const;
    QUrl wellKnown() const;

    /// The last exchanges with their bodies, oldest first; at most MaxRecentExchanges.
    const QList<Exchange> &recentExchanges() const;
    void clearRecentExchanges();

    static constexpr int MaxRecentExchanges = 500;

Q_SIGNALS:
    void stateChanged(gatehouse::sandbox::Sandbox::State state);
    void started();
    void stopped();
    /// It could not start; or, while it runs, something that it was to take over cannot be read, and it goes on with
    /// what it had.
    void failed(const gatehouse::Error &error);
    /// The running endpoint judges by another policy.
    void policyApplied();
    /// The running endpoint took over a truststore that somebody changed.
    void clientTrustChanged();
    /// Several a signal, so that a busy endpoint does not flood the window's event loop.
    void exchangesAdded(const QList<gatehouse::sandbox::Exchange> &exchanges);

private:
    void setState(State state);
    void giveUp(const Error &error);
    void concludeStop();
    void dropServer();
    void watchKeySets();
    void takeExchanges();
    void applyClientTrust(const trust::TrustAnchors &anchors);
    void applyPolicy(const dcr::Policy &policy, std::optional<int> version);
    void takeWorkspacePolicy(const WorkspacePolicy &policy);
    void takePolicyFailure(Error error);
    void prepareStart();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace gatehouse::sandbox
