#include "directory/directory.h"

#include "directory/authority_files.h"
#include "directory/signing_keys.h"
#include "directory/software_store.h"
#include "directory/statement.h"
#include "jose/jws.h"

#include <QCoreApplication>
#include <QDir>
#include <QLockFile>
#include <QMutex>

namespace gatehouse::directory {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::directory)
};

/// One process at a time creates files. A process that died does not hold the lock on.
class FolderLock
{
public:
    explicit FolderLock(const QString &folder)
        : m_file(folder + QStringLiteral("/lock"))
        , m_folder(folder)
    {
        m_file.setStaleLockTime(0);
    }

    Result<void> take(std::chrono::milliseconds timeout)
    {
        if (m_file.tryLock(static_cast<int>(timeout.count())))
            return {};
        if (m_file.error() == QLockFile::LockFailedError)
            return fail(Error::Conflict,
                        Text::tr("Another program is creating the test directory %1 and does not finish. Try again; "
                                 "where no such program runs, remove %2.")
                            .arg(m_folder, m_file.fileName()));
        return fail(Error::Io, Text::tr("The test directory %1 cannot be written.").arg(m_folder));
    }

private:
    QLockFile m_file;
    QString m_folder;
};

/// What a write that was cut off left behind: QSaveFile's neighbours, `root.key.AbCdEf`.
void removeLeftovers(const QString &folder)
{
    QDir dir(folder);
    for (const QString &name : dir.entryList({QStringLiteral("*.key.*"), QStringLiteral("*.pem.*")}, QDir::Files))
        dir.remove(name);
}

struct TppKeys {
    jose::PrivateKey key;
    trust::Certificate certificate;
};

Result<TppKeys> issueTppKeys(const TppRequest &request, CertificateKind kind, jose::KeyType keyType,
                             const Authority &issuing, Instant now)
{
    const Result<jose::PrivateKey> key = jose::PrivateKey::generate(keyType);
    if (!key)
        return tl::unexpected(key.error());
    const CertificateRequest certificateRequest{kind,
                                                {{"C", QStringLiteral("GB")},
                                                 {"O", QStringLiteral("OpenBanking")},
                                                 {"OU", request.organisationId},
                                                 {"CN", request.softwareId}},
                                                {},
                                                validFrom(now),
                                                leafValidUntil(now)};
    return issueCertificate(certificateRequest, *key, issuing).map([&key](const trust::Certificate &certificate) {
        return TppKeys{*key, certificate};
    });
}

} // namespace

struct Directory::Data {
    Data(QString folderPath, Clock theClock, DirectoryOptions theOptions)
        : folder(std::move(folderPath))
        , clock(std::move(theClock))
        , options(std::move(theOptions))
        , store(folder + QStringLiteral("/software"), clock)
        , signingKeys(folder + QStringLiteral("/signing"), clock)
    {}

    Result<void> load();
    Result<void> saveNew(const SoftwareRecord &record);
    void tell(const SoftwareRecord &record, SoftwareChange change)
    {
        const QMutexLocker lock(&observerMutex);
        if (observer)
            observer(record, change);
    }

    const QString folder;
    const Clock clock;
    const DirectoryOptions options;
    std::optional<Authority> issuing;
    QList<trust::Certificate> authorities;
    bool isNew = false;
    std::optional<EndpointIdentity> endpoint;
    SoftwareStore store;
    SigningKeys signingKeys;
    QMutex observerMutex;
    Observer observer;
};

Result<void> Directory::Data::load()
{
    FolderLock lock(folder);
    if (auto taken = lock.take(options.lockTimeout); !taken)
        return taken;
    removeLeftovers(folder);
    removeLeftovers(folder + QStringLiteral("/signing"));
    const Instant now = clock();
    const Result<AuthorityChain> chain = ensureAuthorities(folder, now);
    if (!chain)
        return tl::unexpected(chain.error());
    issuing = chain->issuing;
    authorities = {chain->root, chain->issuing.certificate};
    isNew = chain->isNew;
    const Result<EndpointFiles> files = ensureEndpoint(folder, *chain, options.hostNames, now);
    if (!files)
        return tl::unexpected(files.error());
    endpoint = EndpointIdentity{files->key, files->chain};
    if (signingKeys.isEmpty()) {
        if (auto added = signingKeys.add(); !added)
            return added;
    }
    return signingKeys.snapshot().map([](const auto &) {});
}

/// Two processes may issue the same software at once; the first that gets here has it.
Result<void> Directory::Data::saveNew(const SoftwareRecord &record)
{
    FolderLock lock(folder);
    if (auto taken = lock.take(options.lockTimeout); !taken)
        return taken;
    if (store.contains(record.organisationId, record.softwareId))
        return fail(Error::Conflict,
                    Text::tr("The test directory already has the software %1 of organisation %2. Choose another id, "
                             "or remove that software first.")
                        .arg(record.softwareId, record.organisationId));
    return store.save(record);
}

