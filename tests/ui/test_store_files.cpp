#include "trust/jks_key.h"
#include "truststores_fixture.h"
#include "ui/pages/truststores/change_password_dialog.h"
#include "ui/pages/truststores/new_store_dialog.h"
#include "ui/pages/truststores/password_dialog.h"
#include "ui/pages/truststores/remembered_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QSignalSpy>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using trust::StoreFormat;

namespace {

/// A private key with its chain, and its root as a trusted certificate.
trust::TrustStore keyStore(const QByteArray &password)
{
    const trust::test::Made root = trust::test::make(trust::test::authorityRecipe("root"), trust::test::ecKey());
    const trust::test::Made server =
        trust::test::make(trust::test::transportRecipe("server"), trust::test::ecKey(), &root);
    PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(server.key.get());
    unsigned char *der = nullptr;
    const int size = i2d_PKCS8_PRIV_KEY_INFO(plain, &der);
    const auto key =
        trust::jks::protectKey({reinterpret_cast<const char *>(der), size}, trust::Password(password)).value();
    OPENSSL_free(der);
    PKCS8_PRIV_KEY_INFO_free(plain);
    trust::StoreEntry entry = test::entryOf(u"server"_s, server.certificate);
    entry.kind = trust::StoreEntry::Kind::PrivateKey;
    entry.certificates += root.certificate;
    entry.created = test::Today;
    entry.encoded = trust::jks::makeKeyBody(key, entry.certificates);
    return {StoreFormat::Jks, {entry, test::entryOf(u"root"_s, root.certificate)}};
}

} // namespace

/// What becomes of files when stores are saved and closed.
class TestStoreFiles : public QObject, protected test::TruststoresFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { show(); }
    void cleanup() { close(); }
    void asksForANewPasswordWhereTheFileHadNone();
    void leavesAFileWithoutPasswordAloneWhereNoneIsGiven();
    void savesBothOfAPairWhereBothAreUnsaved();
    void savesBothOfAPairBeforeOneIsClosed();
    void overwritesOnlyWhatSomebodyElseChanged();
    void namesTheWaysOutOfAConflictAsItsSentenceDoes();
    void refusesToSaveOntoAFileThatIsOpen();
    void refusesToMakeAFileThatIsOpen();
    void closesATabOnceItIsWritten();
    void closesTheWindowOnceEverythingIsWritten();
    void speaksOfTheFileBeforeOnlyWhereThereWasOne();
    void asksForThePasswordToSaveWith();
    void saysBesideTheFieldWhatPkcs12Forbids();
    void remembersOnlyAPasswordThatChanged();
    void opensWithoutARememberedPasswordThatDoesNotFit();
    void convertsPrivateKeysWithTheirPassword();
    void forgetsARememberedPassword();
    void saysThatAPasswordIsStillRemembered();

private:
    template <typename T>
    T *dialog() const
    {
        return findShown<T>();
    }
    QString writeJks(const QString &name) const { return TruststoresFixture::writeJks(name, {u"one"_s, u"two"_s}); }
    void openUnsavedPair(const QString &first, const QString &second)
    {
        for (const QString &path : {first, second}) {
            open(path);
            QVERIFY(document()->import({test::authority("new")}, {u"new"_s}));
        }
        m_page->pair()->set(first, second);
        QVERIFY(m_page->pair()->isOpen());
    }
    qsizetype countIn(const QString &path) const
    {
        const auto file = trust::openStoreFile(path, std::nullopt);
        return file ? file->store.entries.size() : -1;
    }
    /// WSO2's own, which no password protects.
    QString copyUnprotected() const
    {
        const QString path = m_folder->filePath(u"client-truststore.jks"_s);
        QFile::copy(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/client-truststore.jks"), path);
        return path;
    }
};

void TestStoreFiles::asksForANewPasswordWhereTheFileHadNone()
{
    const QString path = copyUnprotected();
    const QByteArray before = test::bytesOf(path);
    open(path);
    const qsizetype count = document()->store().entries.size();
    QVERIFY(document()->import({test::authority("new")}, {u"new"_s}));
    run(u"save"_s);
    QTRY_VERIFY(dialog<ui::ChangePasswordDialog>());
    auto *asked = dialog<ui::ChangePasswordDialog>();
    QCOMPARE(test::unnamedControls(*asked), QStringList());
    auto *save = asked->findChild<QPushButton *>(u"changePasswordButton"_s);
    QVERIFY(!save->isEnabled());
    QCOMPARE(test::bytesOf(path), before);
    QTest::keyClicks(asked->findChild<QLineEdit *>(u"newPassword"_s), u"wso2carbon"_s);
    QVERIFY(!save->isEnabled());
    QTest::keyClicks(asked->findChild<QLineEdit *>(u"repeatPassword"_s), u"wso2carbon"_s);
    QTest::mouseClick(save, Qt::LeftButton);
    QTRY_VERIFY(!document()->isModified());
    QVERIFY(!trust::openStoreFile(path, trust::Password()));
    const auto written = trust::openStoreFile(path, trust::Password("wso2carbon"));
    QVERIFY2(written, qPrintable(written ? QString() : written.error().message));
    QCOMPARE(written->integrity, trust::Integrity::Verified);
    QCOMPARE(written->store.entries.size(), count + 1);
    QCOMPARE(test::bytesOf(path + u".bak"_s), before);
}

