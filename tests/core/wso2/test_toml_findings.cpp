#include "base/files.h"
#include "wso2/known_keys.h"
#include "wso2/toml_findings.h"

#include <QTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::wso2;
using namespace Qt::StringLiterals;

using Severity = TomlFinding::Severity;

namespace {

QByteArray sample(const char *name)
{
    return readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/") + QLatin1String(name)).value();
}

const TomlFinding *found(const QList<TomlFinding> &findings, const QString &id)
{
    const auto at =
        std::find_if(findings.cbegin(), findings.cend(), [&](const TomlFinding &finding) { return finding.id == id; });
    return at == findings.cend() ? nullptr : &*at;
}

QString ids(const QList<TomlFinding> &findings)
{
    QStringList list;
    for (const TomlFinding &finding : findings)
        list.append(u"%1@%2"_s.arg(finding.id).arg(finding.line));
    return list.join(QLatin1Char(' '));
}

/// What makes a file that of one server.
const QByteArray Is = "[open_banking.sca.primaryauth]\nname = \"x\"\n";
const QByteArray Am = "[open_banking.keyManager]\nname = \"OBKM\"\n[apim]\n";

} // namespace

class TestTomlFindings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsAMistake_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("id");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QByteArray &text, const char *id, int line, const char *words) {
            QTest::newRow(name) << text << QString::fromLatin1(id) << line << QString::fromUtf8(words);
        };
        // The mistakes of the vendor's own pages.
        row("array of tables for a table",
            Am + "[[open_banking.dcr.apim_rest_endpoints]]\napp_creation = \"api/am/devportal/v2/applications\"\n",
            "table.kind", 4, "[open_banking.dcr.apim_rest_endpoints]");
        row("address without quotes", Am + "[open_banking.dcr]\ntoken_endpoint = https://x:9443/oauth2/token\n",
            "toml.unquoted", 5, "Line 5");
        row("curly quote",
            Is + "[open_banking.dcr.registration.scope]\nallowed_values = [\"value1, value2, value3\u201D]\n",
            "toml.curly-quote", 4, "curly");
        row("misspelt issuer", Is + "[[open_banking.dcr.regulatory_issuers.iss]]\nname = \"OpenBanking fLtd\"\n",
            "issuer.spelling", 4, "fLtd");
        row("misspelt issuer of generation B",
            "[[financial_services.app_registration.dcr.validators.validator]]\nname = \"S\"\nallowed_values = "
            "[\"Openbanking Ltd\"]\n",
            "issuer.spelling", 3, "Openbanking");
        row("minuites", Am + "[open_banking.common.identity.cache]\ncache_modified_expiry_minuites=30\n", "key.unknown",
            5, "cache_modified_expiry_minuites");
        row("access minuites", Is + "[open_banking.identity.cache]\ncache_access_expiry_minuites=30\n", "key.unknown",
            4, "ignores");
        row("one text in an array", Is + "[open_banking.dcr.registration.scope]\nallowed_values = [\"a, b, c\"]\n",
            "value.one-string", 4, "commas");
        row("a text for an array", Is + "[open_banking.dcr.registration.scope]\nallowed_values = \"a, b\"\n",
            "value.list", 4, "array");
        row("space in an allowed value",
            Is + "[open_banking.dcr.registration.scope]\nallowed_values = [\"a \", \"b\"]\n", "value.space", 4,
            "never match");
        // Tables and keys that nobody reads.
        row("table for an array of tables", Is + "[open_banking.dcr.regulatory_issuers.iss]\nname = \"x\"\n",
            "table.kind", 3, "[[open_banking.dcr.regulatory_issuers.iss]]");
        row("claim for a name", Is + "[open_banking.dcr.registration.redirect_uris]\nrequired = true\n",
            "table.unknown", 3, "callback_uris");
        row("misspelt table", Am + "[open_banking.dcr.apim_rest_endpoint]\nx = 1\n", "table.unknown", 4, "ignores");
        row("ssa_jwks", "[financial_services.consent]\n[oauth.dcr]\nssa_jwks = \"https://x/y.jwks\"\n", "key.unknown",
            3, "ssa_jwks");
        row("key of the other server", Am + "[open_banking.dcr]\njwks_url_sandbox = \"https://x\"\n",
            "key.other-server", 5, "Identity Server");
        row("allowed values of iat", Is + "[open_banking.dcr.registration.iat]\nallowed_values = [\"1\"]\n",
            "key.unknown", 4, "iat.allowed_values");
        row("not a boolean", Is + "[open_banking.dcr]\nuse_softwareIdForAppName = \"yes\"\n", "value.type", 4,
            "true or");
        row("not a number", Is + "[open_banking.dcr.jwks_retriever]\nread_timeout = \"3s\"\n", "value.type", 4,
            "number");
        row("roles as an array", Am + "[[open_banking.dcr.regulatory_api]]\nroles = [\"AISP\", \"PISP\"]\n",
            "value.type", 5, "array");
        row("not an address", Is + "[open_banking.dcr]\njwks_url_sandbox = \"keystore\"\n", "value.address", 4,
            "https://");
        row("curly quote in a text", Is + "[open_banking.sca.idp]\nname = \"x\u201D\"\n", "value.curly-quote", 4,
            "curly");
        // What settings mean together.
        row("one provider's keys",
            Is
                + "[open_banking.dcr]\njwks_url_sandbox = "
                  "\"https://keystore.openbankingtest.org.uk/0015800001HQQrZAAX/sgsMuc8ACBgBzinpr8oJ8B.jwks\"\n",
            "jwks.one-provider", 4, "sgsMuc8ACBgBzinpr8oJ8B");
        row("one organisation's keys",
            Is
                + "[open_banking.dcr]\njwks_url_sandbox = "
                  "\"https://keystore.openbankingtest.org.uk/0015800001HQQrZAAX/0015800001HQQrZAAX.jwks\"\n",
            "jwks.one-organisation", 4, "0015800001HQQrZAAX");
        row("the same keys",
            Is + "[open_banking.dcr]\njwks_url_sandbox = \"https://x\"\njwks_url_production = \"https://x\"\n",
            "jwks.same", 5, "same keys");
        row("test keys in production",
            Is + "[open_banking.dcr]\njwks_url_production = \"https://keystore.openbankingtest.org.uk/k/o.jwks\"\n",
            "jwks.test-host", 4, "test directory");
        row("keys without TLS", Is + "[open_banking.dcr]\njwks_url_production = \"http://x\"\n", "jwks.http", 4, "TLS");
        row("no key manager", "[open_banking.dcr]\n[apim]\n", "keymanager.no-name", 0, "keyManager");
        row("unsigned requests", Am + "[open_banking.dcr]\nisRequestJWT = false\n", "dcr.unsigned", 5, "signature");
        row("mixed portal",
            Am + "[open_banking.dcr.apim_rest_endpoints]\napp_creation = \"api/am/devportal/v3/applications\"\n",
            "portal.mixed", 4, "v3, v2");
        row("old portal", Am, "portal.v2", 0, "4.2");
        row("old portal on a new release", Am + "[apim.oauth_config]\nenable_certificate_bound_access_token = true\n",
            "portal.version", 0, "500");
        row("resident key manager", Am + "[apim.key_manager]\nusername = \"x\"\n", "keymanager.resident", 4,
            "override");
        row("placeholder", Am + "[server]\nhostname = \"APIM_HOSTNAME\"\n", "value.placeholder", 5, "APIM_HOSTNAME");
        row("both generations", Is + "[financial_services.consent]\n", "file.generations", 3, "both");
        row("no accelerator", "[apim]\n", "file.no-accelerator", 0, "no table");
        row("nobody's", "[open_banking.event]\n", "file.no-server", 0, "whose");
        row("not TOML", "[a]\nb = = 1\n", "toml.syntax", 2, "Line 2");
        row("too large", QByteArray(5'000'000, '#'), "toml.too-large", 0, "larger");
    }
    void findsAMistake()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, id);
        QFETCH(int, line);
        QFETCH(QString, words);
        const QList<TomlFinding> findings = findingsIn(text);
        const TomlFinding *finding = found(findings, id);
        QVERIFY2(finding, qPrintable(ids(findings)));
        QCOMPARE(finding->line, line);
        QVERIFY2(finding->message.contains(words), qPrintable(finding->message));
    }

    void itsFixMendsIt_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("key");
        QTest::addColumn<TomlValue>("value");
        QTest::newRow("issuer") << Is + "[[open_banking.dcr.regulatory_issuers.iss]]\nname = \"OpenBanking fLtd\"\n"
                                << u"issuer.spelling"_s << u"open_banking.dcr.regulatory_issuers.iss[0].name"_s
                                << TomlValue(u"OpenBanking Ltd"_s);
        QTest::newRow("minuites") << Am + "[open_banking.common.identity.cache]\ncache_modified_expiry_minuites=30\n"
                                  << u"key.unknown"_s
                                  << u"open_banking.common.identity.cache.cache_modified_expiry_minutes"_s
                                  << TomlValue(30);
        QTest::newRow("one text") << Is + "[open_banking.dcr.registration.scope]\nallowed_values = [\"a, b\"]\n"
                                  << u"value.one-string"_s << u"open_banking.dcr.registration.scope.allowed_values"_s
                                  << TomlValue(QStringList{u"a"_s, u"b"_s});
        QTest::newRow("list") << Is + "[open_banking.dcr.registration.scope]\nallowed_values = \"a, b\"\n"
                              << u"value.list"_s << u"open_banking.dcr.registration.scope.allowed_values"_s
                              << TomlValue(QStringList{u"a"_s, u"b"_s});
        QTest::newRow("space") << Is + "[open_banking.dcr.registration.scope]\nallowed_values = [\"a \"]\n"
                               << u"value.space"_s << u"open_banking.dcr.registration.scope.allowed_values"_s
                               << TomlValue(QStringList{u"a"_s});
        QTest::newRow("roles") << Am + "[[open_banking.dcr.regulatory_api]]\nroles = [\"AISP\", \"PISP\"]\n"
                               << u"value.type"_s << u"open_banking.dcr.regulatory_api[0].roles"_s
                               << TomlValue(u"AISP,PISP"_s);
        QTest::newRow("portal") << Am + "[apim.oauth_config]\nenable_certificate_bound_access_token = true\n"
                                << u"portal.version"_s << u"open_banking.dcr.apim_rest_endpoints.api_retrieve"_s
                                << TomlValue(u"api/am/devportal/v3/apis"_s);
        QTest::newRow("unsigned") << Am + "[open_banking.dcr]\nisRequestJWT = false\n"
                                  << u"dcr.unsigned"_s << u"open_banking.dcr.isRequestJWT"_s << TomlValue(true);
    }
    void itsFixMendsIt()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, id);
        QFETCH(QString, key);
        QFETCH(TomlValue, value);
        const QList<TomlFinding> findings = findingsIn(text);
        const TomlFinding *finding = found(findings, id);
        QVERIFY(finding && !finding->fix.isEmpty());
        DeploymentToml file = DeploymentToml::parse(text).value();
        for (const EditResult &result : file.apply(finding->fix))
            QVERIFY2(result.isChange(), qPrintable(result.error.message));
        QCOMPARE(file.value(key)->value(), value);
        QVERIFY2(!found(findingsIn(file.bytes()), id), qPrintable(ids(findingsIn(file.bytes()))));
    }

    void mendsLinesThatAreNotToml_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("mended");
        QTest::newRow("address") << QByteArray("token_endpoint = https://x/y")
                                 << QByteArray("token_endpoint = \"https://x/y\"");
        QTest::newRow("curly") << QByteArray("a = [\"value1, value2\u201D]") << QByteArray("a = [\"value1, value2\"]");
        QTest::newRow("both curly") << QByteArray("a = \u201Cx\u201D") << QByteArray("a = \"x\"");
        QTest::newRow("nothing") << QByteArray("a = = b = c\u00e9 # no") << QByteArray();
        QTest::newRow("a password") << QByteArray("password = hunter2") << QByteArray("password = \"********\"");
        QTest::newRow("a secret path") << QByteArray("encryption.key = hunter2")
                                       << QByteArray("encryption.key = \"********\"");
        QTest::newRow("a login") << QByteArray("url = jdbc:oracle:thin:u/hunter2@host")
                                 << QByteArray("url = \"jdbc:oracle:thin:u/********@host\"");
    }
    void mendsLinesThatAreNotToml()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, mended);
        const QList<TomlFinding> findings = findingsIn("[x]\r\n" + line + "\r\n");
        QVERIFY(!findings.isEmpty());
        QCOMPARE(findings.first().line == 2 ? findings.first().fixedLine : findings.last().fixedLine, mended);
    }

    void coversTheSecretOfTheTableThatALineStandsIn()
    {
        const QList<TomlFinding> findings = findingsIn("[encryption]\n# the key\nkey = hunter2\n");
        QVERIFY(!findings.isEmpty());
        QCOMPARE(findings.first().line, 3);
        QCOMPARE(findings.first().fixedLine, QByteArray("key = \"********\""));
    }

    void goesOnBehindWhatItCouldMend()
    {
        const QByteArray text =
            "[open_banking.dcr]\ntoken_endpoint = https://x\n[open_banking.dcr.registration.scope]\n"
            "allowed_values = [\"value1, value2, value3\u201D]\n[[open_banking.dcr.regulatory_issuers.iss]]\n"
            "name = \"OpenBanking fLtd\"\n";
        const QList<TomlFinding> findings = findingsIn(text);
        for (const char *id : {"toml.unquoted", "toml.curly-quote", "value.one-string", "issuer.spelling"})
            QVERIFY2(found(findings, QString::fromLatin1(id)), qPrintable(ids(findings)));
    }

    void acceptsTheWordsThatTheServerAccepts()
    {
        const QList<TomlFinding> findings = findingsIn(
            Is
            + "[open_banking.dcr]\nuse_softwareIdForAppName = \"true\"\n[open_banking.dcr.jwks_retriever]\nread_timeout = "
              "\"3000\"\n[open_banking.dcr.registration.software_environment_identification]\nssa_property_name = \"x\"\n");
        QVERIFY2(!hasErrors(findings), qPrintable(ids(findings)));
    }

    void comparesWithWhatTheAskerKnows()
    {
        TomlFindingsContext context;
        context.keyManagers = {u"Obkm"_s, u"Resident Key Manager"_s};
        const QList<TomlFinding> findings = findingsIn(Am, context);
        const TomlFinding *finding = found(findings, u"keymanager.name"_s);
        QVERIFY(finding);
        QCOMPARE(finding->line, 2);
        QCOMPARE(finding->fix.constFirst().value, TomlValue(u"Obkm"_s));
        context.keyManagers = {u"OBKM"_s};
        QVERIFY(!found(findingsIn(Am, context), u"keymanager.name"_s));

        context.apiManagerRelease = QVersionNumber(4, 2, 0);
        QVERIFY(found(findingsIn(Am, context), u"portal.version"_s));
        context.apiManagerRelease = QVersionNumber(4, 1, 0);
        QVERIFY(!found(findingsIn(Am, context), u"portal.version"_s));
        QVERIFY(!found(findingsIn(Am, context), u"portal.v2"_s));
        QVERIFY(
            found(findingsIn(sample("accelerator-3.0.0-wso2am-4.2.0-deployment.toml"), context), u"portal.version"_s));
    }

    void findsLittleInThePublishedFiles()
    {
        const QList<TomlFinding> apiManager = findingsIn(sample("accelerator-3.0.0-wso2am-4.2.0-deployment.toml"));
        QVERIFY2(!hasErrors(apiManager), qPrintable(ids(apiManager)));
        QCOMPARE(std::count_if(apiManager.cbegin(), apiManager.cend(),
                               [](const TomlFinding &finding) { return finding.id == u"key.unknown"_s; }),
                 2); // minuites, twice
        const QList<TomlFinding> identityServer = findingsIn(sample("accelerator-3.0.0-wso2is-6.1.0-deployment.toml"));
        QVERIFY2(!hasErrors(identityServer), qPrintable(ids(identityServer)));
        QVERIFY(!found(identityServer, u"key.unknown"_s));
        QVERIFY(!found(identityServer, u"table.unknown"_s));
        QVERIFY(found(identityServer, u"jwks.same"_s));
        for (const char *name :
             {"is-7.1.0-deployment.toml", "apim-4.5.0-deployment.toml", "apim-stock-deployment.toml"}) {
            const QList<TomlFinding> findings = findingsIn(sample(name));
            QVERIFY2(!hasErrors(findings) && !found(findings, u"key.unknown"_s) && !found(findings, u"table.unknown"_s),
                     qPrintable(ids(findings)));
        }
    }

    void findsNothingBetweenPublishedPairs()
    {
        const auto open = [](const char *name) { return DeploymentToml::parse(sample(name)).value(); };
        const DeploymentToml is = open("accelerator-3.0.0-wso2is-6.0.0-deployment.toml");
        const DeploymentToml am = open("accelerator-3.0.0-wso2am-4.2.0-deployment.toml");
        QVERIFY2(findingsBetween(is, am).isEmpty(), qPrintable(ids(findingsBetween(is, am))));
        QVERIFY(found(findingsBetween(is, is), u"pair.same-server"_s));
        QVERIFY(found(findingsBetween(is, open("apim-4.5.0-deployment.toml")), u"pair.generations"_s));
    }

    void findsWhatTwoServersDisagreeAbout_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<bool>("isIdentityServers");
        QTest::addColumn<TomlValue>("value");
        QTest::newRow("names") << u"open_banking.dcr.use_softwareIdForAppName"_s << true << TomlValue(false);
        QTest::newRow("claim") << u"open_banking.dcr.jwks_endpoint_name"_s << false << TomlValue(u"software_jwks"_s);
        QTest::newRow("environment")
            << u"open_banking.dcr.registration.software_environment_identification.ssa_property_name"_s << true
            << TomlValue(u"env"_s);
        QTest::newRow("sandbox")
            << u"open_banking.dcr.registration.software_environment_identification.ssa_property_value_for_sandbox"_s
            << false << TomlValue(u"test"_s);
        QTest::newRow("header") << u"oauth.mutualtls.client_certificate_header"_s << true << TomlValue(u"x-cert"_s);
        QTest::newRow("encoding") << u"open_banking.identity.mutualtls.client_certificate_encode"_s << true
                                  << TomlValue(false);
    }
    void findsWhatTwoServersDisagreeAbout()
    {
        QFETCH(QString, key);
        QFETCH(bool, isIdentityServers);
        QFETCH(TomlValue, value);
        DeploymentToml is = DeploymentToml::parse(sample("accelerator-3.0.0-wso2is-6.0.0-deployment.toml")).value();
        DeploymentToml am = DeploymentToml::parse(sample("accelerator-3.0.0-wso2am-4.2.0-deployment.toml")).value();
        DeploymentToml &changed = isIdentityServers ? is : am;
        QVERIFY(changed.apply({key, value}).isChange());
        const QList<TomlFinding> findings = findingsBetween(is, am);
        QCOMPARE(findings.size(), 1);
        QCOMPARE(findings.constFirst().id, QLatin1String("pair.differs"));
        QVERIFY(findings.constFirst().message.contains(value.scalarText()));
        if (isIdentityServers)
            QCOMPARE(findings.constFirst().line, is.lineOf(key));
        QCOMPARE(findingsBetween(am, is).size(), 1);
    }

    void knowsItsKeys()
    {
        QSet<QString> seen;
        for (const KnownKey &key : knownKeys()) {
            QVERIFY2(!seen.contains(key.key), qPrintable(key.key));
            seen.insert(key.key);
            QVERIFY(key.servers && key.generations && !key.meaning.isEmpty());
            QVERIFY(isKnownTable(key.key.section(QLatin1Char('.'), 0, -2)));
        }
        QVERIFY(knownKey(u"open_banking.dcr.registration.callback_uris.allowed_values"_s));
        QVERIFY(!knownKey(u"open_banking.dcr.registration.iat.allowed_values"_s));
        QVERIFY(knownKey(u"super_admin.password"_s)->isSecret);
        QVERIFY(!knownKey(u"open_banking.dcr.token_endpoint"_s)->isSecret);
    }

    void guessesASlipOfTheFingersAndNoMore()
    {
        const QStringList words{u"validator"_s, u"scope"_s, u"required"_s};
        QCOMPARE(nearest(u"validatro"_s, words), u"validator"_s);
        QCOMPARE(nearest(u"requierd"_s, words), u"required"_s);
        QCOMPARE(nearest(u"sc"_s, words), QString());
        QCOMPARE(nearest(u"something"_s, words), QString());
        QCOMPARE(nearest(QString(100'000, u'x'), words), QString());
    }
};

QTEST_GUILESS_MAIN(TestTomlFindings)
#include "test_toml_findings.moc"
