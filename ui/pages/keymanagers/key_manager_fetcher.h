#pragma once

#include "keymanager/endpoint_probe.h"

#include <QObject>
#include <QSslCertificate>

#include <memory>

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

/// Asks servers for what they say of themselves. The workspace's own endpoint is trusted, and whatever certificates the
/// user names, until the program ends.
class KeyManagerFetcher : public QObject
{
    Q_OBJECT

public:
    explicit KeyManagerFetcher(workspace::Workspace &workspace, QObject *parent = nullptr);

    using Discovered = std::function<void(const Result<keymanager::DiscoveryDocument> &)>;

    void discover(const QUrl &wellKnown, Discovered done);
    /// `each` is called once an endpoint, while there is `context`.
    void probe(const keymanager::KeyManager &keyManager, QObject *context,
               const std::function<void(const keymanager::ProbeAnswer &)> &each) const;
    /// A discovery that is under way never answers.
    void cancel();
    /// Reads certificates off the window's thread; `done` has an error where there is none.
    void trust(const QString &path, std::function<void(const Result<void> &)> done);

private:
    fetch::Options options() const;

    workspace::Workspace &m_workspace;
    QList<QSslCertificate> m_trusted;
    std::unique_ptr<QObject> m_pending; ///< discoveries end with it
};

} // namespace gatehouse::ui
