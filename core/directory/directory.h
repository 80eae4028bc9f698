#pragma once

#include "base/time.h"
#include "directory/tpp.h"
#include "jose/jwk.h"
#include "trust/chain.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace gatehouse::directory {

struct DirectoryOptions {
    /// Names and addresses that the endpoint's certificate has beside localhost, 127.0.0.1 and ::1; the
    /// machine's host name is handed in here. A change renews the certificate at the next open().
    QStringList hostNames;
    /// How long open() waits for another process that is creating the same folder.
    std::chrono::milliseconds lockTimeout = std::chrono::seconds(60);
};

/// With what the endpoint answers a TLS handshake.
struct EndpointIdentity {
    jose::PrivateKey key;
    QList<trust::Certificate> chain; ///< leaf, then the issuing CA: clients know the root alone
};

/// A software's published keys.
struct PublishedKeys {
    jose::JwkSet keys;
    QByteArray json; ///< the set as it is served
};

enum class SoftwareChange : quint8 { Created, Removed };

/// The test directory of a sandbox: a small certificate authority that issues test TPPs, their
/// certificates and software statements, as the Open Banking directory does for real ones. It lives in
/// one folder that several processes may have open at once. Its functions may be called from any thread.
/// The program holds a QCA::Initializer: private keys pass through QCA's secure memory.
///
/// root.pem/.key, issuing.pem/.key, endpoint.pem/.key   certificates and their keys (0600)
/// signing/<milliseconds>.key                           the directory's own signing keys, newest signs
/// software/<organisation>/<software>.json              what is published of each software
class Directory
{
public:
    /// Opens the folder, creating what it lacks; what a crash left half-created is completed, and an
    /// endpoint certificate that is missing, near its end or lacks a name is renewed. An authority whose
    /// files are lost or do not fit each other is refused with the file's name, never overwritten.
    static Result<std::shared_ptr<Directory>> open(const QString &folder, Clock clock, DirectoryOptions options = {});
    ~Directory();

    const QString &folder() const;
    /// Root first, then the issuing CA: the trust for TPP certificates and for the endpoint's.
    const QList<trust::Certificate> &authorities() const;
    /// This open() made the root: whoever is to trust the directory must be told of it.
    bool isNew() const;
    const EndpointIdentity &endpoint() const;
    QList<trust::Certificate> endpointChain() const { return endpoint().chain; }

    /// A new TPP: keys, certificates, statement. Published at once. Refused where the software exists
    /// under that organisation, and where a role is none or a redirect URI no https address.
    Result<Tpp> create(const TppRequest &request);

    /// What a running endpoint in any process has published; a change is seen within a second by the clock.
    /// Identifiers that are not letters and digits find nothing. An organisation's own id as software
    /// gives the keys of all its software.
    Result<std::shared_ptr<const PublishedKeys>> softwareJwks(const QString &organisationId,
                                                              const QString &softwareId) const;
    Result<SoftwareRecord> software(const QString &organisationId, const QString &softwareId) const;
    /// Every software, by organisation and identifier; a record that cannot be read is left out.
    QList<SoftwareRecord> allSoftware() const;
    Result<void> removeSoftware(const QString &organisationId, const QString &softwareId);

    /// Is told of each software that was created or removed here, in the thread that did it; empty: nobody is. Once
    /// this returns the one before is no longer called.
    using Observer = std::function<void(const SoftwareRecord &record, SoftwareChange change)>;
    void setObserver(Observer observer);

    /// A fresh software statement, signed by the newest key. `baseUrl` is where this directory's keys are
    /// served: `https://localhost:8443`.
    Result<QByteArray> issueStatement(const SoftwareRecord &record, const QString &baseUrl, Instant now) const;
    /// Any claims, signed as a statement of this directory is: for requests that test an endpoint.
    Result<QByteArray> signStatement(const Json &claims) const;
    /// The directory's own public keys, as at `/directory/openbanking.jwks`; newest first. Their `kid`s are
    /// 44 characters and end in `=`.
    Result<std::shared_ptr<const PublishedKeys>> directoryJwks() const;
    /// A new signing key beside the old ones, which stay published.
    Result<void> rotateSigningKey();

private:
    struct Data;
    explicit Directory(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

} // namespace gatehouse::directory
