#include "key_manager_fetcher.h"

#include "base/files.h"
#include "directory/directory.h"
#include "trust/certificate_bundle.h"
#include "workspace/workspace.h"

#include <QtConcurrentRun>

namespace gatehouse::ui {

KeyManagerFetcher::KeyManagerFetcher(workspace::Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_pending(std::make_unique<QObject>())
{}

fetch::Options KeyManagerFetcher::options() const
{
    fetch::Options options;
    // The user names the address: a bank's servers are in its own network.
    options.reach = fetch::Reach::LocalSandbox;
    options.extraRoots = m_trusted;
    for (const trust::Certificate &authority : m_workspace.directory()->authorities())
        options.extraRoots.append(QSslCertificate(authority.der(), QSsl::Der));
    return options;
}

void KeyManagerFetcher::discover(const QUrl &wellKnown, Discovered done)
{
    keymanager::discover(wellKnown, options(), m_pending.get(), std::move(done));
}

void KeyManagerFetcher::probe(const keymanager::KeyManager &keyManager, QObject *context,
                              const std::function<void(const keymanager::ProbeAnswer &)> &each) const
{
    keymanager::probeEndpoints(keyManager, options(), context, each);
}

void KeyManagerFetcher::cancel()
{
    m_pending = std::make_unique<QObject>();
}

void KeyManagerFetcher::trust(const QString &path, std::function<void(const Result<void> &)> done)
{
    const auto read = [path] {
        return readFile(path, trust::MaxBundleBytes).and_then([](const QByteArray &bytes) {
            return trust::readCertificates(bytes);
        });
    };
    QtConcurrent::run(read).then(this, [this, done = std::move(done)](const Result<trust::CertificateBundle> &bundle) {
        if (!bundle)
            return done(tl::unexpected(bundle.error()));
        for (const trust::Certificate &certificate : bundle->certificates)
            m_trusted.append(QSslCertificate(certificate.der(), QSsl::Der));
        done({});
    });
}

} // namespace gatehouse::ui
