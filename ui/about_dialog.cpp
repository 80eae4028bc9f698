#include "about_dialog.h"

#include "icons.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QtCrypto>

#include <openssl/crypto.h>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui)
};

QString versions()
{
    const std::pair<QString, QString> parts[] = {
        {u"Gatehouse"_s, QStringLiteral(GATEHOUSE_VERSION)},
        {u"Qt"_s, QString::fromLatin1(qVersion())},
        {u"OpenSSL"_s, QString::fromLatin1(OpenSSL_version(OPENSSL_VERSION_STRING))},
        {u"QCA"_s, QString::fromLatin1(qcaVersionStr())},
    };
    QString rows;
    for (const auto &[name, version] : parts)
        rows += u"<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>"_s.arg(name, version.toHtmlEscaped());
    return u"<table>%1</table>"_s.arg(rows);
}

} // namespace

void showAbout(QWidget *parent)
{
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(Text::tr("About Gatehouse"));
    box->setIconPixmap(applicationIcon().pixmap(64, 64));
    box->setText(u"<h3>Gatehouse</h3><p>%1</p>"_s.arg(
        Text::tr("Administration console for open banking Dynamic Client Registration.").toHtmlEscaped()));
    box->setInformativeText(versions());
    box->setStandardButtons(QMessageBox::Close);
    box->open();
}

} // namespace gatehouse::ui
