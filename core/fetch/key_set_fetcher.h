#pragma once

#include "fetch/key_set_state.h"

#include <QObject>
#include <QSslCertificate>

#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace gatehouse::fetch {

/// The certificates of a truststore that opens without a password: PEM, JKS, PKCS#12 without encryption.
Result<QList<QSslCertificate>> loadRoots(const QString &truststore);

/// What a server said of a key set.
struct FetchedKeySet {
    bool isUnchanged = false; ///< it still is what the entity tag stands for; `keys` and `body` are empty
    std::shared_ptr<const jose::JwkSet> keys;
    QByteArray body;
    QByteArray etag; ///< empty where it gave none that can be sent back
    QByteArray cacheControl;
};

/// Fetches key sets, many at a time and not all at once. Lives in a thread with an event loop; its functions are called
/// there.
class KeySetFetcher : public QObject
{
public:
    static constexpr int MaxAtOnce = 16;
    static constexpr qint64 MaxBytes = 512LL * 1024; ///< of one key set; WSO2 reads 50 KiB

    explicit KeySetFetcher(std::chrono::milliseconds timeout);

    struct Job {
        quint64 id = 0;
        KeySetAddress address;
        QByteArray etag; ///< of what is held; empty where nothing is
        std::function<void(const Result<FetchedKeySet> &)> done;
    };
    /// `done` is called once, in this thread, unless the job is cancelled.
    void start(Job job);
    void cancel(quint64 id);
    void cancelAll();

private:
    void ask(const Job &job);
    void conclude(const Job &job, const Result<Response> &response);
    void finish(const Job &job, const Result<FetchedKeySet> &result);
    void startNext();

    std::chrono::milliseconds m_timeout;
    std::unordered_map<quint64, std::unique_ptr<QObject>> m_running; ///< a fetch goes with its context
    std::vector<Job> m_waiting;
};

} // namespace gatehouse::fetch
