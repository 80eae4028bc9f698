#include "vault/secrets.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::vault;

/// The list of secrets as it is before it is encrypted.
class TestSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrote();
    void hidesHowLongASecretIs();
    void holdsAsMuchAsItSays();
    void refusesMore();
    void refusesANameThatIsNone_data();
    void refusesANameThatIsNone();
    void refusesEveryListThatIsCutShort();
    void refusesAListThatIsNone_data();
    void refusesAListThatIsNone();

private:
    QCA::Initializer m_qca;
};

namespace {

QByteArray padded(QByteArray bytes)
{
    bytes.resize((bytes.size() + PaddedBytes - 1) / PaddedBytes * PaddedBytes, '\0');
    return bytes;
}

QByteArray sized(const QByteArray &bytes)
{
    const auto size = static_cast<char>(bytes.size());
    return QByteArray(3, '\0') + size + bytes;
}

} // namespace

void TestSecrets::readsWhatItWrote()
{
    QByteArray everyByte;
    for (int byte = 0; byte < 256; ++byte)
        everyByte += static_cast<char>(byte);
    const Secrets secrets{{QStringLiteral("a"), Secret()},
                          {QStringLiteral("truststore:/tmp/Schlüssel €.jks"), Secret(everyByte)},
                          {QStringLiteral("z"), Secret(QByteArray(5000, '\0'))}};
    QCOMPARE(encodeSecrets(secrets).and_then(decodeSecrets).value(), secrets);
    QCOMPARE(encodeSecrets({}).and_then(decodeSecrets).value(), Secrets());
}

void TestSecrets::hidesHowLongASecretIs()
{
    const QString name = QStringLiteral("truststore:/opt/client-truststore.jks");
    const auto none = encodeSecrets({});
    const auto some = encodeSecrets({{name, Secret(QByteArray("x"))}});
    const auto longer = encodeSecrets({{name, Secret(QByteArray(100, 'x'))}});
    QCOMPARE(none->size(), PaddedBytes);
    QCOMPARE(some->size(), PaddedBytes);
    QCOMPARE(longer->size(), PaddedBytes);
}

void TestSecrets::holdsAsMuchAsItSays()
{
    Secrets secrets{{QString(MaxNameBytes, u'n'), Secret(static_cast<int>(MaxSecretBytes), 's')}};
    QCOMPARE(encodeSecrets(secrets).and_then(decodeSecrets).value(), secrets);
    for (int i = 0; i < 62; ++i)
        secrets.emplace(QString::number(i), Secret(static_cast<int>(MaxSecretBytes), 's'));
    const auto encoded = encodeSecrets(secrets);
    QVERIFY(encoded);
    QVERIFY(encoded->size() <= MaxSecretsBytes);
    QCOMPARE(decodeSecrets(*encoded).value(), secrets);
}

void TestSecrets::refusesMore()
{
    QCOMPARE(checkName(QString(MaxNameBytes + 1, u'n')).error().kind, Error::TooLarge);
    // In bytes, not in characters.
    QCOMPARE(checkName(QString(MaxNameBytes / 2 + 1, u'é')).error().kind, Error::TooLarge);
    QVERIFY(checkName(QString(MaxNameBytes / 2, u'é')));
    QCOMPARE(checkSecret(Secret(static_cast<int>(MaxSecretBytes) + 1)).error().kind, Error::TooLarge);
    QCOMPARE(encodeSecrets({{QStringLiteral("a"), Secret(static_cast<int>(MaxSecretBytes) + 1)}}).error().kind,
             Error::TooLarge);
    Secrets many;
    for (int i = 0; i < 65; ++i)
        many.emplace(QString::number(i), Secret(static_cast<int>(MaxSecretBytes)));
    QCOMPARE(encodeSecrets(many).error().kind, Error::TooLarge);
}

void TestSecrets::refusesANameThatIsNone_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << QString();
    QTest::newRow("a zero character") << QStringLiteral("a").append(QChar::Null).append(u'b');
    QTest::newRow("half a character") << QString(QChar(0xD83D));
}

void TestSecrets::refusesANameThatIsNone()
{
    QFETCH(QString, name);
    QCOMPARE(checkName(name).error().kind, Error::Malformed);
    QVERIFY(!encodeSecrets({{name, Secret()}}));
}

void TestSecrets::refusesEveryListThatIsCutShort()
{
    const QByteArray whole =
        encodeSecrets({{QStringLiteral("name"), Secret(QByteArray(1500, 's'))}}).value().toByteArray();
    QCOMPARE(whole.size(), 2 * PaddedBytes);
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY2(!decodeSecrets(QCA::SecureArray(whole.first(size))), qPrintable(QString::number(size)));
}

void TestSecrets::refusesAListThatIsNone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray one(QByteArrayLiteral("\0\0\0\1"));
    const QByteArray two(QByteArrayLiteral("\0\0\0\2"));
    const QByteArray longName = QByteArrayLiteral("\0\0\4\1") + QByteArray(MaxNameBytes + 1, 'n') + sized("s");
    const QByteArray longSecret = QByteArrayLiteral("\0\1\0\1") + QByteArray(MaxSecretBytes + 1, 's');
    QTest::newRow("more secrets than there are") << padded(two + sized("a") + sized("s"));
    QTest::newRow("fewer secrets than there are") << padded(one + sized("a") + sized("s") + sized("b") + sized("s"));
    QTest::newRow("as many secrets as a number can say") << padded(QByteArrayLiteral("\xff\xff\xff\xff"));
    QTest::newRow("a name as long as a number can say") << padded(one + QByteArrayLiteral("\xff\xff\xff\xff"));
    QTest::newRow("a secret that ends behind the list") << padded(one + sized("a") + QByteArrayLiteral("\0\0\4\0"));
    QTest::newRow("a name twice") << padded(two + sized("a") + sized("s") + sized("a") + sized("s"));
    QTest::newRow("names in another order") << padded(two + sized("b") + sized("s") + sized("a") + sized("s"));
    QTest::newRow("an empty name") << padded(one + sized("") + sized("s"));
    QTest::newRow("a name that is not UTF-8") << padded(one + sized("\xff") + sized("s"));
    QTest::newRow("a name in overlong UTF-8") << padded(one + sized("\xc1\x81") + sized("s"));
    QTest::newRow("a name beyond the limit") << padded(one + longName);
    QTest::newRow("a secret beyond the limit") << padded(one + sized("a") + longSecret);
    QTest::newRow("padding that is none") << padded(one + sized("a") + sized("s") + 'x');
    QTest::newRow("a page of padding too much")
        << padded(one + sized("a") + sized("s")) + QByteArray(PaddedBytes, '\0');
    QTest::newRow("no padding") << one + sized("a") + sized("s");
}

void TestSecrets::refusesAListThatIsNone()
{
    QFETCH(QByteArray, bytes);
    const auto secrets = decodeSecrets(QCA::SecureArray(bytes));
    QVERIFY(!secrets);
    QCOMPARE(secrets.error().kind, Error::Malformed);
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "test_secrets.moc"
