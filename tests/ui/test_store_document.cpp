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
    void refusesToLockPrivateKeysAway();
    void refusesUndoRedoAndReloadWhileItIsSaved();
    void isSavedOnlyInTheStateThatWasWritten();
    void remembersTheVerifiedPasswordThroughUndo();
    void givesNoNewPasswordToWhatWasNotVerified();
    void removesNothingWhereNothingIsNamed();
    void saysTheValidityOfTheMoment();

private:
    std::unique_ptr<StoreDocument> open(const QString &path,
                                        const std::optional<trust::Password> &password = std::nullopt) const;
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

std::unique_ptr<StoreDocument> TestStoreDocument::open(const QString &path,
                                                       const std::optional<trust::Password> &password) const
{
    auto document = std::make_unique<StoreDocument>([] { return test::Today; });
    const auto loaded = ui::loadStore(path, password, test::Today);
    if (!loaded)
        qFatal("%s", qPrintable(loaded.error().message));
    document->load(*loaded, password);
    return document;
}

Result<void> TestStoreDocument::save(const QList<ui::SaveTarget> &targets)
{
    std::optional<Result<void>> outcome;
    ui::StoreSaver::save(
        targets, {}, this,
        [&outcome](const Result<void> &result, const QList<ui::OnDisk> &, const Result<void> &) { outcome = result; });
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
        QVERIFY(document->undo());
    QCOMPARE(document->store(), before);
    QCOMPARE(document->model()->rowCount(), 2);
    while (document->undoStack()->canRedo())
        QVERIFY(document->redo());
    QCOMPARE(document->store(), after);
}

void TestStoreDocument::isUnsavedUntilItsStateIsTheFilesAgain()
{
    const auto document = open(m_path);
    QSignalSpy modified(document.get(), &StoreDocument::modifiedChanged);
    QVERIFY(!document->isModified());
    QVERIFY(document->rename(u"one"_s, u"first"_s));
    QVERIFY(document->isModified());
    QVERIFY(document->undo());
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
    QVERIFY(document->undo());
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
    QVERIFY(document.undo());
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
    ui::StoreSaver::save(
        {{document.get(), m_path, Overwrite::IfUnchanged}}, {}, this,
        [&outcome](const Result<void> &result, const QList<ui::OnDisk> &, const Result<void> &) { outcome = result; });
    QVERIFY(document->isSaving());
    const auto removed = document->remove({u"two"_s});
    QVERIFY(!removed);
    QCOMPARE(removed.error().kind, Error::Conflict);
    QTRY_VERIFY(outcome.has_value());
    QVERIFY(document->remove({u"two"_s}));
}

void TestStoreDocument::changesThePasswordAndUndoesIt()
{
    const QString path = m_folder->filePath(u"store.jks"_s);
    test::writeStore(path, test::storeOf(StoreFormat::Jks, {u"one"_s}));
    const auto document = open(path, trust::Password("changeit"));
    QVERIFY(document->changePassword(trust::Password("another")));
    QVERIFY(document->isModified());
    QCOMPARE(*document->password(), trust::Password("another"));
    QVERIFY(document->undo());
    QCOMPARE(*document->password(), trust::Password("changeit"));
    QVERIFY(!document->isModified());
    // Once it is saved as well, and then the file gets its old one back.
    QVERIFY(document->redo());
    QVERIFY(save({{document.get(), path, Overwrite::IfUnchanged}}));
    QVERIFY(trust::openStoreFile(path, trust::Password("another")));
    QVERIFY(document->undo());
    QVERIFY(document->isModified());
    QVERIFY(save({{document.get(), path, Overwrite::IfUnchanged}}));
    QVERIFY(trust::openStoreFile(path, trust::Password("changeit")));
}

void TestStoreDocument::refusesToLockPrivateKeysAway()
{
    trust::TrustStore store = test::storeOf(StoreFormat::Pkcs12, {u"one"_s, u"server"_s});
    store.entries[1].kind = trust::StoreEntry::Kind::PrivateKey;
    StoreDocument document([] { return test::Today; });
    document.create(m_folder->filePath(u"store.p12"_s), store, trust::Password("changeit"));
    const auto changed = document.changePassword(trust::Password("another"));
    QVERIFY(!changed);
    QVERIFY2(changed.error().message.contains(u"server"_s), qPrintable(changed.error().message));
    QCOMPARE(*document.password(), trust::Password("changeit"));
    QVERIFY(!document.undoStack()->canUndo());
}

