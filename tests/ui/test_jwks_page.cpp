#include "base/files.h"
#include "console_test.h"
#include "core/fetch/https_server.h"
#include "core/fetch/key_maker.h"
#include "store/database.h"
#include "ui/pages/jwks/jwks_page.h"
#include "ui/pages/jwks/key_set_dialog.h"
#include "ui/pages/jwks/key_set_view.h"
#include "ui/pages/jwks/key_table_model.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/deployment_toml_dialog.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/outcome_label.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using fetch::test::HttpsServer;
using fetch::test::makeKey;
using fetch::test::ServerIdentity;
using fetch::test::setOf;

/// The JWKS page, clicked and typed into, with a key server on loopback.
class TestJwksPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void saysWhatToDoWhileThereIsNothing();
    void addsASetFromTheEmptyState();
    void saysBesideTheFieldWhatIsWrong();
    void fetchesTheSelectedSet();
    void fetchesAllSetsAndOneUrlOnce();
    void cancelsAFetch();
    void saysWhyAFetchFailedAndKeepsTheKeys();
    void saysWhyASetWasNeverFetched();
    void saysWhatChanged();
    void sortsByAHeading();
    void showsAKeyWhole();
    void marksTheKeyThatSignedTheStatement();
    void removesASetAndTakesThatBack();
    void renamesASet();
    void saysThatAnotherProcessWasFirst();
    void showsWhatAnotherProcessAdds();
    void writesBothUrlsToDeploymentToml();
    void keepsWhereStatementsMayLead();
    void doesNotHoldUpTheWindowWithAThousandKeys();
    void isUsableByKeyboardAlone();
    void namesEveryControl();
    void remembersTheSelectedSet();

private:
    void makePage();
    void addSet(const QString &name, const char *path = "/keys.jwks");
    void click(const QString &button) { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }
    void fetchAndWait();
    template <typename T>
    T *find(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    ui::KeySetDialog *dialog() const { return m_page->findChild<ui::KeySetDialog *>(); }
    QAbstractItemModel *sets() const { return find<QListView>(u"keySetList"_s)->model(); }
    QTableView *table() const { return find<QTableView>(u"keyTable"_s); }
    QString cell(int row, int column) const { return table()->model()->index(row, column).data().toString(); }
    QString label(const QString &name) const { return find<ui::OutcomeLabel>(name)->text(); }

    QCA::Initializer m_crypto;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_truststore;
    QByteArray m_body;
    int m_status = 200;
    bool m_isSilent = false;
    std::unique_ptr<HttpsServer> m_server;
    std::unique_ptr<store::Database> m_database;
    std::unique_ptr<fetch::JwksCache> m_cache;
    std::unique_ptr<ui::JwksPage> m_page;
    const jose::Jwk m_a = makeKey("key a");
    const jose::Jwk m_b = makeKey("key b");
    const jose::Jwk m_certified =
        jose::Jwk::fromCertificateDer(ServerIdentity::get().server.certificate.der(), "key with certificate").value();
};

void TestJwksPage::initTestCase()
{
    m_server = std::make_unique<HttpsServer>([this](QSslSocket &socket, const QByteArray &) {
        if (m_isSilent)
            return;
        socket.write(fetch::test::response(m_status, m_body));
        socket.disconnectFromHost();
    });
}

void TestJwksPage::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_truststore = m_folder->filePath(u"roots.pem"_s);
    QVERIFY(saveFile(m_truststore, ServerIdentity::get().roots().constFirst().toPem()));
    m_body = setOf({m_a});
    m_status = 200;
    m_isSilent = false;
    m_server->heads.clear();
    auto opened = store::Database::open(m_folder->filePath(u"gatehouse.sqlite"_s), systemNow());
    QVERIFY(opened);
    m_database = *std::move(opened);
    m_cache = std::make_unique<fetch::JwksCache>(*m_database, systemNow);
    makePage();
}

