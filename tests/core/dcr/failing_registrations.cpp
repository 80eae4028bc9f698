#include "core/dcr/failing_registrations.h"

namespace gatehouse::dcr::test {

namespace {

using R = Registration;

constexpr char Redirect[] = "invalid_redirect_uri";
constexpr char Metadata[] = "invalid_client_metadata";
constexpr char Statement[] = "invalid_software_statement";
constexpr char Unapproved[] = "unapproved_software_statement";

QString q(const char *text)
{
    return QString::fromUtf8(text);
}

void redirectTo(R &r, const char *uri)
{
    r.request["redirect_uris"] = {uri};
    r.statement["software_redirect_uris"] = {uri};
}

QList<FailingRow> tokenRows()
{
    return {
        {"request.is-signed-jwt", "a bracket behind it", [](R &r) { r.requestTail = "}"; }, Metadata, {q("'}'")},
         {q("request.signature")}},
        {"request.is-signed-jwt", "two parts", [](R &r) { r.requestTail = ".x"; }, Metadata, {q("4")},
         {q("request.signature")}},
        {"request.has-statement", "left out", [](R &r) { r.withStatement = false; }, Statement,
         {q("\"software_statement\"")}, {q("request.mandatory-claims")}},
        {"request.has-statement", "a number", [](R &r) { r.request["software_statement"] = 1; }, Statement,
         {q("no string")}, {q("request.claim-types")}},
        {"request.has-statement", "empty", [](R &r) { r.request["software_statement"] = ""; }, Statement,
         {q("empty")}, {q("request.mandatory-claims")}},
        {"statement.is-signed-jwt", "a bracket behind it", [](R &r) { r.statementTail = "}"; }, Statement,
         {q("'}'")}, {q("statement.signature")}},
        {"statement.signature", "a stranger's key under the directory's kid",
         [](R &r) { r.statementKey = Keys::get().stranger; }, Statement, {q(DirectoryKid), q("directory.jwks")}},
        {"statement.signature", "a kid that is not in the set", [](R &r) { r.statementKid = "nobody"; }, Statement,
         {q("nobody"), q("directory.jwks")}},
        {"statement.signature", "the kid without its padding", [](R &r) { r.statementKid.chop(1); }, Statement,
         {q("directory.jwks")}},
        {"statement.signature", "no key set to be had",
         [](R &r) {
             r.surroundings = [](Evidence &e) {
                 e.statementKeys = {KeySource::State::Unavailable, nullptr, {}, q("The key set is away.")};
             };
         },
         Statement, {q("The key set is away.")}},
        {"request.signature", "a stranger's key under the software's kid",
         [](R &r) { r.requestKey = Keys::get().stranger; }, Metadata, {q(SoftwareKid), q("software.jwks")}},
        {"request.signature", "the directory's key", [](R &r) { r.requestKid = DirectoryKid; }, Metadata,
         {q(DirectoryKid)}},
        {"statement.algorithm", "RS256",
         [](R &r) {
             r.statementKey = Keys::get().rsa;
             r.statementKid = RsaKid;
             r.statementAlgorithm = jose::Algorithm::RS256;
         },
         Statement, {q("\"RS256\""), q("PS256, ES256")}, {q("statement.signature")}},
        {"request.algorithm", "RS256",
         [](R &r) {
             r.requestKey = Keys::get().rsa;
             r.requestKid = RsaKid;
             r.requestAlgorithm = jose::Algorithm::RS256;
         },
         Metadata, {q("\"RS256\""), q("PS256, ES256")}, {q("request.signature")}},
        {"request.algorithm", "none",
         [](R &r) {
             r.surroundings = [](Evidence &e) { (*e.request->header)["alg"] = "none"; };
         },
         Metadata, {q("\"none\"")}, {q("request.signature")}},
        {"transport.certificate", "absent",
         [](R &r) { r.surroundings = [](Evidence &e) { e.transport.certificate.reset(); }; }, Metadata,
         {q("no client certificate")}},
        {"transport.certificate", "not trusted",
         [](R &r) {
             r.surroundings = [](Evidence &e) {
                 e.transport.verdict.status = trust::ChainStatus::UntrustedIssuer;
                 e.transport.verdict.message = q("Nobody vouches for it.");
             };
         },
         Metadata, {q("Nobody vouches for it.")}},
        {"transport.certificate-of-software", "another organisation's",
         [](R &r) { r.statement["org_id"] = "0015800001HQQrZAAX"; }, Metadata,
         {q("0015800001HQQrZAAX"), q(OrganisationId), q(SoftwareId)}},
        {"transport.certificate-of-software", "from another directory",
         [](R &r) {
             r.statement["org_id"] = "0015800001HQQrZAAX";
             r.surroundings = [](Evidence &e) { e.transport.fromOtherDirectory = true; };
         },
         Metadata, {q("not held against")}, {}, Outcome::Warn},
    };
}

QList<FailingRow> statementRows()
{
    return {
        {"statement.claim-types", "a boolean as version", [](R &r) { r.statement["software_version"] = true; },
         Statement, {q("software_version"), q("boolean"), q("string")}},
        {"statement.claim-types", "milliseconds", [](R &r) { r.statement["iat"] = NowSeconds * 1000; }, Statement,
         {q("1750000000000"), q("Milliseconds")}},
        {"statement.mandatory-claims", "no name", [](R &r) { r.statement.erase("software_client_name"); }, Statement,
         {q("Missing: software_client_name")}},
        {"statement.mandatory-claims", "null", [](R &r) { r.statement["software_client_name"] = nullptr; }, Statement,
         {q("Missing: software_client_name")}},
        {"statement.mandatory-claims", "blank", [](R &r) { r.statement["software_client_name"] = " \t"; }, Statement,
         {q("Empty: software_client_name")}},
        {"statement.issuer", "unknown", [](R &r) { r.statement["iss"] = "Somebody Ltd"; }, Unapproved,
         {q("\"Somebody Ltd\""), q("OpenBanking Ltd")}},
        {"statement.issuer", "in other letters", [](R &r) { r.statement["iss"] = "openbanking ltd"; }, Unapproved,
         {q("\"openbanking ltd\"")}},
        {"statement.issued-at", "tomorrow", [](R &r) { r.statement["iat"] = NowSeconds + 86400; }, Statement,
         {q("2025-06-16T15:06:40Z"), q("1 day"), q("60 seconds")}},
        {"statement.issued-at", "not before tomorrow", [](R &r) { r.statement["nbf"] = NowSeconds + 86400; },
         Statement, {q("2025-06-16T15:06:40Z")}},
        {"statement.not-expired", "an hour ago", [](R &r) { r.statement["exp"] = NowSeconds - 3600; }, Statement,
         {q("2025-06-15T14:06:40Z"), q("1 hour")}},
        {"statement.not-expired", "an expiry in text",
         [](R &r) {
             r.statement["exp"] = "tomorrow";
             r.policy.severities[q("statement.claim-types")] = Severity::Off;
         },
         Statement, {q("cannot be read")}},
        {"statement.age", "older than the policy's limit",
         [](R &r) {
             r.policy.maxStatementAge = std::chrono::days(10);
             r.statement["iat"] = NowSeconds - 20 * 86400;
         },
         Unapproved, {q("20 days"), q("10 days")}},
        {"statement.age", "older than what is warned of", [](R &r) { r.statement["iat"] = NowSeconds - 200 * 86400; },
         Unapproved, {q("ago")}, {}, Outcome::Warn},
        {"statement.environment", "production", [](R &r) { r.statement["software_environment"] = "production"; },
         Unapproved, {q("\"production\""), q("sandbox")}},
        {"statement.organisation-status", "revoked", [](R &r) { r.statement["org_status"] = "Revoked"; }, Unapproved,
         {q("\"Test TPP Limited\""), q("\"Revoked\"")}},
        {"statement.authority-status", "withdrawn",
         [](R &r) { r.statement["organisation_competent_authority_claims"]["status"] = "Withdrawn"; }, Unapproved,
         {q("\"Withdrawn\""), q("\"OBGBR\""), q("Unknown0015800001041RbAAI")}},
        {"statement.software-id-form", "23 characters",
         [](R &r) {
             r.statement["software_id"] = "Qeyb9TC0IzLympA9mKoSQ0X";
             r.request["iss"] = r.request["software_id"] = "Qeyb9TC0IzLympA9mKoSQ0X";
         },
         Statement, {q("\"Qeyb9TC0IzLympA9mKoSQ0X\""), q("23"), q("22")},
         {q("transport.certificate-of-software")}},
        {"statement.software-id-form", "a dash and what looks like a place marker",
         [](R &r) {
             r.statement["software_id"] = "a-%2%3";
             r.request["iss"] = r.request["software_id"] = "a-%2%3";
         },
         Statement, {q("\"a-%2%3\""), q("\"-\"")}, {q("transport.certificate-of-software")}},
        {"statement.software-id-form", "a letter that is none of ASCII",
         [](R &r) { r.statement["software_id"] = r.request["iss"] = r.request["software_id"] = "\xd0\x90\x42"; },
         Statement, {q("\xd0\x90")}, {q("transport.certificate-of-software")}},
        {"statement.roles-authorised", "a role without authorisation",
         [](R &r) { r.statement["software_roles"] = {"AISP", "PISP", "CBPII"}; }, Unapproved, {q("CBPII")}, {},
         Outcome::Warn},
        {"statement.jti-once", "used before, where the policy asks",
         [](R &r) {
             r.policy.severities[q("statement.jti-once")] = Severity::Fail;
             r.surroundings = [](Evidence &e) { e.statementJti.firstUsedAt = fromSeconds(1'700'000'000); };
         },
         Statement, {q("\"7fcdeca3aba14172\""), q("2023-11-14T22:13:20Z")}},
    };
}

QList<FailingRow> requestRows()
{
    return {
        {"request.claim-types", "a text for a boolean",
         [](R &r) { r.request["backchannel_user_code_parameter_supported"] = "yes"; }, Metadata,
         {q("backchannel_user_code_parameter_supported"), q("string"), q("true or false")}},
        {"request.claim-types", "a number among the redirect URIs",
         [](R &r) { r.request["redirect_uris"] = Json::array({RedirectUri, 7}); }, Metadata, {q("redirect_uris")},
         {q("request.redirect-uris")}},
        {"request.mandatory-claims", "no jti", [](R &r) { r.request.erase("jti"); }, Metadata, {q("Missing: jti")}},
        {"request.mandatory-claims", "an empty list", [](R &r) { r.request["redirect_uris"] = Json::array(); },
         Metadata, {q("Empty: redirect_uris")}, {q("request.redirect-uris"), q("request.host-names")}},
        {"request.issuer-is-software-id", "a client id", [](R &r) { r.request["iss"] = "S6u2He4jywvyypT7"; }, Metadata,
         {q("\"S6u2He4jywvyypT7\""), q(SoftwareId)}},
        {"request.issuer-is-software-id", "in other letters",
         [](R &r) { r.request["iss"] = q(SoftwareId).toLower().toStdString(); }, Metadata, {q(SoftwareId)}},
        {"request.issuer-is-software-id", "empty on both sides",
         [](R &r) { r.request["iss"] = r.request["software_id"] = r.statement["software_id"] = ""; }, Metadata,
         {q("\"\"")},
         {q("statement.mandatory-claims"), q("request.mandatory-claims"), q("transport.certificate-of-software")}},
        {"request.software-id-agrees", "another one", [](R &r) { r.request["software_id"] = "other"; }, Metadata,
         {q("\"other\""), q(SoftwareId)}},
        {"request.software-unchanged", "an update for another software",
         [](R &r) { r.surroundings = [](Evidence &e) { e.registeredSoftwareId = q("registered"); }; }, Metadata,
         {q("\"registered\""), q(SoftwareId)}},
        {"request.audience", "another bank", [](R &r) { r.request["aud"] = "https://other.example"; }, Metadata,
         {q("https://other.example"), q(Audience)}},
        {"request.audience", "the same with a slash", [](R &r) { r.request["aud"] = "https://bank.example/"; },
         Metadata, {q("https://bank.example/")}},
        {"request.audience", "nobody",
         [](R &r) { r.request["aud"] = Json::array(); }, Metadata, {q("nobody")}, {q("request.mandatory-claims")}},
        {"request.issued-at", "in an hour",
         [](R &r) {
             r.request["iat"] = NowSeconds + 3600;
             r.request["exp"] = NowSeconds + 7200;
         },
         Metadata, {q("2025-06-15T16:06:40Z"), q("1 hour"), q("60 seconds")}},
        {"request.issued-at", "not before an hour", [](R &r) { r.request["nbf"] = NowSeconds + 3600; }, Metadata,
         {q("2025-06-15T16:06:40Z")}},
        {"request.not-expired", "an hour ago",
         [](R &r) {
             r.request["iat"] = NowSeconds - 7200;
             r.request["exp"] = NowSeconds - 3600;
         },
         Metadata, {q("2025-06-15T14:06:40Z"), q("1 hour")}},
        {"request.not-expired", "to the second",
         [](R &r) { r.request["exp"] = NowSeconds - 60; r.request["iat"] = NowSeconds - 90; }, Metadata,
         {q("2025-06-15T15:05:40Z")}},
        {"request.lifetime", "ends before it begins",
         [](R &r) {
             r.request["iat"] = NowSeconds + 30;
             r.request["exp"] = NowSeconds + 20;
         },
         Metadata, {q("2025-06-15T15:07:00Z"), q("2025-06-15T15:07:10Z")}},
        {"request.lifetime", "longer than the policy allows",
         [](R &r) { r.policy.maxRequestLifetime = std::chrono::minutes(30); }, Metadata, {q("1 hour"), q("30 minutes")}},
        {"request.jti-is-uuid", "digits", [](R &r) { r.request["jti"] = "1643090815273"; }, Metadata,
         {q("\"1643090815273\"")}, {}, Outcome::Warn},
        {"request.jti-is-uuid", "version 1", [](R &r) { r.request["jti"] = "31e45eb8-7cb7-13b1-8629-00006a909252"; },
         Metadata, {q("version 4")}, {}, Outcome::Warn},
        {"request.jti-once", "used before",
         [](R &r) { r.surroundings = [](Evidence &e) { e.requestJti.firstUsedAt = fromSeconds(1'700'000'000); }; },
         Metadata, {q("31e45eb8-7cb7-43b1-8629-00006a909252"), q("2023-11-14T22:13:20Z")}},
    };
}

FailingRow unfitRedirect(const char *uri, const char *reason)
{
    const auto change = [uri](R &r) {
        redirectTo(r, uri);
        r.policy.severities[q("request.host-names")] = Severity::Off;
    };
    return {"request.redirect-uris", uri, change, Redirect, {q(reason)}};
}

QList<FailingRow> redirectRows()
{
    return {
        {"request.redirect-uris", "http", [](R &r) { redirectTo(r, "http://tpp.example/redirect"); }, Redirect,
         {q("\"http://tpp.example/redirect\""), q("\"http\", not https")}},
        {"request.redirect-uris", "one bad among good",
         [](R &r) {
             r.request["redirect_uris"] = {RedirectUri, "http://tpp.example/redirect"};
             r.statement["software_redirect_uris"] = r.request["redirect_uris"];
         },
         Redirect, {q("\"http://tpp.example/redirect\"")}},
        {"request.redirect-uris", "a fragment", [](R &r) { redirectTo(r, "https://tpp.example/a#b"); }, Redirect,
         {q("fragment")}},
        {"request.redirect-uris", "an empty fragment", [](R &r) { redirectTo(r, "https://tpp.example/a#"); },
         Redirect, {q("fragment")}},
        {"request.redirect-uris", "a user name", [](R &r) { redirectTo(r, "https://bank.example@tpp.example/"); },
         Redirect, {q("user name")}},
        {"request.redirect-uris", "an empty user name", [](R &r) { redirectTo(r, "https://@tpp.example/"); },
         Redirect, {q("user name")}},
        {"request.redirect-uris", "257 bytes",
         [](R &r) { redirectTo(r, ("https://tpp.example/" + std::string(237, 'a')).c_str()); }, Redirect,
         {q("256")}},
        {"request.redirect-uris", "none for a code",
         [](R &r) { r.request.erase("redirect_uris"); }, Redirect, {q("authorization_code")},
         {q("request.mandatory-claims")}},
        unfitRedirect("tpp.example/redirect", "absolute"),
        unfitRedirect("//tpp.example/redirect", "absolute"),
        unfitRedirect(" https://tpp.example/", "absolute"),
        unfitRedirect("https://tpp.example\\@evil.example/", "absolute"),
        unfitRedirect("https://tpp.example/a b", "absolute"),
        unfitRedirect("https:///redirect", "host"),
        unfitRedirect("javascript:alert(1)", "\"javascript\", not https"),
        unfitRedirect("com.example.app:/redirect", "not https"),
        unfitRedirect("https://localhost/", "this machine"),
        unfitRedirect("https://LOCALHOST:8443/", "this machine"),
        unfitRedirect("https://localhost./", "this machine"),
        unfitRedirect("https://a.localhost/", "this machine"),
        unfitRedirect("https://loc%61lhost/", "absolute"),
        unfitRedirect("https://127.0.0.1/", "this machine"),
        unfitRedirect("https://127.9.9.9/", "this machine"),
        unfitRedirect("https://127.1/", "this machine"),
        unfitRedirect("https://0x7f000001/", "this machine"),
        unfitRedirect("https://2130706433/", "this machine"),
        unfitRedirect("https://0.0.0.0/", "this machine"),
        unfitRedirect("https://[::1]/", "this machine"),
        unfitRedirect("https://[::ffff:127.0.0.1]/", "this machine"),
        unfitRedirect("https://[::]/", "this machine"),
        unfitRedirect("https://10.0.0.1/", "not a public address"),
        unfitRedirect("https://192.168.1.1/", "not a public address"),
        unfitRedirect("https://169.254.169.254/", "not a public address"),
        unfitRedirect("https://[fe80::1]/", "not a public address"),
        unfitRedirect("https://[::ffff:10.0.0.1]/", "not a public address"),
        {"request.redirect-uris-in-statement", "not listed",
         [](R &r) { r.request["redirect_uris"] = {"https://tpp.example/third"}; }, Redirect,
         {q("https://tpp.example/third"), q(RedirectUri)}},
        {"request.redirect-uris-in-statement", "one of two not listed",
         [](R &r) { r.request["redirect_uris"] = {RedirectUri, "https://tpp.example/third"}; }, Redirect,
         {q("https://tpp.example/third")}},
        {"request.redirect-uris-in-statement", "below a listed one",
         [](R &r) { r.request["redirect_uris"] = {q(RedirectUri).toStdString() + "/more"}; }, Redirect,
         {q("https://tpp.example/redirect/more")}},
        {"request.redirect-uris-in-statement", "in other letters",
         [](R &r) { r.request["redirect_uris"] = {"https://TPP.example/redirect"}; }, Redirect,
         {q("https://TPP.example/redirect"), q("character by character")}},
        {"request.redirect-uris-in-statement", "none listed",
         [](R &r) { r.statement["software_redirect_uris"] = nullptr; }, Redirect, {q(RedirectUri)},
         {q("statement.mandatory-claims")}},
        {"request.host-names", "the logo elsewhere",
         [](R &r) { r.statement["software_logo_uri"] = "https://cdn.example/logo.png"; }, Metadata,
         {q("software_logo_uri"), q("\"cdn.example\""), q("tpp.example")}, {}, Outcome::Warn},
    };
}

QList<FailingRow> metadataRows()
{
    return {
        {"request.grant-types", "password",
         [](R &r) { r.request["grant_types"].push_back("password"); }, Metadata,
         {q("\"password\""), q("authorization_code")}},
        {"request.grant-types", "implicit in other letters",
         [](R &r) { r.request["grant_types"].push_back("Client_Credentials"); }, Metadata,
         {q("\"Client_Credentials\"")}},
        {"request.response-types", "id_token token",
         [](R &r) { r.request["response_types"] = {"code", "id_token", "token"}; }, Metadata,
         {q("id_token, token"), q("code id_token")}},
        {"request.grants-agree-with-responses", "a code that nothing redeems",
         [](R &r) { r.request["grant_types"] = {"client_credentials"}; }, Metadata,
         {q("code id_token"), q("authorization_code")}},
        {"request.grants-agree-with-responses", "a grant without its code",
         [](R &r) { r.request["response_types"] = Json::array(); }, Metadata, {q("authorization_code"), q("none")}},
        {"request.grants-agree-with-responses", "refresh tokens from nowhere",
         [](R &r) {
             r.request["grant_types"] = {"client_credentials", "refresh_token"};
             r.request["response_types"] = Json::array();
         },
         Metadata, {q("refresh_token")}, {}, Outcome::Warn},
        {"request.application-type", "desktop", [](R &r) { r.request["application_type"] = "desktop"; }, Metadata,
         {q("\"desktop\""), q("web, mobile")}},
        {"request.auth-method", "a secret",
         [](R &r) { r.request["token_endpoint_auth_method"] = "client_secret_basic"; }, Metadata,
         {q("\"client_secret_basic\""), q("tls_client_auth, private_key_jwt")}},
        {"request.auth-method", "none at all", [](R &r) { r.request["token_endpoint_auth_method"] = "none"; },
         Metadata, {q("\"none\"")}},
        {"request.auth-method", "left out", [](R &r) { r.request.erase("token_endpoint_auth_method"); }, Metadata,
         {q("client_secret_basic"), q("tls_client_auth, private_key_jwt")}, {q("request.mandatory-claims")}},
        {"request.auth-signing-alg", "left out for private_key_jwt",
         [](R &r) { r.request.erase("token_endpoint_auth_signing_alg"); }, Metadata,
         {q("private_key_jwt"), q("PS256, ES256")}},
        {"request.auth-signing-alg", "RS256",
         [](R &r) { r.request["token_endpoint_auth_signing_alg"] = "RS256"; }, Metadata,
         {q("\"RS256\""), q("PS256, ES256")}},
        {"request.tls-subject-dn", "left out",
         [](R &r) { r.request["token_endpoint_auth_method"] = "tls_client_auth"; }, Metadata, {q("tls_client_auth")}},
        {"request.tls-subject-dn", "another subject",
         [](R &r) {
             r.request["token_endpoint_auth_method"] = "tls_client_auth";
             r.request["tls_client_auth_subject_dn"] = "CN=other,O=OpenBanking,C=GB";
         },
         Metadata, {q("certificate of this connection"), q("CN=other")}},
        {"request.tls-subject-dn", "no name",
         [](R &r) {
             r.request["token_endpoint_auth_method"] = "tls_client_auth";
             r.request["tls_client_auth_subject_dn"] = "not a name";
         },
         Metadata, {}},
        {"request.tls-subject-dn", "513 characters",
         [](R &r) {
             r.request["token_endpoint_auth_method"] = "tls_client_auth";
             r.request["tls_client_auth_subject_dn"] = "CN=" + std::string(510, 'a');
         },
         Metadata, {q("513"), q("512")}},
        {"request.response-algorithms", "unsigned ID tokens",
         [](R &r) { r.request["id_token_signed_response_alg"] = "none"; }, Metadata,
         {q("id_token_signed_response_alg"), q("\"none\""), q("PS256, ES256")}},
        {"request.response-algorithms", "RS256 request objects",
         [](R &r) { r.request["request_object_signing_alg"] = "RS256"; }, Metadata,
         {q("request_object_signing_alg"), q("\"RS256\"")}},
        {"request.response-algorithms", "HS256 responses",
         [](R &r) { r.request["authorization_signed_response_alg"] = "HS256"; }, Metadata,
         {q("authorization_signed_response_alg"), q("\"HS256\"")}},
        {"request.id-token-encryption", "RSA1_5",
         [](R &r) { r.request["id_token_encrypted_response_alg"] = "RSA1_5"; }, Metadata,
         {q("\"RSA1_5\""), q("RSA-OAEP")}},
        {"request.id-token-encryption", "content encryption alone",
         [](R &r) { r.request["id_token_encrypted_response_enc"] = "A256GCM"; }, Metadata,
         {q("\"A256GCM\""), q("id_token_encrypted_response_alg")}},
        {"request.id-token-encryption", "content encryption unknown",
         [](R &r) {
             r.request["id_token_encrypted_response_alg"] = "RSA-OAEP";
             r.request["id_token_encrypted_response_enc"] = "DES";
         },
         Metadata, {q("\"DES\""), q("A256GCM")}},
        {"request.id-token-encryption", "the default content encryption not allowed",
         [](R &r) {
             r.request["id_token_encrypted_response_alg"] = "RSA-OAEP";
             r.policy.idTokenEncryptionMethods = {q("A256GCM")};
         },
         Metadata, {q("\"A128CBC-HS256\""), q("A256GCM")}},
        {"request.scopes", "unknown", [](R &r) { r.request["scope"] = "openid accounts admin"; }, Metadata,
         {q("\"admin\""), q("fundsconfirmations")}},
        {"request.scopes", "a tab between", [](R &r) { r.request["scope"] = "openid\taccounts"; }, Metadata,
         {q("fundsconfirmations")}},
        {"request.scopes-within-roles", "funds without CBPII",
         [](R &r) { r.request["scope"] = "openid fundsconfirmations"; }, Metadata,
         {q("AISP, PISP"), q("\"fundsconfirmations\"")}},
        {"request.scopes-within-roles", "no roles",
         [](R &r) { r.statement["software_roles"] = Json::array(); }, Metadata, {q("none"), q("accounts, payments")},
         {q("statement.mandatory-claims")}},
        {"request.backchannel", "the grant without a mode",
         [](R &r) { r.request["grant_types"].push_back("urn:openid:params:grant-type:ciba"); }, Metadata,
         {q("urn:openid:params:grant-type:ciba"), q("poll")}},
        {"request.backchannel", "an unknown mode",
         [](R &r) { r.request["backchannel_token_delivery_mode"] = "pull"; }, Metadata, {q("\"pull\""), q("ping")}},
        {"request.backchannel", "ping to nowhere",
         [](R &r) { r.request["backchannel_token_delivery_mode"] = "ping"; }, Metadata, {q("\"ping\""), q("missing")}},
        {"request.backchannel", "push to the bank's own network",
         [](R &r) {
             r.request["backchannel_token_delivery_mode"] = "push";
             r.request["backchannel_client_notification_endpoint"] = "https://10.1.2.3/notify";
         },
         Metadata, {q("\"push\""), q("10.1.2.3"), q("not a public address")}},
        {"request.backchannel", "RS256",
         [](R &r) {
             r.request["backchannel_token_delivery_mode"] = "poll";
             r.request["backchannel_authentication_request_signing_alg"] = "RS256";
         },
         Metadata, {q("\"RS256\""), q("PS256, ES256")}},
    };
}

} // namespace

const QList<FailingRow> &failingRows()
{
    static const QList<FailingRow> rows =
        tokenRows() + statementRows() + requestRows() + redirectRows() + metadataRows();
    return rows;
}

const QList<PassingRow> &passingRows()
{
    static const QList<PassingRow> rows = {
        {"statement.jti-once", [](R &r) { r.policy.severities[q("statement.jti-once")] = Severity::Fail; }},
        {"request.software-unchanged",
         [](R &r) { r.surroundings = [](Evidence &e) { e.registeredSoftwareId = q(SoftwareId); }; }},
        {"request.tls-subject-dn",
         [](R &r) {
             r.request["token_endpoint_auth_method"] = "tls_client_auth";
             r.request["tls_client_auth_subject_dn"] =
                 (q("CN=") + q(SoftwareId) + q(",OU=") + q(OrganisationId) + q(",O=OpenBanking,C=GB")).toStdString();
         }},
        {"request.id-token-encryption",
         [](R &r) {
             r.request["id_token_encrypted_response_alg"] = "RSA-OAEP";
             r.request["id_token_encrypted_response_enc"] = "A256GCM";
         }},
        {"request.id-token-encryption", [](R &r) { r.request["id_token_encrypted_response_alg"] = "RSA-OAEP"; }},
        {"request.backchannel",
         [](R &r) {
             r.request["backchannel_token_delivery_mode"] = "push";
             r.request["backchannel_client_notification_endpoint"] = "https://tpp.example/notify";
         }},
        {"request.audience", [](R &r) { r.request["aud"] = {"https://other.example", Audience}; }},
        {"request.redirect-uris", [](R &r) { redirectTo(r, ("https://tpp.example/" + std::string(236, 'a')).c_str()); }},
        {"request.redirect-uris", [](R &r) { redirectTo(r, "https://tpp.example:8443/a?b=c&d=%20e"); }},
        {"request.redirect-uris", [](R &r) { redirectTo(r, "https://8.8.8.8/redirect"); }},
        {"request.redirect-uris", [](R &r) { redirectTo(r, "https://localhost.example/redirect"); }},
        {"request.not-expired", [](R &r) { r.request["exp"] = NowSeconds - 59; }},
        {"statement.issued-at", [](R &r) { r.statement["iat"] = NowSeconds + 60; }},
        {"statement.environment", [](R &r) { r.statement["software_environment"] = "SANDBOX"; }},
        {"request.grants-agree-with-responses",
         [](R &r) {
             r.request["grant_types"] = {"client_credentials"};
             r.request.erase("response_types");
         }},
    };
    return rows;
}

} // namespace gatehouse::dcr::test
