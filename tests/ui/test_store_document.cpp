#include "store_samples.h"
#include "ui/pages/truststores/store_document.h"
#include "ui/pages/truststores/store_model.h"
#include "ui/pages/truststores/store_saver.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using trust::StoreFormat;
using ui::Overwrite;
using ui::StoreDocument;

class TestStoreDocument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void undoesAndRepeatsEveryEdit();
    void isUnsavedUntilItsStateIsTheFilesAgain();
    void leavesTheStoreWhenAnEditIsRefused();
    void doesNothingWhereAllIsThereAlready();
    void savesAndKeepsItsPredecessor();
    void isUnsavedWhenNewAndUnsavedAgainAfterAnUndo();
    void refusesToOverwriteWhatOthersWrote();
    void overwritesWhenToldTo();
    void savesBothOrNone();
    void noticesThatTheFileChanged();
    void noticesThatTheFileIsGone();
    void refusesEditsWhileItIsSaved();
    void changesThePasswordAndUndoesIt();

private:
    std::unique_ptr<StoreDocument> open(const QString &path) const;
    Result<void> save(const QList<ui::SaveTarget> &targets);

    QCA::Initializer m_crypto;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestStoreDocument::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"store.pem"_s);
    test::writeStore(m_path, test::storeOf(StoreFormat::Pem, {u"one"_s, u"two"_s}));
}

std::unique_ptr<StoreDocument> TestStoreDocument::open(const QString &path) const
{
    auto document = std::make_unique<StoreDocument>([] { return test::Today; });
    const auto loaded = ui::loadStore(path, std::nullopt, test::Today);
    if (!loaded)
        qFatal("%s", qPrintable(loaded.error().message));
    document->load(*loaded, std::nullopt);
    return document;
}

Result<void> TestStoreDocument::save(const QList<ui::SaveTarget> &targets)
{
    std::optional<Result<void>> outcome;
    ui::StoreSaver::save(targets, this,
                         [&outcome](const Result<void> &result, const QList<ui::OnDisk> &) { outcome = result; });
    if (!QTest::qWaitFor([&outcome] { return outcome.has_value(); }))
        return fail(Error::Internal, u"It did not end."_s);
    return *outcome;
}

void TestStoreDocument::undoesAndRepeatsEveryEdit()
{
    const auto document = open(m_path);
    const trust::TrustStore before = document->store();
    QVERIFY(document->rename(u"one"_s, u"first"_s));
    QVERIFY(document->remove({u"two"_s}));
    const auto report = document->import({test::authority("new")}, {u"newcomer"_s});
    QVERIFY(report && report->added() == 1);
    const trust::TrustStore after = document->store();
    QCOMPARE(after.entries.size(), 2);
    QCOMPARE(document->undoStack()->undoText(), u"Import 1 certificate"_s);
    while (document->undoStack()->canUndo())
        document->undoStack()->undo();
    QCOMPARE(document->store(), before);
    QCOMPARE(document->model()->rowCount(), 2);
    while (document->undoStack()->canRedo())
        document->undoStack()->redo();
    QCOMPARE(document->store(), after);
}

void TestStoreDocument::isUnsavedUntilItsStateIsTheFilesAgain()
{
    const auto document = open(m_path);
    QSignalSpy modified(document.get(), &StoreDocument::modifiedChanged);
    QVERIFY(!document->isModified());
    QVERIFY(document->rename(u"one"_s, u"first"_s));
    QVERIFY(document->isModified());
    document->undoStack()->undo();
    QVERIFY(!document->isModified());
    QCOMPARE(modified.count(), 2);
}

void TestStoreDocument::leavesTheStoreWhenAnEditIsRefused()
{
    const auto document = open(m_path);
    const trust::TrustStore before = document->store();
    QVERIFY(!document->rename(u"one"_s, u"TWO"_s));
    QVERIFY(!document->rename(u"one"_s, QString()));
    QVERIFY(!document->remove({u"one"_s, u"nobody"_s}));
    QVERIFY(!document->import({test::authority("x")}, {u"two"_s}));
    QCOMPARE(document->store(), before);
    QVERIFY(!document->undoStack()->canUndo());
}

void TestStoreDocument::doesNothingWhereAllIsThereAlready()
{
    const auto document = open(m_path);
    const auto report = document->import(document->store().trustedCertificates(), {});
    QVERIFY(report);
    QCOMPARE(report->added(), 0);
    QVERIFY(!document->isModified());
    QVERIFY(!document->undoStack()->canUndo());
}

void TestStoreDocument::savesAndKeepsItsPredecessor()
{
    const QByteArray before = test::bytesOf(m_path);
    const auto document = open(m_path);
    QVERIFY(document->remove({u"one"_s}));
    const auto saved = save({{document.get(), m_path, Overwrite::IfUnchanged}});
    QVERIFY2(saved, qPrintable(saved ? QString() : saved.error().message));
    QVERIFY(!document->isModified());
    QCOMPARE(test::bytesOf(m_path + u".bak"_s), before);
    QCOMPARE(open(m_path)->store().entries.size(), 1);
    // The same once more: what was written is what is expected now.
    document->undoStack()->undo();
    QVERIFY(document->isModified());
    QVERIFY(save({{document.get(), m_path, Overwrite::IfUnchanged}}));
    QCOMPARE(open(m_path)->store(), document->store());
}