void TestStoreFiles::leavesAFileWithoutPasswordAloneWhereNoneIsGiven()
{
    const QString path = copyUnprotected();
    const QByteArray before = test::bytesOf(path);
    open(path);
    QVERIFY(document()->import({test::authority("new")}, {u"new"_s}));
    run(u"save"_s);
    QTRY_VERIFY(dialog<ui::ChangePasswordDialog>());
    dialog<ui::ChangePasswordDialog>()->reject();
    QVERIFY(document()->isModified() && document()->lacksPassword());
    QCOMPARE(test::bytesOf(path), before);
    // It can be tried again.
    run(u"save"_s);
    QTRY_VERIFY(dialog<ui::ChangePasswordDialog>());
}

void TestStoreFiles::savesBothOfAPairWhereBothAreUnsaved()
{
    const QString first = write(u"am.pem"_s, {u"one"_s});
    const QString second = write(u"is.pem"_s, {u"one"_s});
    openUnsavedPair(first, second);
    run(u"save"_s);
    QTRY_VERIFY(m_page->tabs()->unsavedDocuments().isEmpty());
    QCOMPARE(countIn(first), 2);
    QCOMPARE(countIn(second), 2);
    // One alone is saved alone.
    const QByteArray before = test::bytesOf(first);
    QVERIFY(document()->remove({u"new"_s}));
    run(u"save"_s);
    QTRY_VERIFY(!document()->isModified());
    QCOMPARE(test::bytesOf(first), before);
}

void TestStoreFiles::savesBothOfAPairBeforeOneIsClosed()
{
    const QString first = write(u"am.pem"_s, {u"one"_s});
    const QString second = write(u"is.pem"_s, {u"one"_s});
    openUnsavedPair(first, second);
    run(u"close"_s);
    auto *question = dialog<QMessageBox>();
    QVERIFY(question && question->informativeText().contains(u"am.pem"_s));
    QTest::mouseClick(question->button(QMessageBox::Save), Qt::LeftButton);
    QTRY_COMPARE(m_page->tabs()->count(), 1);
    QVERIFY(!documentOf(first)->isModified());
    QCOMPARE(countIn(first), 2);
    QCOMPARE(countIn(second), 2);
}

void TestStoreFiles::overwritesOnlyWhatSomebodyElseChanged()
{
    const QString first = write(u"am.pem"_s, {u"one"_s});
    const QString second = write(u"is.pem"_s, {u"one"_s});
    openUnsavedPair(first, second);
    test::writeStore(second, test::storeOf(StoreFormat::Pem, {u"theirs"_s}));
    m_page->tabs()->setCurrentWidget(m_page->tabs()->find(first));
    run(u"save"_s);
    // The one that is in conflict is shown; the other offers no overwriting.
    QTRY_VERIFY(findShown<QPushButton>(u"overwriteButton"_s));
    QCOMPARE(document()->path(), second);
    QVERIFY(!m_page->tabs()->find(first)->findChild<QPushButton *>(u"overwriteButton"_s));
    QCOMPARE(countIn(first), 1);
    // Now somebody changes the other one too, which the user has not been told.
    test::writeStore(first, test::storeOf(StoreFormat::Pem, {u"late"_s}));
    const QByteArray late = test::bytesOf(first);
    const QByteArray theirs = test::bytesOf(second);
    click(u"overwriteButton"_s);
    QTRY_COMPARE(document()->path(), first);
    QCOMPARE(test::bytesOf(first), late);
    QCOMPARE(test::bytesOf(second), theirs);
    QVERIFY(documentOf(first)->isModified() && documentOf(second)->isModified());
    click(u"overwriteButton"_s);
    QTRY_VERIFY(m_page->tabs()->unsavedDocuments().isEmpty());
    QCOMPARE(test::bytesOf(first + u".bak"_s), late);
    QCOMPARE(test::bytesOf(second + u".bak"_s), theirs);
}

