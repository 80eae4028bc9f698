#include "sandbox/masking.h"

#include <QTest>

using namespace gatehouse::sandbox;

namespace {

/// As long as a real one.
const QByteArray Secret = "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJjbGllbnQifQ." + QByteArray(342, 'x');

} // namespace

/// No secret reaches the log, however it is sent.
class TestMasking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hidesASecretInABody_data();
    void hidesASecretInABody();
    void hidesASecretInAHeader_data();
    void hidesASecretInAHeader();
    void hidesASecretInAQuery();
    void leavesTheRestAsItIs_data();
    void leavesTheRestAsItIs();
    void tellsSecretsApartThatBeginAlike();
    void showsNothingOfAShortSecret();
};

void TestMasking::hidesASecretInABody_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char *name : {"access_token", "token", "refresh_token", "client_assertion", "client_secret"}) {
        QTest::addRow("%s in a form", name) << "grant_type=client_credentials&" + QByteArray(name) + '=' + Secret + "&scope=";
        QTest::addRow("%s in JSON", name) << "{\"" + QByteArray(name) + "\": \"" + Secret + "\", \"expires_in\": 3600}";
    }
    QTest::newRow("an escaped name") << "client%5Fassertion=" + Secret;
    QTest::newRow("a name twice") << "token=" + Secret + "&token=" + Secret;
    QTest::newRow("JSON after a space") << " \r\n{\"access_token\":\"" + Secret + "\"}";
    QTest::newRow("JSON cut off") << "{\"access_token\":\"" + Secret;
    QTest::newRow("a secret in a list") << "{\"client_assertion\":[\"" + Secret + "\"]}";
}

void TestMasking::hidesASecretInABody()
{
    QFETCH(QByteArray, body);
    const QByteArray shown = maskedBody(body);
    QVERIFY2(!shown.contains("xxxx") && !shown.contains("eyJpc3Mi"), shown);
    QVERIFY2(shown.contains("****"), shown);
}

void TestMasking::hidesASecretInAHeader_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("bearer") << QByteArray("Authorization") << "Bearer " + Secret;
    QTest::newRow("lower case") << QByteArray("authorization") << "bearer " + Secret;
    QTest::newRow("no scheme") << QByteArray("AUTHORIZATION") << Secret;
    QTest::newRow("two spaces") << QByteArray("Authorization") << "Bearer  " + Secret;
    QTest::newRow("to a proxy") << QByteArray("Proxy-Authorization") << "Bearer " + Secret;
    QTest::newRow("a cookie") << QByteArray("Cookie") << "session=" + Secret;
}

void TestMasking::hidesASecretInAHeader()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    const auto shown = maskedHeaders({{"Accept", "application/json"}, {name, value}});
    QCOMPARE(shown.size(), 2);
    QCOMPARE(shown[0].second, "application/json");
    QCOMPARE(shown[1].first, name);
    QVERIFY2(!shown[1].second.contains("xxxx") && shown[1].second.contains("****"), shown[1].second);
}

void TestMasking::hidesASecretInAQuery()
{
    const QByteArray shown = maskedTarget("/oauth2/token?scope=a&access_token=" + Secret + "&x=1");
    QVERIFY2(shown.startsWith("/oauth2/token?scope=a&access_token=****") && shown.endsWith("&x=1"), shown);
    QVERIFY(!shown.contains("xxxx"));
    QCOMPARE(maskedTarget("/oauth2/token"), "/oauth2/token");
}

void TestMasking::leavesTheRestAsItIs_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a registration request") << Secret;
    QTest::newRow("a form without secrets") << QByteArray("grant_type=client_credentials&scope=a%20b&&=");
    QTest::newRow("JSON without secrets") << QByteArray("{ \"token_type\" : \"Bearer\",\"expires_in\":3600 }");
    QTest::newRow("bytes") << QByteArray("\x00\xff\xfe=\x00", 5);
}

void TestMasking::leavesTheRestAsItIs()
{
    QFETCH(QByteArray, body);
    QCOMPARE(maskedBody(body), body);
}

void TestMasking::tellsSecretsApartThatBeginAlike()
{
    QVERIFY(maskedBody("token=" + Secret) != maskedBody("token=" + Secret + 'y'));
    QCOMPARE(maskedBody("token=" + Secret), maskedBody("token=" + Secret));
}

void TestMasking::showsNothingOfAShortSecret()
{
    QCOMPARE(maskedBody("client_secret=hunter2"), "client_secret=****");
    QCOMPARE(maskedHeaders({{"Authorization", "Basic Zm9vOmJhcg=="}})[0].second, "Basic ****");
}

QTEST_GUILESS_MAIN(TestMasking)
#include "test_masking.moc"
