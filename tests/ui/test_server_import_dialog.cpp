#include "certificate_fixtures.h"
#include "console_test.h"
#include "ui/pages/truststores/server_import_dialog.h"
#include "ui/widgets/certificate_view.h"
#include "ui/widgets/outcome_label.h"

#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTableView>
#include <QTcpSocket>

#include <openssl/pem.h>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using trust::Certificate;

class TestServerImportDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void asksForAnAddressFirst();
    void saysBesideTheFieldWhatIsWrongWithTheAddress();
    void proposesTheAuthoritiesOfTheChain();
    void understandsAnHttpsAddress();
    void saysThatTheCertificateIsForAnotherHost();
    void ticksNothingOfASelfSignedServer();
    void letsTheUserTickTheServersOwn();
    void showsTheSelectedCertificateWithItsChain();
    void goesToTheIssuerThatIsActivated();
    void neverImportsOnReturnInTheAddress();
    void saysThatNothingListens();
    void saysThatThePortDoesNotSpeakTls();
    void showsProgressAndStopsOnDemand();
    void dropsAnEarlierChainWhenTheNextFails();
    void dropsTheProbeWhenItIsClosed();
    void namesEveryControlAndIsUsableByKeyboard();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        return m_dialog->findChild<T *>(name);
    }
    /// What a server with that chain shows.
    void serve(const trust::test::Made &leaf, const QList<Certificate> &issuers);
    QString address() const { return u"127.0.0.1:%1"_s.arg(m_server->serverPort()); }
    void look(const QString &address);
    void lookAndWait(const QString &address);
    QTableView *table() const { return find<QTableView>(u"serverChain"_s); }
    QPushButton *import() const { return find<QPushButton>(u"serverImport"_s); }
    ui::OutcomeLabel *problem() const { return find<ui::OutcomeLabel>(u"serverProblem"_s); }
    QStringList remarks() const;
    Qt::CheckState tick(int row) const
    {
        return table()->model()->index(row, 0).data(Qt::CheckStateRole).value<Qt::CheckState>();
    }

    const trust::test::Made m_root =
        trust::test::make(today(trust::test::authorityRecipe("Root")), trust::test::ecKey());
    const trust::test::Made m_issuing =
        trust::test::make(today(trust::test::authorityRecipe("Issuing")), trust::test::ecKey(), &m_root);
    const trust::test::Made m_leaf = trust::test::make(serverRecipe(), trust::test::ecKey(), &m_issuing);
    std::unique_ptr<QSslServer> m_server;
    std::unique_ptr<ui::ServerImportDialog> m_dialog;

    static trust::test::Recipe today(trust::test::Recipe recipe)
    {
        recipe.notBefore = systemNow() - std::chrono::hours(1);
        recipe.notAfter = systemNow() + std::chrono::hours(24 * 400);
        return recipe;
    }
    static trust::test::Recipe serverRecipe(const QByteArray &names = "DNS:localhost,IP:127.0.0.1")
    {
        return today({{{"CN", "am.example"}}, {{NID_subject_alt_name, names}, {NID_ext_key_usage, "serverAuth"}}});
    }
};

namespace {

QSslKey keyOf(const trust::test::Made &made)
{
    BIO *bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, made.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    char *text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    const QByteArray pem(text, size);
    BIO_free(bio);
    return QSslKey(pem, QSsl::Ec);
}

} // namespace

void TestServerImportDialog::init()
{
    m_server.reset();
    m_dialog = std::make_unique<ui::ServerImportDialog>(systemNow);
    m_dialog->show();
    m_dialog->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
}

void TestServerImportDialog::serve(const trust::test::Made &leaf, const QList<Certificate> &issuers)
{
    QList<QSslCertificate> chain = {QSslCertificate(leaf.certificate.der(), QSsl::Der)};
    for (const Certificate &issuer : issuers)
        chain.append(QSslCertificate(issuer.der(), QSsl::Der));
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(keyOf(leaf));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    m_server = std::make_unique<QSslServer>();
    m_server->setSslConfiguration(configuration);
    QVERIFY(m_server->listen(QHostAddress::LocalHost));
}

void TestServerImportDialog::look(const QString &address)
{
    auto *field = find<QLineEdit>(u"serverAddress"_s);
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, address);
    QTest::mouseClick(find<QPushButton>(u"serverFetch"_s), Qt::LeftButton);
}

void TestServerImportDialog::lookAndWait(const QString &address)
{
    look(address);
    QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>(u"serverFetch"_s)->isVisible(), 8000);
}