void TestStoreFiles::namesTheWaysOutOfAConflictAsItsSentenceDoes()
{
    const QString path = write(u"a.pem"_s, {u"one"_s});
    open(path);
    QVERIFY(document()->import({test::authority("new")}, {u"new"_s}));
    QVERIFY(QFile::remove(path));
    run(u"save"_s);
    QTRY_VERIFY(findShown<QPushButton>(u"overwriteButton"_s));
    QVERIFY2(detail(u"fileNotice"_s).contains(u"write it anew"_s), qPrintable(detail(u"fileNotice"_s)));
    QCOMPARE(findShown<QPushButton>(u"overwriteButton"_s)->text().remove(u'&'), u"Write it anew"_s);
    QVERIFY(!findShown<QPushButton>(u"reloadButton"_s));
    click(u"overwriteButton"_s);
    QTRY_VERIFY(!document()->isModified());
    QCOMPARE(countIn(path), 2);
    QVERIFY2(!detail(u"storeNotice"_s).contains(u".bak"_s), qPrintable(detail(u"storeNotice"_s)));
}

void TestStoreFiles::refusesToSaveOntoAFileThatIsOpen()
{
    const QString first = write(u"a.pem"_s, {u"one"_s});
    const QString second = write(u"b.pem"_s, {u"one"_s, u"two"_s});
    open(first);
    open(second);
    const QByteArray before = test::bytesOf(first);
    m_page->saving()->saveAs(m_page->tabs()->find(second), first);
    QTest::qWait(50);
    QVERIFY2(detail(u"fileNotice"_s).contains(u"another tab"_s), qPrintable(detail(u"fileNotice"_s)));
    QCOMPARE(document()->path(), second);
    QCOMPARE(test::bytesOf(first), before);
}

void TestStoreFiles::refusesToMakeAFileThatIsOpen()
{
    const QString path = m_folder->filePath(u"new.pem"_s);
    auto *open = new ui::StoreDocument([] { return test::Today; });
    open->create(path, test::storeOf(StoreFormat::Pem, {u"one"_s}), {});
    m_page->tabs()->add(open);
    for (const QString &action : {u"new"_s, u"convert"_s}) {
        run(action);
        QTRY_VERIFY(dialog<QDialog>());
        auto *made = dialog<QDialog>();
        made->findChild<QLineEdit *>(u"newStorePath"_s)->setText(path);
        const auto *problem = made->findChild<ui::OutcomeLabel *>(u"newStoreProblem"_s);
        QVERIFY(problem->isVisible());
        QVERIFY2(problem->text().contains(u"open"_s), qPrintable(problem->text()));
        QVERIFY(!made->findChild<QPushButton *>(u"newStoreCreate"_s)->isEnabled());
        made->reject();
        QTRY_VERIFY(!dialog<QDialog>());
    }
}

void TestStoreFiles::closesATabOnceItIsWritten()
{
    const QString path = write(u"a.pem"_s, {u"one"_s});
    open(path);
    QVERIFY(document()->import({test::authority("new")}, {u"new"_s}));
    ui::StoreView *view = m_page->tabs()->current();
    run(u"save"_s);
    QVERIFY(document()->isSaving());
    m_page->files()->close(view);
    m_page->files()->close(view);
    QCOMPARE(m_page->tabs()->count(), 1);
    QTRY_COMPARE(m_page->tabs()->count(), 0);
    QVERIFY(!dialog<QMessageBox>());
    QCOMPARE(countIn(path), 2);
}

void TestStoreFiles::closesTheWindowOnceEverythingIsWritten()
{
    const QString path = write(u"a.pem"_s, {u"one"_s});
    open(path);
    QVERIFY(document()->import({test::authority("new")}, {u"new"_s}));
    QSignalSpy ready(m_page.get(), &ui::Page::readyToClose);
    run(u"save"_s);
    QVERIFY(document()->isSaving());
    QVERIFY(!m_page->mayClose());
    QVERIFY(!m_page->mayClose());
    QVERIFY(!dialog<QMessageBox>());
    QVERIFY(ready.wait());
    QTest::qWait(20);
    QCOMPARE(ready.count(), 1);
    QVERIFY(m_page->mayClose());
    QCOMPARE(countIn(path), 2);
}

