#include "http/form.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::http;

class TestForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decodesNamesAndValues();
    void takesAnAbsentFieldForAnEmptyOne();
    void refusesABodyOfAnotherMediaType();
    void refusesWhatTwoReadersCouldReadDifferently_data();
    void refusesWhatTwoReadersCouldReadDifferently();
    void refusesMoreFieldsThanAnyoneNeeds();
};

void TestForm::decodesNamesAndValues()
{
    const auto form = Form::parseBody("grant%5Ftype=client+credentials&scope=a%2Bb%20c&n=%C3%A9&flag&&e==");
    QVERIFY(form);
    QCOMPARE(form->value("grant_type"), QStringLiteral("client credentials"));
    QCOMPARE(form->value("scope"), QStringLiteral("a+b c"));
    QCOMPARE(form->value("n"), QStringLiteral("é"));
    QCOMPARE(form->value("e"), QStringLiteral("="));
}

void TestForm::takesAnAbsentFieldForAnEmptyOne()
{
    const auto form = Form::parseBody("a=&b");
    QVERIFY(form);
    QCOMPARE(form->value("a"), QString());
    QCOMPARE(form->value("b"), QString());
    QCOMPARE(form->value("c"), QString());
    QVERIFY(Form::parseBody(""));
}

void TestForm::refusesABodyOfAnotherMediaType()
{
    Request request;
    request.body = "a=b";
    QVERIFY(!Form::parse(request));
    request.headers = {{"content-type", "application/json"}};
    QVERIFY(!Form::parse(request));
    request.headers = {{"content-type", "application/x-www-form-urlencoded; charset=UTF-8"}};
    const auto form = Form::parse(request);
    QVERIFY(form);
    QCOMPARE(form->value("a"), QStringLiteral("b"));
}

void TestForm::refusesWhatTwoReadersCouldReadDifferently_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("part");
    QTest::newRow("field twice") << QByteArray("a=1&b=2&a=1") << QStringLiteral("\"a\"");
    QTest::newRow("field twice, once encoded") << QByteArray("a=1&%61=2") << QStringLiteral("\"a\"");
    QTest::newRow("broken escape") << QByteArray("a=%zz") << QStringLiteral("position 1");
    QTest::newRow("cut escape") << QByteArray("a=b%4") << QStringLiteral("position 2");
    QTest::newRow("not UTF-8") << QByteArray("a=%ff") << QStringLiteral("UTF-8");
    QTest::newRow("NUL") << QByteArray("a=b%00c") << QStringLiteral("NUL");
    QTest::newRow("NUL in a name") << QByteArray("a%00=b") << QStringLiteral("NUL");
}

void TestForm::refusesWhatTwoReadersCouldReadDifferently()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, part);
    const auto form = Form::parseBody(body);
    QVERIFY(!form);
    QCOMPARE(form.error().kind, Error::Malformed);
    QVERIFY2(form.error().message.contains(part), qPrintable(form.error().message));
}

void TestForm::refusesMoreFieldsThanAnyoneNeeds()
{
    QByteArray body;
    for (int i = 0; i < Form::MaxFields; ++i)
        body += "f" + QByteArray::number(i) + "=x&";
    QVERIFY(Form::parseBody(body));
    const auto form = Form::parseBody(body + "more=x");
    QVERIFY(!form);
    QCOMPARE(form.error().kind, Error::TooLarge);
}

QTEST_GUILESS_MAIN(TestForm)
#include "test_form.moc"
