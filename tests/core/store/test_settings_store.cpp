#include "store/settings_store.h"

#include "store_fixture.h"

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

class TestSettingsStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheLastValueOfAName()
    {
        Workspace workspace;
        const QString name = QStringLiteral("sandbox.policy");
        {
            SettingsStore settings(workspace.database());
            QVERIFY(settings.get(name) && !*settings.get(name));
            VERIFY_DONE(settings.setAndWait(name, {{"a", 1}}, Now));
            const Json second = {{"a", nullptr}, {"text", "Ünï \u4e2d"}};
            VERIFY_DONE(outcomeOf([&](const ReplyBox &replies, std::function<void(const Result<void> &)> done) {
                settings.set(name, second, Now + std::chrono::seconds(1), replies, std::move(done));
            }));
        }
        workspace.reopen();
        const auto read = SettingsStore(workspace.database()).get(name);
        QVERIFY(read && *read);
        QCOMPARE(toBytes(**read), QByteArray(R"({"a":null,"text":"Ünï 中"})"));
        QCOMPARE(valueOf(workspace.database(), "SELECT updated_at FROM settings")->toLongLong(),
                 toMilliseconds(Now) + 1000);
        QCOMPARE(valueOf(workspace.database(), "SELECT count(*) FROM settings")->toInt(), 1);
    }

    void saysWhichSettingIsNoJson()
    {
        Workspace workspace;
        VERIFY_DONE(workspace.database().writeAndWait<void>([](Connection &connection) {
            return connection.run("INSERT INTO settings VALUES ('broken', '{', 0)").map([](QSqlQuery *) {});
        }));
        const auto read = SettingsStore(workspace.database()).get(QStringLiteral("broken"));
        QVERIFY(!read);
        QCOMPARE(read.error().kind, Error::Malformed);
        QVERIFY2(read.error().message.contains(QStringLiteral("broken")), qPrintable(read.error().message));
    }
};

QTEST_GUILESS_MAIN(TestSettingsStore)
#include "test_settings_store.moc"