void TestStoreDocument::refusesUndoRedoAndReloadWhileItIsSaved()
{
    const auto document = open(m_path);
    QVERIFY(document->rename(u"one"_s, u"first"_s));
    QVERIFY(document->remove({u"two"_s}));
    QVERIFY(document->undo());
    const trust::TrustStore saved = document->store();
    const auto loaded = ui::loadStore(m_path, std::nullopt, test::Today);
    std::optional<Result<void>> outcome;
    ui::StoreSaver::save(
        {{document.get(), m_path, Overwrite::IfUnchanged}}, {}, this,
        [&outcome](const Result<void> &result, const QList<ui::OnDisk> &, const Result<void> &) { outcome = result; });
    QCOMPARE(document->undo().error().kind, Error::Conflict);
    QCOMPARE(document->redo().error().kind, Error::Conflict);
    QCOMPARE(document->reload(*loaded, std::nullopt).error().kind, Error::Conflict);
    QCOMPARE(document->store(), saved);
    QTRY_VERIFY(outcome.has_value());
    QVERIFY(*outcome && !document->isModified());
    const trust::TrustStore written = open(m_path)->store();
    QVERIFY(written.entries.size() == 2 && written.find(u"first") && written.find(u"two"));
    QVERIFY(document->undo());
    QVERIFY(document->isModified());
}

void TestStoreDocument::isSavedOnlyInTheStateThatWasWritten()
{
    const auto document = open(m_path);
    QVERIFY(document->rename(u"one"_s, u"first"_s));
    document->setSaving(true);
    document->setSaving(false);
    // Back to what was clean before: it is not what the file holds now.
    QVERIFY(document->undo());
    QVERIFY(!document->isModified());
    document->markSaved(m_path, document->digest());
    QVERIFY(document->isModified());
}

void TestStoreDocument::remembersTheVerifiedPasswordThroughUndo()
{
    const QString path = m_folder->filePath(u"store.jks"_s);
    test::writeStore(path, test::storeOf(StoreFormat::Jks, {u"one"_s, u"two"_s}));
    const auto document = open(path);
    QVERIFY(document->lacksPassword());
    QVERIFY(document->remove({u"one"_s}));
    document->setVerifiedPassword(trust::Password("changeit"));
    QCOMPARE(document->integrity(), trust::Integrity::Verified);
    QVERIFY(document->undo());
    QVERIFY(!document->lacksPassword());
    QVERIFY(document->redo());
    QCOMPARE(*document->password(), trust::Password("changeit"));
    QVERIFY(document->changePassword(trust::Password("another")));
    QVERIFY(document->undo());
    QCOMPARE(*document->password(), trust::Password("changeit"));
}

void TestStoreDocument::givesNoNewPasswordToWhatWasNotVerified()
{
    const QString path = m_folder->filePath(u"store.jks"_s);
    test::writeStore(path, test::storeOf(StoreFormat::Jks, {u"one"_s}));
    const auto document = open(path);
    QCOMPARE(document->integrity(), trust::Integrity::NotVerified);
    const auto changed = document->changePassword(trust::Password("another"));
    QVERIFY(!changed);
    QCOMPARE(changed.error().kind, Error::Refused);
    QVERIFY(document->lacksPassword() && !document->isModified());
    // What is read with the password may get another one; what was there before it may not.
    QVERIFY(
        document->reload(*ui::loadStore(path, trust::Password("changeit"), test::Today), trust::Password("changeit")));
    QVERIFY(document->changePassword(trust::Password("another")));
    QVERIFY(document->undo() && document->undo());
    QVERIFY(document->lacksPassword());
    QVERIFY(!document->changePassword(trust::Password("another")));
}

void TestStoreDocument::removesNothingWhereNothingIsNamed()
{
    const auto document = open(m_path);
    QVERIFY(document->remove({}));
    QVERIFY(!document->isModified());
    QVERIFY(!document->undoStack()->canUndo());
}

void TestStoreDocument::saysTheValidityOfTheMoment()
{
    Instant now = test::Today;
    StoreDocument document([&now] { return now; });
    document.load(*ui::loadStore(m_path, std::nullopt, now), std::nullopt);
    const QPersistentModelIndex first = document.model()->index(0, 0);
    QSignalSpy changed(&document, &StoreDocument::storeChanged);
    now = fromSeconds(1'900'000'000);
    document.refreshValidity();
    QCOMPARE(document.model()->count(ui::EntryState::Expired), 2);
    QVERIFY(first.isValid());
    QCOMPARE(changed.count(), 1);
}

QTEST_MAIN(TestStoreDocument)
#include "test_store_document.moc"
