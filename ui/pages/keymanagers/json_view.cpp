#include "json_view.h"

#include "key_manager_document.h"
#include "keymanager/templates.h"
#include "ui/icons.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/quiet_label.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using keymanager::ApiVersion;

namespace {

struct VersionEntry {
    ApiVersion version;
    const char *title;
};
constexpr VersionEntry Versions[] = {
    {ApiVersion::V4, QT_TRANSLATE_NOOP("gatehouse::ui::JsonView", "v4: API Manager 4.2 and newer")},
    {ApiVersion::V3, QT_TRANSLATE_NOOP("gatehouse::ui::JsonView", "v3: API Manager 4.1")},
    {ApiVersion::V2, QT_TRANSLATE_NOOP("gatehouse::ui::JsonView", "v2: API Manager 4.0")},
};

} // namespace

JsonView::JsonView(QWidget *parent)
    : QWidget(parent)
    , m_version(new QComboBox(this))
    , m_call(new QuietLabel(this))
    , m_text(new QPlainTextEdit(this))
{
    m_version->setObjectName(u"jsonVersion"_s);
    m_version->setAccessibleName(tr("Version of the Admin API"));
    for (const VersionEntry &entry : Versions)
        m_version->addItem(tr(entry.title));
    m_call->setObjectName(u"jsonCall"_s);
    m_text->setObjectName(u"jsonText"_s);
    m_text->setAccessibleName(tr("JSON of the key manager"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *copyButton = new QPushButton(icon(u"edit-copy"_s), tr("Copy"), this);
    copyButton->setObjectName(u"jsonCopy"_s);
    copyButton->setAccessibleName(tr("Copy the JSON"));
    copyButton->setAutoDefault(false);
    auto *versionLabel = new QLabel(tr("Admin API"), this);
    auto *bar = new QHBoxLayout;
    bar->addWidget(versionLabel);
    bar->addWidget(m_version);
    bar->addStretch();
    bar->addWidget(copyButton);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_call);
    layout->addWidget(m_text, 1);
    connect(m_version, &QComboBox::activated, this, &JsonView::showJson);
    connect(copyButton, &QPushButton::clicked, this, &JsonView::copy);
}

void JsonView::setDocument(KeyManagerDocument *document)
{
    if (m_document)
        m_document->disconnect(this);
    m_document = document;
    if (document)
        connect(document, &KeyManagerDocument::changed, this, &JsonView::showJson);
    showJson();
}

void JsonView::copy()
{
    copyText(m_text->toPlainText(), m_text);
}

void JsonView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    showJson();
}

void JsonView::showJson()
{
    if (!m_document || !isVisible())
        return;
    const ApiVersion version = Versions[m_version->currentIndex()].version;
    const keymanager::KeyManager &keyManager = m_document->keyManager();
    const QString text = QString::fromUtf8(toAdminText(keyManager, version));
    if (m_text->toPlainText() != text)
        m_text->setPlainText(text);
    const QString server = m_document->stored().server.isEmpty() ? u"https://APIM:9443"_s : m_document->stored().server;
    const QString url = keymanager::adminApiUrl(server, version);
    QString call = keyManager.id.isEmpty() ? tr("POST %1").arg(url) : tr("PUT %1/%2").arg(url, keyManager.id);
    if (std::any_of(keyManager.connector.cbegin(), keyManager.connector.cend(),
                    [](const keymanager::ConnectorProperty &property) { return property.isSecret(); }))
        call += u'\n'
            + tr("Five asterisks stand for a secret: a server keeps the one that it has. For a new key manager export "
                 "with the secrets.");
    const QStringList omitted = leftOut(keyManager, version);
    if (!omitted.isEmpty())
        call += u'\n' + tr("Left out, since this version does not have it: %1.").arg(omitted.join(u", "_s));
    m_call->setText(call);
}

} // namespace gatehouse::ui
