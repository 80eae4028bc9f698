#include "store/change_watcher.h"
#include "store/settings_store.h"
#include "store_fixture.h"

#include <QSignalSpy>
#include <QThread>

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

namespace {

constexpr int WithinASecond = 1000;
constexpr int TwoLooks = 900;

} // namespace

class TestChangeWatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfAnothersCommitWithinASecond()
    {
        Workspace workspace;
        const auto another = Database::open(workspace.path(), Now);
        QVERIFY(another);
        const ChangeWatcher watcher(workspace.database());
        QSignalSpy changed(&watcher, &ChangeWatcher::changedElsewhere);
        VERIFY_DONE(SettingsStore(**another).setAndWait(QStringLiteral("policy"), 1, Now));
        QVERIFY(changed.wait(WithinASecond));
        QTest::qWait(TwoLooks);
        QCOMPARE(changed.size(), 1);
        VERIFY_DONE(SettingsStore(**another).setAndWait(QStringLiteral("policy"), 2, Now));
        QVERIFY(changed.wait(WithinASecond));
        QCOMPARE(changed.size(), 2);
    }

    void keepsQuietAboutItsOwnDatabasesWrites()
    {
        Workspace workspace;
        const ChangeWatcher watcher(workspace.database());
        QSignalSpy changed(&watcher, &ChangeWatcher::changedElsewhere);
        for (int i = 0; i < 20; ++i) {
            VERIFY_DONE(SettingsStore(workspace.database()).setAndWait(QStringLiteral("policy"), i, Now));
            QTest::qWait(TwoLooks / 20);
        }
        QTest::qWait(TwoLooks);
        QCOMPARE(changed.size(), 0);
    }

    void tellsOfAnothersCommitAmongItsOwn()
    {
        Workspace workspace;
        const auto another = Database::open(workspace.path(), Now);
        QVERIFY(another);
        const ChangeWatcher watcher(workspace.database());
        QSignalSpy changed(&watcher, &ChangeWatcher::changedElsewhere);
        for (int i = 0; i < 10; ++i) {
            VERIFY_DONE(SettingsStore(workspace.database()).setAndWait(QStringLiteral("own"), i, Now));
            if (i == 5)
                VERIFY_DONE(SettingsStore(**another).setAndWait(QStringLiteral("policy"), i, Now));
        }
        QVERIFY(changed.wait(WithinASecond));
        QTest::qWait(TwoLooks);
        QCOMPARE(changed.size(), 1);
    }

    void missesNothingBetweenItsMakingAndItsFirstLook()
    {
        Workspace workspace;
        const auto another = Database::open(workspace.path(), Now);
        QVERIFY(another);
        const ChangeWatcher watcher(workspace.database());
        VERIFY_DONE(SettingsStore(**another).setAndWait(QStringLiteral("policy"), 1, Now));
        QSignalSpy changed(&watcher, &ChangeWatcher::changedElsewhere);
        QVERIFY(changed.wait(WithinASecond));
    }

    void livesInAnotherThread()
    {
        Workspace workspace;
        const auto another = Database::open(workspace.path(), Now);
        QVERIFY(another);
        QThread thread;
        auto *watcher = new ChangeWatcher(workspace.database());
        int changes = 0;
        connect(watcher, &ChangeWatcher::changedElsewhere, this, [&changes] { ++changes; });
        watcher->moveToThread(&thread);
        connect(&thread, &QThread::finished, watcher, &QObject::deleteLater);
        thread.start();
        VERIFY_DONE(SettingsStore(**another).setAndWait(QStringLiteral("policy"), 1, Now));
        QTest::qWait(WithinASecond);
        thread.quit();
        QVERIFY(thread.wait());
        QCOMPARE(changes, 1);
    }
};

QTEST_GUILESS_MAIN(TestChangeWatcher)
#include "test_change_watcher.moc"