void TestJwksPage::makePage()
{
    m_page = std::make_unique<ui::JwksPage>(
        *m_cache, *m_database, systemNow,
        store::ActivityRecorder(*m_database, {store::ActivityOrigin::Console, u"ann"_s}, systemNow));
    QSignalSpy loaded(m_page.get(), &ui::JwksPage::loaded);
    m_page->resize(1100, 760);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    QVERIFY(!loaded.isEmpty() || loaded.wait());
    m_page->focusFirst();
}

void TestJwksPage::cleanup()
{
    m_page.reset();
    m_cache.reset();
    m_database.reset();
}

void TestJwksPage::addSet(const QString &name, const char *path)
{
    QVERIFY(m_cache->addName({name, m_server->url(path).toString(), m_truststore}, {}));
    m_page->refresh();
    QTRY_VERIFY(!sets()->match(sets()->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchStartsWith).isEmpty());
}

void TestJwksPage::fetchAndWait()
{
    QSignalSpy told(m_page.get(), &ui::Page::message);
    click(u"fetchButton"_s);
    QTRY_COMPARE(told.size(), 1);
    // Keys are described off the window's thread.
    QTest::qWait(50);
}

void TestJwksPage::saysWhatToDoWhileThereIsNothing()
{
    QVERIFY(find<QPushButton>(u"empty-sandbox"_s)->isVisible());
    QVERIFY(find<QPushButton>(u"empty-production"_s)->isVisible());
    QVERIFY(!find<QPushButton>(u"fetchButton"_s)->isEnabled());
    QVERIFY(!find<QPushButton>(u"removeButton"_s)->isEnabled());
    QVERIFY(!table()->isVisible());
}

void TestJwksPage::addsASetFromTheEmptyState()
{
    click(u"empty-sandbox"_s);
    QVERIFY(dialog());
    QCOMPARE(find<QLineEdit>(u"keySetName"_s)->text(), u"sandbox"_s);
    QTest::keyClicks(find<QLineEdit>(u"keySetUrl"_s), m_server->url().toString());
    QTest::keyClicks(find<QLineEdit>(u"keySetTruststore"_s), m_truststore);
    click(u"keySetAccept"_s);
    QTRY_COMPARE(sets()->rowCount(), 1);
    QVERIFY(sets()->index(0, 0).data().toString().startsWith(u"sandbox\n"_s));
    QCOMPARE(label(u"keySetStanding"_s), u"It was not fetched yet."_s);
    QCOMPARE(m_server->heads.size(), 0);
    QTest::mouseClick(find<QPushButton>(u"emptyFetch"_s), Qt::LeftButton);
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(cell(0, ui::KeyTableModel::KidColumn), u"key a"_s);
}

void TestJwksPage::saysBesideTheFieldWhatIsWrong()
{
    addSet(u"sandbox"_s);
    click(u"addButton"_s);
    dialog()->activateWindow();
    auto *name = find<QLineEdit>(u"keySetName"_s);
    QTRY_VERIFY(name->hasFocus());
    auto *url = find<QLineEdit>(u"keySetUrl"_s);
    auto *accept = find<QPushButton>(u"keySetAccept"_s);
    QVERIFY(!find<ui::OutcomeLabel>(u"keySetNameProblem"_s)->isVisible());
    QVERIFY(!accept->isEnabled());
    QTest::keyClicks(name, u"sandbox"_s);
    QTest::keyClick(name, Qt::Key_Tab);
    QTRY_VERIFY(find<ui::OutcomeLabel>(u"keySetNameProblem"_s)->isVisible());
    QVERIFY(label(u"keySetNameProblem"_s).contains(u"already"_s));
    QTest::keyClicks(url, u"http://keys.example/a.jwks"_s);
    QTest::keyClick(url, Qt::Key_Tab);
    QTRY_VERIFY(find<ui::OutcomeLabel>(u"keySetUrlProblem"_s)->isVisible());
    QVERIFY(label(u"keySetUrlProblem"_s).contains(u"only https"_s));
    auto *truststore = find<QLineEdit>(u"keySetTruststore"_s);
    QTest::keyClicks(truststore, u"/no/such/file.pem"_s);
    QTest::keyClick(truststore, Qt::Key_Tab);
    QTRY_VERIFY(find<ui::OutcomeLabel>(u"keySetTruststoreProblem"_s)->isVisible());
    QVERIFY(!accept->isEnabled());
    truststore->clear();
    name->setText(u"other"_s);
    url->setText(u"https://keys.example/a.jwks"_s);
    QVERIFY(accept->isEnabled());
    QTest::keyClick(url, Qt::Key_Return);
    QTRY_COMPARE(sets()->rowCount(), 2);
}

