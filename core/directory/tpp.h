#pragma once

#include "base/json.h"
#include "base/time.h"
#include "jose/jwk.h"
#include "jose/private_key.h"
#include "trust/certificate.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>

namespace gatehouse::directory {

/// `iss` of the Open Banking directory's software statements.
constexpr char StatementIssuer[] = "OpenBanking Ltd";

/// What a test TPP shall be; everything has a default but `baseUrl`.
struct TppRequest {
    QString baseUrl = {};          ///< where the directory's keys are served, `https://localhost:8443`
    QString softwareId = {};       ///< 1 to 22 letters and digits; empty: a new one
    QString organisationId = {};   ///< 1 to 18 letters and digits; empty: a new one
    QString softwareName = {};     ///< empty: `Test TPP <software id>`
    QString organisationName = {}; ///< empty: `Test TPP Limited`
    QStringList roles = {QStringLiteral("AISP"), QStringLiteral("PISP"), QStringLiteral("CBPII")};
    QStringList redirectUris = {QStringLiteral("https://tpp.example.com/redirects/redirect1")};
    QString environment = QStringLiteral("sandbox");
    /// Put over the statement's claims; a null removes the claim.
    Json extraClaims = Json::object();
    /// RSA 2048 as the Open Banking directory issues; P-256 signs ES256. Transport keys are always RSA.
    jose::KeyType signingKeyType = jose::KeyType::Rsa;
};

/// What the directory publishes of a software; one file.
struct SoftwareRecord {
    QString organisationId;
    QString softwareId;
    Json claims; ///< the statement's; what is lacking of the 26 is put in when it is issued
    Json jwks;   ///< `use` is `sig` and `tls`; `kid` is the directory's (Jwk::directoryKid())
};

/// The addresses of an endpoint that a TPP needs.
struct EndpointFacts {
    QString audience; ///< `aud` of the registration request
    QString registrationEndpoint;
    QString tokenEndpoint;
    QString wellKnown;

    /// The sandbox's paths below `https://localhost:8443`; the audience is the base itself.
    static EndpointFacts at(const QString &baseUrl);
};

/// OBIE's tools and most banks ask for one hour; a kit for a test lives longer.
constexpr std::chrono::seconds RequestLifetime = std::chrono::hours(1);
constexpr std::chrono::seconds KitRequestLifetime = std::chrono::hours(24 * 30);

/// A test TPP: a software with its keys. A value; copies share the keys.
struct Tpp {
    QString organisationId;
    QString softwareId;
    QStringList redirectUris;
    jose::PrivateKey signingKey;
    trust::Certificate signingCertificate;
    jose::PrivateKey transportKey;
    QList<trust::Certificate> transportChain; ///< leaf, then the issuing CA
    QList<trust::Certificate> authorities;    ///< root first: trust for the endpoint's certificate
    QByteArray statement;                     ///< the software statement, a compact JWS

    /// The directory's identifier of the signing key.
    QByteArray kid() const;
    const trust::Certificate &transportCertificate() const { return transportChain.front(); }

    /// The claims of a registration request (OBIE DCR 3.3) with `private_key_jwt`, a fresh `jti`, scopes by
    /// the statement's roles. `overrides` are put over them; a null removes the claim.
    Json registrationClaims(const QString &audience, Instant now, const Json &overrides = Json::object(),
                            std::chrono::seconds lifetime = RequestLifetime) const;
    Result<QByteArray> registrationRequest(const QString &audience, Instant now,
                                           const Json &overrides = Json::object(),
                                           std::chrono::seconds lifetime = RequestLifetime) const;
    /// RFC 7523 §2.2, for `private_key_jwt`; valid for five minutes.
    Result<QByteArray> clientAssertion(const QString &clientId, const QString &audience, Instant now) const;
    /// Any claims, signed with the signing key: PS256, or ES256 by an EC key.
    Result<QByteArray> sign(const Json &claims) const;
};

} // namespace gatehouse::directory
