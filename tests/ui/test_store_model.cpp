#include "store_samples.h"
#include "trust/store_edit.h"
#include "ui/pages/truststores/entry_export.h"
#include "ui/pages/truststores/store_model.h"
#include "ui/pages/truststores/store_tabs.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using trust::StoreFormat;
using ui::StoreModel;

class TestStoreModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void saysWhatAnEntryIs();
    void saysWhyAnEntryCannotBeRead();
    void keepsTheRowsThatAnEditLeaves();
    void saysTheStateAtAnotherMomentInPlace();
    void followsWhatTheStoreBecomes_data();
    void followsWhatTheStoreBecomes();
    void sortsDatesByTimeAndWhatHasNoneLast();
    void sortsTheStatesByWhatIsMostUrgent();
    void findsWhatIsInAnyColumn_data();
    void findsWhatIsInAnyColumn();
    void showsOnlyWhatIsInAState();
    void dragsPemWithAliases();
    void writesCsvThatNoSpreadsheetRuns();
    void tellsFilesOfOneNameApart();

private:
    QStringList aliases() const;

    std::unique_ptr<StoreModel> m_model;
};

void TestStoreModel::init()
{
    m_model = std::make_unique<StoreModel>();
    new QAbstractItemModelTester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_model.get());
}

void TestStoreModel::cleanup()
{
    m_model.reset();
}

QStringList TestStoreModel::aliases() const
{
    QStringList found;
    for (int row = 0; row < m_model->rowCount(); ++row)
        found += m_model->index(row, StoreModel::AliasColumn).data().toString();
    return found;
}

