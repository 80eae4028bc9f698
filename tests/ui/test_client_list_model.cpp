#include "console_test.h"
#include "core/store/store_fixture.h"
#include "ui/models/client_list_model.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTableView>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using store::ClientColumn;
using store::ClientFilter;
using store::ClientStatus;
using store::test::putClients;
using store::test::sampleClient;
using ui::ClientListModel;

namespace {

/// A model over so many clients, watched by Qt's own tester.
class Fixture
{
public:
    explicit Fixture(int count)
    {
        if (const auto put = putClients(workspace.database(), 0, count); !put)
            qFatal("%s", qPrintable(put.error().message));
        model = std::make_unique<ClientListModel>(workspace.database());
        tester = std::make_unique<QAbstractItemModelTester>(model.get(),
                                                            QAbstractItemModelTester::FailureReportingMode::QtTest);
    }

    QString id(int row) const { return model->index(row, 0).data(ClientListModel::ClientIdRole).toString(); }
    QString text(int row, int column) const { return model->index(row, column).data().toString(); }
    void setStatus(int client, const char *status)
    {
        const auto done = workspace.database().writeAndWait<void>([=](store::Connection &connection) -> Result<void> {
            const auto run =
                connection.run("UPDATE clients SET status = ?, updated_at = updated_at + 1 WHERE client_id = ?",
                               {QString::fromLatin1(status), sampleClient(client).clientId});
            return run ? Result<void>() : tl::unexpected(run.error());
        });
        if (!done)
            qFatal("%s", qPrintable(done.error().message));
    }

    store::test::Workspace workspace;
    std::unique_ptr<ClientListModel> model;
    std::unique_ptr<QAbstractItemModelTester> tester;
};

} // namespace

class TestClientListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyWithoutClients()
    {
        const Fixture fixture(0);
        QVERIFY(fixture.model->isLoading());
        QSignalSpy loaded(fixture.model.get(), &ClientListModel::loaded);
        QVERIFY(loaded.wait());
        QVERIFY(!fixture.model->isLoading());
        QVERIFY(fixture.model->isCounted());
        QCOMPARE(fixture.model->rowCount(), 0);
        QCOMPARE(fixture.model->client(0), nullptr);
        QCOMPARE(fixture.model->client(-1), nullptr);
    }

    void readsPagesAsTheyAreLookedAt()
    {
        const Fixture fixture(1000);
        QTRY_COMPARE(fixture.model->rowCount(), 1000);
        QCOMPARE(fixture.id(0), sampleClient(999).clientId);
        QCOMPARE(fixture.text(0, ClientListModel::NameColumn), u"App 999"_s);
        QCOMPARE(fixture.text(0, ClientListModel::StatusColumn), u"Active"_s);
        QVERIFY(!fixture.model->index(0, ClientListModel::StatusColumn).data(Qt::DecorationRole).isNull());
        // Far away.
        QCOMPARE(fixture.text(700, ClientListModel::NameColumn), u"\u2026"_s);
        QCOMPARE(fixture.id(700), QString());
        QVERIFY(!fixture.model->index(700, 0).data(ClientListModel::ClientRole).isValid());
        QTRY_COMPARE(fixture.id(700), sampleClient(299).clientId);
        const auto client = fixture.model->index(700, 0).data(ClientListModel::ClientRole).value<store::Client>();
        QCOMPARE(client.clientId, sampleClient(299).clientId);
        QVERIFY(client.metadata.isEmpty());
        QTRY_COMPARE(fixture.id(999), sampleClient(0).clientId);
    }

    void keepsABoundedNumberOfPages()
    {
        constexpr int Count = (ClientListModel::MaxPages + 10) * ClientListModel::PageSize;
        const Fixture fixture(Count);
        QTRY_COMPARE(fixture.model->rowCount(), Count);
        for (int row = 0; row < Count; row += ClientListModel::PageSize)
            QTRY_COMPARE(fixture.id(row), sampleClient(Count - 1 - row).clientId);
        // The second is forgotten by now, the last is there; the tester looks at the first all the time.
        constexpr int Second = ClientListModel::PageSize;
        QCOMPARE(fixture.id(Count - 1), sampleClient(0).clientId);
        QCOMPARE(fixture.id(Second), QString());
        QTRY_COMPARE(fixture.id(Second), sampleClient(Count - 1 - Second).clientId);
    }

    void sortsByColumnsThatHaveAnOrder()
    {
        const Fixture fixture(300);
        QTRY_COMPARE(fixture.model->rowCount(), 300);
        QSignalSpy loaded(fixture.model.get(), &ClientListModel::loaded);
        fixture.model->sort(ClientListModel::IssuedColumn, Qt::AscendingOrder);
        QVERIFY(loaded.wait());
        QCOMPARE(fixture.id(0), sampleClient(0).clientId);
        fixture.model->sort(ClientListModel::NameColumn, Qt::DescendingOrder);
        QVERIFY(loaded.wait());
        QCOMPARE(fixture.text(0, 0), u"App 99"_s);
        fixture.model->sort(ClientListModel::RolesColumn, Qt::DescendingOrder);
        fixture.model->sort(-1, Qt::DescendingOrder);
        QVERIFY(!loaded.wait(200));
        QCOMPARE(fixture.model->sorting().column, ClientColumn::ClientName);
    }

    void theLastFilterWins()
    {
        const Fixture fixture(300);
        QTRY_COMPARE(fixture.model->rowCount(), 300);
        for (const QString &text : {u"app 1"_s, u"app 12"_s, u"app 123"_s}) {
            ClientFilter filter;
            filter.text = text;
            fixture.model->setFilter(filter);
        }
        QVERIFY(fixture.model->isLoading());
        QTRY_VERIFY(!fixture.model->isLoading());
        QCOMPARE(fixture.model->rowCount(), 1);
        QCOMPARE(fixture.id(0), sampleClient(123).clientId);
        fixture.model->setFilter({});
        // What was shown stays until there is something else.
        QCOMPARE(fixture.id(0), sampleClient(123).clientId);
        QTRY_COMPARE(fixture.model->rowCount(), 300);
    }

    void followsWhatIsWrittenHereAndElsewhere()
    {
        Fixture fixture(10);
        QTRY_COMPARE(fixture.model->rowCount(), 10);
        QVERIFY(putClients(fixture.workspace.database(), 10, 12));
        QTRY_COMPARE(fixture.model->rowCount(), 12);
        QCOMPARE(fixture.id(0), sampleClient(11).clientId);
        const auto other = store::Database::open(fixture.workspace.path(), store::test::Now);
        QVERIFY(other.has_value());
        QVERIFY(putClients(**other, 12, 13));
        QTRY_COMPARE(fixture.model->rowCount(), 13);
        fixture.setStatus(12, "suspended");
        QTRY_COMPARE(fixture.text(0, ClientListModel::StatusColumn), u"Suspended"_s);
        fixture.setStatus(12, "deleted");
        QTRY_COMPARE(fixture.model->rowCount(), 12);
    }

    void doesNotFollowWhatNobodySees()
    {
        const Fixture fixture(5);
        QTRY_COMPARE(fixture.model->rowCount(), 5);
        fixture.model->setFollowing(false);
        QVERIFY(putClients(const_cast<store::test::Workspace &>(fixture.workspace).database(), 5, 6));
        QTest::qWait(1600);
        QCOMPARE(fixture.model->rowCount(), 5);
        fixture.model->setFollowing(true);
        QTRY_COMPARE(fixture.model->rowCount(), 6);
    }

    void selectionGoesAlongWithItsClient()
    {
        Fixture fixture(500);
        QTableView view;
        view.setModel(fixture.model.get());
        view.setSelectionBehavior(QAbstractItemView::SelectRows);
        fixture.model->keepSelection(view.selectionModel());
        view.show();
        QTRY_COMPARE(fixture.model->rowCount(), 500);
        QTRY_COMPARE(fixture.id(5), sampleClient(494).clientId);
        view.selectRow(5);
        const auto selected = [&] {
            QStringList ids;
            const auto rows = view.selectionModel()->selectedRows();
            for (const QModelIndex &index : rows)
                ids.append(index.data(ClientListModel::ClientIdRole).toString());
            return ids;
        };
        const QStringList wanted(sampleClient(494).clientId);
        QCOMPARE(selected(), wanted);
        // Others come before it.
        QVERIFY(putClients(fixture.workspace.database(), 500, 520));
        QTRY_COMPARE(fixture.model->rowCount(), 520);
        QCOMPARE(selected(), wanted);
        QCOMPARE(view.currentIndex().row(), 25);
        // Far away, in another order.
        fixture.model->sort(ClientListModel::IssuedColumn, Qt::AscendingOrder);
        QTRY_COMPARE(view.currentIndex().row(), 494);
        QTRY_COMPARE(selected(), wanted);
        // Out of the filter.
        fixture.setStatus(494, "deleted");
        QTRY_COMPARE(fixture.model->rowCount(), 519);
        QCOMPARE(selected(), QStringList());
    }

    void tellsThatTheDatabaseFails()
    {
        Fixture fixture(20);
        QTRY_COMPARE(fixture.model->rowCount(), 20);
        const auto dropped = fixture.workspace.database().writeAndWait<void>([](store::Connection &connection) {
            return connection.runOnce(u"ALTER TABLE client_list RENAME TO gone"_s);
        });
        QVERIFY(dropped.has_value());
        QSignalSpy failed(fixture.model.get(), &ClientListModel::failed);
        fixture.model->refresh();
        QTRY_VERIFY(!failed.isEmpty());
        QVERIFY(!fixture.model->isLoading());
        // What was shown stays.
        QCOMPARE(fixture.model->rowCount(), 20);
        QCOMPARE(fixture.id(0), sampleClient(19).clientId);
    }

    void countsOnWhereItShowsRowsAlready()
    {
        constexpr int Count = ClientListModel::CountedAtFirst + 2345;
        const Fixture fixture(Count);
        QSignalSpy counts(fixture.model.get(), &ClientListModel::countChanged);
        ClientFilter filter;
        filter.text = u"app"_s;
        fixture.model->setFilter(filter);
        QTRY_VERIFY(fixture.model->rowCount() == Count && fixture.model->filter().text == u"app"_s && counts.size() >= 2
                    && !counts[counts.size() - 2][1].toBool());
        QVERIFY(fixture.model->isCounted());
        QTRY_COMPARE(fixture.id(Count - 1), sampleClient(0).clientId);
        // It does not shrink to what is counted at first when it is read anew.
        counts.clear();
        QVERIFY(putClients(const_cast<store::test::Workspace &>(fixture.workspace).database(), Count, Count + 1));
        QTRY_COMPARE(fixture.model->rowCount(), Count + 1);
        for (const QList<QVariant> &count : counts)
            QVERIFY(count[0].toInt() >= Count);
    }

    void leavesTheWindowAlone()
    {
        Fixture fixture(30'000);
        QTableView view;
        view.setModel(fixture.model.get());
        view.setSelectionBehavior(QAbstractItemView::SelectRows);
        fixture.model->keepSelection(view.selectionModel());
        view.resize(1200, 800);
        view.show();
        // It looks at much more than a window does.
        fixture.tester.reset();
        QTRY_COMPARE(fixture.model->rowCount(), 30'000);
        view.selectRow(3);
        QTest::qWait(200);
        test::LatencyProbe probe;
        for (int i = 0; i < 8; ++i) {
            view.scrollTo(fixture.model->index(i * 3600, 0));
            QTest::qWait(20);
            fixture.model->sort(i % 2 == 0 ? ClientListModel::NameColumn : ClientListModel::OrganisationColumn,
                                Qt::AscendingOrder);
            QTest::qWait(60);
            ClientFilter filter;
            filter.text = i % 3 == 0 ? QString() : QString::number(i);
            fixture.model->setFilter(filter);
            QTest::qWait(60);
        }
        QTRY_VERIFY(!fixture.model->isLoading());
        QVERIFY2(probe.worstMs() < 50, qPrintable(QString::number(probe.worstMs())));
    }
};

QTEST_MAIN(TestClientListModel)
#include "test_client_list_model.moc"