void TestStoreDocument::isUnsavedWhenNewAndUnsavedAgainAfterAnUndo()
{
    StoreDocument document([] { return test::Today; });
    const QString path = m_folder->filePath(u"new.pem"_s);
    document.create(path, {StoreFormat::Pem, {}}, {});
    QVERIFY(document.isModified());
    QVERIFY(document.import({test::authority("x")}, {}));
    QVERIFY(save({{&document, path, Overwrite::IfUnchanged}}));
    QVERIFY(!document.isModified());
    document.undoStack()->undo();
    QVERIFY(document.isModified());
}

void TestStoreDocument::refusesToOverwriteWhatOthersWrote()
{
    const auto document = open(m_path);
    QVERIFY(document->remove({u"one"_s}));
    test::writeStore(m_path, test::storeOf(StoreFormat::Pem, {u"theirs"_s}));
    const QByteArray theirs = test::bytesOf(m_path);
    const auto saved = save({{document.get(), m_path, Overwrite::IfUnchanged}});
    QVERIFY(!saved);
    QCOMPARE(saved.error().kind, Error::Conflict);
    QCOMPARE(test::bytesOf(m_path), theirs);
    QVERIFY(document->isModified());
    QVERIFY(!document->isSaving());
}

void TestStoreDocument::overwritesWhenToldTo()
{
    const auto document = open(m_path);
    QVERIFY(document->remove({u"one"_s}));
    test::writeStore(m_path, test::storeOf(StoreFormat::Pem, {u"theirs"_s}));
    const QByteArray theirs = test::bytesOf(m_path);
    QVERIFY(save({{document.get(), m_path, Overwrite::Always}}));
    QCOMPARE(test::bytesOf(m_path + u".bak"_s), theirs);
    QCOMPARE(open(m_path)->store().entries.size(), 1);
}

void TestStoreDocument::savesBothOrNone()
{
    const QString other = m_folder->filePath(u"other.pem"_s);
    test::writeStore(other, test::storeOf(StoreFormat::Pem, {u"one"_s, u"two"_s}));
    const auto first = open(m_path);
    const auto second = open(other);
    QVERIFY(first->remove({u"one"_s}) && second->remove({u"one"_s}));
    const QByteArray before = test::bytesOf(m_path);
    test::writeStore(other, test::storeOf(StoreFormat::Pem, {u"theirs"_s}));
    QVERIFY(!save({{first.get(), m_path, Overwrite::IfUnchanged}, {second.get(), other, Overwrite::IfUnchanged}}));
    QCOMPARE(test::bytesOf(m_path), before);
    QVERIFY(first->isModified() && second->isModified());
}

void TestStoreDocument::noticesThatTheFileChanged()
{
    const auto document = open(m_path);
    QSignalSpy changed(document.get(), &StoreDocument::changedOnDisk);
    // By renaming another over it, twice: the watcher loses the file each time.
    for (int i = 0; i < 2; ++i) {
        test::writeStore(m_path, test::storeOf(StoreFormat::Pem, {u"theirs"_s}));
        QTRY_VERIFY(document->isChangedOnDisk());
        document->load(*ui::loadStore(m_path, std::nullopt, test::Today), std::nullopt);
        QVERIFY(!document->isChangedOnDisk());
    }
    QCOMPARE(changed.count(), 4);
}

void TestStoreDocument::noticesThatTheFileIsGone()
{
    const auto document = open(m_path);
    QVERIFY(QFile::remove(m_path));
    document->checkDisk();
    QTRY_VERIFY(document->isChangedOnDisk());
}

void TestStoreDocument::refusesEditsWhileItIsSaved()
{
    const auto document = open(m_path);
    QVERIFY(document->rename(u"one"_s, u"first"_s));
    std::optional<Result<void>> outcome;
    ui::StoreSaver::save({{document.get(), m_path, Overwrite::IfUnchanged}}, this,
                         [&outcome](const Result<void> &result, const QList<ui::OnDisk> &) { outcome = result; });
    QVERIFY(document->isSaving());
    const auto removed = document->remove({u"two"_s});
    QVERIFY(!removed);
    QCOMPARE(removed.error().kind, Error::Conflict);
    QTRY_VERIFY(outcome.has_value());
    QVERIFY(document->remove({u"two"_s}));
}

void TestStoreDocument::changesThePasswordAndUndoesIt()
{
    const auto document = open(m_path);
    QVERIFY(document->changePassword(trust::Password("another")));
    QVERIFY(document->isModified());
    QCOMPARE(*document->password(), trust::Password("another"));
    document->undoStack()->undo();
    QVERIFY(!document->password());
    QVERIFY(!document->isModified());
}

QTEST_MAIN(TestStoreDocument)
#include "test_store_document.moc"
