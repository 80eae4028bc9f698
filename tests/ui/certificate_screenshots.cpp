// Draws the certificate view and the truststores' dialogs, light and dark, with fonts of 100 %, 125 % and 150 %, into a
// folder:
//   QT_QPA_PLATFORM=offscreen gatehouse-certificate-screenshots FOLDER
#include "certificate_fixtures.h"
#include "core/fetch/https_server.h"
#include "looks.h"
#include "ui/console_style.h"
#include "ui/pages/truststores/compare_dialog.h"
#include "ui/pages/truststores/import_dialog.h"
#include "ui/pages/truststores/server_import_dialog.h"
#include "ui/widgets/certificate_view.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;

namespace {

class Drawer
{
public:
    Drawer(const QDir &folder, const test::Look &look)
        : m_folder(folder)
        , m_suffix(test::suffix(look))
    {}

    void save(QWidget &widget, const QString &name) const
    {
        test::save(widget, m_folder, u"%1-%2"_s.arg(name, m_suffix));
    }

private:
    QDir m_folder;
    QString m_suffix;
};

const Instant Now = test::whenSamplesAreValid();

trust::Certificate weakCertificate()
{
    trust::test::Recipe recipe = trust::test::transportRecipe("a software with a very long name that goes on and on");
    recipe.extensions.insert(NID_subject_alt_name,
                             "DNS:am.bank.example,DNS:*.apis.bank.example,IP:192.0.2.17,URI:https://bank.example/");
    recipe.digest = EVP_sha1();
    const trust::test::Made issuer =
        trust::test::make(trust::test::authorityRecipe("An Authority That Nobody Has"), trust::test::rsaKey());
    return trust::test::make(recipe, trust::test::rsaKey(1024), &issuer).certificate;
}

void drawView(const Drawer &drawer)
{
    ui::CertificateView view;
    view.resize(460, 760);
    view.show();
    drawer.save(view, u"view-empty"_s);
    const QList<trust::Certificate> known = {test::obieIssuing(), test::obieRoot()};
    view.setCertificate(test::eidasCertificate(), known, Now);
    drawer.save(view, u"view-top"_s);
    auto *bar = view.findChild<QScrollArea *>()->verticalScrollBar();
    bar->setValue(bar->maximum());
    drawer.save(view, u"view-end"_s);
    view.resize(700, 1500);
    drawer.save(view, u"view-tall"_s);
    view.resize(360, 1000);
    view.setCertificate(weakCertificate(), known, Now);
    drawer.save(view, u"view-weak-narrow"_s);
    view.resize(460, 760);
    view.setCertificate(test::obieIssuing(), known, fromSeconds(1'900'000'000));
    view.saveTo(u"/no-such-folder/issuing.pem"_s);
    QTest::qWait(200);
    drawer.save(view, u"view-expired"_s);
}

void drawImport(const Drawer &drawer)
{
    const trust::TrustStore store{trust::StoreFormat::Jks, {test::trustedEntry(u"obieroot"_s, test::obieRoot())}};
    ui::ImportDialog one(store, {test::obieIssuing()}, {}, Now);
    one.show();
    one.findChild<QLineEdit *>(u"importAlias"_s)->selectAll();
    QTest::keyClicks(one.findChild<QLineEdit *>(u"importAlias"_s), u"obieroot"_s);
    drawer.save(one, u"import-one"_s);
    ui::ImportDialog there(store, {test::obieRoot()}, {}, Now);
    there.show();
    drawer.save(there, u"import-there"_s);
    ui::ImportDialog many(store,
                          QList{test::obieRoot(), test::obieIssuing(), weakCertificate(), test::eidasCertificate()}
                              + test::manyAuthorities(196, "A Certification Authority Of Some Bank"),
                          {u"bundle.pem: a private key (lines 30 to 58)"_s, u"bundle.pem: a certificate request"_s},
                          Now);
    many.resize(1240, 720);
    many.show();
    auto *table = many.findChild<QTableView *>(u"importTable"_s);
    table->setCurrentIndex(table->model()->index(3, 0));
    drawer.save(many, u"import-many"_s);
    QTest::keyClick(many.findChild<QLineEdit *>(u"importAlias"_s), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(many.findChild<QLineEdit *>(u"importAlias"_s), u"obieroot"_s);
    drawer.save(many, u"import-problem"_s);
}

void drawServer(const Drawer &drawer)
{
    fetch::test::HttpsServer server("");
    ui::ServerImportDialog dialog(systemNow);
    dialog.resize(1100, 700);
    dialog.show();
    drawer.save(dialog, u"server-empty"_s);
    auto *fetch = dialog.findChild<QPushButton *>(u"serverFetch"_s);
    dialog.setAddress(u"http://am.bank.example"_s);
    fetch->click();
    drawer.save(dialog, u"server-problem"_s);
    QTcpServer silent;
    silent.listen(QHostAddress::LocalHost);
    dialog.setAddress(u"127.0.0.1:%1"_s.arg(silent.serverPort()));
    fetch->click();
    QTest::qWait(400);
    drawer.save(dialog, u"server-progress"_s);
    dialog.findChild<QPushButton *>(u"serverStop"_s)->click();
    dialog.setAddress(u"127.0.0.1:%1"_s.arg(server.port()));
    fetch->click();
    if (!QTest::qWaitFor([fetch] { return fetch->isVisible(); }))
        qFatal("The server was not reached.");
    drawer.save(dialog, u"server-chain"_s);
}

void drawComparison(const Drawer &drawer)
{
    const QList<trust::Certificate> made = test::manyAuthorities(8, "Some Authority");
    const auto named = [](const QString &name, const QList<trust::StoreEntry> &entries) {
        return ui::CompareDialog::NamedStore{name, {trust::StoreFormat::Jks, entries}};
    };
    const auto left =
        named(u"client-truststore.jks of the API Manager"_s,
              {test::trustedEntry(u"obieroot"_s, test::obieRoot()),
               test::trustedEntry(u"obieissuer"_s, test::obieIssuing()), test::trustedEntry(u"digicert-old"_s, made[0]),
               test::trustedEntry(u"renewed"_s, made[1]), test::trustedEntry(u"left-2"_s, made[4])});
    const auto right =
        named(u"client-truststore.jks of the Identity Server"_s,
              {test::trustedEntry(u"obieroot"_s, test::obieRoot()), test::trustedEntry(u"digicert"_s, made[0]),
               test::trustedEntry(u"renewed"_s, test::eidasCertificate()), test::trustedEntry(u"surplus"_s, made[3])});
    ui::CompareDialog dialog(left, right, Now);
    QSignalSpy compared(&dialog, &ui::CompareDialog::compared);
    dialog.resize(1240, 720);
    dialog.show();
    if (compared.isEmpty() && !compared.wait())
        qFatal("The comparison did not end.");
    drawer.save(dialog, u"compare"_s);
    auto *table = dialog.findChild<QTableView *>(u"compareTable"_s);
    table->selectRow(table->model()->rowCount() - 1);
    dialog.findChild<QTabWidget *>(u"compareTabs"_s)->setCurrentIndex(2);
    drawer.save(dialog, u"compare-changed"_s);
    dialog.setStores(left, left, Now);
    compared.wait();
    drawer.save(dialog, u"compare-equal"_s);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QApplication::setStyle(ui::makeConsoleStyle());
    const QCA::Initializer crypto;
    const QDir folder(QDir(argc > 1 ? QString::fromLocal8Bit(argv[1]) : u"screenshots"_s).absolutePath());
    folder.mkpath(u"."_s);
    const QFont font = QApplication::font();
    for (const test::Look &look : test::Looks) {
        test::apply(look, font);
        const Drawer drawer(folder, look);
        drawView(drawer);
        drawImport(drawer);
        drawServer(drawer);
        drawComparison(drawer);
    }
    return 0;
}
