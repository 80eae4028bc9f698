#include "store/token_store.h"
#include "store_fixture.h"

#include <QCryptographicHash>
#include <QSet>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

namespace {

Result<void> removeClient(ClientStore &store, const QString &clientId)
{
    return outcomeOf([&](const ReplyBox &replies, ClientStore::Done done) {
        store.remove(clientId, Now + std::chrono::hours(2), replies, std::move(done));
    });
}

Result<void> updateClient(ClientStore &store, const Client &client, const Jti &jti)
{
    return outcomeOf([&](const ReplyBox &replies, ClientStore::Done done) {
        ClientVersion version = sampleVersion(Now + std::chrono::hours(1));
        version.requestJwt = "second.request.jwt";
        store.updateRegistration(client, version, jti, replies, std::move(done));
    });
}

QStringList idsOf(const Result<QList<Client>> &clients)
{
    QStringList ids;
    for (const Client &client : clients.value_or(QList<Client>()))
        ids.append(client.clientId);
    return ids;
}

} // namespace

class TestClientStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatWasRegistered()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        Client client = sampleClient(1);
        client.organisationName = QStringLiteral("Bänk \"O'Brien\" \u4e2d");
        client.metadata = QByteArray("{\"a\":\"\xc3\xa4\"}");
        client.status = ClientStatus::Held;
        VERIFY_DONE(registerClient(store, client, sampleJti(QStringLiteral("a"))));
        workspace.reopen();
        const auto found = ClientStore(workspace.database()).find(client.clientId);
        QVERIFY(found && *found);
        const Client &read = **found;
        QCOMPARE(read.softwareId, client.softwareId);
        QCOMPARE(read.organisationId, client.organisationId);
        QCOMPARE(read.organisationName, client.organisationName);
        QCOMPARE(read.clientName, client.clientName);
        QCOMPARE(read.environment, client.environment);
        QCOMPARE(read.status, ClientStatus::Held);
        QCOMPARE(read.issuedAt, client.issuedAt);
        QCOMPARE(read.version, 1);
        QCOMPARE(read.metadata, client.metadata);
        const auto versions = ClientStore(workspace.database()).versions(client.clientId);
        QVERIFY(versions);
        QCOMPARE(versions->size(), 1);
        QCOMPARE(versions->constFirst().requestJwt, sampleVersion().requestJwt);
        QCOMPARE(versions->constFirst().checks, sampleVersion().checks);
        QCOMPARE(versions->constFirst().peerCertificateDer, sampleVersion().peerCertificateDer);
        QCOMPARE(versions->constFirst().registeredAt, client.issuedAt);
    }

    void findsNothingWhereThereIsNothing()
    {
        Workspace workspace;
        const ClientStore store(workspace.database());
        QVERIFY(store.find(QStringLiteral("nobody")) && !*store.find(QStringLiteral("nobody")));
        QVERIFY(store.find(QString()) && !*store.find(QString()));
        QVERIFY(store.versions(QString()) && store.versions(QString())->isEmpty());
    }

    void acceptsAnIdentifierOnceAlsoAfterARestart()
    {
        Workspace workspace;
        {
            ClientStore store(workspace.database());
            VERIFY_DONE(registerClient(store, sampleClient(1), sampleJti(QStringLiteral("j-1"))));
        }
        workspace.reopen();
        ClientStore store(workspace.database());
        const auto again = registerClient(store, sampleClient(2), sampleJti(QStringLiteral("j-1")));
        QVERIFY(!again);
        QCOMPARE(again.error().kind, Error::Conflict);
        QVERIFY2(again.error().message.contains(QStringLiteral("j-1")), qPrintable(again.error().message));
        QVERIFY2(again.error().message.contains(toIso8601(sampleClient(1).issuedAt)),
                 qPrintable(again.error().message));
        QVERIFY(!*store.find(sampleClient(2).clientId));
        // Another issuer's identifiers are its own.
        Jti another = sampleJti(QStringLiteral("j-1"));
        another.issuer = QStringLiteral("another");
        VERIFY_DONE(registerClient(store, sampleClient(2), another));
    }

    void usesAnIdentifierUpOnlyByARegistrationThatIsStored()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        VERIFY_DONE(registerClient(store, sampleClient(1), sampleJti(QStringLiteral("a"))));
        const auto sameId = registerClient(store, sampleClient(1), sampleJti(QStringLiteral("b")));
        QVERIFY(!sameId);
        QCOMPARE(sameId.error().kind, Error::Conflict);
        QVERIFY(!*store.jtiFirstUsed(QStringLiteral("issuer"), QStringLiteral("b")));
        VERIFY_DONE(registerClient(store, sampleClient(2), sampleJti(QStringLiteral("b"))));
        QCOMPARE(*store.jtiFirstUsed(QStringLiteral("issuer"), QStringLiteral("b")),
                 std::optional(sampleClient(2).issuedAt));
    }

    void ofTwoRequestsOfOneIdentifierInOneBatchOneWins()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        ReplyBox replies;
        int stored = 0;
        int conflicts = 0;
        HeldWriter held(workspace.database());
        for (int i = 0; i < 10; ++i) {
            store.insertRegistration(sampleClient(i), sampleVersion(), sampleJti(QString::number(i / 2)), replies,
                                     [&](const Result<void> &done) {
                                         if (done)
                                             ++stored;
                                         else if (done.error().kind == Error::Conflict)
                                             ++conflicts;
                                     });
        }
        held.release();
        QTRY_COMPARE(stored + conflicts, 10);
        QCOMPARE(stored, 5);
        QCOMPARE(*store.count({}), 5);
    }

    void allowsASoftwareOneClientWhereTheRuleSaysSo()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        Client second = sampleClient(2);
        second.softwareId = sampleClient(1).softwareId;
        VERIFY_DONE(registerClient(store, sampleClient(1), sampleJti(QStringLiteral("a")), SoftwareRule::OneClient));
        const auto refused = registerClient(store, second, sampleJti(QStringLiteral("b")), SoftwareRule::OneClient);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Conflict);
        QVERIFY(refused.error().message.contains(second.softwareId));
        QVERIFY(!*store.jtiFirstUsed(QStringLiteral("issuer"), QStringLiteral("b")));
        VERIFY_DONE(removeClient(store, sampleClient(1).clientId));
        VERIFY_DONE(registerClient(store, second, sampleJti(QStringLiteral("b")), SoftwareRule::OneClient));
        Client third = sampleClient(3);
        third.softwareId = second.softwareId;
        VERIFY_DONE(registerClient(store, third, sampleJti(QStringLiteral("c"))));
    }

    void anUpdateIsANewVersionOfTheSameClient()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        Client client = sampleClient(1);
        VERIFY_DONE(registerClient(store, client, sampleJti(QStringLiteral("a"))));
        VERIFY_DONE(putStatus(workspace.database(), client.clientId, ClientStatus::Suspended));
        client.clientName = QStringLiteral("Renamed");
        client.issuedAt = Now + std::chrono::hours(9);
        client.status = ClientStatus::Active;
        client.metadata = "{}";
        VERIFY_DONE(updateClient(store, client, sampleJti(QStringLiteral("b"))));
        const Client read = **store.find(client.clientId);
        QCOMPARE(read.version, 2);
        QCOMPARE(read.clientName, QStringLiteral("Renamed"));
        QCOMPARE(read.metadata, QByteArray("{}"));
        QCOMPARE(read.issuedAt, sampleClient(1).issuedAt);
        QCOMPARE(read.updatedAt, Now + std::chrono::hours(1));
        // An update does not lift a suspension.
        QCOMPARE(read.status, ClientStatus::Suspended);
        const auto versions = store.versions(client.clientId);
        QCOMPARE(versions->size(), 2);
        QCOMPARE(versions->at(0).requestJwt, sampleVersion().requestJwt);
        QCOMPARE(versions->at(1).version, 2);
        QCOMPARE(versions->at(1).requestJwt, QByteArray("second.request.jwt"));
        ClientFilter renamed;
        renamed.text = QStringLiteral("RENAMED");
        QCOMPARE(*store.count(renamed), 1);
    }

    void refusesToUpdateWhatIsNotThere()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        const auto unknown = updateClient(store, sampleClient(1), sampleJti(QStringLiteral("a")));
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().kind, Error::NotFound);
        QVERIFY(!*store.jtiFirstUsed(QStringLiteral("issuer"), QStringLiteral("a")));
        VERIFY_DONE(registerClient(store, sampleClient(1), sampleJti(QStringLiteral("b"))));
        const auto replayed = updateClient(store, sampleClient(1), sampleJti(QStringLiteral("b")));
        QVERIFY(!replayed);
        QCOMPARE(replayed.error().kind, Error::Conflict);
        QCOMPARE((*store.find(sampleClient(1).clientId))->version, 1);
    }

    void deletionKeepsTheHistoryAndIsForEver()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        const QString id = sampleClient(1).clientId;
        VERIFY_DONE(registerClient(store, sampleClient(1), sampleJti(QStringLiteral("a"))));
        VERIFY_DONE(removeClient(store, id));
        VERIFY_DONE(removeClient(store, id));
        QCOMPARE((*store.find(id))->status, ClientStatus::Deleted);
        QCOMPARE(store.versions(id)->size(), 1);
        QCOMPARE(*store.count({}), 0);
        ClientFilter all;
        all.includeDeleted = true;
        QCOMPARE(*store.count(all), 1);
        const auto updated = updateClient(store, sampleClient(1), sampleJti(QStringLiteral("b")));
        QVERIFY(!updated);
        QCOMPARE(updated.error().kind, Error::NotFound);
    }

    void refusesToRemoveNobody()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        const auto done = removeClient(store, QStringLiteral("nobody"));
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::NotFound);
        QCOMPARE(*ActivityLog(workspace.database()).count({}), 0);
    }

    void recordsWhatAClientDoesItself()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        Client client = sampleClient(1);
        client.metadata = R"({"scope":"openid","software_statement":"first.x.y","redirect_uris":["https://a"]})";
        VERIFY_DONE(registerClient(store, client, sampleJti(QStringLiteral("a"))));
        client.metadata = R"({"scope":"openid","software_statement":"second.x.y","redirect_uris":["https://b"]})";
        VERIFY_DONE(updateClient(store, client, sampleJti(QStringLiteral("b"))));
        VERIFY_DONE(removeClient(store, client.clientId));
        VERIFY_DONE(removeClient(store, client.clientId));
        const ActivityLog log(workspace.database());
        const QList<Activity> rows = *log.page({}, {}, 10);
        QCOMPARE(rows.size(), 3);
        for (const Activity &row : rows) {
            QCOMPARE(row.actor.origin, ActivityOrigin::Endpoint);
            QCOMPARE(row.actor.name, client.clientId);
            QCOMPARE(row.subject, client.clientId);
            QCOMPARE(row.subjectName, QStringLiteral("Organisation 1 \u00b7 App 1"));
        }
        QCOMPARE(rows[2].action, QStringLiteral("client.registered"));
        QCOMPARE(rows[2].at, client.issuedAt);
        QCOMPARE(rows[2].before, QByteArray());
        QCOMPARE(rows[2].after,
                 QByteArray(R"({"client_name":"App 1","software_id":"software-1","status":"active","version":1})"));
        QCOMPARE(rows[1].action, QStringLiteral("client.updated"));
        QCOMPARE(rows[1].at, Now + std::chrono::hours(1));
        const auto expected = [](const char *uri, const char *statement, int version) {
            return toBytes(Json{{"redirect_uris", {uri}},
                                {"software_statement_sha256",
                                 QCryptographicHash::hash(statement, QCryptographicHash::Sha256).toHex().toStdString()},
                                {"version", version}});
        };
        QCOMPARE(rows[1].before, expected("https://a", "first.x.y", 1));
        QCOMPARE(rows[1].after, expected("https://b", "second.x.y", 2));
        QCOMPARE(rows[0].action, QStringLiteral("client.deleted"));
        QCOMPARE(rows[0].before, QByteArray(R"({"status":"active"})"));
        QCOMPARE(rows[0].after, QByteArray(R"({"status":"deleted"})"));
        QVERIFY(log.verify()->isIntact());
    }

    void recordsNothingOfWhatIsRefused()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        VERIFY_DONE(registerClient(store, sampleClient(1), sampleJti(QStringLiteral("a"))));
        QVERIFY(!registerClient(store, sampleClient(2), sampleJti(QStringLiteral("a"))));
        QVERIFY(!updateClient(store, sampleClient(1), sampleJti(QStringLiteral("a"))));
        QVERIFY(!updateClient(store, sampleClient(3), sampleJti(QStringLiteral("b"))));
        QCOMPARE(*ActivityLog(workspace.database()).count({}), 1);
    }

    void changesNothingThatItCannotRecord()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        VERIFY_DONE(registerClient(store, sampleClient(1), sampleJti(QStringLiteral("a"))));
        VERIFY_DONE(runSql(workspace.database(), "DELETE FROM activity_head"));
        QVERIFY(!registerClient(store, sampleClient(2), sampleJti(QStringLiteral("b"))));
        QVERIFY(!*store.find(sampleClient(2).clientId));
        QVERIFY(!*store.jtiFirstUsed(QStringLiteral("issuer"), QStringLiteral("b")));
        QVERIFY(!updateClient(store, sampleClient(1), sampleJti(QStringLiteral("b"))));
        QVERIFY(!removeClient(store, sampleClient(1).clientId));
        QCOMPARE((*store.find(sampleClient(1).clientId))->version, 1);
        QCOMPARE((*store.find(sampleClient(1).clientId))->status, ClientStatus::Active);
        QCOMPARE(store.versions(sampleClient(1).clientId)->size(), 1);
    }

    void searchesTextAsItIsWrittenInAnyCase_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("found");
        QTest::newRow("part of a name") << "payMENT" << 1;
        QTest::newRow("letters outside of ASCII, other case") << QStringLiteral("ÖSTERR") << 1;
        QTest::newRow("letters outside of ASCII, same case") << QStringLiteral("Österr") << 1;
        QTest::newRow("software id") << "software-2" << 1;
        QTest::newRow("client id") << "CLIENT-00000" << 3;
        QTest::newRow("a percent sign") << "100%" << 1;
        QTest::newRow("a percent sign is no wildcard") << "1%0" << 0;
        QTest::newRow("an underscore is no wildcard") << "client_0" << 0;
        QTest::newRow("a backslash") << "a\\b" << 1;
        QTest::newRow("a quote") << "O'Brien" << 1;
        QTest::newRow("injection") << "' OR 1=1 --" << 0;
        QTest::newRow("not across two fields") << "payment 100%österreich" << 0;
    }
    void searchesTextAsItIsWrittenInAnyCase()
    {
        QFETCH(QString, text);
        QFETCH(int, found);
        Workspace workspace;
        ClientStore store(workspace.database());
        const char *const names[] = {"Payment 100%", "a\\b", "O'Brien"};
        for (int i = 0; i < 3; ++i) {
            Client client = sampleClient(i);
            client.clientName = QString::fromUtf8(names[i]);
            client.organisationName = i == 0 ? QStringLiteral("Österreichische Bank") : QStringLiteral("Other");
            VERIFY_DONE(registerClient(store, client, sampleJti(QString::number(i))));
        }
        ClientFilter filter;
        filter.text = text;
        QCOMPARE(*store.count(filter), found);
        QCOMPARE(store.page(filter, {}, 10)->size(), found);
    }

    void sortsByEachColumnAndFiltersByStatus_data()
    {
        QTest::addColumn<ClientColumn>("column");
        QTest::newRow("issued") << ClientColumn::IssuedAt;
        QTest::newRow("updated") << ClientColumn::UpdatedAt;
        QTest::newRow("name") << ClientColumn::ClientName;
        QTest::newRow("organisation, where many are equal") << ClientColumn::OrganisationName;
        QTest::newRow("software") << ClientColumn::SoftwareId;
        QTest::newRow("status, where many are equal") << ClientColumn::Status;
    }
    void sortsByEachColumnAndFiltersByStatus()
    {
        QFETCH(ClientColumn, column);
        Workspace workspace;
        ClientStore store(workspace.database());
        VERIFY_DONE(putClients(workspace.database(), 0, 60));
        for (int i = 0; i < 60; i += 3)
            VERIFY_DONE(putStatus(workspace.database(), sampleClient(i).clientId, ClientStatus::Held,
                                  Now + std::chrono::seconds(1000 - i)));
        for (const auto &status : {std::optional<ClientStatus>(), std::optional(ClientStatus::Held)}) {
            QStringList forwards, backwards;
            for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
                const ClientSort sort{column, order};
                ClientFilter filter;
                if (status)
                    filter.statuses = {*status};
                std::optional<ClientKey> after;
                QList<Client> all;
                while (true) {
                    const auto page = store.page(filter, after, 7, sort);
                    VERIFY_DONE(page);
                    if (page->isEmpty())
                        break;
                    all += *page;
                    after = ClientKey::of(page->constLast(), sort);
                }
                (order == Qt::AscendingOrder ? forwards : backwards) = idsOf(all);
            }
            QCOMPARE(forwards.size(), status ? 20 : 60);
            QCOMPARE(QSet<QString>(forwards.begin(), forwards.end()).size(), forwards.size());
            std::reverse(backwards.begin(), backwards.end());
            QCOMPARE(forwards, backwards);
        }
    }

    void pagesThroughManyWhileOthersAreRegistered()
    {
        constexpr int Count = 50'000;
        Workspace workspace;
        ClientStore store(workspace.database());
        VERIFY_DONE(putClients(workspace.database(), 0, Count));
        QCOMPARE(*store.count({}), Count);
        int next = Count;
        int expected = Count - 1;
        std::optional<ClientKey> after;
        while (true) {
            const auto page = store.page({}, after, 1000);
            VERIFY_DONE(page);
            if (page->isEmpty())
                break;
            for (const Client &client : *page)
                QCOMPARE(client.clientId, sampleClient(expected--).clientId);
            after = ClientKey::of(page->constLast());
            VERIFY_DONE(putClients(workspace.database(), next, next + 3));
            next += 3;
        }
        QCOMPARE(expected, -1);
    }
};

QTEST_GUILESS_MAIN(TestClientStore)
#include "test_client_store.moc"