void TestJwksPage::fetchesTheSelectedSet()
{
    addSet(u"sandbox"_s);
    m_body = setOf({m_a, m_b, m_certified});
    fetchAndWait();
    QCOMPARE(table()->model()->rowCount(), 3);
    QVERIFY2(label(u"keySetStanding"_s).startsWith(u"3 keys, fetched"_s), qPrintable(label(u"keySetStanding"_s)));
    QVERIFY(label(u"keySetChanges"_s).startsWith(u"No change"_s));
    QCOMPARE(cell(0, ui::KeyTableModel::TypeColumn), u"EC"_s);
    QCOMPARE(cell(0, ui::KeyTableModel::SizeColumn), u"256"_s);
    QCOMPARE(cell(0, ui::KeyTableModel::ThumbprintColumn), QString::fromLatin1(m_a.thumbprint()));
    QCOMPARE(cell(2, ui::KeyTableModel::SubjectColumn), u"localhost"_s);
    QVERIFY(!cell(2, ui::KeyTableModel::ExpiresColumn).isEmpty());
    QVERIFY(sets()->index(0, 0).data().toString().contains(u"3 keys"_s));
}

void TestJwksPage::fetchesAllSetsAndOneUrlOnce()
{
    addSet(u"sandbox"_s);
    addSet(u"production"_s);
    addSet(u"third"_s, "/third.jwks");
    click(u"fetchAllButton"_s);
    QTRY_VERIFY(sets()->index(0, 0).data().toString().contains(u"1 key"_s));
    QTRY_VERIFY(sets()->index(1, 0).data().toString().contains(u"1 key"_s));
    QTRY_VERIFY(sets()->index(2, 0).data().toString().contains(u"1 key"_s));
    QCOMPARE(m_server->heads.size(), 2);
}

void TestJwksPage::cancelsAFetch()
{
    addSet(u"sandbox"_s);
    m_isSilent = true;
    click(u"fetchButton"_s);
    QTRY_COMPARE(m_server->heads.size(), 1);
    QCOMPARE(label(u"keySetStanding"_s), u"It is being fetched."_s);
    QVERIFY(!find<QPushButton>(u"fetchButton"_s)->isEnabled());
    QPushButton *cancel = nullptr;
    QTRY_VERIFY((cancel = find<QWidget>(u"jwksBusy"_s)->findChild<QPushButton *>()) && cancel->isVisible());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(label(u"keySetStanding"_s), u"It was not fetched yet."_s);
    QTRY_VERIFY(!cancel->isVisible());
    m_isSilent = false;
    fetchAndWait();
    QCOMPARE(table()->model()->rowCount(), 1);
}

void TestJwksPage::saysWhyAFetchFailedAndKeepsTheKeys()
{
    addSet(u"sandbox"_s);
    fetchAndWait();
    m_status = 503;
    fetchAndWait();
    QVERIFY2(label(u"keySetStanding"_s).contains(u"status 503"_s), qPrintable(label(u"keySetStanding"_s)));
    QCOMPARE(table()->model()->rowCount(), 1);
    QVERIFY(table()->isVisible());
    QVERIFY(sets()->index(0, 0).data().toString().contains(u"1 old key"_s));
}

void TestJwksPage::saysWhyASetWasNeverFetched()
{
    addSet(u"sandbox"_s);
    m_body = "<html>Sign in</html>";
    fetchAndWait();
    QVERIFY(!table()->isVisible());
    QVERIFY(label(u"keySetStanding"_s).startsWith(u"It was never fetched"_s));
    QVERIFY(m_cache->state(fetch::JwksCache::addressOf(m_cache->names().constFirst()))
                .problem.contains(u"is no key set"_s));
}

