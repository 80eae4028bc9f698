#pragma once

#include "store/reply_box.h"
#include "trust/chain.h"
#include "trust/trust_store.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace gatehouse::sandbox {

/// The truststore that says whose client certificates an endpoint takes: as a server's `client-truststore.jks`, and
/// edited as one. It is PEM, which needs no password.
struct ClientTruststore {
    QString path;
    std::optional<trust::Password> password; ///< where it is a PKCS#12 file of somebody else's
};

/// The workspace's own.
QString clientTruststorePath(const QString &workspaceFolder);

/// Makes it, with the test directory's authorities in it, where there is none.
Result<void> provideClientTruststore(const QString &path, const QList<trust::Certificate> &authorities, Instant now);

/// Everything that the file trusts. A store that trusts nobody is no error: then every certificate is refused.
Result<trust::TrustAnchors> loadClientAnchors(const ClientTruststore &store);

/// Tells within a second that the file has changed, whichever process changed it. Lives in a thread with an event loop.
class ClientTrustWatch : public QObject
{
    Q_OBJECT

public:
    /// Works by way of `replies`, which must outlive it and live in the same thread.
    explicit ClientTrustWatch(const store::ReplyBox &replies);

    /// From what the file is now: whoever reads it, reads it afterwards.
    void start(const ClientTruststore &store);
    void stop();
    /// The change that was told of was of no use yet: it is told of again.
    void lookAgain();

Q_SIGNALS:
    void changed(const gatehouse::trust::TrustAnchors &anchors);
    /// The file has changed and cannot be read; it is looked at again when it changes again.
    void failed(const gatehouse::Error &error);

private:
    /// What tells one state of a file from another.
    struct Stamp {
        quint64 inode = 0;
        qint64 modifiedNs = 0;
        qint64 bytes = -1; ///< -1: there is no file

        friend bool operator==(const Stamp &, const Stamp &) = default;
    };
    static Stamp stampOf(const QString &path);
    void look();

    const store::ReplyBox &m_replies;
    ClientTruststore m_store;
    Stamp m_stamp;
    QTimer m_timer;
};

} // namespace gatehouse::sandbox