Directory::Directory(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{}
Directory::~Directory() = default;

Result<std::shared_ptr<Directory>> Directory::open(const QString &folder, Clock clock, DirectoryOptions options)
{
    for (const char *sub : {"/signing", "/software"}) {
        if (!QDir().mkpath(folder + QString::fromLatin1(sub)))
            return fail(Error::Io, Text::tr("The folder %1 cannot be made.").arg(folder + QString::fromLatin1(sub)));
    }
    auto data = std::make_unique<Data>(QDir(folder).absolutePath(), std::move(clock), std::move(options));
    if (auto loaded = data->load(); !loaded)
        return tl::unexpected(loaded.error());
    return std::shared_ptr<Directory>(new Directory(std::move(data)));
}

const QString &Directory::folder() const
{
    return m_data->folder;
}

const QList<trust::Certificate> &Directory::authorities() const
{
    return m_data->authorities;
}

bool Directory::isNew() const
{
    return m_data->isNew;
}

const EndpointIdentity &Directory::endpoint() const
{
    return *m_data->endpoint;
}

Result<Tpp> Directory::create(const TppRequest &request)
{
    const Result<TppRequest> complete = checked(request);
    if (!complete)
        return tl::unexpected(complete.error());
    const Instant now = m_data->clock();
    const Authority &issuing = *m_data->issuing;
    const Result<TppKeys> signing =
        issueTppKeys(*complete, CertificateKind::Signing, complete->signingKeyType, issuing, now);
    if (!signing)
        return tl::unexpected(signing.error());
    const Result<TppKeys> transport =
        issueTppKeys(*complete, CertificateKind::Transport, jose::KeyType::Rsa, issuing, now);
    if (!transport)
        return tl::unexpected(transport.error());
    const Result<Json> jwks = publishedKeySet(signing->certificate, transport->certificate);
    if (!jwks)
        return tl::unexpected(jwks.error());
    SoftwareRecord record{complete->organisationId, complete->softwareId, lastingClaims(*complete), *jwks};
    // Kept with their nulls, which take a claim away from every statement to come.
    record.claims.update(complete->extraClaims);
    const Result<QByteArray> statement = issueStatement(record, complete->baseUrl, now);
    if (!statement)
        return tl::unexpected(statement.error());
    if (auto saved = m_data->saveNew(record); !saved)
        return tl::unexpected(saved.error());
    m_data->tell(record, SoftwareChange::Created);
    return Tpp{record.organisationId,
               record.softwareId,
               complete->redirectUris,
               signing->key,
               signing->certificate,
               transport->key,
               {transport->certificate, issuing.certificate},
               m_data->authorities,
               *statement};
}

Result<std::shared_ptr<const PublishedKeys>> Directory::softwareJwks(const QString &organisationId,
                                                                     const QString &softwareId) const
{
    return m_data->store.keys(organisationId, softwareId);
}

Result<SoftwareRecord> Directory::software(const QString &organisationId, const QString &softwareId) const
{
    return m_data->store.load(organisationId, softwareId);
}

QList<SoftwareRecord> Directory::allSoftware() const
{
    return m_data->store.all();
}

Result<void> Directory::removeSoftware(const QString &organisationId, const QString &softwareId)
{
    // One that cannot be read can still be removed.
    const SoftwareRecord record =
        m_data->store.load(organisationId, softwareId).value_or(SoftwareRecord{organisationId, softwareId, {}, {}});
    return m_data->store.remove(organisationId, softwareId).map([&] { m_data->tell(record, SoftwareChange::Removed); });
}

void Directory::setObserver(Observer observer)
{
    const QMutexLocker lock(&m_data->observerMutex);
    m_data->observer = std::move(observer);
}

Result<QByteArray> Directory::issueStatement(const SoftwareRecord &record, const QString &baseUrl, Instant now) const
{
    const QString base = baseUrl.endsWith(QLatin1Char('/')) ? baseUrl.chopped(1) : baseUrl;
    return signStatement(statementClaims(record, base, now));
}

Result<QByteArray> Directory::signStatement(const Json &claims) const
{
    const Result<std::shared_ptr<const SigningKeys::Snapshot>> keys = m_data->signingKeys.snapshot();
    if (!keys)
        return tl::unexpected(keys.error());
    const jose::PrivateKey &key = (*keys)->newest;
    const Json header = {{"kid", (*keys)->newestKid.toStdString()}, {"typ", "JWT"}};
    return jose::sign(key, key.defaultAlgorithm(), header, toBytes(claims));
}

Result<std::shared_ptr<const PublishedKeys>> Directory::directoryJwks() const
{
    return m_data->signingKeys.snapshot().map([](const auto &snapshot) { return snapshot->published; });
}

Result<void> Directory::rotateSigningKey()
{
    FolderLock lock(m_data->folder);
    if (auto taken = lock.take(m_data->options.lockTimeout); !taken)
        return taken;
    return m_data->signingKeys.add();
}

} // namespace gatehouse::directory
