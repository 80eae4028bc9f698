#include "sandbox/client_metadata.h"

#include "base/base64url.h"

#include <QRandomGenerator>

namespace gatehouse::sandbox {

namespace {

void put(Json &object, const char *name, const QString &value)
{
    if (!value.isEmpty())
        object[name] = value.toStdString();
}

} // namespace

Json clientMetadata(const QString &clientId, Instant issuedAt, const dcr::RegistrationRequest &request,
                    const dcr::SoftwareStatement &statement)
{
    Json metadata = {
        {"client_id", clientId.toStdString()},
        {"client_id_issued_at", toSeconds(issuedAt)},
        {"redirect_uris", toJson(request.redirectUris.value_or(QStringList()))},
        {"grant_types", toJson(request.grantTypes.value_or(QStringList()))},
        // RFC 7591 §2: what is left out means "code"; a client without a redirect has no use for one.
        {"response_types", toJson(request.responseTypes.value_or(QStringList{QStringLiteral("code")}))},
        {"software_statement", request.softwareStatement.toStdString()},
    };
    put(metadata, "client_name", statement.clientName);
    put(metadata, "software_id", statement.softwareId);
    put(metadata, "application_type", request.applicationType);
    put(metadata, "scope", request.scopes().join(QLatin1Char(' ')));
    put(metadata, "token_endpoint_auth_method", request.tokenEndpointAuthMethod);
    put(metadata, "token_endpoint_auth_signing_alg", request.tokenEndpointAuthSigningAlg);
    put(metadata, "tls_client_auth_subject_dn", request.tlsClientAuthSubjectDn);
    put(metadata, "id_token_signed_response_alg", request.idTokenSignedResponseAlg);
    put(metadata, "id_token_encrypted_response_alg", request.idTokenEncryptedResponseAlg);
    put(metadata, "id_token_encrypted_response_enc", request.idTokenEncryptedResponseEnc);
    put(metadata, "request_object_signing_alg", request.requestObjectSigningAlg);
    put(metadata, "authorization_signed_response_alg", request.authorizationSignedResponseAlg);
    put(metadata, "backchannel_token_delivery_mode", request.backchannelTokenDeliveryMode);
    put(metadata, "backchannel_client_notification_endpoint", request.backchannelClientNotificationEndpoint);
    put(metadata, "backchannel_authentication_request_signing_alg", request.backchannelAuthenticationRequestSigningAlg);
    if (request.backchannelUserCodeParameterSupported)
        metadata["backchannel_user_code_parameter_supported"] = *request.backchannelUserCodeParameterSupported;
    put(metadata, "jwks_uri", statement.jwksEndpoint);
    return metadata;
}

QString newClientId()
{
    constexpr char Alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    constexpr qsizetype Length = 28;
    constexpr quint32 Base = 62;
    constexpr int DigitsPerWord =
        5; // 62^5 is below 2^32: what a word has left over makes no digit likelier that counts
    quint32 words[6];
    QRandomGenerator::system()->fillRange(words);
    QString id(Length, QLatin1Char('0'));
    for (qsizetype i = 0; i < Length; ++i) {
        quint32 &word = words[i / DigitsPerWord];
        id[i] = QLatin1Char(Alphabet[word % Base]);
        word /= Base;
    }
    return id;
}

QByteArray newSecret()
{
    quint32 words[8];
    QRandomGenerator::system()->fillRange(words);
    return toBase64url(QByteArrayView(reinterpret_cast<const char *>(words), sizeof words));
}

} // namespace gatehouse::sandbox
