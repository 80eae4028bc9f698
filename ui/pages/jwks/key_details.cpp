#include "key_details.h"

#include "ui/appearance.h"
#include "ui/widgets/certificate_view.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/outcome_label.h"

#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

KeyDetails::KeyDetails(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_thumbprint(new CopyableField(tr("Thumbprint"), this))
    , m_directoryKid(new CopyableField(tr("The directory's kid"), this))
    , m_fields(new QWidget(this))
    , m_tabs(new QTabWidget(this))
    , m_certificate(new CertificateView(this))
{
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(u"keyTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_problem->setObjectName(u"keyCertificateProblem"_s);
    m_problem->setWordWrap(true);
    m_thumbprint->setObjectName(u"keyThumbprint"_s);
    m_directoryKid->setObjectName(u"keyDirectoryKid"_s);
    m_directoryKid->setToolTip(tr("What the Open Banking directory calls such a key: RFC 7638 over SHA-1"));
    auto *form = new QFormLayout(m_fields);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(tr("Thumbprint:"), m_thumbprint);
    form->addRow(tr("Directory's kid:"), m_directoryKid);
    m_tabs->setObjectName(u"keyTabs"_s);
    m_tabs->setAccessibleName(tr("The key"));
    m_tabs->addTab(makeJson(), icon(u"key"_s), tr("JWK"));
    m_tabs->addTab(m_certificate, icon(u"certificate"_s), tr("Certificate"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->addWidget(m_title);
    layout->addWidget(m_problem);
    layout->addWidget(m_fields);
    layout->addWidget(m_tabs, 1);
    clear();
}

QWidget *KeyDetails::makeJson()
{
    auto *page = new QWidget(m_tabs);
    m_json = new QPlainTextEdit(page);
    m_json->setObjectName(u"keyJson"_s);
    m_json->setAccessibleName(tr("The key as JSON"));
    m_json->setReadOnly(true);
    m_json->setTabChangesFocus(true);
    m_json->setFont(fixedFont());
    m_json->setWordWrapMode(QTextOption::WrapAnywhere);
    m_copy = new QPushButton(icon(u"edit-copy"_s), tr("Co&py JWK"), page);
    m_copy->setObjectName(u"copyJwk"_s);
    connect(m_copy, &QPushButton::clicked, this, [this] { copyText(m_json->toPlainText(), m_copy); });
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(m_json, 1);
    layout->addWidget(m_copy, 0, Qt::AlignLeft);
    return page;
}

void KeyDetails::setKey(const KeyRow &row, Instant now)
{
    m_title->setText(tr("%1, %2").arg(row.kid.isEmpty() ? tr("A key without a name") : row.kid, row.key.describe()));
    m_problem->setVisible(!row.certificateProblem.isEmpty());
    m_problem->setState(Tone::Caution, u"outcome-warn"_s, row.certificateProblem);
    m_thumbprint->setValue(row.thumbprint);
    m_directoryKid->setValue(QString::fromLatin1(row.key.directoryKid()));
    m_json->setPlainText(QString::fromUtf8(toPrettyBytes(row.key.toJson())));
    const bool hasCertificate = !row.chain.isEmpty();
    m_tabs->setTabVisible(1, hasCertificate);
    if (hasCertificate)
        m_certificate->setCertificate(row.chain.constFirst(), row.chain, now);
    else
        m_certificate->clear();
    m_fields->show();
    m_tabs->show();
}

void KeyDetails::clear()
{
    m_title->setText(tr("Choose a key to see it whole"));
    m_problem->hide();
    m_fields->hide();
    m_tabs->hide();
    m_certificate->clear();
}

} // namespace gatehouse::ui
