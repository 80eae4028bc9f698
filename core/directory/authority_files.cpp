#include "directory/authority_files.h"

#include "directory/identifiers.h"
#include "directory/key_file.h"
#include "trust/chain.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace gatehouse::directory {

namespace {

constexpr int RootYears = 20;
constexpr int IssuingYears = 10;
constexpr std::chrono::hours RenewBefore = std::chrono::hours(24 * 30);
/// A leaf must not outlive its issuer: the issuing authority is renewed while a new leaf still fits.
constexpr std::chrono::hours RenewIssuingBefore = std::chrono::hours(24 * 425);

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::directory)
};

Instant yearsAfter(Instant now, int years)
{
    return fromDateTime(toDateTime(now).addYears(years));
}

struct AuthorityPaths {
    QString certificate;
    QString key;
};

AuthorityPaths pathsOf(const QString &folder, const char *name)
{
    const QString base = folder + QLatin1Char('/') + QString::fromLatin1(name);
    return {base + QStringLiteral(".pem"), base + QStringLiteral(".key")};
}

Result<Authority> load(const AuthorityPaths &paths)
{
    Result<QList<trust::Certificate>> certificates = loadCertificates(paths.certificate);
    if (!certificates)
        return tl::unexpected(certificates.error());
    Result<jose::PrivateKey> key = loadKey(paths.key);
    if (!key && key.error().kind == Error::NotFound)
        return fail(Error::Conflict,
                    Text::tr("%1 is missing, though its certificate %2 is there. Restore it from a backup, or "
                             "remove the whole folder to begin with a new test directory.")
                        .arg(paths.key, paths.certificate));
    if (!key)
        return tl::unexpected(key.error());
    if (!belongTogether(certificates->front(), *key))
        return fail(Error::Conflict,
                    Text::tr("%1 is not the key of %2. Restore both from a backup, or remove the whole folder "
                             "to begin with a new test directory.")
                        .arg(paths.key, paths.certificate));
    return Authority{*key, certificates->front()};
}

Result<Authority> save(const AuthorityPaths &paths, const jose::PrivateKey &key, Result<trust::Certificate> certificate)
{
    if (!certificate)
        return tl::unexpected(certificate.error());
    if (auto saved = saveKey(paths.key, key); !saved)
        return tl::unexpected(saved.error());
    if (auto saved = saveCertificates(paths.certificate, {*certificate}); !saved)
        return tl::unexpected(saved.error());
    return Authority{key, *certificate};
}

CertificateRequest authorityRequest(CertificateKind kind, const QString &commonName, Instant now, int years)
{
    return {kind,
            {{"C", QStringLiteral("GB")}, {"O", QStringLiteral("Gatehouse Sandbox")}, {"CN", commonName}},
            {},
            validFrom(now),
            yearsAfter(now, years)};
}

Result<Authority> createRoot(const AuthorityPaths &paths, Instant now)
{
    const Result<jose::PrivateKey> key = jose::PrivateKey::generate(jose::KeyType::Rsa);
    if (!key)
        return tl::unexpected(key.error());
    // The number keeps the authorities of two workspaces apart where one truststore holds both.
    const QString commonName =
        QStringLiteral("Gatehouse Sandbox Root CA %1").arg(QString::fromLatin1(randomBytes(4).toHex()));
    return save(paths, *key,
                issueSelfSigned(authorityRequest(CertificateKind::RootAuthority, commonName, now, RootYears), *key));
}

Result<Authority> createIssuing(const AuthorityPaths &paths, const Authority &root, const jose::PrivateKey &key,
                                Instant now)
{
    QString commonName = root.certificate.commonName();
    commonName.replace(QStringLiteral(" Root CA "), QStringLiteral(" Issuing CA "));
    return save(paths, key,
                issueCertificate(authorityRequest(CertificateKind::IssuingAuthority, commonName, now, IssuingYears),
                                 key, root));
}

Result<Authority> ensureRoot(const QString &folder, Instant now)
{
    const AuthorityPaths paths = pathsOf(folder, "root");
    if (QFileInfo::exists(paths.certificate))
        return load(paths);
    if (const QString issued = pathsOf(folder, "issuing").certificate; QFileInfo::exists(issued))
        return fail(Error::Conflict,
                    Text::tr("%1 is missing, though %2 is there. Restore it from a backup, or remove the whole "
                             "folder to begin with a new test directory.")
                        .arg(paths.certificate, issued));
    return createRoot(paths, now);
}