void TestJwksPage::saysWhatChanged()
{
    addSet(u"sandbox"_s);
    m_body = setOf({m_a, m_b});
    fetchAndWait();
    m_body = setOf({makeKey("key a"), m_certified});
    fetchAndWait();
    const QString changes = label(u"keySetChanges"_s);
    QVERIFY2(changes.contains(u"1 key came, 1 key went, 1 name went over"_s), qPrintable(changes));
    QCOMPARE(cell(0, ui::KeyTableModel::RemarkColumn), u"Another key than before"_s);
    QCOMPARE(cell(1, ui::KeyTableModel::RemarkColumn), u"New"_s);
}

void TestJwksPage::sortsByAHeading()
{
    addSet(u"sandbox"_s);
    m_body = setOf({m_b, m_a, m_certified});
    fetchAndWait();
    QCOMPARE(cell(0, ui::KeyTableModel::KidColumn), u"key b"_s);
    QHeaderView *header = table()->horizontalHeader();
    const auto clickHeading = [header](int column) {
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                          QPoint(header->sectionViewportPosition(column) + 10, header->height() / 2));
    };
    clickHeading(ui::KeyTableModel::KidColumn);
    QCOMPARE(cell(0, ui::KeyTableModel::KidColumn), u"key a"_s);
    QVERIFY(header->isSortIndicatorShown());
    clickHeading(ui::KeyTableModel::KidColumn);
    QCOMPARE(cell(0, ui::KeyTableModel::KidColumn), u"key with certificate"_s);
}

void TestJwksPage::showsAKeyWhole()
{
    addSet(u"sandbox"_s);
    m_body = setOf({m_a, m_certified});
    fetchAndWait();
    const auto choose = [this](int row) {
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                          table()->visualRect(table()->model()->index(row, 0)).center());
    };
    choose(0);
    auto *tabs = find<QTabWidget>(u"keyTabs"_s);
    QVERIFY(tabs->isVisible() && !tabs->isTabVisible(1));
    QCOMPARE(find<ui::CopyableField>(u"keyThumbprint"_s)->value(), QString::fromLatin1(m_a.thumbprint()));
    QTest::mouseClick(find<QPushButton>(u"copyJwk"_s), Qt::LeftButton);
    const auto copied = parseJson(QGuiApplication::clipboard()->text().toUtf8());
    QVERIFY(copied);
    QCOMPARE(jose::Jwk::fromJson(*copied)->thumbprint(), m_a.thumbprint());
    choose(1);
    QVERIFY(tabs->isTabVisible(1));
    QVERIFY(find<QPlainTextEdit>(u"keyJson"_s)->toPlainText().contains(u"x5c"_s));
}

void TestJwksPage::marksTheKeyThatSignedTheStatement()
{
    addSet(u"sandbox"_s);
    m_body = setOf({m_a, m_b});
    m_page->markStatementKey("key b", m_b.thumbprint());
    fetchAndWait();
    QVERIFY(cell(0, ui::KeyTableModel::RemarkColumn).isEmpty());
    QCOMPARE(cell(1, ui::KeyTableModel::RemarkColumn), u"Signed the statement"_s);
    // The same name of another key is not the signer.
    m_page->markStatementKey("key a", m_b.thumbprint());
    QVERIFY(cell(0, ui::KeyTableModel::RemarkColumn).isEmpty());
    QVERIFY(cell(1, ui::KeyTableModel::RemarkColumn).isEmpty());
    m_page->markStatementKey("key a", m_a.thumbprint());
    QCOMPARE(cell(0, ui::KeyTableModel::RemarkColumn), u"Signed the statement"_s);
    m_page->markStatementKey({}, {});
    QVERIFY(cell(0, ui::KeyTableModel::RemarkColumn).isEmpty());
}