void TestStoreFiles::speaksOfTheFileBeforeOnlyWhereThereWasOne()
{
    open(write(u"a.pem"_s, {u"one"_s}));
    m_page->saving()->saveAs(m_page->tabs()->current(), m_folder->filePath(u"b.pem"_s));
    QTRY_COMPARE(document()->fileName(), u"b.pem"_s);
    QTRY_VERIFY(findShown<ui::NoticeBar>(u"storeNotice"_s));
    QVERIFY2(!detail(u"storeNotice"_s).contains(u".bak"_s), qPrintable(detail(u"storeNotice"_s)));
    QVERIFY(!QFile::exists(document()->path() + u".bak"_s));
    QVERIFY(document()->import({test::authority("new")}, {u"new"_s}));
    run(u"save"_s);
    QTRY_VERIFY(!document()->isModified() && !document()->isSaving());
    QTRY_VERIFY2(detail(u"storeNotice"_s).contains(u"b.pem.bak"_s), qPrintable(detail(u"storeNotice"_s)));
    QVERIFY(QFile::exists(document()->path() + u".bak"_s));
}

void TestStoreFiles::asksForThePasswordToSaveWith()
{
    m_page->openFile(writeJks(u"a.jks"_s));
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    QCOMPARE(dialog<ui::PasswordDialog>()->findChild<QPushButton *>(u"passwordOpen"_s)->text(), u"&Open"_s);
    click(u"openWithout"_s);
    QTRY_COMPARE(m_page->tabs()->count(), 1);
    QTRY_VERIFY(!dialog<ui::PasswordDialog>());
    QVERIFY(document()->remove({u"one"_s}));
    run(u"save"_s);
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    QCOMPARE(dialog<ui::PasswordDialog>()->findChild<QPushButton *>(u"passwordOpen"_s)->text(), u"&Save"_s);
}

void TestStoreFiles::saysBesideTheFieldWhatPkcs12Forbids()
{
    ui::ChangePasswordDialog asked(ui::ChangePasswordDialog::Purpose::Change, u"a.p12"_s, StoreFormat::Pkcs12);
    asked.show();
    QVERIFY(QTest::qWaitForWindowExposed(&asked));
    auto *first = asked.findChild<QLineEdit *>(u"newPassword"_s);
    auto *second = asked.findChild<QLineEdit *>(u"repeatPassword"_s);
    const auto *problem = asked.findChild<ui::OutcomeLabel *>(u"newPasswordProblem"_s);
    first->setText(u"pässwort"_s);
    second->setText(u"pässwort"_s);
    Q_EMIT first->editingFinished();
    QVERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(u"ASCII"_s), qPrintable(problem->text()));
    QVERIFY(!asked.findChild<QPushButton *>(u"changePasswordButton"_s)->isEnabled());
    // JKS takes it.
    ui::ChangePasswordDialog other(ui::ChangePasswordDialog::Purpose::Change, u"a.jks"_s, StoreFormat::Jks);
    other.findChild<QLineEdit *>(u"newPassword"_s)->setText(u"pässwort"_s);
    other.findChild<QLineEdit *>(u"repeatPassword"_s)->setText(u"pässwort"_s);
    QVERIFY(other.findChild<QPushButton *>(u"changePasswordButton"_s)->isEnabled());
}

void TestStoreFiles::remembersOnlyAPasswordThatChanged()
{
    const QString path = writeJks(u"a.jks"_s);
    m_memory->passwords.insert(path, trust::Password("wso2carbon"));
    open(path);
    QVERIFY(document()->remove({u"one"_s}));
    run(u"save"_s);
    QTRY_VERIFY(!document()->isModified() && !document()->isSaving());
    QCOMPARE(m_memory->kept, 0);
    QVERIFY(document()->changePassword(trust::Password("another one")));
    run(u"save"_s);
    QTRY_VERIFY(!document()->isModified() && !document()->isSaving());
    QTRY_COMPARE(m_memory->kept, 1);
    QCOMPARE(m_memory->passwords.value(path), trust::Password("another one"));
}

void TestStoreFiles::opensWithoutARememberedPasswordThatDoesNotFit()
{
    const QString path = writeJks(u"a.jks"_s);
    m_memory->passwords.insert(path, trust::Password("outdated"));
    m_page->openFile(path);
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    auto *asked = dialog<ui::PasswordDialog>();
    QVERIFY(asked->findChild<ui::OutcomeLabel *>(u"passwordProblem"_s)->isVisible());
    // Whoever types the right one wants that one remembered.
    QVERIFY(asked->findChild<QCheckBox *>(u"rememberPassword"_s)->isChecked());
    click(u"openWithout"_s);
    QTRY_COMPARE(m_page->tabs()->count(), 1);
    QCOMPARE(document()->integrity(), trust::Integrity::NotVerified);
    QVERIFY(document()->lacksPassword());
    QCOMPARE(m_memory->kept, 0);
}

