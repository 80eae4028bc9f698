#include "console_test.h"
#include "store_samples.h"
#include "ui/pages/truststores/change_password_dialog.h"
#include "ui/pages/truststores/password_dialog.h"
#include "ui/pages/truststores/password_memory.h"
#include "ui/pages/truststores/store_document.h"
#include "ui/pages/truststores/store_pair.h"
#include "ui/pages/truststores/store_tabs.h"
#include "ui/pages/truststores/store_view.h"
#include "ui/pages/truststores/truststores_page.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/outcome_label.h"

#include <QAction>
#include <QCheckBox>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using trust::StoreFormat;

namespace {

/// Remembers in memory, and counts how often it was told to.
struct Memory : ui::PasswordMemory {
    bool remembers(const QString &path) const override { return passwords.contains(path); }
    void recall(const QString &path, QWidget *window, Recalled reply) override
    {
        QTimer::singleShot(0, window, [this, path, reply] { reply(passwords.value(path)); });
    }
    void keep(const QString &path, const trust::Password &password, QWidget *) override
    {
        passwords.insert(path, password);
        ++kept;
    }
    QStringList paths() const override { return passwords.keys(); }
    void setPaths(const QStringList &) override {}

    QHash<QString, trust::Password> passwords;
    int kept = 0;
};

} // namespace

/// What becomes of files when stores are saved and closed.
class TestStoreFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void asksForANewPasswordWhereTheFileHadNone();
    void leavesAFileWithoutPasswordAloneWhereNoneIsGiven();

private:
    template <typename T>
    T *findShown(const QString &name = {}) const
    {
        const QList<T *> all = m_page->findChildren<T *>(name);
        for (T *each : all) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }
    template <typename T>
    T *dialog() const
    {
        return findShown<T>();
    }
    void click(const QString &button) const { QTest::mouseClick(findShown<QPushButton>(button), Qt::LeftButton); }
    void run(const QString &action) const { m_page->findChild<QAction *>(u"action-"_s + action)->trigger(); }
    ui::StoreDocument *document() const { return m_page->tabs()->currentDocument(); }
    ui::StoreDocument *documentOf(const QString &path) const { return m_page->tabs()->find(path)->document(); }
    void open(const QString &path)
    {
        const int before = m_page->tabs()->count();
        m_page->openFile(path);
        QTRY_COMPARE(m_page->tabs()->count(), before + 1);
    }
    QString write(const QString &name, const QStringList &aliases) const
    {
        const QString path = m_folder->filePath(name);
        test::writeStore(path, test::storeOf(StoreFormat::Pem, aliases));
        return path;
    }
    /// WSO2's own, which no password protects.
    QString copyUnprotected() const
    {
        const QString path = m_folder->filePath(u"client-truststore.jks"_s);
        QFile::copy(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/client-truststore.jks"), path);
        return path;
    }

    QCA::Initializer m_crypto;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<Memory> m_memory;
    std::unique_ptr<ui::TruststoresPage> m_page;
};

void TestStoreFiles::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_memory = std::make_shared<Memory>();
    m_page = std::make_unique<ui::TruststoresPage>([] { return test::Today; }, m_memory);
    m_page->resize(1100, 700);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
}

void TestStoreFiles::cleanup()
{
    m_page.reset();
}

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

QTEST_MAIN(TestStoreFiles)
#include "test_store_files.moc"
