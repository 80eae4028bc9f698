#include "workspace/activity_entries.h"

#include "base/files.h"
#include "store/activity_log.h"
#include "trust/certificate_bundle.h"
#include "trust/store_edit.h"
#include "workspace/workspace.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QtCrypto>

using namespace gatehouse;
using namespace gatehouse::workspace;

/// What the record says of changes that are not in the database, and that a workspace enters them.
class TestActivityEntries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhichEntriesOfATruststoreCameAndWent();
    void tellsARenamedEntryByBothAliases();
    void countsWhatIsTooMuchToList();
    void saysThatAFileWasReplacedThatNobodyCouldRead();
    void coversPasswordsOfADeploymentToml();
    void recordsTheSandboxAndTheTestDirectory();
    void recordsTheSandboxOfAWorkspaceThatIsClosed();
    void tellsWhoeverWatchesWhereItCannotRecord();

private:
    static trust::Certificate certificate(const QString &name)
    {
        return readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/obie/") + name)
            .and_then([](const QByteArray &bytes) { return trust::readCertificates(bytes); })
            .value()
            .certificates.constFirst();
    }
    static trust::StoreEntry entry(const QString &alias, const trust::Certificate &certificate)
    {
        trust::StoreEntry made;
        made.alias = alias;
        made.certificates = {certificate};
        return made;
    }

    QCA::Initializer m_qca;
    const trust::Certificate m_root = certificate(QStringLiteral("OB_SandBox_PP_Root_CA.cer"));
    const trust::Certificate m_issuer = certificate(QStringLiteral("OB_SandBox_PP_Issuing_CA.cer"));
};

void TestActivityEntries::tellsWhichEntriesOfATruststoreCameAndWent()
{
    const trust::TrustStore before{trust::StoreFormat::Jks,
                                   {entry(QStringLiteral("stays"), m_root), entry(QStringLiteral("goes"), m_issuer)}};
    const trust::TrustStore after{trust::StoreFormat::Jks,
                                  {entry(QStringLiteral("stays"), m_root), entry(QStringLiteral("comes"), m_root)}};
    const auto activity = truststoreSaved({QStringLiteral("/a/trust.jks"), after, SavedStore::Before::Known, before});
    QCOMPARE(activity.action, QStringLiteral("truststore.saved"));
    QCOMPARE(activity.subject, QStringLiteral("/a/trust.jks"));
    QCOMPARE(activity.subjectName, QStringLiteral("trust.jks"));
    QCOMPARE(activity.before["entries"].size(), std::size_t(1));
    QCOMPARE(toQString(activity.before["entries"]["goes"]["sha256"]), m_issuer.sha256Text());
    QCOMPARE(activity.after["entries"].size(), std::size_t(1));
    QCOMPARE(toQString(activity.after["entries"]["comes"]["subject"]), m_root.subject());
    QVERIFY(!activity.after.contains("format"));
}

void TestActivityEntries::tellsARenamedEntryByBothAliases()
{
    const trust::TrustStore before{trust::StoreFormat::Pem, {entry(QStringLiteral("old"), m_root)}};
    const trust::TrustStore after{trust::StoreFormat::Pem, {entry(QStringLiteral("new"), m_root)}};
    const auto activity = truststoreSaved({QStringLiteral("t.pem"), after, SavedStore::Before::Known, before});
    QCOMPARE(toBytes(activity.before["entries"]["old"]), toBytes(activity.after["entries"]["new"]));
}

void TestActivityEntries::countsWhatIsTooMuchToList()
{
    trust::TrustStore store;
    for (int i = 0; i < MaxRecordedEntries + 5; ++i)
        store.entries.append(entry(QString::number(i), m_root));
    const auto activity = truststoreSaved({QStringLiteral("t.jks"), store});
    QCOMPARE(activity.after["entries"].size(), std::size_t(MaxRecordedEntries));
    QCOMPARE(toBytes(activity.after["more_entries"]), toBytes(Json(5)));
    QVERIFY(toBytes(activity.after).size() < store::ActivityLog::MaxState);
}

void TestActivityEntries::saysThatAFileWasReplacedThatNobodyCouldRead()
{
    const auto activity = truststoreSaved({QStringLiteral("t.jks"), {}, SavedStore::Before::Unreadable});
    QVERIFY(activity.before.contains("unreadable"));
    QVERIFY(truststoreSaved({QStringLiteral("t.jks"), {}}).before.is_null());
    SavedStore changed{QStringLiteral("t.jks"), {}, SavedStore::Before::Known, {}};
    changed.password = SavedStore::Password::New;
    QCOMPARE(toBytes(truststoreSaved(changed).after), toBytes(Json({{"protection", "another password"}})));
}

