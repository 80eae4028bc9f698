#include "fetch/key_set_fetcher.h"

#include "fetch/cache_control.h"
#include "trust/store_file.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::fetch {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::fetch)
};

QString shown(const QUrl &url)
{
    return url.toDisplayString(QUrl::RemoveUserInfo).left(200);
}

Result<FetchedKeySet> read(const QUrl &url, const Response &response)
{
    auto keys = jose::JwkSet::parse(response.body);
    if (!keys)
        return fail(keys.error().kind, Text::tr("%1 is no key set: %2").arg(shown(url), keys.error().message),
                    keys.error().detail);
    FetchedKeySet fetched;
    fetched.keys = std::make_shared<const jose::JwkSet>(*std::move(keys));
    fetched.body = response.body;
    fetched.etag = isEntityTag(response.etag) ? response.etag : QByteArray();
    fetched.cacheControl = response.cacheControl;
    return fetched;
}

} // namespace

Result<QList<QSslCertificate>> loadRoots(const QString &truststore)
{
    if (truststore.isEmpty())
        return QList<QSslCertificate>();
    const auto opened = trust::openStoreFile(truststore, std::nullopt);
    if (!opened)
        return fail(opened.error().kind,
                    Text::tr("The truststore %1 for a key server cannot be used: %2 It must open without a password.")
                        .arg(truststore, opened.error().message),
                    opened.error().detail);
    QList<QSslCertificate> roots;
    for (const trust::Certificate &certificate : opened->store.trustedCertificates())
        roots.append(QSslCertificate(certificate.der(), QSsl::Der));
    return roots;
}

KeySetFetcher::KeySetFetcher(std::chrono::milliseconds timeout)
    : m_timeout(timeout)
{}

void KeySetFetcher::start(Job job)
{
    if (m_running.size() >= MaxAtOnce) {
        m_waiting.push_back(std::move(job));
        return;
    }
    m_running.emplace(job.id, std::make_unique<QObject>());
    ask(job);
}

void KeySetFetcher::ask(const Job &job)
{
    const auto roots = loadRoots(job.address.truststore);
    if (!roots)
        return finish(job, tl::unexpected(roots.error()));
    Options options;
    options.reach = job.address.reach;
    options.maxBytes = MaxBytes;
    options.timeout = m_timeout;
    options.extraRoots = *roots;
    options.ifNoneMatch = job.etag;
    getResponse(job.address.url, options, m_running.at(job.id).get(),
                [this, job](const Result<Response> &response) { conclude(job, response); });
}

void KeySetFetcher::conclude(const Job &job, const Result<Response> &response)
{
    if (!response)
        return finish(job, tl::unexpected(response.error()));
    if (response->status != 304)
        return finish(job, read(job.address.url, *response));
    // RFC 9111 §4.3.3: an answer about another version says nothing about ours, so the whole is asked for.
    if (!response->etag.isEmpty() && !isSameEntityTag(response->etag, job.etag)) {
        Job whole = job;
        whole.etag.clear();
        m_running[job.id] = std::make_unique<QObject>();
        return ask(whole);
    }
    FetchedKeySet unchanged;
    unchanged.isUnchanged = true;
    unchanged.etag = job.etag;
    unchanged.cacheControl = response->cacheControl;
    finish(job, unchanged);
}

void KeySetFetcher::finish(const Job &job, const Result<FetchedKeySet> &result)
{
    const auto done = job.done;
    m_running.erase(job.id);
    done(result);
    startNext();
}

void KeySetFetcher::startNext()
{
    if (m_waiting.empty() || m_running.size() >= MaxAtOnce)
        return;
    Job job = std::move(m_waiting.front());
    m_waiting.erase(m_waiting.begin());
    start(std::move(job));
}

void KeySetFetcher::cancel(quint64 id)
{
    std::erase_if(m_waiting, [id](const Job &job) { return job.id == id; });
    m_running.erase(id);
    startNext();
}

void KeySetFetcher::cancelAll()
{
    m_waiting.clear();
    m_running.clear();
}

} // namespace gatehouse::fetch
