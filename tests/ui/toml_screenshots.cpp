// Draws the dialog that writes to deployment.toml, light and dark, with fonts of 100 %, 125 % and 150 %, into a folder:
//   QT_QPA_PLATFORM=offscreen gatehouse-toml-screenshots FOLDER
#include "base/files.h"
#include "looks.h"
#include "ui/console_style.h"
#include "ui/widgets/deployment_toml_dialog.h"

#include <QApplication>
#include <QDir>
#include <QPushButton>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace Qt::StringLiterals;

namespace {

QList<wso2::TomlEdit> edits()
{
    return {
        {u"open_banking.dcr.jwks_url_sandbox"_s,
         u"https://keystore.openbankingtest.org.uk/keystore/openbanking.jwks"_s},
        {u"open_banking.dcr.jwks_url_production"_s, u"https://keystore.openbanking.org.uk/keystore/openbanking.jwks"_s},
        {u"open_banking.dcr.registration.grant_types.required"_s, true},
        {u"open_banking.dcr.registration.grant_types.allowed_values"_s,
         QStringList{u"authorization_code"_s, u"refresh_token"_s, u"client_credentials"_s}},
        {u"open_banking.dcr.use_softwareIdForAppName"_s, true},
        {u"open_banking.keyManager.name"_s, u"OBKM"_s},
        {u"event_listener.order"_s, 3}};
}

void wait(ui::DeploymentTomlDialog &dialog)
{
    QTest::qWait(700);
    dialog.repaint();
}

void draw(const QString &folder, const QString &suffix)
{
    const auto save = [&](QWidget &widget, const QString &name) {
        test::save(widget, QDir(folder), u"%1-%2"_s.arg(name, suffix));
    };
    QTemporaryDir files;
    const QString path = files.filePath(u"deployment.toml"_s);
    (void)saveFile(
        path,
        readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/accelerator-3.0.0-wso2is-6.0.0-deployment.toml")).value());
    ui::DeploymentTomlDialog dialog(edits(), [] { return fromSeconds(1'750'000'000); });
    dialog.show();
    save(dialog, u"toml-empty"_s);
    dialog.setFile(path);
    wait(dialog);
    save(dialog, u"toml-plan"_s);
    dialog.findChild<QTabWidget *>()->setCurrentIndex(1);
    save(dialog, u"toml-findings"_s);
    dialog.findChild<QTabWidget *>()->setCurrentIndex(0);
    (void)saveFile(path, readFile(path).value() + "# x\n");
    dialog.findChild<QPushButton *>(u"tomlSave"_s)->click();
    wait(dialog);
    save(dialog, u"toml-conflict"_s);
    dialog.setFile(path);
    wait(dialog);
    dialog.findChild<QPushButton *>(u"tomlSave"_s)->click();
    wait(dialog);
    save(dialog, u"toml-saved"_s);
    (void)saveFile(
        path,
        "[open_banking.dcr]\ntoken_endpoint = https://x\n[[open_banking.dcr.regulatory_issuers.iss]]\nname = \"OpenBanking fLtd\"\n");
    dialog.setFile(path);
    wait(dialog);
    save(dialog, u"toml-malformed"_s);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(ui::makeConsoleStyle());
    const QString folder = QApplication::arguments().value(1, u"."_s);
    QDir().mkpath(folder);
    const QFont font = QApplication::font();
    for (const test::Look &look : test::Looks) {
        test::apply(look, font);
        draw(folder, test::suffix(look));
    }
    return 0;
}