void TestActivityEntries::coversPasswordsOfADeploymentToml()
{
    const auto activity = deploymentSaved(
        QStringLiteral("/a/deployment.toml"),
        {{QStringLiteral("keystore.primary.password"), wso2::TomlValue(QStringLiteral("sesame")), {}},
         {QStringLiteral("database.url"), {}, wso2::TomlValue(QStringLiteral("jdbc:x?password=sesame"))},
         {QStringLiteral("server.offset"), wso2::TomlValue(1), wso2::TomlValue(2)}});
    QVERIFY(!toBytes(activity.before).contains("sesame"));
    QVERIFY(!toBytes(activity.after).contains("sesame"));
    QCOMPARE(toBytes(activity.before["server.offset"]), toBytes(Json(1)));
    QCOMPARE(toBytes(activity.after["server.offset"]), toBytes(Json(2)));
    QVERIFY(!activity.after.contains("keystore.primary.password"));
}

void TestActivityEntries::recordsTheSandboxAndTheTestDirectory()
{
    const QTemporaryDir folder;
    const auto workspace = Workspace::open(folder.filePath(QStringLiteral("w")), systemNow).value();
    workspace->setUser(QStringLiteral("ann"));
    workspace->setOrigin(store::ActivityOrigin::CommandLine);
    QVERIFY(workspace->directory()->create(
        {.baseUrl = QStringLiteral("https://localhost:8243"), .softwareId = QStringLiteral("soft1")}));
    QVERIFY(!workspace->directory()->create(
        {.baseUrl = QStringLiteral("https://localhost:8243"), .softwareId = QStringLiteral("no good")}));
    const auto software = workspace->directory()->allSoftware().constFirst();
    QVERIFY(workspace->directory()->removeSoftware(software.organisationId, software.softwareId));
    QVERIFY(!workspace->directory()->removeSoftware(software.organisationId, software.softwareId));
    sandbox::Settings settings;
    settings.port = 0;
    QSignalSpy started(&workspace->sandbox(), &sandbox::Sandbox::started);
    workspace->sandbox().start(settings);
    QVERIFY(started.wait(30'000));
    QTRY_COMPARE(workspace->activity().count({}).value(), 3);
    QSignalSpy stopped(&workspace->sandbox(), &sandbox::Sandbox::stopped);
    workspace->sandbox().stop();
    QVERIFY(stopped.wait(30'000));
    QTRY_COMPARE(workspace->activity().count({}).value(), 4);
    const auto rows = workspace->activity().page({}, {}, 10).value();
    QStringList actions;
    for (const store::Activity &row : rows) {
        actions.prepend(row.action);
        QCOMPARE(row.actor.name, QStringLiteral("ann"));
        QCOMPARE(row.actor.origin, store::ActivityOrigin::CommandLine);
    }
    QCOMPARE(actions,
             QStringList({QStringLiteral("directory.software-created"), QStringLiteral("directory.software-removed"),
                          QStringLiteral("sandbox.started"), QStringLiteral("sandbox.stopped")}));
    QCOMPARE(rows[3].subject, QStringLiteral("soft1"));
    QCOMPARE(rows[2].before, rows[3].after);
    QVERIFY(rows[1].after.contains("https://localhost:"));
}

void TestActivityEntries::recordsTheSandboxOfAWorkspaceThatIsClosed()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("w"));
    {
        const auto workspace = Workspace::open(path, systemNow).value();
        sandbox::Settings settings;
        settings.port = 0;
        QSignalSpy started(&workspace->sandbox(), &sandbox::Sandbox::started);
        workspace->sandbox().start(settings);
        QVERIFY(started.wait(30'000));
    }
    const auto workspace = Workspace::open(path, systemNow).value();
    QCOMPARE(workspace->activity().page({}, {}, 1).value().constFirst().action, QStringLiteral("sandbox.stopped"));
    QCOMPARE(workspace->activity().count({}).value(), 2);
}

void TestActivityEntries::tellsWhoeverWatchesWhereItCannotRecord()
{
    const QTemporaryDir folder;
    const auto workspace = Workspace::open(folder.filePath(QStringLiteral("w")), systemNow).value();
    QVERIFY(workspace->database().writeAndWait<void>(
        [](store::Connection &connection) { return connection.runOnce(QStringLiteral("DELETE FROM activity_head")); }));
    QSignalSpy failures(workspace.get(), &Workspace::recordingFailed);
    QVERIFY(workspace->directory()->create(
        {.baseUrl = QStringLiteral("https://localhost:8243"), .softwareId = QStringLiteral("soft1")}));
    QCOMPARE(failures.size(), 1);
    QVERIFY(failures[0][0].value<Error>().message.contains(QLatin1String("record")));
}

QTEST_GUILESS_MAIN(TestActivityEntries)
#include "test_activity_entries.moc"
