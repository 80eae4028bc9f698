#include "trust/distinguished_name.h"

#include "core/trust/certificate_maker.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::trust;

class TestDistinguishedName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTypesAndValues_data();
    void readsTypesAndValues();
    void refusesWhatIsNoName_data();
    void refusesWhatIsNoName();
    void refusesMoreThanItsLimits();
    void survivesEveryCutAndEverySingleByte();
    void readsBackWhatItWrites();
    void matchesInAnyOrderCaseAndSpacing_data();
    void matchesInAnyOrderCaseAndSpacing();
    void namesWhatTheClaimLeavesOut();
    void namesWhatTheClaimAdds();
    void tellsARepeatedValueFromASingleOne();
    void doesNotTakeEncodedValuesForTheirText();
};

namespace {

constexpr char16_t Subject[] = u"CN=Acme \u00dcber, OU=0015800001041RbAAI, O=Acme TPP Ltd, C=GB";

QString flattened(const NameAttributes &attributes)
{
    QStringList texts;
    for (const NameAttribute &attribute : attributes)
        texts.append(QString::fromLatin1(attribute.oid) + QLatin1Char('=') + attribute.value);
    return texts.join(QLatin1Char('|'));
}

DnMatch match(QStringView claimed, QStringView actual)
{
    return matchDn(parseDn(claimed).value(), parseDn(actual).value());
}

} // namespace

void TestDistinguishedName::readsTypesAndValues_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, QStringView text, QStringView expected) {
        QTest::newRow(name) << text.toString() << expected.toString();
    };
    row("plain", u"CN=a,O=b", u"2.5.4.3=a|2.5.4.10=b");
    row("types in any case", u"cn=a,organizationidentifier=x,STREET=s,serialnumber=1,postalcode=p,EMAILADDRESS=e",
        u"2.5.4.3=a|2.5.4.97=x|2.5.4.9=s|2.5.4.5=1|2.5.4.17=p|1.2.840.113549.1.9.1=e");
    row("dotted", u"2.5.4.97=PSDGB-FCA-1,OID.2.5.4.3=x", u"2.5.4.97=PSDGB-FCA-1|2.5.4.3=x");
    row("spaces round separators", u" CN = a b , O= c ", u"2.5.4.3=a b|2.5.4.10=c");
    row("escaped specials", u"CN=a\\, b\\+c\\\\\\\"\\;\\<\\>\\=\\#,O=x=y", u"2.5.4.3=a, b+c\\\";<>=#|2.5.4.10=x=y");
    row("escaped bytes", u"CN=Lu\\C4\\8Di\\c4\\87", u"2.5.4.3=Lu\u010di\u0107");
    row("escaped spaces at the ends", u"CN=\\ a\\20 ,O=b", u"2.5.4.3= a |2.5.4.10=b");
    row("quoted", u"O=\"Sue, Grabbit and Runn\" , C=GB", u"2.5.4.10=Sue, Grabbit and Runn|2.5.4.6=GB");
    row("multi-valued", u"OU=Sales+CN=J.  Smith,DC=example;DC=net",
        u"2.5.4.11=Sales|2.5.4.3=J.  Smith|0.9.2342.19200300.100.1.25=example|0.9.2342.19200300.100.1.25=net");
    row("hexadecimal text", u"CN=#0C0461C3A462,1.3.6.1.4.1.1466.0=#04024869",
        u"2.5.4.3=a\u00e4b|1.3.6.1.4.1.1466.0=#04024869");
    row("empty value", u"CN=,O=b", u"2.5.4.3=|2.5.4.10=b");
    row("beyond the BMP", u"CN=\U0001F511", u"2.5.4.3=\U0001F511");
}

void TestDistinguishedName::readsTypesAndValues()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const Result<NameAttributes> attributes = parseDn(text);
    QVERIFY2(attributes, attributes ? "" : qPrintable(attributes.error().message));
    QCOMPARE(flattened(*attributes), expected);
}

