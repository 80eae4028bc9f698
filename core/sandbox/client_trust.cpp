#include "sandbox/client_trust.h"

#include "sandbox/background.h"
#include "trust/store_edit.h"
#include "trust/store_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

constexpr std::chrono::milliseconds LookInterval(500);

} // namespace

QString clientTruststorePath(const QString &workspaceFolder)
{
    return QDir(workspaceFolder).filePath(QStringLiteral("client-truststore.pem"));
}

Result<void> provideClientTruststore(const QString &path, const QList<trust::Certificate> &authorities, Instant now)
{
    if (QFileInfo::exists(path))
        return {};
    trust::TrustStore store{trust::StoreFormat::Pem, {}};
    if (const auto imported = trust::importCertificates(store, authorities, {}, now); !imported)
        return tl::unexpected(imported.error());
    const auto saved = trust::saveStoreFiles({{path, store, {}, QByteArray()}});
    // Another process that opens the workspace may have been first.
    if (!saved && saved.error().kind != Error::Conflict)
        return tl::unexpected(saved.error());
    return {};
}

Result<trust::TrustAnchors> loadClientAnchors(const ClientTruststore &store)
{
    const auto opened = trust::openStoreFile(store.path, store.password);
    if (!opened)
        return fail(opened.error().kind,
                    Text::tr("The truststore for client certificates, %1, cannot be used: %2")
                        .arg(store.path, opened.error().message),
                    opened.error().detail);
    return trust::TrustAnchors::create(opened->store.trustedCertificates());
}

ClientTrustWatch::ClientTrustWatch(const store::ReplyBox &replies)
    : m_replies(replies)
    , m_timer(this)
{
    m_timer.setInterval(LookInterval);
    connect(&m_timer, &QTimer::timeout, this, &ClientTrustWatch::look);
}

void ClientTrustWatch::start(const ClientTruststore &store)
{
    m_store = store;
    m_stamp = stampOf(store.path);
    m_timer.start();
}

void ClientTrustWatch::stop()
{
    m_timer.stop();
}

void ClientTrustWatch::lookAgain()
{
    m_stamp = {};
}

ClientTrustWatch::Stamp ClientTrustWatch::stampOf(const QString &path)
{
    struct stat status {};
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return {};
    return {status.st_ino, status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec, status.st_size};
}

void ClientTrustWatch::look()
{
    const Stamp stamp = stampOf(m_store.path);
    if (stamp == m_stamp)
        return;
    m_stamp = stamp;
    inBackground<Result<trust::TrustAnchors>>(
        m_replies, [store = m_store] { return loadClientAnchors(store); },
        [this](const Result<trust::TrustAnchors> &anchors) {
            if (!m_timer.isActive())
                return;
            if (anchors)
                Q_EMIT changed(*anchors);
            else
                Q_EMIT failed(anchors.error());
        });
}

} // namespace gatehouse::sandbox