void TestStoreModel::saysWhatAnEntryIs()
{
    trust::TrustStore store;
    store.entries = {test::entryOf(u"root"_s, test::authority("Root CA", test::Today + std::chrono::days(12)))};
    store.entries[0].created = fromSeconds(1'600'000'000);
    m_model->setStore(store, ui::describeEntries(store.entries, test::Today));
    const auto cell = [this](int column) { return m_model->index(0, column).data().toString(); };
    QCOMPARE(cell(StoreModel::AliasColumn), u"root"_s);
    QCOMPARE(cell(StoreModel::KindColumn), u"Certificate"_s);
    QCOMPARE(cell(StoreModel::SubjectColumn), u"Root CA"_s);
    QCOMPARE(cell(StoreModel::IssuerColumn), u"Root CA"_s);
    QCOMPARE(cell(StoreModel::ExpiresColumn), u"2025-06-27"_s);
    QVERIFY2(cell(StoreModel::StateColumn).contains(u"12 days"_s), qPrintable(cell(StoreModel::StateColumn)));
    QCOMPARE(cell(StoreModel::KeyColumn), u"EC P-256"_s);
    QCOMPARE(cell(StoreModel::AddedColumn), u"2020-09-13"_s);
    QCOMPARE(cell(StoreModel::FingerprintColumn).size(), 32 * 3 - 1);
    QCOMPARE(m_model->row(0).state, ui::EntryState::ExpiresSoon);
    QCOMPARE(m_model->count(ui::EntryState::ExpiresSoon), 1);
}

void TestStoreModel::saysWhyAnEntryCannotBeRead()
{
    trust::TrustStore store;
    trust::StoreEntry entry;
    entry.alias = u"odd"_s;
    entry.kind = trust::StoreEntry::Kind::Other;
    entry.problem = u"A secret key."_s;
    store.entries = {entry};
    m_model->setStore(store, ui::describeEntries(store.entries, test::Today));
    QCOMPARE(m_model->index(0, StoreModel::StateColumn).data().toString(), u"Not readable"_s);
    QCOMPARE(m_model->index(0, StoreModel::StateColumn).data(Qt::ToolTipRole).toString(), u"A secret key."_s);
    QVERIFY(m_model->index(0, StoreModel::ExpiresColumn).data().toString().isEmpty());
}

void TestStoreModel::keepsTheRowsThatAnEditLeaves()
{
    trust::TrustStore store = test::storeOf(StoreFormat::Pem, {u"a"_s, u"b"_s, u"c"_s, u"d"_s});
    m_model->setStore(store, ui::describeEntries(store.entries, test::Today));
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    const QPersistentModelIndex kept = m_model->index(3, 0);
    QVERIFY(trust::removeEntries(store, {u"b"_s}));
    m_model->updateStore(store, test::Today);
    QCOMPARE(reset.count(), 0);
    QVERIFY(kept.isValid());
    QCOMPARE(kept.row(), 2);
    QCOMPARE(kept.data().toString(), u"d"_s);
}

void TestStoreModel::saysTheStateAtAnotherMomentInPlace()
{
    trust::TrustStore store;
    store.entries = {test::entryOf(u"one"_s, test::authority("one", test::Today + std::chrono::days(1))),
                     test::entryOf(u"two"_s, test::authority("two"))};
    m_model->setStore(store, ui::describeEntries(store.entries, test::Today));
    const QPersistentModelIndex second = m_model->index(1, 0);
    QSignalSpy changed(m_model.get(), &StoreModel::dataChanged);
    m_model->updateRows(ui::describeEntries(store.entries, test::Today + std::chrono::days(2)));
    QVERIFY(second.isValid());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(m_model->row(0).state, ui::EntryState::Expired);
    QCOMPARE(m_model->count(ui::EntryState::Expired), 1);
    QCOMPARE(m_model->count(ui::EntryState::Valid), 1);
    // An empty store has no row that could change.
    m_model->setStore({}, {});
    m_model->updateRows({});
    QCOMPARE(changed.count(), 1);
}

void TestStoreModel::followsWhatTheStoreBecomes_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");
    const QStringList abcd = {u"a"_s, u"b"_s, u"c"_s, u"d"_s};
    QTest::newRow("nothing") << abcd << abcd;
    QTest::newRow("first gone") << abcd << QStringList{u"b"_s, u"c"_s, u"d"_s};
    QTest::newRow("last gone") << abcd << QStringList{u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("scattered gone") << abcd << QStringList{u"b"_s, u"d"_s};
    QTest::newRow("scattered back") << QStringList{u"b"_s, u"d"_s} << abcd;
    QTest::newRow("all gone") << abcd << QStringList();
    QTest::newRow("from nothing") << QStringList() << abcd;
    QTest::newRow("one renamed") << abcd << QStringList{u"a"_s, u"x"_s, u"c"_s, u"d"_s};
    QTest::newRow("others") << abcd << QStringList{u"w"_s, u"x"_s};
}

void TestStoreModel::followsWhatTheStoreBecomes()
{
    QFETCH(QStringList, before);
    QFETCH(QStringList, after);
    trust::TrustStore store = test::storeOf(StoreFormat::Pem, before);
    m_model->setStore(store, ui::describeEntries(store.entries, test::Today));
    trust::TrustStore next = test::storeOf(StoreFormat::Pem, after);
    // What stays is the same certificate.
    for (trust::StoreEntry &entry : next.entries) {
        if (const trust::StoreEntry *same = store.find(entry.alias))
            entry = *same;
    }
    m_model->updateStore(next, test::Today);
    QCOMPARE(aliases(), after);
    QCOMPARE(m_model->count(ui::EntryState::Valid), after.size());
    for (int row = 0; row < m_model->rowCount(); ++row)
        QCOMPARE(m_model->row(row).fingerprint, next.entries[row].certificate()->sha256Text());
}

void TestStoreModel::sortsDatesByTimeAndWhatHasNoneLast()
{
    trust::TrustStore store;
    trust::StoreEntry none;
    none.alias = u"none"_s;
    store.entries = {none, test::entryOf(u"late"_s, test::authority("late", fromSeconds(4'000'000'000))),
                     test::entryOf(u"early"_s, test::authority("early", fromSeconds(1'760'000'000)))};
    m_model->setStore(store, ui::describeEntries(store.entries, test::Today));
    ui::StoreFilter filter(m_model.get());
    filter.sort(StoreModel::ExpiresColumn);
    QCOMPARE(filter.index(0, 0).data().toString(), u"early"_s);
    QCOMPARE(filter.index(2, 0).data().toString(), u"none"_s);
}

void TestStoreModel::sortsTheStatesByWhatIsMostUrgent()
{
    trust::TrustStore store;
    store.entries = {test::entryOf(u"valid"_s, test::authority("a")),
                     test::entryOf(u"soon"_s, test::authority("b", test::Today + std::chrono::days(3))),
                     test::entryOf(u"expired"_s, test::authority("c", test::Today - std::chrono::days(3)))};
    m_model->setStore(store, ui::describeEntries(store.entries, test::Today));
    ui::StoreFilter filter(m_model.get());
    filter.sort(StoreModel::StateColumn);
    QCOMPARE(filter.index(0, 0).data().toString(), u"expired"_s);
    QCOMPARE(filter.index(1, 0).data().toString(), u"soon"_s);
    QCOMPARE(filter.index(2, 0).data().toString(), u"valid"_s);
}

void TestStoreModel::findsWhatIsInAnyColumn_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("count");
    QTest::newRow("alias") << u"OBIE"_s << 1;
    QTest::newRow("subject") << u"c=gb"_s << 2;
    QTest::newRow("two words of different columns") << u"other p-256"_s << 1;
    QTest::newRow("words that no entry has both of") << u"obie other"_s << 0;
    QTest::newRow("date") << u"2027-01-15"_s << 2;
    QTest::newRow("nothing") << u"  "_s << 2;
    QTest::newRow("no such") << u"zzz"_s << 0;
}

void TestStoreModel::findsWhatIsInAnyColumn()
{
    QFETCH(QString, text);
    QFETCH(int, count);
    const trust::TrustStore store = test::storeOf(StoreFormat::Pem, {u"obieroot"_s, u"other"_s});
    m_model->setStore(store, ui::describeEntries(store.entries, test::Today));
    ui::StoreFilter filter(m_model.get());
    filter.setText(text);
    QCOMPARE(filter.rowCount(), count);
    const QString fingerprint = store.entries[1].certificate()->sha256Text();
    for (const QString &form : {fingerprint, fingerprint.toLower(), QString(fingerprint).remove(u':')}) {
        filter.setText(form);
        QCOMPARE(filter.rowCount(), 1);
    }
}

void TestStoreModel::showsOnlyWhatIsInAState()
{
    trust::TrustStore store = test::storeOf(StoreFormat::Pem, {u"a"_s, u"b"_s});
    store.entries += test::entryOf(u"old"_s, test::authority("old", test::Today - std::chrono::days(1)));
    m_model->setStore(store, ui::describeEntries(store.entries, test::Today));
    ui::StoreFilter filter(m_model.get());
    filter.setState(ui::EntryState::Expired);
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.index(0, 0).data().toString(), u"old"_s);
    filter.setText(u"a"_s);
    filter.setState(std::nullopt);
    QVERIFY(filter.isFiltering());
    filter.setText({});
    QCOMPARE(filter.rowCount(), 3);
    QVERIFY(!filter.isFiltering());
}

void TestStoreModel::dragsPemWithAliases()
{
    const trust::TrustStore store = test::storeOf(StoreFormat::Jks, {u"one"_s, u"two"_s});
    m_model->setStore(store, ui::describeEntries(store.entries, test::Today));
    const std::unique_ptr<QMimeData> content(
        m_model->mimeData({m_model->index(1, 0), m_model->index(1, 3), m_model->index(0, 0)}));
    const auto read = trust::decodeStore(content->text().toUtf8(), std::nullopt);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
    QCOMPARE(read->store.entries.size(), 2);
    QCOMPARE(read->store.entries[0].alias, u"one"_s);
    QCOMPARE(read->store.entries[1].certificates, store.entries[1].certificates);
}

void TestStoreModel::writesCsvThatNoSpreadsheetRuns()
{
    trust::TrustStore store;
    store.entries = {test::entryOf(u"=cmd|' /C calc'!A0"_s, test::authority("say \"hello\", world"))};
    const QString csv = QString::fromUtf8(ui::toCsv(ui::describeEntries(store.entries, test::Today)));
    QVERIFY2(csv.startsWith(u"\"Alias\",\"Kind\""_s), qPrintable(csv));
    QVERIFY2(csv.contains(u"\"'=cmd|"_s), qPrintable(csv));
    QVERIFY2(csv.contains(u"say \\\"\"hello\\\"\"\\, world"_s), qPrintable(csv));
    QCOMPARE(csv.count(u"\r\n"_s), 2);
}

void TestStoreModel::tellsFilesOfOneNameApart()
{
    QCOMPARE(ui::distinctTitles({u"/a/am/security/t.jks"_s, u"/a/is/security/t.jks"_s, u"/b/other.jks"_s}),
             QStringList({u"t.jks (am)"_s, u"t.jks (is)"_s, u"other.jks"_s}));
    QCOMPARE(ui::distinctTitles({u"/t.jks"_s, u"/a/t.jks"_s}), QStringList({u"t.jks"_s, u"t.jks (a)"_s}));
}

QTEST_MAIN(TestStoreModel)
#include "test_store_model.moc"
