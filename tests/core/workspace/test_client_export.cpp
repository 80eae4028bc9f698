#include "workspace/client_export.h"

#include "core/store/store_fixture.h"

#include <QBuffer>
#include <QFile>

using namespace gatehouse;
using namespace gatehouse::workspace;
using store::test::sampleClient;

namespace {

/// Takes some bytes, and no more.
class FullDisk : public QIODevice
{
public:
    explicit FullDisk(qint64 room)
        : m_room(room)
    {
        open(QIODevice::WriteOnly);
    }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64 size) override
    {
        m_room -= size;
        return m_room < 0 ? -1 : size;
    }

private:
    qint64 m_room;
};

/// Reads RFC 4180 as a program would that knows nothing of the writer.
QList<QStringList> rowsOf(const QByteArray &csv)
{
    QList<QStringList> rows(1);
    QString cell;
    bool isQuoted = false;
    const QString text = QString::fromUtf8(csv);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar character = text[i];
        if (isQuoted && character == QLatin1Char('"') && text.mid(i + 1, 1) == QLatin1String("\"")) {
            cell += character;
            ++i;
        } else if (character == QLatin1Char('"')) {
            isQuoted = !isQuoted;
        } else if (!isQuoted && character == QLatin1Char(',')) {
            rows.last().append(std::exchange(cell, QString()));
        } else if (!isQuoted && character == QLatin1Char('\n')) {
            rows.last().append(std::exchange(cell, QString()));
            rows.append(QStringList());
        } else if (isQuoted || character != QLatin1Char('\r')) {
            cell += character;
        }
    }
    rows.removeLast();
    return rows;
}

} // namespace

class TestClientExport : public QObject
{
    Q_OBJECT

private:
    void enter(const QList<store::Client> &clients)
    {
        const auto entered = m_store->database().writeAndWait<void>([&](store::Connection &connection) -> Result<void> {
            for (const store::Client &client : clients) {
                if (auto done = store::enterClient(connection, client, store::test::sampleVersion()); !done)
                    return done;
            }
            return {};
        });
        VERIFY_DONE(entered);
    }
    QByteArray exported(ExportFormat format, const store::ClientFilter &filter = {})
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const auto count = exportClients(store::ClientStore(m_store->database()), filter, format, buffer);
        return count ? buffer.data() : count.error().message.toUtf8();
    }

    std::unique_ptr<store::test::Workspace> m_store;

