#include "base/files.h"
#include "wso2/deployment_toml.h"
#include "wso2/server_identity.h"
#include "wso2/unified_diff.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::wso2;
using namespace Qt::StringLiterals;

namespace {

QString samples()
{
    return QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/");
}

/// Another reader's verdict: the second file says what the first one does, with these values put in.
constexpr const char *Compare = R"(
import json, sys, tomllib
before, after = (tomllib.load(open(name, "rb")) for name in sys.argv[1:3])
for path, value in json.loads(sys.argv[3]):
    at = before
    for step in path[:-1]:
        at = at[step] if isinstance(step, int) else at.setdefault(step, {})
    if value is None:
        del at[path[-1]]
    elif isinstance(at, list) and path[-1] == len(at):
        at.append(value)
    else:
        at[path[-1]] = value
sys.exit(0 if before == after else "they differ")
)";

struct Wanted {
    QString key;
    TomlValue value;
    Json path; ///< the same for the other reader
};

} // namespace

/// The files that WSO2 publishes, edited as the console edits them.
class TestPublishedFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QProcess python;
        python.start(u"python3"_s, {u"-c"_s, u"import tomllib"_s});
        QVERIFY(python.waitForFinished() && python.exitCode() == 0);
    }

    void tellsServerAndGeneration_data() { rows(); }
    void tellsServerAndGeneration()
    {
        QFETCH(QString, name);
        const ServerIdentity identity = identify(open(name).root());
        const bool isApiManager = name.contains(u"am-"_s) || name.contains(u"apim"_s);
        QCOMPARE(identity.servers, Servers(isApiManager ? Server::ApiManager : Server::IdentityServer));
        const Generations expected = name.startsWith(u"accelerator"_s) ? Generation::A
            : name.contains(u"stock"_s)                                ? Generations()
                                                                       : Generations(Generation::B);
        QCOMPARE(identity.generations, expected);
    }

    void changesTheIntendedLinesAlone_data() { rows(); }
    void changesTheIntendedLinesAlone()
    {
        QFETCH(QString, name);
        for (const bool hasCarriageReturns : {false, true}) {
            QByteArray bytes = readFile(samples() + name).value();
            if (hasCarriageReturns)
                bytes.replace("\n", "\r\n");
            QVERIFY(!bytes.contains("\r\r"));
            DeploymentToml file = DeploymentToml::parse(bytes).value();
            Json paths = Json::array();
            for (const Wanted &wanted : edits(name, file)) {
                const EditResult result = file.apply({wanted.key, wanted.value});
                QVERIFY2(result.isChange(), qPrintable(wanted.key + u": "_s + result.error.message));
                paths.push_back({wanted.path, wanted.value.toJson()});
            }
            compareWithTomllib(bytes, file.bytes(), paths);
            // Each line that went or came has to do with one of the keys.
            for (const DiffLine &line : diffLines(bytes, file.bytes())) {
                if (line.kind != DiffLine::Kind::Added && line.kind != DiffLine::Kind::Removed)
                    continue;
                const QByteArray text = line.text.trimmed();
                QVERIFY2(text.isEmpty() || text.contains("zz_") || text.contains("grant_types")
                             || text.contains("allowed_values") || text.contains("iss]]")
                             || text.contains("OpenBanking Ltd") || text.contains("hostname")
                             || text.contains("key_manager") || text.contains("service_url"),
                         text.constData());
                if (line.kind == DiffLine::Kind::Added)
                    QCOMPARE(line.text.endsWith('\r'), hasCarriageReturns);
            }
        }
    }

    void canSetEachValueAnewAndBack_data() { rows(); }
    void canSetEachValueAnewAndBack()
    {
        QFETCH(QString, name);
        const DeploymentToml original = open(name);
        DeploymentToml file = original;
        int count = 0;
        for (const TomlEntry &entry : original.layout().entries) {
            const QString key = toText(entry.path);
            const TomlValue before = file.value(key)->value();
            if (before.isTable())
                continue;
            const TomlValue other = before.asArray() ? TomlValue(QStringList{u"zz_"_s}) : TomlValue(u"zz_"_s);
            if (++count % 12 != 0 || before.isArrayOfTables())
                continue;
            QVERIFY2(file.apply({key, other}).isChange(), qPrintable(key));
            QCOMPARE(file.lineOf(key), entry.lineNumber);
            QVERIFY2(file.apply({key, before}).isChange(), qPrintable(key));
            QCOMPARE(file.root(), original.root());
            // Alignment and comments are as before, whatever became of an array over lines.
            if (!before.asArray())
                QCOMPARE(file.bytes().size(), original.bytes().size());
            file = original;
        }
        QVERIFY(count > 50);
    }

private:
    static void rows()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : QDir(samples()).entryList({u"*deployment.toml"_s}))
            QTest::newRow(qPrintable(name)) << name;
    }

    static DeploymentToml open(const QString &name)
    {
        return DeploymentToml::parse(readFile(samples() + name).value()).value();
    }

    static QList<Wanted> edits(const QString &name, const DeploymentToml &file)
    {
        QList<Wanted> wanted{{u"server.hostname"_s, u"zz_host"_s, {"server", "hostname"}},
                             {u"server.zz_new"_s, 5, {"server", "zz_new"}},
                             {u"zz_table.deep.zz_key"_s, true, {"zz_table", "deep", "zz_key"}}};
        const ServerIdentity identity = identify(file.root());
        if (identity.servers == Server::IdentityServer && identity.generations == Generation::A) {
            wanted.append({u"open_banking.dcr.zz_x"_s, u"y"_s, {"open_banking", "dcr", "zz_x"}});
            wanted.append({u"open_banking.dcr.registration.grant_types.allowed_values"_s,
                           QStringList{u"authorization_code"_s},
                           {"open_banking", "dcr", "registration", "grant_types", "allowed_values"}});
            wanted.append({u"open_banking.dcr.regulatory_issuers.iss[1]"_s,
                           TomlValue::Table{{u"name"_s, u"zz_issuer"_s}},
                           {"open_banking", "dcr", "regulatory_issuers", "iss", 1}});
        } else if (identity.servers == Server::IdentityServer) {
            const QString params = u"financial_services.app_registration.dcr.params"_s;
            wanted.append({params + u"[key=grant_types].allowed_values"_s,
                           QStringList{u"authorization_code"_s, u"zz_"_s},
                           {"financial_services", "app_registration", "dcr", "params", 3, "allowed_values"}});
            wanted.append({u"financial_services.app_registration.dcr.regulatory_issuers.iss[0]"_s,
                           {},
                           {"financial_services", "app_registration", "dcr", "regulatory_issuers"}});
        } else {
            wanted.append(
                {u"apim.key_manager.service_url"_s, u"https://zz_"_s, {"apim", "key_manager", "service_url"}});
        }
        Q_UNUSED(name)
        return wanted;
    }

    void compareWithTomllib(const QByteArray &before, const QByteArray &after, const Json &paths)
    {
        QTemporaryDir folder;
        QVERIFY(saveFile(folder.filePath(u"before"_s), before));
        QVERIFY(saveFile(folder.filePath(u"after"_s), after));
        QProcess python;
        python.start(u"python3"_s,
                     {u"-c"_s, QString::fromLatin1(Compare), folder.filePath(u"before"_s), folder.filePath(u"after"_s),
                      QString::fromUtf8(toBytes(paths))});
        QVERIFY(python.waitForFinished());
        QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
    }
};

QTEST_GUILESS_MAIN(TestPublishedFiles)
#include "test_published_files.moc"