QStringList TestServerImportDialog::remarks() const
{
    QStringList texts;
    const auto labels = find<QWidget>(u"serverRemarks"_s)->findChildren<ui::OutcomeLabel *>();
    for (const ui::OutcomeLabel *label : labels)
        texts += label->text();
    return texts;
}

void TestServerImportDialog::asksForAnAddressFirst()
{
    QVERIFY(find<QLineEdit>(u"serverAddress"_s)->hasFocus());
    QVERIFY(!import()->isEnabled());
    QVERIFY(!problem()->isVisible());
    QVERIFY(m_dialog->chosen().isEmpty());
}

void TestServerImportDialog::saysBesideTheFieldWhatIsWrongWithTheAddress()
{
    look(u"http://am.example"_s);
    QVERIFY(problem()->isVisible());
    QCOMPARE(problem()->text(), trust::parseServerAddress(u"http://am.example"_s).error().message);
    QVERIFY(find<QLineEdit>(u"serverAddress"_s)->hasFocus());
    // It goes as soon as something else is typed.
    QTest::keyClicks(find<QLineEdit>(u"serverAddress"_s), u"a"_s);
    QVERIFY(!problem()->isVisible());
}

void TestServerImportDialog::proposesTheAuthoritiesOfTheChain()
{
    serve(m_leaf, {m_issuing.certificate, m_root.certificate});
    lookAndWait(address());
    QVERIFY2(!problem()->isVisible(), qPrintable(problem()->text()));
    QCOMPARE(table()->model()->rowCount(), 3);
    QCOMPARE(tick(0), Qt::Unchecked);
    QCOMPARE(m_dialog->chosen(), (QList{m_issuing.certificate, m_root.certificate}));
    QCOMPARE(import()->text(), u"&Import 2 certificates"_s);
    QCOMPARE(remarks().size(), 2);
    QVERIFY2(remarks().at(0).contains(u"is for 127.0.0.1"_s), qPrintable(remarks().at(0)));
    QVERIFY2(remarks().at(1).contains(u"complete"_s), qPrintable(remarks().at(1)));
    QTest::mouseClick(import(), Qt::LeftButton);
    QCOMPARE(m_dialog->result(), QDialog::Accepted);
    QCOMPARE(m_dialog->chosen().size(), 2);
}

void TestServerImportDialog::understandsAnHttpsAddress()
{
    serve(m_leaf, {m_issuing.certificate});
    lookAndWait(u"  https://127.0.0.1:%1/devportal?x=1 "_s.arg(m_server->serverPort()));
    QCOMPARE(m_dialog->chosen(), QList{m_issuing.certificate});
    QVERIFY2(remarks().at(1).contains(u"did not send the root"_s), qPrintable(remarks().at(1)));
}

void TestServerImportDialog::saysThatTheCertificateIsForAnotherHost()
{
    serve(trust::test::make(serverRecipe("DNS:is.example"), trust::test::ecKey(), &m_root), {m_root.certificate});
    lookAndWait(address());
    QVERIFY2(remarks().at(0).contains(u"not for 127.0.0.1, but for DNS:is.example"_s), qPrintable(remarks().at(0)));
}

void TestServerImportDialog::ticksNothingOfASelfSignedServer()
{
    serve(trust::test::make(serverRecipe(), trust::test::ecKey()), {});
    lookAndWait(address());
    QCOMPARE(table()->model()->rowCount(), 1);
    QVERIFY(m_dialog->chosen().isEmpty());
    QVERIFY(!import()->isEnabled());
    QVERIFY2(remarks().at(1).contains(u"self-signed"_s), qPrintable(remarks().at(1)));
}

void TestServerImportDialog::letsTheUserTickTheServersOwn()
{
    const trust::test::Made self = trust::test::make(serverRecipe(), trust::test::ecKey());
    serve(self, {});
    lookAndWait(address());
    QVERIFY(table()->hasFocus());
    QTest::keyClick(table(), Qt::Key_Space);
    QCOMPARE(m_dialog->chosen(), QList{self.certificate});
    QCOMPARE(import()->text(), u"&Import 1 certificate"_s);
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY(!import()->isEnabled());
}

void TestServerImportDialog::showsTheSelectedCertificateWithItsChain()
{
    serve(m_leaf, {m_issuing.certificate, m_root.certificate});
    lookAndWait(address());
    auto *view = find<ui::CertificateView>(u"serverCertificate"_s);
    QCOMPARE(view->certificate(), m_leaf.certificate);
    QCOMPARE(view->findChild<ui::OutcomeLabel *>(u"certificateChainOutcome"_s)->text(), u"Complete up to its root"_s);
    QTest::keyClick(table(), Qt::Key_Down);
    QCOMPARE(view->certificate(), m_issuing.certificate);
}

