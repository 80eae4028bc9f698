#include "http/authorization.h"

#include <QTest>

using namespace gatehouse::http;

class TestAuthorization : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsABearerTokenWhateverTheCaseOfItsScheme();
    void tellsNoBearerFromAnEmptyOne();
    void takesNoTokenFromTextThatIsNone_data();
    void takesNoTokenFromTextThatIsNone();
    void readsBasicCredentialsUpToTheFirstColon();
    void refusesBasicCredentialsThatCannotBeRead_data();
    void refusesBasicCredentialsThatCannotBeRead();
};

void TestAuthorization::readsABearerTokenWhateverTheCaseOfItsScheme()
{
    QCOMPARE(bearerToken("Bearer abc.DEF-_~+/=").value_or("none"), "abc.DEF-_~+/=");
    QCOMPARE(bearerToken("bEARER   abc ").value_or("none"), "abc");
}

void TestAuthorization::tellsNoBearerFromAnEmptyOne()
{
    QVERIFY(!bearerToken(""));
    QVERIFY(!bearerToken("Basic YTpi"));
    QVERIFY(!bearerToken("Bearerabc"));
    QCOMPARE(bearerToken("Bearer").value_or("none"), "");
    QCOMPARE(bearerToken("Bearer  ").value_or("none"), "");
}

void TestAuthorization::takesNoTokenFromTextThatIsNone_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("two tokens") << QByteArray("Bearer abc def");
    QTest::newRow("list") << QByteArray("Bearer abc, Bearer def");
    QTest::newRow("quoted") << QByteArray("Bearer \"abc\"");
    QTest::newRow("not ASCII") << QByteArray("Bearer \xc3\xa9");
    QTest::newRow("tab") << QByteArray("Bearer a\tb");
}

void TestAuthorization::takesNoTokenFromTextThatIsNone()
{
    QFETCH(QByteArray, header);
    QCOMPARE(bearerToken(header).value_or("none"), "");
}

void TestAuthorization::readsBasicCredentialsUpToTheFirstColon()
{
    const auto credentials = basicCredentials("basic " + QByteArray("client%3A1:pass:word").toBase64());
    QVERIFY(credentials);
    QCOMPARE(credentials->user, "client%3A1");
    QCOMPARE(credentials->password, "pass:word");
    const auto empty = basicCredentials("Basic " + QByteArray(":").toBase64());
    QVERIFY(empty);
    QCOMPARE(empty->user, "");
}

void TestAuthorization::refusesBasicCredentialsThatCannotBeRead_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("another scheme") << QByteArray("Bearer YTpi");
    QTest::newRow("nothing") << QByteArray("Basic");
    QTest::newRow("no base64") << QByteArray("Basic a:b");
    QTest::newRow("no colon") << "Basic " + QByteArray("ab").toBase64();
    QTest::newRow("line end") << "Basic " + QByteArray("a:b\r\nX: y").toBase64();
    QTest::newRow("NUL") << "Basic " + QByteArray("a:b\0c", 5).toBase64();
}

void TestAuthorization::refusesBasicCredentialsThatCannotBeRead()
{
    QFETCH(QByteArray, header);
    QVERIFY(!basicCredentials(header));
}

QTEST_GUILESS_MAIN(TestAuthorization)
#include "test_authorization.moc"