void TestDistinguishedName::refusesWhatIsNoName_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("position");
    const auto row
        = [](const char *name, const QString &text, int position) { QTest::newRow(name) << text << position; };
    row("empty", QString(), 1);
    row("white space", QStringLiteral("   "), 4);
    row("no equals sign", QStringLiteral("CN"), 3);
    row("no type", QStringLiteral("=x"), 1);
    row("unknown type", QStringLiteral("CN=a,nonsense=b"), 6);
    row("not quite a number", QStringLiteral("2.5.=b"), 1);
    row("comma at the end", QStringLiteral("CN=a,"), 6);
    row("two commas", QStringLiteral("CN=a,,O=b"), 6);
    row("backslash at the end", QStringLiteral("CN=a\\"), 6);
    row("odd escape", QStringLiteral("CN=a\\zz"), 6);
    row("half an escape", QStringLiteral("CN=a\\4"), 6);
    row("naked quotation mark", QStringLiteral("CN=a\"b"), 5);
    row("open quotation mark", QStringLiteral("CN=\"ab"), 7);
    row("something after the quotation", QStringLiteral("CN=\"ab\"c"), 8);
    row("empty hexadecimal", QStringLiteral("CN=#"), 4);
    row("half a byte", QStringLiteral("CN=#0C016"), 9);
    row("hexadecimal that lies about its length", QStringLiteral("CN=#0CFF61"), 4);
    row("hexadecimal with a remainder", QStringLiteral("CN=#0C016100"), 4);
    row("not UTF-8", QStringLiteral("CN=\\ff,O=b"), 7);
    row("zero character", QStringLiteral("CN=a") + QChar(u'\0'), 5);
    row("umlaut before the fault", QStringLiteral("CN=\u00fc,\u00fc"), 6);
}

void TestDistinguishedName::refusesWhatIsNoName()
{
    QFETCH(QString, text);
    QFETCH(int, position);
    const Result<NameAttributes> attributes = parseDn(text);
    QVERIFY(!attributes);
    QCOMPARE(attributes.error().kind, Error::Malformed);
    QVERIFY2(attributes.error().message.endsWith(QStringLiteral("at position %1.").arg(position)),
             qPrintable(attributes.error().message));
}

void TestDistinguishedName::refusesMoreThanItsLimits()
{
    QVERIFY(parseDn(QStringLiteral("CN=") + QString(MaxDnCharacters - 3, u'x')));
    QCOMPARE(parseDn(QStringLiteral("CN=") + QString(MaxDnCharacters - 2, u'x')).error().kind, Error::TooLarge);
    const QString many = QStringLiteral("CN=x") + QStringLiteral(",CN=x").repeated(MaxDnAttributes - 1);
    QVERIFY(parseDn(many));
    QCOMPARE(parseDn(many + QStringLiteral(",CN=x")).error().kind, Error::TooLarge);
}

void TestDistinguishedName::survivesEveryCutAndEverySingleByte()
{
    const QString whole = QStringLiteral("CN=#0C0461C3A462, O=\"a\\, b\"+OU=\\C3\\A4\\ ;2.5.4.97= x ");
    QVERIFY(parseDn(whole));
    for (qsizetype cut = 0; cut < whole.size(); ++cut) {
        (void)parseDn(QStringView(whole).first(cut));
        for (char16_t c = 0; c < 256; ++c) {
            QString changed = whole;
            changed[cut] = QChar(c);
            if (const Result<NameAttributes> attributes = parseDn(changed)) {
                QVERIFY(!attributes->isEmpty());
            } else {
                QVERIFY(!attributes.error().message.isEmpty());
            }
        }
    }
}

void TestDistinguishedName::readsBackWhatItWrites()
{
    const QString values[] = {QStringLiteral(" #a\\,\"b\"+;<>= "),
                              QStringLiteral("#0500"),
                              QString(),
                              QStringLiteral(" "),
                              QStringLiteral("\r\n a\tb \t"),
                              QStringLiteral("\u00e4\U0001F511") + QChar(u'\0')};
    for (const QString &value : values) {
        const NameAttribute attribute{"2.5.4.3", QStringLiteral("CN"), value, true};
        const Result<NameAttributes> read = parseDn(toText(attribute));
        QVERIFY2(read, qPrintable(toText(attribute)));
        QCOMPARE(read->size(), 1);
        QVERIFY(read->front() == attribute);
    }
}