void TestServerImportDialog::goesToTheIssuerThatIsActivated()
{
    serve(m_leaf, {m_issuing.certificate, m_root.certificate});
    lookAndWait(address());
    Q_EMIT find<ui::CertificateView>(u"serverCertificate"_s)->issuerActivated(m_root.certificate);
    QCOMPARE(table()->currentIndex().row(), 2);
}

void TestServerImportDialog::neverImportsOnReturnInTheAddress()
{
    serve(m_leaf, {m_issuing.certificate});
    lookAndWait(address());
    QVERIFY(import()->isEnabled());
    find<QLineEdit>(u"serverAddress"_s)->setFocus();
    QTest::keyClick(find<QLineEdit>(u"serverAddress"_s), Qt::Key_Return);
    QVERIFY(m_dialog->isVisible());
    QTRY_VERIFY(find<QPushButton>(u"serverFetch"_s)->isVisible());
    QVERIFY(m_dialog->isVisible());
}

void TestServerImportDialog::saysThatNothingListens()
{
    QTcpServer gone;
    QVERIFY(gone.listen(QHostAddress::LocalHost));
    const quint16 port = gone.serverPort();
    gone.close();
    lookAndWait(u"127.0.0.1:%1"_s.arg(port));
    QVERIFY(problem()->isVisible());
    QVERIFY2(problem()->text().contains(u"127.0.0.1:%1"_s.arg(port)), qPrintable(problem()->text()));
    QVERIFY(find<QLineEdit>(u"serverAddress"_s)->hasFocus());
    QVERIFY(!import()->isEnabled());
}

void TestServerImportDialog::saysThatThePortDoesNotSpeakTls()
{
    QTcpServer plain;
    connect(&plain, &QTcpServer::newConnection, &plain, [&plain] {
        QTcpSocket *socket = plain.nextPendingConnection();
        socket->write("220 mail.example ESMTP\r\n");
    });
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    lookAndWait(u"127.0.0.1:%1"_s.arg(plain.serverPort()));
    QVERIFY2(problem()->isVisible() && problem()->text().contains(u"TLS"_s), qPrintable(problem()->text()));
}

void TestServerImportDialog::showsProgressAndStopsOnDemand()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    look(u"127.0.0.1:%1"_s.arg(silent.serverPort()));
    QVERIFY(!find<QProgressBar>(u"serverProgress"_s)->isVisible());
    QVERIFY(find<QPushButton>(u"serverStop"_s)->hasFocus());
    QTRY_VERIFY(find<QProgressBar>(u"serverProgress"_s)->isVisible());
    QTest::mouseClick(find<QPushButton>(u"serverStop"_s), Qt::LeftButton);
    QVERIFY(!find<QProgressBar>(u"serverProgress"_s)->isVisible());
    QVERIFY(find<QPushButton>(u"serverFetch"_s)->isVisible());
    QVERIFY(find<QLineEdit>(u"serverAddress"_s)->hasFocus());
    QVERIFY(!problem()->isVisible());
    QVERIFY(m_dialog->isVisible());
}

void TestServerImportDialog::dropsAnEarlierChainWhenTheNextFails()
{
    serve(m_leaf, {m_issuing.certificate});
    lookAndWait(address());
    QVERIFY(import()->isEnabled());
    const QString gone = address();
    m_server.reset();
    lookAndWait(gone);
    QVERIFY(problem()->isVisible());
    QVERIFY(m_dialog->chosen().isEmpty());
    QVERIFY(!import()->isEnabled());
    QVERIFY(!table()->isVisible());
}

void TestServerImportDialog::dropsTheProbeWhenItIsClosed()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    look(u"127.0.0.1:%1"_s.arg(silent.serverPort()));
    QTRY_VERIFY(silent.hasPendingConnections());
    std::unique_ptr<QTcpSocket> peer(silent.nextPendingConnection());
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
    QTRY_COMPARE(peer->state(), QAbstractSocket::UnconnectedState);
}

void TestServerImportDialog::namesEveryControlAndIsUsableByKeyboard()
{
    serve(m_leaf, {m_issuing.certificate, m_root.certificate});
    lookAndWait(address());
    QCOMPARE(test::unnamedControls(*m_dialog), QStringList());
    const QStringList order = test::tabOrder(*m_dialog);
    for (const QString &name : {u"serverAddress"_s, u"serverFetch"_s, u"serverChain"_s, u"serverImport"_s})
        QVERIFY2(order.contains(name), qPrintable(name));
}

QTEST_MAIN(TestServerImportDialog)
#include "test_server_import_dialog.moc"