private Q_SLOTS:
    void init() { m_store = std::make_unique<store::test::Workspace>(); }

    void anEmptyListIsAHeaderOrAnEmptyList()
    {
        const QByteArray csv = exported(ExportFormat::Csv);
        QVERIFY2(csv.startsWith("client_id,client_name,") && csv.endsWith("redirect_uris\r\n"), csv);
        QCOMPARE(csv.count('\n'), 1);
        QVERIFY(parseJson(exported(ExportFormat::Json)).value() == Json::array());
    }

    void writesAllOfManyPagesOnce()
    {
        VERIFY_DONE(store::test::putClients(m_store->database(), 0, 2000));
        const auto rows = rowsOf(exported(ExportFormat::Csv));
        QCOMPARE(rows.size(), 2001);
        for (int i = 0; i < 2000; ++i)
            QCOMPARE(rows[i + 1].constFirst(), sampleClient(1999 - i).clientId);
        QCOMPARE(parseJson(exported(ExportFormat::Json))->size(), std::size_t(2000));
    }

    void writesWhatFitsAlone()
    {
        VERIFY_DONE(store::test::putClients(m_store->database(), 0, 20));
        store::ClientFilter filter;
        filter.text = QStringLiteral("software-7");
        QCOMPARE(rowsOf(exported(ExportFormat::Csv, filter)).size(), 2);
        filter.statuses = {store::ClientStatus::Held};
        QCOMPARE(rowsOf(exported(ExportFormat::Csv, filter)).size(), 1);
    }

    void aCellIsReadAsItWasAndIsNoFormula_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("cell");
        const auto same = [](const char *title, const QString &text) { QTest::newRow(title) << text << text; };
        same("a comma", QStringLiteral("a,b"));
        same("quotes", QStringLiteral("the \"bank\""));
        same("a line end", QStringLiteral("two\r\nlines"));
        same("not ASCII", QStringLiteral("Österr 銀行 😀"));
        same("a sign inside", QStringLiteral("a=b+c-d@e"));
        same("an apostrophe", QStringLiteral("'tis"));
        same("nothing", QString());
        for (const char *text :
             {"=1+1", "+44", "-2", "@SUM(A1)", "=HYPERLINK(\"https://x\",\"y\")", "\t=1", "\r=1", "\n=1"})
            QTest::newRow(text) << QString::fromLatin1(text) << QLatin1Char('\'') + QString::fromLatin1(text);
    }
    void aCellIsReadAsItWasAndIsNoFormula()
    {
        QFETCH(QString, name);
        QFETCH(QString, cell);
        store::Client client = sampleClient(1);
        client.clientName = name;
        enter({client});
        const auto rows = rowsOf(exported(ExportFormat::Csv));
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[1].size(), rows[0].size());
        QCOMPARE(rows[1][1], cell);
        QCOMPARE(stringMember(parseJson(exported(ExportFormat::Json))->at(0), "client_name"), name);
    }

    void jsonHasTheMetadataAndListsOfRolesAndUris()
    {
        store::Client client = sampleClient(1);
        client.metadata =
            R"({"redirect_uris":["https://a","https://b"],"software_statement":"e30.eyJzb2Z0d2FyZV9yb2xlcyI6WyJBSVNQIl19.c2ln"})";
        enter({client});
        const Json json = parseJson(exported(ExportFormat::Json))->at(0);
        QVERIFY(json["metadata"] == parseJson(client.metadata).value());
        QCOMPARE(stringListMember(json, "roles"), QStringList(QStringLiteral("AISP")));
        QCOMPARE(stringListMember(json, "redirect_uris"), client.metadataList("redirect_uris"));
        QCOMPARE(integerMember(json, "version"), 1);
        QVERIFY(exported(ExportFormat::Csv).contains(",AISP,https://a https://b\r\n"));
    }

    void aFileThatIsEndedOrFailsStaysAsItWas()
    {
        VERIFY_DONE(store::test::putClients(m_store->database(), 0, 1500));
        const store::ClientStore clients(m_store->database());
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("clients.csv"));
        qint64 told = 0;
        const auto ended = exportClientsToFile(clients, {}, ExportFormat::Csv, path, [&](qint64 written) {
            told = written;
            return false;
        });
        QVERIFY(!ended);
        QCOMPARE(ended.error().kind, Error::Refused);
        QCOMPARE(told, 1000);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList());
        QCOMPARE(exportClientsToFile(clients, {}, ExportFormat::Csv, path).value(), 1500);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), exported(ExportFormat::Csv));
        QVERIFY(!exportClientsToFile(clients, {}, ExportFormat::Json, path, [](qint64) { return false; }));
        file.seek(0);
        QCOMPARE(file.readAll(), exported(ExportFormat::Csv));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList(QStringLiteral("clients.csv")));
        const auto nowhere =
            exportClientsToFile(clients, {}, ExportFormat::Csv, folder.filePath(QStringLiteral("missing/clients.csv")));
        QVERIFY(!nowhere);
        QVERIFY2(nowhere.error().message.contains(QStringLiteral("missing")), qPrintable(nowhere.error().message));
    }

    void saysThatTheDiskIsFull()
    {
        VERIFY_DONE(store::test::putClients(m_store->database(), 0, 100));
        for (const qint64 room : {0, 500}) {
            FullDisk disk(room);
            const auto count = exportClients(store::ClientStore(m_store->database()), {}, ExportFormat::Json, disk);
            QVERIFY(!count);
            QCOMPARE(count.error().kind, Error::Io);
        }
    }
};

QTEST_GUILESS_MAIN(TestClientExport)
#include "test_client_export.moc"
