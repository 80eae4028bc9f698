#include "ui/models/exchange_model.h"

#include <QTest>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using sandbox::Exchange;
using ui::ExchangeModel;

namespace {

Exchange exchange(quint64 id, int status = 201)
{
    Exchange made;
    made.id = id;
    made.arrivedAt = fromSeconds(1'643'090'815);
    made.duration = std::chrono::microseconds(3'800);
    made.method = "POST";
    made.target = "/open-banking/v3.3.0/register";
    made.status = status;
    made.clientName = u"Penny Planner"_s;
    if (status >= 400)
        made.errorCode = u"invalid_client_metadata"_s;
    return made;
}

QList<Exchange> exchanges(quint64 first, int count)
{
    QList<Exchange> list;
    for (int i = 0; i < count; ++i)
        list += exchange(first + static_cast<quint64>(i));
    return list;
}

} // namespace

class TestExchangeModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void staysAtItsMaximum();
    void takesMoreThanItsMaximumAtOnce();
    void takesNothing();
    void saysInWordsWhatHappened_data();
    void saysInWordsWhatHappened();
    void showsOnlyWhatFailed();
    void findsByTextInAnyColumn();
    void forgetsWhenCleared();
};

void TestExchangeModel::staysAtItsMaximum()
{
    ExchangeModel model;
    for (quint64 i = 0; i < 2000; i += 7)
        model.append(exchanges(i, 7));
    QCOMPARE(model.rowCount(), ExchangeModel::MaxRows);
    QCOMPARE(model.exchange(model.rowCount() - 1).id, 2001U);
    QCOMPARE(model.exchange(0).id, 2002U - ExchangeModel::MaxRows);
}

void TestExchangeModel::takesMoreThanItsMaximumAtOnce()
{
    ExchangeModel model;
    model.append(exchanges(1, 3));
    model.append(exchanges(10, ExchangeModel::MaxRows + 20));
    QCOMPARE(model.rowCount(), ExchangeModel::MaxRows);
    QCOMPARE(model.exchange(0).id, 30U);
}

void TestExchangeModel::takesNothing()
{
    ExchangeModel model;
    model.append({});
    QCOMPARE(model.rowCount(), 0);
}

void TestExchangeModel::saysInWordsWhatHappened_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("text");
    QTest::newRow("registered") << QByteArray("POST") << QByteArray("/open-banking/v3.3.0/register") << 201 << u"Registered"_s;
    QTest::newRow("deleted") << QByteArray("DELETE") << QByteArray("/open-banking/v3.3.0/register/x") << 204 << u"Registration deleted"_s;
    QTest::newRow("token") << QByteArray("POST") << QByteArray("/oauth2/token") << 200 << u"Token issued"_s;
    QTest::newRow("discovery below the token path")
        << QByteArray("GET") << QByteArray("/oauth2/token/.well-known/openid-configuration") << 200 << u"Discovery read"_s;
    QTest::newRow("refused") << QByteArray("POST") << QByteArray("/oauth2/token") << 400 << u"Refused: invalid_client_metadata"_s;
    QTest::newRow("no answer") << QByteArray() << QByteArray() << 0 << u"Connection failed"_s;
}

void TestExchangeModel::saysInWordsWhatHappened()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    QFETCH(QString, text);
    Exchange made = exchange(1, status);
    made.method = method;
    made.target = target;
    QCOMPARE(ui::outcomeText(made), text);
}

void TestExchangeModel::showsOnlyWhatFailed()
{
    ExchangeModel model;
    ui::ExchangeFilter filter(&model);
    model.append({exchange(1, 201), exchange(2, 400), exchange(3, 0), exchange(4, 302)});
    filter.setShow(ui::ExchangeFilter::Show::Failed);
    QCOMPARE(filter.rowCount(), 2);
    model.append({exchange(5, 500), exchange(6, 200)});
    QCOMPARE(filter.rowCount(), 3);
}

void TestExchangeModel::findsByTextInAnyColumn()
{
    ExchangeModel model;
    ui::ExchangeFilter filter(&model);
    Exchange other = exchange(2, 400);
    other.clientName = u"Other"_s;
    model.append({exchange(1), other});
    filter.setText(u"  PENNY "_s);
    QCOMPARE(filter.rowCount(), 1);
    filter.setText(u"metadata"_s);
    QCOMPARE(filter.rowCount(), 1);
    filter.setText(u"nothing of the kind"_s);
    QCOMPARE(filter.rowCount(), 0);
    filter.setText({});
    QCOMPARE(filter.rowCount(), 2);
}

void TestExchangeModel::forgetsWhenCleared()
{
    ExchangeModel model;
    ui::ExchangeFilter filter(&model);
    model.append(exchanges(1, 10));
    model.clear();
    QCOMPARE(filter.rowCount(), 0);
}

QTEST_MAIN(TestExchangeModel)
#include "test_exchange_model.moc"
