#include "base/secret_names.h"

#include <QTest>

using namespace gatehouse;

class TestSecretNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsASecretByItsName_data();
    void tellsASecretByItsName();
    void leavesWhatOnlySpeaksOfOne_data();
    void leavesWhatOnlySpeaksOfOne();
};

void TestSecretNames::tellsASecretByItsName_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"password",
                             "Password",
                             "PASSWORD",
                             "pwd",
                             "passwd",
                             "db_PASSWORD",
                             "userPwd",
                             "connectionPassword",
                             "key_password",
                             "passphrase",
                             "passcode",
                             "pass",
                             "db.pass",
                             "client_secret",
                             "clientSecret",
                             "clientsecret",
                             "client-secret",
                             "CLIENTSECRET",
                             "secret_key",
                             "accessToken",
                             "access_token",
                             "auth_token",
                             "authtoken",
                             "refreshToken",
                             "token",
                             "bearer token",
                             "client_key",
                             "clientKey",
                             "private_key",
                             "privateKey",
                             "apiKey",
                             "api_key",
                             "APIKEY",
                             "x-api-key",
                             "credential",
                             "credentials",
                             "awsCredentials",
                             "Authorization",
                             "encryption_key",
                             "passwordValue",
                             "password2",
                             "password_hash",
                             "secretBase64",
                             "keystore.password",
                             "pin",
                             "hash"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestSecretNames::tellsASecretByItsName()
{
    QFETCH(QString, name);
    QVERIFY(isSecretName(name));
}

void TestSecretNames::leavesWhatOnlySpeaksOfOne_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"",
                             "_",
                             "64",
                             "name",
                             "tokenEndpoint",
                             "token_endpoint",
                             "displayTokenEndpoint",
                             "token_type",
                             "tokenType",
                             "tokenValidation",
                             "keyStore.location",
                             "consumer_key_claim",
                             "consumerKeyClaim",
                             "consumerKey",
                             "public_key",
                             "publicKey",
                             "key",
                             "keys",
                             "site_key",
                             "password_policy",
                             "password_digest",
                             "passwordExpiryDays",
                             "bypass",
                             "compass",
                             "mapping",
                             "spin",
                             "secret_type",
                             "client_id",
                             "clientIdClaim",
                             "Username",
                             "realm",
                             "enableTokenHashing",
                             "enableTokenEncryption",
                             "enable_certificate_bound_access_token",
                             "allow_credentials",
                             "renew_refresh_token",
                             "append_consent_id_to_access_token",
                             "use_sha256_hash",
                             "hash_tokens",
                             "token_format_string",
                             "self_validate_jwt",
                             "certificate_value",
                             "authorizeEndpoint",
                             "authorization_endpoint",
                             "value",
                             "text"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestSecretNames::leavesWhatOnlySpeaksOfOne()
{
    QFETCH(QString, name);
    QVERIFY(!isSecretName(name));
}

QTEST_APPLESS_MAIN(TestSecretNames)
#include "test_secret_names.moc"