void TestStoreFiles::convertsPrivateKeysWithTheirPassword()
{
    const QString source = m_folder->filePath(u"keys.jks"_s);
    test::writeStore(source, keyStore("wso2carbon"), "wso2carbon");
    m_memory->passwords.insert(source, trust::Password("wso2carbon"));
    open(source);
    run(u"convert"_s);
    auto *asked = dialog<ui::NewStoreDialog>();
    QVERIFY(asked);
    auto *password = asked->findChild<QLineEdit *>(u"keyPassword"_s);
    auto *convert = asked->findChild<QPushButton *>(u"newStoreCreate"_s);
    QVERIFY(password->isVisible() && !asked->findChild<QLineEdit *>(u"newPassword"_s)->isVisible());
    QCOMPARE(test::unnamedControls(*asked), QStringList());
    const QString path = m_folder->filePath(u"keys.p12"_s);
    asked->findChild<QLineEdit *>(u"newStorePath"_s)->setText(path);
    QVERIFY(!convert->isEnabled());
    QTest::keyClicks(password, u"wrong one"_s);
    QTest::mouseClick(convert, Qt::LeftButton);
    const auto *problem = asked->findChild<ui::OutcomeLabel *>(u"keyPasswordProblem"_s);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(u"server"_s) && !problem->text().contains(u"wrong one"_s),
             qPrintable(problem->text()));
    QVERIFY(!QFile::exists(path));
    QTRY_VERIFY(password->hasFocus());
    QTest::keyClicks(password, u"wso2carbon"_s);
    QTest::keyClick(password, Qt::Key_Return);
    QTRY_COMPARE(m_page->tabs()->count(), 2);
    QTRY_VERIFY(!document()->isModified());
    const auto written = trust::openStoreFile(path, trust::Password("wso2carbon"));
    QVERIFY2(written, qPrintable(written ? QString() : written.error().message));
    QCOMPARE(written->store.entries.size(), 2);
    QCOMPARE(written->store.entries[0].kind, trust::StoreEntry::Kind::PrivateKey);
    // PEM takes none, whatever password they have.
    m_page->tabs()->setCurrentWidget(m_page->tabs()->find(source));
    run(u"convert"_s);
    asked = dialog<ui::NewStoreDialog>();
    auto *format = asked->findChild<QComboBox *>(u"newStoreFormat"_s);
    format->setCurrentIndex(format->count() - 1);
    QVERIFY(!asked->findChild<QLineEdit *>(u"keyPassword"_s)->isVisible());
    QVERIFY(!asked->findChild<QPushButton *>(u"newStoreCreate"_s)->isEnabled());
}

void TestStoreFiles::forgetsARememberedPassword()
{
    for (const QString &path : {u"/opt/am/a.jks"_s, u"/opt/is/b.jks"_s})
        m_memory->passwords.insert(path, trust::Password("wso2carbon"));
    run(u"forget"_s);
    auto *asked = dialog<ui::RememberedDialog>();
    QVERIFY(asked);
    QCOMPARE(test::unnamedControls(*asked), QStringList());
    auto *list = asked->findChild<QListWidget *>(u"rememberedList"_s);
    QCOMPARE(list->count(), 2);
    QVERIFY(QTest::qWaitForWindowActive(asked));
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Delete);
    QTRY_COMPARE(list->count(), 1);
    QCOMPARE(m_memory->paths(), QStringList{u"/opt/am/a.jks"_s});
    QTest::mouseClick(asked->findChild<QPushButton *>(u"rememberedForget"_s), Qt::LeftButton);
    QTRY_COMPARE(list->count(), 0);
    QVERIFY(m_memory->paths().isEmpty());
    QVERIFY(!asked->findChild<QPushButton *>(u"rememberedForget"_s)->isEnabled());
}

void TestStoreFiles::saysThatAPasswordIsStillRemembered()
{
    m_memory->passwords.insert(u"/opt/am/a.jks"_s, trust::Password("wso2carbon"));
    m_memory->canForget = false;
    run(u"forget"_s);
    auto *asked = dialog<ui::RememberedDialog>();
    QTest::mouseClick(asked->findChild<QPushButton *>(u"rememberedForget"_s), Qt::LeftButton);
    const auto *state = asked->findChild<ui::OutcomeLabel *>(u"rememberedState"_s);
    QTRY_VERIFY2(state->text().contains(u"still remembered"_s), qPrintable(state->text()));
    QCOMPARE(asked->findChild<QListWidget *>(u"rememberedList"_s)->count(), 1);
}

QTEST_MAIN(TestStoreFiles)
#include "test_store_files.moc"
