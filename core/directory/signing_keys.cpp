#include "directory/signing_keys.h"

#include "directory/key_file.h"

#include <QCoreApplication>
#include <QDir>

namespace gatehouse::directory {

namespace {

constexpr std::chrono::milliseconds LookAgainAfter{500};

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::directory)
};

/// 44 characters with their padding, like the Open Banking directory's own.
QByteArray kidOf(const jose::PrivateKey &key)
{
    return key.publicJwk().thumbprint() + '=';
}

qint64 momentOf(const QString &fileName)
{
    return QStringView(fileName).chopped(4).toLongLong();
}

} // namespace

SigningKeys::SigningKeys(QString folder, Clock clock)
    : m_folder(std::move(folder))
    , m_clock(std::move(clock))
{}

QStringList SigningKeys::files() const
{
    QStringList names;
    for (const QString &name : QDir(m_folder).entryList({QStringLiteral("*.key")}, QDir::Files)) {
        if (momentOf(name) > 0)
            names.append(name);
    }
    std::sort(names.begin(), names.end(), [](const QString &a, const QString &b) { return momentOf(a) > momentOf(b); });
    return names;
}

Result<void> SigningKeys::add()
{
    const QStringList names = files();
    // Later than the newest, also where the clock was set back in between.
    const qint64 moment = std::max(toMilliseconds(m_clock()), names.isEmpty() ? 1 : momentOf(names.front()) + 1);
    const Result<jose::PrivateKey> key = jose::PrivateKey::generate(jose::KeyType::Rsa);
    if (!key)
        return tl::unexpected(key.error());
    auto saved = saveKey(QStringLiteral("%1/%2.key").arg(m_folder).arg(moment), *key);
    const QMutexLocker locker(&m_mutex);
    m_snapshot.reset();
    return saved;
}

Result<std::shared_ptr<const SigningKeys::Snapshot>> SigningKeys::snapshot() const
{
    const Instant now = m_clock();
    const QMutexLocker locker(&m_mutex);
    if (m_snapshot && now >= m_lookedAt && now - m_lookedAt < LookAgainAfter)
        return m_snapshot;
    const QStringList names = files();
    if (!m_snapshot || names != m_names) {
        Result<std::shared_ptr<const Snapshot>> fresh = read(names);
        if (!fresh)
            return fresh;
        m_snapshot = std::move(*fresh);
        m_names = names;
    }
    m_lookedAt = now;
    return m_snapshot;
}

Result<std::shared_ptr<const SigningKeys::Snapshot>> SigningKeys::read(const QStringList &names) const
{
    std::optional<jose::PrivateKey> newest;
    std::vector<jose::Jwk> published;
    for (const QString &name : names) {
        const Result<jose::PrivateKey> key = loadKey(m_folder + QLatin1Char('/') + name);
        if (!key)
            return tl::unexpected(key.error());
        published.push_back(key->publicJwk(kidOf(*key)));
        if (!newest)
            newest = *key;
    }
    if (!newest)
        return fail(Error::NotFound,
                    Text::tr("The folder %1 holds no signing key of the test directory.").arg(m_folder));
    const jose::JwkSet keys(std::move(published));
    const QByteArray json = toBytes(keys.toJson());
    return std::make_shared<const Snapshot>(
        Snapshot{*newest, kidOf(*newest), std::make_shared<const PublishedKeys>(PublishedKeys{keys, json})});
}

} // namespace gatehouse::directory