Result<Authority> ensureIssuing(const QString &folder, const Authority &root, Instant now)
{
    const AuthorityPaths paths = pathsOf(folder, "issuing");
    if (!QFileInfo::exists(paths.certificate)) {
        const Result<jose::PrivateKey> key = jose::PrivateKey::generate(jose::KeyType::Rsa);
        return key ? createIssuing(paths, root, *key, now) : tl::unexpected(key.error());
    }
    Result<Authority> issuing = load(paths);
    if (!issuing)
        return issuing;
    const Result<trust::TrustAnchors> anchors = trust::TrustAnchors::create({root.certificate});
    if (!anchors)
        return tl::unexpected(anchors.error());
    const trust::ChainVerdict verdict =
        anchors->verify(issuing->certificate, {}, issuing->certificate.notBefore(), trust::ChainPurpose::Any);
    if (!verdict.isTrusted())
        return fail(Error::Conflict,
                    Text::tr("%1 was not issued by the root of the same folder. Restore both from a backup, or "
                             "remove the whole folder to begin with a new test directory.")
                        .arg(paths.certificate),
                    verdict.detail);
    // With the same key and name, what it issued before stays trusted.
    if (issuing->certificate.notAfter() - now < RenewIssuingBefore)
        return createIssuing(paths, root, issuing->key, now);
    return issuing;
}

bool isFit(const EndpointFiles &endpoint, const AuthorityChain &authorities, const QStringList &hostNames, Instant now)
{
    const trust::Certificate &leaf = endpoint.chain.front();
    const Result<trust::TrustAnchors> anchors = trust::TrustAnchors::create({authorities.issuing.certificate});
    if (!anchors || !belongTogether(leaf, endpoint.key) || leaf.notAfter() - now < RenewBefore
        || endpoint.chain.back() != authorities.issuing.certificate
        || !anchors->verify(leaf, {}, now, trust::ChainPurpose::ServerAuthentication).isTrusted())
        return false;
    const QStringList present = leaf.subjectAlternativeNames();
    return std::all_of(hostNames.begin(), hostNames.end(), [&present](const QString &name) {
        return present.contains(QStringLiteral("DNS:") + name) || present.contains(QStringLiteral("IP:") + name);
    });
}

} // namespace

Instant validFrom(Instant now)
{
    return now - std::chrono::hours(1);
}

Instant leafValidUntil(Instant now)
{
    return fromDateTime(toDateTime(now).addMonths(13));
}

Result<AuthorityChain> ensureAuthorities(const QString &folder, Instant now)
{
    const bool isNew = !QFileInfo::exists(pathsOf(folder, "root").certificate);
    const Result<Authority> root = ensureRoot(folder, now);
    if (!root)
        return tl::unexpected(root.error());
    const Result<Authority> issuing = ensureIssuing(folder, *root, now);
    if (!issuing)
        return tl::unexpected(issuing.error());
    return AuthorityChain{root->certificate, *issuing, isNew};
}

Result<EndpointFiles> ensureEndpoint(const QString &folder, const AuthorityChain &authorities,
                                     const QStringList &hostNames, Instant now)
{
    QStringList names{QStringLiteral("localhost"), QStringLiteral("127.0.0.1"), QStringLiteral("::1")};
    for (const QString &name : hostNames) {
        if (!name.isEmpty() && !names.contains(name))
            names.append(name);
    }
    const AuthorityPaths paths = pathsOf(folder, "endpoint");
    Result<jose::PrivateKey> key = loadKey(paths.key);
    const Result<QList<trust::Certificate>> chain = loadCertificates(paths.certificate);
    if (key && chain) {
        EndpointFiles endpoint{*key, *chain};
        if (isFit(endpoint, authorities, names, now))
            return endpoint;
    }
    // P-256: a handshake costs the endpoint a tenth of what it costs with RSA.
    if (!key || key->keyType() != jose::KeyType::P256) {
        key = jose::PrivateKey::generate(jose::KeyType::P256);
        if (!key)
            return tl::unexpected(key.error());
        if (auto saved = saveKey(paths.key, *key); !saved)
            return tl::unexpected(saved.error());
    }
    const CertificateRequest request{
        CertificateKind::Endpoint,
        {{"C", QStringLiteral("GB")}, {"O", QStringLiteral("Gatehouse Sandbox")}, {"CN", names.front()}},
        names,
        validFrom(now),
        leafValidUntil(now)};
    const Result<trust::Certificate> leaf = issueCertificate(request, *key, authorities.issuing);
    if (!leaf)
        return tl::unexpected(leaf.error());
    EndpointFiles endpoint{*key, {*leaf, authorities.issuing.certificate}};
    if (auto saved = saveCertificates(paths.certificate, endpoint.chain); !saved)
        return tl::unexpected(saved.error());
    return endpoint;
}

} // namespace gatehouse::directory
