#pragma once

#include "core/trust/certificate_maker.h"
#include "dcr/check.h"
#include "jose/private_key.h"

#include <functional>

namespace gatehouse::dcr::test {

constexpr qint64 NowSeconds = 1'750'000'000; // 2025-06-15T15:06:40Z
constexpr char Audience[] = "https://bank.example";
constexpr char SoftwareId[] = "Qeyb9TC0IzLympA9mKoSQ0";
constexpr char OrganisationId[] = "0015800001041RbAAI";
constexpr char RedirectUri[] = "https://tpp.example/redirect";

/// One set of keys for a whole test program: making them takes longer than judging.
struct Keys {
    jose::PrivateKey software = jose::PrivateKey::generate(jose::KeyType::P256).value();
    jose::PrivateKey directory = jose::PrivateKey::generate(jose::KeyType::P256).value();
    jose::PrivateKey stranger = jose::PrivateKey::generate(jose::KeyType::P256).value();
    jose::PrivateKey rsa = jose::PrivateKey::generate(jose::KeyType::Rsa).value();
    trust::test::Made transport = trust::test::make(
        {{{"C", "GB"}, {"O", "OpenBanking"}, {"OU", OrganisationId}, {"CN", SoftwareId}}, {}},
        trust::test::ecKey());

    static const Keys &get()
    {
        static const Keys keys;
        return keys;
    }
};

constexpr char SoftwareKid[] = "software-kid";
constexpr char DirectoryKid[] = "xfSk77sWLy6hcQbeQ1IxZlExVN_OPy8AhnYZmhMxS7I=";
constexpr char RsaKid[] = "rsa-kid";

inline Json validStatement()
{
    return {
        {"iss", "OpenBanking Ltd"},
        {"iat", NowSeconds - 24 * 3600},
        {"jti", "7fcdeca3aba14172"},
        {"software_environment", "sandbox"},
        {"software_mode", "Test"},
        {"software_id", SoftwareId},
        {"software_client_id", SoftwareId},
        {"software_client_name", "Test TPP"},
        {"software_client_description", "A TPP for tests"},
        {"software_version", "1.5"},
        {"software_client_uri", "https://tpp.example"},
        {"software_redirect_uris", {RedirectUri, "https://tpp.example/other"}},
        {"software_roles", {"AISP", "PISP"}},
        {"organisation_competent_authority_claims",
         {{"authority_id", "OBGBR"},
          {"registration_id", "Unknown0015800001041RbAAI"},
          {"status", "Active"},
          {"authorisations", {{{"member_state", "GB"}, {"roles", {"AISP", "PISP"}}}}}}},
        {"software_logo_uri", "https://tpp.example/logo.png"},
        {"software_policy_uri", "https://tpp.example/policy"},
        {"software_tos_uri", "https://tpp.example/terms"},
        {"org_status", "Active"},
        {"org_id", OrganisationId},
        {"org_name", "Test TPP Limited"},
        {"org_contacts", {{{"name", "Ann"}, {"email", "ann@tpp.example"}, {"phone", "+44"}, {"type", "Technical"}}}},
        {"org_jwks_endpoint", "https://keystore.example/org.jwks"},
        {"software_jwks_endpoint", "https://keystore.example/software.jwks"},
        {"software_on_behalf_of_org", nullptr},
    };
}

inline Json validRequest()
{
    return {
        {"iss", SoftwareId},
        {"iat", NowSeconds - 60},
        {"exp", NowSeconds + 3540},
        {"jti", "31e45eb8-7cb7-43b1-8629-00006a909252"},
        {"aud", Audience},
        {"software_id", SoftwareId},
        {"redirect_uris", {RedirectUri}},
        {"token_endpoint_auth_method", "private_key_jwt"},
        {"token_endpoint_auth_signing_alg", "PS256"},
        {"grant_types", {"authorization_code", "client_credentials", "refresh_token"}},
        {"response_types", {"code id_token"}},
        {"application_type", "web"},
        {"id_token_signed_response_alg", "PS256"},
        {"request_object_signing_alg", "PS256"},
        {"scope", "openid accounts payments"},
    };
}

/// A registration that passes every check but for what a test changes.
struct Registration {
    Json statement = validStatement();
    Json request = validRequest(); ///< the statement is put in when it is signed, unless it brings one
    bool withStatement = true;
    jose::PrivateKey statementKey = Keys::get().directory;
    jose::PrivateKey requestKey = Keys::get().software;
    QByteArray statementKid = DirectoryKid;
    QByteArray requestKid = SoftwareKid;
    jose::Algorithm statementAlgorithm = jose::Algorithm::ES256;
    jose::Algorithm requestAlgorithm = jose::Algorithm::ES256;
    QByteArray statementTail; ///< what a careless hand left behind the token
    QByteArray requestTail;
    Policy policy = defaultPolicy();
    std::function<void(Evidence &)> surroundings = [](Evidence &) {};

    static Policy defaultPolicy()
    {
        Policy policy = Policy::openBankingUk();
        policy.audiences = {QLatin1String(Audience)};
        return policy;
    }

    QByteArray compact() const
    {
        Json claims = request;
        if (withStatement && !claims.contains("software_statement"))
            claims["software_statement"] = compactStatement().toStdString();
        return sign(requestKey, requestAlgorithm, requestKid, claims) + requestTail;
    }

    QByteArray compactStatement() const
    {
        return sign(statementKey, statementAlgorithm, statementKid, statement) + statementTail;
    }

    Evidence evidence() const
    {
        const Keys &keys = Keys::get();
        Evidence evidence = Evidence::ofRequest(compact(), fromSeconds(NowSeconds));
        evidence.requestKeys = source({keys.software.publicJwk(SoftwareKid), keys.rsa.publicJwk(RsaKid)}, "software.jwks");
        evidence.statementKeys = source({keys.directory.publicJwk(DirectoryKid), keys.rsa.publicJwk(RsaKid)},
                                        "directory.jwks");
        evidence.transport.state = Transport::State::Required;
        evidence.transport.certificate = keys.transport.certificate;
        evidence.transport.verdict.status = trust::ChainStatus::Trusted;
        evidence.requestJti.known = true;
        evidence.statementJti.known = true;
        surroundings(evidence);
        return evidence;
    }

    Evaluation evaluated() const { return evaluate(evidence(), policy); }

    static KeySource source(std::vector<jose::Jwk> keys, const char *origin)
    {
        KeySource source;
        source.state = KeySource::State::Available;
        source.keys = std::make_shared<const jose::JwkSet>(std::move(keys));
        source.origin = QLatin1String(origin);
        return source;
    }

    static QByteArray sign(const jose::PrivateKey &key, jose::Algorithm algorithm, const QByteArray &kid,
                           const Json &claims)
    {
        return jose::sign(key, algorithm, {{"typ", "JWT"}, {"kid", kid.toStdString()}}, toBytes(claims)).value();
    }
};

} // namespace gatehouse::dcr::test