void TestJwksPage::removesASetAndTakesThatBack()
{
    addSet(u"sandbox"_s);
    addSet(u"production"_s);
    find<QListView>(u"keySetList"_s)->setCurrentIndex(sets()->index(0, 0));
    click(u"removeButton"_s);
    QTRY_COMPARE(sets()->rowCount(), 1);
    QCOMPARE(find<ui::NoticeBar>(u"jwksNotice"_s)->text(), u"Removed sandbox"_s);
    click(u"noticeUndo"_s);
    QTRY_COMPARE(sets()->rowCount(), 2);
    QVERIFY(sets()->index(0, 0).data().toString().startsWith(u"sandbox"_s));
    QCOMPARE(m_cache->names().constFirst().truststore, m_truststore);
    QTRY_VERIFY(find<QPushButton>(u"redoButton"_s)->isEnabled());
    click(u"redoButton"_s);
    QTRY_COMPARE(sets()->rowCount(), 1);
    QTRY_VERIFY(find<QPushButton>(u"undoButton"_s)->isEnabled());
    QTest::keyClick(find<QListView>(u"keySetList"_s), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(sets()->rowCount(), 2);
}

void TestJwksPage::renamesASet()
{
    addSet(u"sandbox"_s);
    fetchAndWait();
    QTest::keyClick(find<QListView>(u"keySetList"_s), Qt::Key_F2);
    QTRY_VERIFY(dialog());
    auto *name = find<QLineEdit>(u"keySetName"_s);
    name->selectAll();
    QTest::keyClicks(name, u"test directory"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(sets()->index(0, 0).data().toString().startsWith(u"test directory"_s));
    // It is the same set: its keys stay.
    QCOMPARE(table()->model()->rowCount(), 1);
    QTRY_VERIFY(find<QPushButton>(u"undoButton"_s)->isEnabled());
    click(u"undoButton"_s);
    QTRY_VERIFY(sets()->index(0, 0).data().toString().startsWith(u"sandbox"_s));
}

void TestJwksPage::saysThatAnotherProcessWasFirst()
{
    addSet(u"sandbox"_s);
    // Behind the page's back.
    store::KeySetStore store(*m_database);
    QVERIFY(store.removeName(u"sandbox"_s, {}));
    click(u"removeButton"_s);
    QTRY_COMPARE(sets()->rowCount(), 0);
    QVERIFY(find<ui::NoticeBar>(u"jwksNotice"_s)->text().contains(u"stayed as it was"_s));
}

void TestJwksPage::showsWhatAnotherProcessAdds()
{
    auto database = store::Database::open(m_database->path(), systemNow());
    QVERIFY(database);
    QVERIFY(store::KeySetStore(**database).addName({u"elsewhere"_s, m_server->url().toString(), {}}, {}));
    QTRY_COMPARE(sets()->rowCount(), 1);
}

void TestJwksPage::writesBothUrlsToDeploymentToml()
{
    addSet(u"third"_s);
    QVERIFY(!find<QPushButton>(u"writeTomlButton"_s)->isEnabled());
    addSet(u"sandbox"_s, "/sandbox.jwks");
    addSet(u"production"_s, "/production.jwks");
    const QString file = m_folder->filePath(u"deployment.toml"_s);
    QVERIFY(saveFile(file, "[open_banking.dcr]\njwks_url_sandbox = \"https://old.example/a.jwks\"\n"));
    click(u"writeTomlButton"_s);
    auto *toml = m_page->findChild<ui::DeploymentTomlDialog *>();
    QVERIFY(toml);
    toml->setFile(file);
    QSignalSpy saved(toml, &ui::DeploymentTomlDialog::saved);
    QPushButton *save = nullptr;
    QTRY_VERIFY((save = toml->findChild<QPushButton *>(u"tomlSave"_s)) && save->isEnabled());
    QTest::mouseClick(save, Qt::LeftButton);
    QTRY_COMPARE(saved.size(), 1);
    const QByteArray written = readFile(file).value();
    QVERIFY2(written.contains("jwks_url_sandbox = \"" + m_server->url("/sandbox.jwks").toString().toUtf8()), written);
    QVERIFY2(written.contains("jwks_url_production = \"" + m_server->url("/production.jwks").toString().toUtf8()),
             written);
}

void TestJwksPage::keepsWhereStatementsMayLead()
{
    auto *where = find<QComboBox>(u"statementSets"_s);
    QCOMPARE(where->currentIndex(), 0);
    where->setFocus();
    QTest::keyClick(where, Qt::Key_Down);
    QTRY_VERIFY(m_cache->statementKeySets().where == fetch::StatementKeySets::Where::Local);
    auto *truststore = find<QLineEdit>(u"statementTruststore"_s);
    truststore->setFocus();
    QTest::keyClicks(truststore, m_truststore);
    QTest::keyClick(truststore, Qt::Key_Return);
    QTRY_COMPARE(m_cache->statementKeySets().truststore, m_truststore);
    // One that cannot be opened is said to be so, and not kept.
    truststore->setText(u"/no/such/file.pem"_s);
    QTest::keyClick(truststore, Qt::Key_Return);
    QTRY_VERIFY(find<ui::NoticeBar>(u"jwksNotice"_s)->isVisible());
    QTRY_COMPARE(truststore->text(), m_truststore);
    QCOMPARE(m_cache->statementKeySets().truststore, m_truststore);
}

void TestJwksPage::doesNotHoldUpTheWindowWithAThousandKeys()
{
    // The limit of a set's bytes comes before that of its keys where they have certificates.
    std::vector<jose::Jwk> keys;
    for (int i = 0; i < 1000; ++i) {
        Json json = m_a.toJson();
        json["kid"] = "key " + std::to_string(i);
        keys.push_back(jose::Jwk::fromJson(json).value());
    }
    m_body = toBytes(jose::JwkSet(std::move(keys)).toJson());
    addSet(u"sandbox"_s);
    test::LatencyProbe probe;
    click(u"fetchButton"_s);
    QTRY_COMPARE(table()->model()->rowCount(), 1000);
    QTest::qWait(100);
    qInfo("worst %lld ms", probe.worstMs());
    QVERIFY2(probe.worstMs() < 50, QByteArray::number(probe.worstMs()));
}

void TestJwksPage::isUsableByKeyboardAlone()
{
    addSet(u"sandbox"_s);
    addSet(u"production"_s);
    fetchAndWait();
    m_page->focusFirst();
    const QStringList order = test::tabOrder(*m_page);
    for (const char *name : {"fetchButton", "fetchAllButton", "addButton", "editButton", "removeButton", "keyTable",
                             "statementSets", "statementTruststore", "keySetList"})
        QVERIFY2(order.contains(QString::fromLatin1(name)), name + QByteArray(" of ") + order.join(u' ').toUtf8());
}

void TestJwksPage::namesEveryControl()
{
    addSet(u"sandbox"_s);
    m_body = setOf({m_certified});
    fetchAndWait();
    table()->selectRow(0);
    QCOMPARE(test::unnamedControls(*m_page).join(u' '), QString());
    click(u"addButton"_s);
    QCOMPARE(test::unnamedControls(*dialog()), QStringList());
}

void TestJwksPage::remembersTheSelectedSet()
{
    addSet(u"sandbox"_s);
    addSet(u"production"_s);
    find<QListView>(u"keySetList"_s)->setCurrentIndex(sets()->index(1, 0));
    QSettings settings(m_folder->filePath(u"console.ini"_s), QSettings::IniFormat);
    m_page->saveState(settings);
    m_page = std::make_unique<ui::JwksPage>(
        *m_cache, *m_database, systemNow,
        store::ActivityRecorder(*m_database, {store::ActivityOrigin::Console, u"ann"_s}, systemNow));
    m_page->restoreState(settings);
    m_page->show();
    QTRY_COMPARE(find<QListView>(u"keySetList"_s)->currentIndex().row(), 1);
}

QTEST_MAIN(TestJwksPage)
#include "test_jwks_page.moc"