void TestDistinguishedName::matchesInAnyOrderCaseAndSpacing_data()
{
    QTest::addColumn<QString>("claimed");
    QTest::newRow("as OpenSSL prints it")
        << QStringView(u"CN=Acme \u00dcber,OU=0015800001041RbAAI,O=Acme TPP Ltd,C=GB").toString();
    QTest::newRow("in the certificate's order")
        << QStringView(u"C=GB,O=Acme TPP Ltd,OU=0015800001041RbAAI,CN=Acme \u00dcber").toString();
    QTest::newRow("as OpenSSL's older form")
        << QStringView(u"C = GB, O = Acme TPP Ltd, OU = 0015800001041RbAAI, CN = Acme \u00dcber").toString();
    QTest::newRow("joined") << QStringView(u"CN=Acme \u00dcber,OU=0015800001041RbAAI+O=Acme TPP Ltd,C=GB").toString();
    QTest::newRow("other case")
        << QStringView(u"cn=ACME \u00fcBER,ou=0015800001041rbaai,o=acme tpp LTD,c=gb").toString();
    QTest::newRow("numbers")
        << QStringView(u"2.5.4.3=Acme \u00dcber,2.5.4.11=0015800001041RbAAI,2.5.4.10=Acme TPP Ltd,2.5.4.6=GB")
               .toString();
    QTest::newRow("escaped bytes")
        << QStringView(u"CN=Acme \\C3\\9Cber,OU=0015800001041RbAAI,O=Acme TPP Ltd,C=GB").toString();
    QTest::newRow("decomposed")
        << QStringView(u"CN=Acme U\u0308ber,OU=0015800001041RbAAI,O=Acme TPP Ltd,C=GB").toString();
    QTest::newRow("more white space")
        << QStringView(u"CN= Acme    \u00dcber ,OU=0015800001041RbAAI,O=Acme\\  TPP Ltd,C=GB").toString();
}

void TestDistinguishedName::matchesInAnyOrderCaseAndSpacing()
{
    QFETCH(QString, claimed);
    const DnMatch result = match(claimed, Subject);
    QVERIFY2(result.matches, qPrintable(result.reason));
    QVERIFY(result.reason.isEmpty());
}

void TestDistinguishedName::namesWhatTheClaimLeavesOut()
{
    const QString actual = QStringLiteral("CN=x,organizationIdentifier=PSDGB-FCA-1,O=y,C=GB");
    const DnMatch result = match(u"CN=x,O=y,C=GB", actual);
    QVERIFY(!result.matches);
    QCOMPARE(result.missing, QStringList{QStringLiteral("organizationIdentifier=PSDGB-FCA-1")});
    QVERIFY(result.surplus.isEmpty());
    QVERIFY2(result.reason.contains(QStringLiteral("organizationIdentifier=PSDGB-FCA-1")), qPrintable(result.reason));
}

void TestDistinguishedName::namesWhatTheClaimAdds()
{
    const DnMatch added = match(u"CN=x,OU=z,C=GB", u"CN=x,C=GB");
    QVERIFY(!added.matches);
    QCOMPARE(added.surplus, QStringList{QStringLiteral("OU=z")});
    const DnMatch other = match(u"CN=x,C=FR", u"CN=x,C=GB");
    QVERIFY(!other.matches);
    QVERIFY2(other.reason.contains(QStringLiteral("C=FR")) && other.reason.contains(QStringLiteral("C=GB")),
             qPrintable(other.reason));
}

void TestDistinguishedName::tellsARepeatedValueFromASingleOne()
{
    QVERIFY(!match(u"OU=a,CN=x", u"OU=a,OU=a,CN=x").matches);
    QVERIFY(!match(u"OU=a,OU=a,CN=x", u"OU=a,CN=x").matches);
    QVERIFY(match(u"OU=b+OU=a,CN=x", u"CN=x,OU=a,OU=b").matches);
    QVERIFY(!match(u"CN=a,OU=b", u"CN=b,OU=a").matches);
}

void TestDistinguishedName::doesNotTakeEncodedValuesForTheirText()
{
    QVERIFY(!match(u"CN=#04024869", u"CN=\\#04024869").matches);
    QVERIFY(match(u"CN=#0C0161", u"CN=A").matches);
    QVERIFY(!match(u"CN=a\\00", u"CN=a").matches);
}

QTEST_GUILESS_MAIN(TestDistinguishedName)
#include "test_distinguished_name.moc"
