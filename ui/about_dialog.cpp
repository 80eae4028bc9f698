#include "about_dialog.h"

#include "icons.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/quiet_label.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSysInfo>
#include <QtConcurrentRun>
#include <QtCrypto>

#include <openssl/crypto.h>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

AboutDialog::AboutDialog(SqliteVersion sqliteVersion, QWidget *parent)
    : QDialog(parent)
    , m_rows(new QFormLayout)
{
    setObjectName(u"aboutDialog"_s);
    setWindowTitle(tr("About Gatehouse"));
    auto *picture = new QLabel(this);
    picture->setPixmap(applicationIcon().pixmap(64, 64));
    auto *title = new QLabel(u"Gatehouse"_s, this);
    QFont font = title->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.35);
    title->setFont(font);
    auto *texts = new QVBoxLayout;
    texts->addWidget(title);
    texts->addWidget(new QuietLabel(tr("Administration console for open banking Dynamic Client Registration."), this));
    texts->addSpacing(8);
    texts->addLayout(m_rows);
    auto *body = new QHBoxLayout;
    body->setSpacing(16);
    body->addWidget(picture, 0, Qt::AlignTop);
    body->addLayout(texts, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton *copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copy->setIcon(icon(u"edit-copy"_s));
    copy->setObjectName(u"aboutCopy"_s);
    connect(copy, &QPushButton::clicked, this, [this, copy] { copyText(text(), copy); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(body);
    layout->addSpacing(8);
    layout->addWidget(buttons);

    add(u"Gatehouse"_s, QStringLiteral(GATEHOUSE_VERSION));
    add(u"Qt"_s, QString::fromLatin1(qVersion()));
    add(u"OpenSSL"_s, QString::fromLatin1(OpenSSL_version(OPENSSL_VERSION_STRING)));
    add(u"QCA"_s, QString::fromLatin1(qcaVersionStr()));
    add(tr("System"), u"%1, %2"_s.arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture()));
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        if (const Result<QString> version = m_watcher.result())
            add(u"SQLite"_s, *version);
    });
    if (sqliteVersion)
        m_watcher.setFuture(QtConcurrent::run(std::move(sqliteVersion)));
}

AboutDialog::~AboutDialog()
{
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void AboutDialog::add(const QString &name, const QString &version)
{
    m_parts.append({name, version});
    auto *value = new QLabel(version, this);
    value->setTextFormat(Qt::PlainText);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_rows->addRow(name, value);
}

QString AboutDialog::text() const
{
    QString text;
    for (const auto &[name, version] : m_parts)
        text += name + u' ' + version + u'\n';
    return text;
}

} // namespace gatehouse::ui
