#include "http/router.h"

#include <QTest>

using namespace gatehouse::http;

class TestRouter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void findsARowAndWhatStandsInBraces();
    void takesTheFirstRowThatFits();
    void servesHeadByGet();
    void tellsAnUnknownPathFromAWrongMethod_data();
    void tellsAnUnknownPathFromAWrongMethod();
    void answersOptionsWithTheMethodsThereAre();

private:
    Router m_router;
};

void TestRouter::init()
{
    m_router = {};
    m_router.add("POST", QStringLiteral("/register"));
    m_router.add("GET", QStringLiteral("/register/self"));
    m_router.add("GET", QStringLiteral("/register/{id}"));
    m_router.add("DELETE", QStringLiteral("/register/{id}"));
    m_router.add("GET", QStringLiteral("/keys/{org}/{software}.jwks"));
    m_router.add("GET", QStringLiteral("/d/{org}/{software}"));
}

void TestRouter::findsARowAndWhatStandsInBraces()
{
    const auto match = m_router.match("GET", QStringLiteral("/d/a b/ü"));
    QCOMPARE(match.route, 5);
    QCOMPARE(match.parameters.value("org"), QStringLiteral("a b"));
    QCOMPARE(match.parameters.value("software"), QStringLiteral("ü"));
    QCOMPARE(match.parameters.value("other"), QString());
}

void TestRouter::takesTheFirstRowThatFits()
{
    QCOMPARE(m_router.match("GET", QStringLiteral("/register/self")).route, 1);
    const auto match = m_router.match("DELETE", QStringLiteral("/register/self"));
    QCOMPARE(match.route, 3);
    QCOMPARE(match.parameters.value("id"), QStringLiteral("self"));
    QVERIFY(match.allowed.isEmpty());
}

void TestRouter::servesHeadByGet()
{
    QCOMPARE(m_router.match("HEAD", QStringLiteral("/register/1")).route, 2);
    QCOMPARE(m_router.match("HEAD", QStringLiteral("/register")).route, -1);
}

void TestRouter::tellsAnUnknownPathFromAWrongMethod_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("allow");
    QTest::newRow("unknown") << QByteArray("GET") << QStringLiteral("/nothing") << 404 << QByteArray();
    QTest::newRow("longer") << QByteArray("GET") << QStringLiteral("/register/1/2") << 404 << QByteArray();
    QTest::newRow("slash behind") << QByteArray("POST") << QStringLiteral("/register/") << 404 << QByteArray();
    QTest::newRow("empty parameter") << QByteArray("GET") << QStringLiteral("/d//x") << 404 << QByteArray();
    QTest::newRow("other case") << QByteArray("POST") << QStringLiteral("/Register") << 404 << QByteArray();
    QTest::newRow("wrong method") << QByteArray("PUT") << QStringLiteral("/register/1") << 405
                                  << QByteArray("GET, HEAD, DELETE, OPTIONS");
    QTest::newRow("each method once") << QByteArray("PUT") << QStringLiteral("/register/self") << 405
                                      << QByteArray("GET, HEAD, DELETE, OPTIONS");
    QTest::newRow("methods have case") << QByteArray("post") << QStringLiteral("/register") << 405
                                       << QByteArray("POST, OPTIONS");
    QTest::newRow("options of nothing") << QByteArray("OPTIONS") << QStringLiteral("/nothing") << 404 << QByteArray();
}

void TestRouter::tellsAnUnknownPathFromAWrongMethod()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QFETCH(int, status);
    QFETCH(QByteArray, allow);
    Request request;
    request.method = method;
    request.path = path;
    const auto match = m_router.match(method, path);
    QCOMPARE(match.route, -1);
    const Response response = answerWithoutRoute(match, request);
    QCOMPARE(response.status, status);
    QCOMPARE(headerValue(response.headers, "Allow"), allow);
    QVERIFY(response.body.contains("error_description"));
}

void TestRouter::answersOptionsWithTheMethodsThereAre()
{
    Request request;
    request.method = "OPTIONS";
    request.path = QStringLiteral("/register");
    const Response response = answerWithoutRoute(m_router.match(request.method, request.path), request);
    QCOMPARE(response.status, 204);
    QCOMPARE(headerValue(response.headers, "Allow"), "POST, OPTIONS");
    QVERIFY(response.body.isEmpty());
}

QTEST_GUILESS_MAIN(TestRouter)
#include "test_router.moc"
