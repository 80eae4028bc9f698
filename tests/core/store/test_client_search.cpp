#include "store/client_indexer.h"
#include "store/client_query.h"
#include "store/client_search.h"
#include "store/migrations.h"
#include "store_fixture.h"

#include "base/base64url.h"

#include <QRandomGenerator>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

namespace {

constexpr int Count = 1500;

/// Texts that search, SQL and FTS5 might stumble over.
const QStringList Parts = {
    QStringLiteral("bank"),    QStringLiteral("Pay"),
    QStringLiteral("\""),      QStringLiteral("'"),
    QStringLiteral("%"),       QStringLiteral("_"),
    QStringLiteral("\\"),      QStringLiteral("*"),
    QStringLiteral("AND"),     QStringLiteral("NEAR("),
    QStringLiteral("Österr"),  QStringLiteral("straße"),
    QStringLiteral("銀行"),    QStringLiteral("😀"),
    QStringLiteral("e\u0301"), QStringLiteral("é"),
    QStringLiteral("\t"),      QStringLiteral("\n"),
    QStringLiteral("-"),       QStringLiteral(":"),
    QStringLiteral("ab"),      QStringLiteral("q"),
    QStringLiteral("İ"),       QStringLiteral("{}^"),
    QStringLiteral("Zed"),     QStringLiteral("example.com/cb"),
};

/// As the store sorts: by the bytes of UTF-8, with the letters of ASCII in lower case.
QByteArray sortKey(const QString &text)
{
    QByteArray key = text.toUtf8();
    for (char &character : key) {
        if (character >= 'A' && character <= 'Z')
            character = static_cast<char>(character - 'A' + 'a');
    }
    return key;
}

QString plain(const QString &text)
{
    return QString(text)
        .replace(QLatin1Char('\t'), QLatin1Char(' '))
        .replace(QLatin1Char('\n'), QLatin1Char(' '))
        .toCaseFolded()
        .normalized(QString::NormalizationForm_C);
}

bool holds(const Client &client, const QString &word)
{
    const QStringList fields = QStringList{client.clientId, client.softwareId, client.organisationId,
                                           client.organisationName, client.clientName}
        + client.redirectUris + client.roles;
    return std::any_of(fields.begin(), fields.end(),
                       [&](const QString &field) { return plain(field).contains(plain(word)); });
}

bool fits(const Client &client, const ClientFilter &filter)
{
    const QStringList words = plain(filter.text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return (filter.statuses.isEmpty() ? filter.includeDeleted || client.status != ClientStatus::Deleted
                                      : filter.statuses.contains(client.status))
        && (filter.environment.isEmpty() || client.environment == filter.environment)
        && (filter.role.isEmpty() || client.roles.contains(filter.role, Qt::CaseInsensitive))
        && (filter.organisationId.isEmpty() || client.organisationId == filter.organisationId)
        && (!filter.issuedFrom || client.issuedAt >= *filter.issuedFrom)
        && (!filter.issuedBefore || client.issuedAt < *filter.issuedBefore)
        && std::all_of(words.begin(), words.end(), [&](const QString &word) { return holds(client, word); });
}

QByteArray keyOf(const Client &client, ClientColumn column)
{
    const auto moment = [](Instant at) { return QByteArray::number(toMilliseconds(at)).rightJustified(20, '0'); };
    switch (column) {
    case ClientColumn::IssuedAt:
        return moment(client.issuedAt);
    case ClientColumn::UpdatedAt:
        return moment(client.updatedAt);
    case ClientColumn::ClientName:
        return sortKey(client.clientName);
    case ClientColumn::OrganisationName:
        return sortKey(client.organisationName);
    case ClientColumn::SoftwareId:
        return sortKey(client.softwareId);
    case ClientColumn::Status:
        break;
    }
    return name(client.status).data() + moment(client.issuedAt);
}

QStringList expected(const QList<Client> &clients, const ClientFilter &filter, const ClientSort &sort)
{
    QList<std::pair<QByteArray, QString>> found;
    for (const Client &client : clients) {
        if (fits(client, filter))
            found.append({keyOf(client, sort.column), client.clientId});
    }
    std::sort(found.begin(), found.end());
    if (sort.order == Qt::DescendingOrder)
        std::reverse(found.begin(), found.end());
    QStringList ids;
    for (const auto &each : found)
        ids.append(each.second);
    return ids;
}

QStringList idsOf(const Result<QList<Client>> &clients)
{
    QStringList ids;
    for (const Client &client : clients.value_or(QList<Client>()))
        ids.append(client.clientId);
    return ids;
}

/// The plan that walks the sorted index, which the store takes for more rows than a test has.
Result<QStringList> walked(Database &database, const ClientFilter &filter, const ClientSort &sort)
{
    const ClientQuery query = pageQuery(filter, {}, {}, 100'000, sort);
    return database.reader().and_then([&](Connection *connection) -> Result<QStringList> {
        const auto rows = connection->run(query.sql.constData(), query.values);
        if (!rows)
            return tl::unexpected(rows.error());
        QStringList ids;
        while ((*rows)->next())
            ids.append((*rows)->value(0).toString());
        (*rows)->finish();
        return ids;
    });
}

class Maker
{
public:
    Client next(int number)
    {
        Client client = sampleClient(number);
        client.clientName = text(3);
        client.organisationName = text(2);
        client.organisationId = QStringLiteral("ORG%1").arg(m_random.bounded(40));
        client.softwareId = text(1) + QString::number(m_random.bounded(500));
        client.environment = m_random.bounded(4) == 0 ? QStringLiteral("production") : QStringLiteral("sandbox");
        client.status = static_cast<ClientStatus>(m_random.bounded(4));
        client.issuedAt = Now + std::chrono::seconds(m_random.bounded(300));
        client.updatedAt = client.issuedAt + std::chrono::seconds(m_random.bounded(50));
        client.roles = m_random.bounded(2) == 0 ? QStringList{QStringLiteral("AISP"), QStringLiteral("PISP")}
                                                : QStringList{QStringLiteral("CBPII")};
        client.redirectUris = {QStringLiteral("https://example.com/cb/%1").arg(number), text(2)};
        return client;
    }

    ClientFilter filter()
    {
        ClientFilter filter;
        if (m_random.bounded(3) > 0)
            filter.text = text(2);
        for (quint32 i = m_random.bounded(3u); i > 0; --i)
            filter.statuses.append(static_cast<ClientStatus>(m_random.bounded(4)));
        filter.includeDeleted = m_random.bounded(2) == 0;
        if (m_random.bounded(4) == 0)
            filter.environment = QStringLiteral("production");
        if (m_random.bounded(4) == 0)
            filter.role = m_random.bounded(2) == 0 ? QStringLiteral("pisp") : QStringLiteral("CBP");
        if (m_random.bounded(5) == 0)
            filter.organisationId = QStringLiteral("ORG%1").arg(m_random.bounded(45));
        if (m_random.bounded(4) == 0)
            filter.issuedFrom = Now + std::chrono::seconds(m_random.bounded(300));
        if (m_random.bounded(4) == 0)
            filter.issuedBefore = Now + std::chrono::seconds(m_random.bounded(300));
        return filter;
    }

    ClientSort sort()
    {
        return {static_cast<ClientColumn>(m_random.bounded(6)),
                m_random.bounded(2) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder};
    }

    QString text(quint32 most)
    {
        QString text;
        for (quint32 i = m_random.bounded(most + 1); i > 0; --i) {
            text += Parts[m_random.bounded(Parts.size())];
            if (m_random.bounded(2) == 0)
                text += QLatin1Char(' ');
        }
        return text;
    }

    QRandomGenerator &random() { return m_random; }

private:
    QRandomGenerator m_random{4711};
};

Result<void> enter(Database &database, const QList<Client> &clients)
{
    return database.writeAndWait<void>([=](Connection &connection) -> Result<void> {
        for (const Client &client : clients) {
            if (auto entered = enterClient(connection, client, sampleVersion()); !entered)
                return entered;
        }
        return {};
    });
}

QList<Migration> migrationsUpTo(int version)
{
    QList<Migration> migrations = *knownMigrations();
    migrations.removeIf([version](const Migration &migration) { return migration.version > version; });
    return migrations;
}

ClientFilter textFilter(const QString &text)
{
    ClientFilter filter;
    filter.text = text;
    return filter;
}

} // namespace

class TestClientSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatALookAtEachClientFinds_data()
    {
        QTest::addColumn<int>("indexed");
        QTest::newRow("before the words are indexed") << 0;
        QTest::newRow("while half of them are") << Count / 2;
        QTest::newRow("when all are") << Count;
    }
    void findsWhatALookAtEachClientFinds()
    {
        QFETCH(int, indexed);
        Workspace workspace;
        Maker maker;
        QList<Client> clients;
        for (int i = 0; i < Count; ++i)
            clients.append(maker.next(i));
        VERIFY_DONE(enter(workspace.database(), clients.mid(0, indexed)));
        QCOMPARE(*indexClientsAndWait(workspace.database()), indexed);
        VERIFY_DONE(enter(workspace.database(), clients.mid(indexed)));
        const ClientStore store(workspace.database());
        int hits = 0;
        for (int i = 0; i < 120; ++i) {
            const ClientFilter filter = maker.filter();
            const ClientSort sort = maker.sort();
            const QStringList wanted = expected(clients, filter, sort);
            const auto all = store.page(filter, {}, 100'000, sort);
            VERIFY_DONE(all);
            QVERIFY2(idsOf(all) == wanted, qPrintable(filter.text + QString::number(int(sort.column))));
            const auto walk = walked(workspace.database(), filter, sort);
            VERIFY_DONE(walk);
            QVERIFY2(*walk == wanted, qPrintable(filter.text + QString::number(int(sort.column))));
            QCOMPARE(*store.count(filter), wanted.size());
            QCOMPARE(*store.countUpTo(filter, 10), std::min<qsizetype>(wanted.size(), 11));
            const qint64 offset = maker.random().bounded(static_cast<int>(wanted.size()) + 3);
            QCOMPARE(idsOf(store.pageAt(filter, sort, offset, 20)), wanted.mid(offset, 20));
            QCOMPARE(idsOf(store.pageAt(filter, sort, offset, 20, wanted.size())), wanted.mid(offset, 20));
            if (offset < wanted.size()) {
                const Client client = **store.find(wanted[offset]);
                QCOMPARE(*store.rowOf(filter, sort, ClientKey::of(client, sort)), offset);
                QCOMPARE(idsOf(store.page(filter, ClientKey::of(client, sort), 15, sort)), wanted.mid(offset + 1, 15));
            }
            hits += wanted.isEmpty() ? 0 : 1;
        }
        // Filters that find nothing would prove little.
        QVERIFY2(hits > 40, qPrintable(QString::number(hits)));
    }

    void findsEachPartOfWhatItMayStumbleOver()
    {
        Workspace workspace;
        QList<Client> clients;
        for (int i = 0; i < Parts.size(); ++i) {
            clients.append(sampleClient(i));
            clients.last().clientName = QStringLiteral("before") + Parts[i] + QStringLiteral("behind");
        }
        VERIFY_DONE(enter(workspace.database(), clients));
        const ClientStore store(workspace.database());
        for (const bool isIndexed : {false, true}) {
            if (isIndexed)
                QVERIFY(*indexClientsAndWait(workspace.database()) > 0);
            for (const QString &part : Parts) {
                const QString text = QStringLiteral("RE") + part.trimmed() + QStringLiteral("be");
                const QStringList wanted = expected(clients, textFilter(part.trimmed().isEmpty() ? part : text), {});
                QVERIFY(!wanted.isEmpty());
                QCOMPARE(idsOf(store.page(textFilter(part.trimmed().isEmpty() ? part : text), {}, 100)), wanted);
                QCOMPARE(idsOf(store.page(textFilter(part), {}, 100)), expected(clients, textFilter(part), {}));
            }
        }
    }

    void wordsOfOneAndTwoCharactersAreFoundAtEveryEnd()
    {
        Workspace workspace;
        QList<Client> clients = {sampleClient(1), sampleClient(2), sampleClient(3)};
        clients[0].clientName = QStringLiteral("ends in qz");
        clients[1].redirectUris = {QStringLiteral("https://a/qz")};
        clients[2].roles = {QStringLiteral("QZ")};
        VERIFY_DONE(enter(workspace.database(), clients));
        const ClientStore store(workspace.database());
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(*store.count(textFilter(QStringLiteral("qz"))), 3);
            QCOMPARE(*store.count(textFilter(QStringLiteral("z"))), 3);
            QCOMPARE(*store.count(textFilter(QStringLiteral("zq"))), 0);
            QCOMPARE(*store.count(textFilter(QStringLiteral("in qz"))), 1);
            VERIFY_DONE(indexClientsAndWait(workspace.database()));
        }
    }

    void nulsAndHalvesOfCharactersAreNoTrouble()
    {
        Workspace workspace;
        Client client = sampleClient(1);
        client.clientName =
            QStringLiteral("Nul") + QChar(0) + QStringLiteral("inside ") + QChar(0xD83D) + QStringLiteral("half");
        VERIFY_DONE(enter(workspace.database(), {client, sampleClient(2)}));
        VERIFY_DONE(indexClientsAndWait(workspace.database()));
        const ClientStore store(workspace.database());
        QCOMPARE(*store.count(textFilter(QStringLiteral("inside"))), 1);
        QCOMPARE(*store.count(textFilter(QStringLiteral("half"))), 1);
        QCOMPARE(*store.count(textFilter(QStringLiteral("nul") + QChar(0) + QStringLiteral("inside"))), 1);
        QCOMPARE(*store.count(textFilter(QString(QChar(0)))), 2);
        QVERIFY(store.count(textFilter(QString(QChar(0xD83D)))));
        QVERIFY(store.count(textFilter(QString(100'000, QLatin1Char('x')))));
        QVERIFY(store.count(textFilter(QStringLiteral("a b c d ").repeated(1000))));
    }

    void anUpdateIsFoundByItsNewTextAlone()
    {
        Workspace workspace;
        ClientStore store(workspace.database());
        VERIFY_DONE(enter(workspace.database(), {sampleClient(1), sampleClient(2)}));
        VERIFY_DONE(indexClientsAndWait(workspace.database()));
        Client client = sampleClient(1);
        client.clientName = QStringLiteral("Renamed");
        client.roles = {QStringLiteral("CBPII")};
        for (int i = 0; i < 3; ++i) {
            VERIFY_DONE(outcomeOf([&](const ReplyBox &replies, ClientStore::Done done) {
                store.updateRegistration(client, sampleVersion(Now + std::chrono::hours(i)),
                                         sampleJti(QString::number(i)), replies, std::move(done));
            }));
            if (i > 0)
                QCOMPARE(*indexClientsAndWait(workspace.database()), 1);
            QCOMPARE(*store.count(textFilter(QStringLiteral("app"))), 1);
            QCOMPARE(*store.count(textFilter(QStringLiteral("renam cbp"))), 1);
            QCOMPARE(*store.count({}), 2);
        }
        ClientSort byUpdate{ClientColumn::UpdatedAt, Qt::DescendingOrder};
        QCOMPARE(idsOf(store.page({}, {}, 1, byUpdate)), QStringList(client.clientId));
        QCOMPARE(valueOf(workspace.database(), "SELECT count(*) FROM client_list")->toInt(), 2);
    }

    void aStatusThatChangesIsSeenByEachIndex()
    {
        Workspace workspace;
        VERIFY_DONE(putClients(workspace.database(), 0, 20));
        VERIFY_DONE(indexClientsAndWait(workspace.database()));
        VERIFY_DONE(workspace.database().writeAndWait<void>([](Connection &connection) -> Result<void> {
            return connection.runOnce(
                QStringLiteral("UPDATE clients SET status = 'held' WHERE client_id < 'client-000005'"));
        }));
        const ClientStore store(workspace.database());
        ClientFilter held;
        held.statuses = {ClientStatus::Held};
        for (int column = 0; column < 6; ++column)
            QCOMPARE(
                walked(workspace.database(), held, {static_cast<ClientColumn>(column), Qt::AscendingOrder})->size(), 5);
        held.text = QStringLiteral("app");
        QCOMPARE(*store.count(held), 5);
    }

    void anOlderDatabaseIsSearchedByWhatItsMetadataHolds()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("old.sqlite"));
        VERIFY_DONE(migrate(path, Now, migrationsUpTo(5)));
        {
            const auto connection = Connection::open(path, Connection::Access::ReadWrite);
            QVERIFY(connection);
            const QByteArray statement = "e30." + toBase64url(R"({"software_roles":["AISP","PISP"]})") + ".signature";
            const QByteArray metadata =
                R"({"redirect_uris":["https://tpp.example/Return"],"software_statement":")" + statement + "\"}";
            for (int i = 0; i < 1200; ++i) {
                const QByteArray json = i == 700 ? metadata : i == 701 ? QByteArray("no JSON") : QByteArray("{}");
                VERIFY_DONE((*connection)
                                ->run("INSERT INTO clients (" CLIENT_COLUMNS ", search_text) VALUES "
                                      "(?, 's', 'o', 'Organisation', ?, 'sandbox', 'active', ?, 2, 1, ?, 'as it was')",
                                      {sampleClient(i).clientId, QStringLiteral("Name %1").arg(i), 1200 - i, json}));
            }
        }
        const auto database = Database::open(path, Now);
        VERIFY_DONE(database);
        const ClientStore store(**database);
        for (int i = 0; i < 2; ++i) {
            VERIFY_DONE(store.count({}));
            QCOMPARE(*store.count({}), 1200);
            QCOMPARE(idsOf(store.page(textFilter(QStringLiteral("example/return")), {}, 10)),
                     QStringList(sampleClient(700).clientId));
            ClientFilter filter;
            filter.role = QStringLiteral("PISP");
            QCOMPARE(idsOf(store.page(filter, {}, 10)), QStringList(sampleClient(700).clientId));
            QCOMPARE(*store.count(textFilter(QStringLiteral("name"))), 1200);
            QCOMPARE(*store.count(textFilter(QStringLiteral("as it was"))), 0);
            QCOMPARE(idsOf(store.page({}, {}, 1, {ClientColumn::IssuedAt, Qt::AscendingOrder})),
                     QStringList(sampleClient(1199).clientId));
            const auto indexed = indexClientsAndWait(**database);
            VERIFY_DONE(indexed);
            QCOMPARE(*indexed, i == 0 ? 1200 : 0);
        }
    }

    void namesTheEnvironmentsThatThereAre()
    {
        Workspace workspace;
        const ClientStore store(workspace.database());
        QCOMPARE(*store.environments(), QStringList());
        QList<Client> clients;
        for (int i = 0; i < 4; ++i) {
            clients.append(sampleClient(i));
            clients.last().environment =
                QStringList{QStringLiteral("sandbox"), QString(), QStringLiteral("live"), QStringLiteral("sandbox")}[i];
        }
        VERIFY_DONE(enter(workspace.database(), clients));
        QCOMPARE(*store.environments(), QStringList({QStringLiteral("live"), QStringLiteral("sandbox")}));
    }

    void theIndexerCatchesUpByItself()
    {
        Workspace workspace;
        VERIFY_DONE(putClients(workspace.database(), 0, 1000));
        const ClientIndexer indexer(workspace.database());
        const auto indexed = [&] {
            return valueOf(workspace.database(), "SELECT indexed_to FROM client_words_state")->toInt();
        };
        QTRY_COMPARE_WITH_TIMEOUT(indexed(), 1000, 20'000);
        VERIFY_DONE(putClients(workspace.database(), 1000, 1001));
        QTRY_COMPARE_WITH_TIMEOUT(indexed(), 1001, 20'000);
        QCOMPARE(*ClientStore(workspace.database()).count(textFilter(QStringLiteral("software-1000"))), 1);
    }
};

QTEST_GUILESS_MAIN(TestClientSearch)
#include "test_client_search.moc"
