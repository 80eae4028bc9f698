#include "key_manager_form.h"

#include "calm_combo_box.h"
#include "certificate_editor.h"
#include "claim_mappings_editor.h"
#include "connector_editor.h"
#include "field_row.h"
#include "grant_type_tags.h"
#include "key_manager_document.h"
#include "token_rules_editor.h"
#include "ui/widgets/quiet_label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QVBoxLayout>

#include <utility>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using namespace keymanager;

namespace {

constexpr Section Sections[] = {Section::General, Section::Endpoints,    Section::Connector, Section::Claims,
                                Section::Grants,  Section::Certificates, Section::Advanced};
constexpr const char *TokenTypes[] = {"DIRECT", "EXCHANGED", "BOTH"};

QString objectNameOf(const FieldInfo &field)
{
    return u"field-"_s + QLatin1String(field.path);
}

void showIn(QLineEdit *edit, const QString &text)
{
    // What is the same keeps its cursor.
    if (edit->text() == text)
        return;
    edit->setText(text);
    // Of a long URL the host is what tells.
    if (!edit->hasFocus())
        edit->setCursorPosition(0);
}

} // namespace

KeyManagerForm::KeyManagerForm(Clock clock, QWidget *parent)
    : QScrollArea(parent)
    , m_clock(std::move(clock))
    , m_connector(new ConnectorEditor(this))
    , m_resident(new QuietLabel(tr("The Resident Key Manager is the API Manager's own. Only its connector's user and "
                                   "whether it is enabled can be changed."),
                                this))
{
    setObjectName(u"keyManagerForm"_s);
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    makeSections();
    connectConnector();
}

void KeyManagerForm::makeSections()
{
    auto *contents = new QWidget(this);
    auto *layout = new QVBoxLayout(contents);
    layout->setContentsMargins(4, 4, 12, 12);
    layout->addWidget(m_resident);
    for (Section section : Sections) {
        auto *heading = new QLabel(title(section), contents);
        QFont font = heading->font();
        font.setBold(true);
        font.setPointSizeF(font.pointSizeF() * 1.1);
        heading->setFont(font);
        heading->setContentsMargins(0, 10, 0, 2);
        layout->addWidget(heading);
        if (section != Section::General && section != Section::Connector)
            m_notForResident.append(heading);
        for (const FieldInfo &field : fields()) {
            if (field.section == section)
                addField(field, layout);
        }
    }
    layout->addStretch();
    setWidget(contents);
}

void KeyManagerForm::addField(const FieldInfo &field, QVBoxLayout *layout)
{
    if (field.field == Field::Connector) {
        layout->addWidget(m_connector);
        return;
    }
    QWidget *editor = makeEditor(field);
    if (editor->accessibleName().isEmpty())
        editor->setAccessibleName(label(field.field));
    const bool isCheckBox = qobject_cast<QCheckBox *>(editor) != nullptr;
    const bool isLine = isCheckBox || qobject_cast<QLineEdit *>(editor) || qobject_cast<QComboBox *>(editor);
    auto *row = new FieldRow(path(field.field), isCheckBox ? QString() : label(field.field), help(field.field), editor,
                             isLine ? FieldRow::Shape::Line : FieldRow::Shape::Block, this);
    m_rows.append(row);
    layout->addWidget(row);
    if (field.field != Field::Name && field.field != Field::Enabled && field.field != Field::Description)
        m_notForResident.append(row);
}

QWidget *KeyManagerForm::makeEditor(const FieldInfo &field)
{
    switch (field.kind) {
    case FieldKind::Certificate:
        return makeCertificateEditor();
    case FieldKind::GrantTypes:
        return makeGrantTypes();
    case FieldKind::TokenRules:
        return makeTokenRules();
    case FieldKind::ClaimMappings:
        return makeClaimMappings();
    case FieldKind::Switch:
        return field.field == Field::TokenValidationMethod ? makeValidationBox(field) : makeSwitch(field);
    case FieldKind::Text:
    case FieldKind::Url:
    case FieldKind::Connector:
        break;
    }
    if (field.field == Field::Type)
        return makeTypeBox(field);
    return field.field == Field::TokenType ? makeTokenTypeBox(field) : makeTextEdit(field);
}

QWidget *KeyManagerForm::makeTextEdit(const FieldInfo &field)
{
    auto *edit = new QLineEdit(this);
    edit->setObjectName(objectNameOf(field));
    edit->installEventFilter(this);
    connect(edit, &QLineEdit::textEdited, this, [this, &field](const QString &text) {
        change(field.field, [&field, text](KeyManager &keyManager) { keyManager.*field.text = text; });
    });
    connect(edit, &QLineEdit::editingFinished, this, [this, &field] { leave(path(field.field)); });
    m_showers.append([edit, &field](const KeyManager &keyManager) { showIn(edit, keyManager.*field.text); });
    return edit;
}

QWidget *KeyManagerForm::makeTypeBox(const FieldInfo &field)
{
    auto *box = new CalmComboBox(this);
    box->setObjectName(objectNameOf(field));
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->lineEdit()->setAccessibleName(label(field.field));
    for (const ConnectorInfo &connector : connectors()) {
        if (QLatin1String(connector.type) == ResidentType)
            continue;
        box->addItem(QLatin1String(connector.type));
        box->setItemData(box->count() - 1, QLatin1String(connector.title), Qt::ToolTipRole);
    }
    const auto take = [this, &field](const QString &text) {
        change(field.field, [text](KeyManager &keyManager) { keyManager.type = text; });
    };
    connect(box->lineEdit(), &QLineEdit::textEdited, this, take);
    connect(box, &QComboBox::textActivated, this, take);
    connect(box->lineEdit(), &QLineEdit::editingFinished, this, [this, &field] { leave(path(field.field)); });
    m_showers.append([box](const KeyManager &keyManager) {
        if (box->currentText() != keyManager.type)
            box->setCurrentText(keyManager.type);
    });
    return box;
}

QWidget *KeyManagerForm::makeTokenTypeBox(const FieldInfo &field)
{
    auto *box = new CalmComboBox(this);
    box->setObjectName(objectNameOf(field));
    for (const char *type : TokenTypes)
        box->addItem(QLatin1String(type));
    connect(box, &QComboBox::textActivated, this, [this, &field](const QString &text) {
        change(field.field, [text](KeyManager &keyManager) { keyManager.tokenType = text; });
    });
    m_showers.append([box](const KeyManager &keyManager) {
        const QString type = keyManager.tokenType.isEmpty() ? QLatin1String(TokenTypes[0]) : keyManager.tokenType;
        if (box->findText(type) < 0)
            box->addItem(type);
        box->setCurrentText(type);
    });
    return box;
}

QWidget *KeyManagerForm::makeSwitch(const FieldInfo &field)
{
    auto *box = new QCheckBox(label(field.field), this);
    box->setObjectName(objectNameOf(field));
    connect(box, &QCheckBox::clicked, this, [this, &field](bool isOn) {
        change(field.field, [&field, isOn](KeyManager &keyManager) { keyManager.*field.flag = isOn; });
        m_document->leaveField();
    });
    m_showers.append([box, &field](const KeyManager &keyManager) { box->setChecked(keyManager.*field.flag); });
    return box;
}

QWidget *KeyManagerForm::makeValidationBox(const FieldInfo &field)
{
    auto *box = new CalmComboBox(this);
    box->setObjectName(objectNameOf(field));
    box->addItems({tr("Self Validate JWT"), tr("Use introspect")});
    connect(box, &QComboBox::activated, this, [this, &field](int index) {
        change(field.field, [index](KeyManager &keyManager) { keyManager.validatesTokensItself = index == 0; });
    });
    m_showers.append(
        [box](const KeyManager &keyManager) { box->setCurrentIndex(keyManager.validatesTokensItself ? 0 : 1); });
    return box;
}

QWidget *KeyManagerForm::makeCertificateEditor()
{
    auto *editor = new CertificateEditor(m_clock, this);
    connect(editor, &CertificateEditor::edited, this, [this](CertificateForm form, const QString &value) {
        change(Field::Certificates, [form, value](KeyManager &keyManager) {
            keyManager.certificateForm = form;
            keyManager.certificate = value;
        });
    });
    connect(editor, &CertificateEditor::left, this, [this] { leave(path(Field::Certificates)); });
    connect(editor, &CertificateEditor::problem, this, &KeyManagerForm::problem);
    m_showers.append([editor](const KeyManager &keyManager) {
        editor->setCertificate(keyManager.certificateForm, keyManager.certificate);
    });
    m_certificate = editor;
    return editor;
}

QWidget *KeyManagerForm::makeGrantTypes()
{
    auto *tags = new GrantTypeTags(this);
    connect(tags, &GrantTypeTags::edited, this, [this](const QStringList &grantTypes) {
        change(Field::GrantTypes, [grantTypes](KeyManager &keyManager) { keyManager.grantTypes = grantTypes; });
        leave(path(Field::GrantTypes));
    });
    m_showers.append([tags](const KeyManager &keyManager) { tags->setGrantTypes(keyManager.grantTypes); });
    return tags;
}

QWidget *KeyManagerForm::makeTokenRules()
{
    auto *editor = new TokenRulesEditor(this);
    connect(editor, &TokenRulesEditor::edited, this, [this](const QList<TokenRule> &rules) {
        change(Field::TokenHandling, [rules](KeyManager &keyManager) { keyManager.tokenRules = rules; });
        leave(path(Field::TokenHandling));
    });
    m_showers.append([editor](const KeyManager &keyManager) { editor->setRules(keyManager.tokenRules); });
    return editor;
}

QWidget *KeyManagerForm::makeClaimMappings()
{
    auto *editor = new ClaimMappingsEditor(this);
    connect(editor, &ClaimMappingsEditor::edited, this, [this](const QList<ClaimMapping> &mappings) {
        change(Field::ClaimMappings, [mappings](KeyManager &keyManager) { keyManager.claimMappings = mappings; });
        leave(path(Field::ClaimMappings));
    });
    m_showers.append([editor](const KeyManager &keyManager) { editor->setMappings(keyManager.claimMappings); });
    return editor;
}

void KeyManagerForm::connectConnector()
{
    connect(m_connector, &ConnectorEditor::edited, this, &KeyManagerForm::changeProperty);
    connect(m_connector, &ConnectorEditor::secretEdited, this,
            [this](const QString &propertyName, const QCA::SecureArray &secret) {
                KeyManager next = m_document->keyManager();
                // Five asterisks are what a server shows and takes for the one that it has.
                const bool isMask = secret.toByteArray() == MaskedSecret.data();
                if (secret.isEmpty())
                    next.removeProperty(propertyName);
                else if (isMask)
                    next.propertyRef(propertyName) = {propertyName, {}, ConnectorProperty::Form::Masked};
                else
                    next.propertyRef(propertyName) = {propertyName, {}, ConnectorProperty::Form::InVault};
                m_document->change(tr("Change of %1").arg(connectorLabel(next.type, propertyName)),
                                   connectorPath(propertyName), next, {{propertyName, secret}});
            });
    connect(m_connector, &ConnectorEditor::left, this,
            [this](const QString &propertyName) { leave(connectorPath(propertyName)); });
}

void KeyManagerForm::changeProperty(const QString &propertyName, const QString &value)
{
    KeyManager next = m_document->keyManager();
    ConnectorProperty &property = next.propertyRef(propertyName);
    // What was JSON is so again as soon as it can be, also after a word that was half typed.
    const ConnectorProperty *stored = m_document->stored().keyManager.property(propertyName);
    const bool wasJson =
        property.form == ConnectorProperty::Form::Json || (stored && stored->form == ConnectorProperty::Form::Json);
    property.value = value;
    property.form =
        wasJson && parseJson(value.toUtf8()) ? ConnectorProperty::Form::Json : ConnectorProperty::Form::Text;
    // The field of one that nobody asks for would go with it.
    if (value.isEmpty() && connectorField(next.type, propertyName))
        next.removeProperty(propertyName);
    m_document->change(tr("Change of %1").arg(connectorLabel(next.type, propertyName)), connectorPath(propertyName),
                       next);
}

void KeyManagerForm::change(Field field, const Change &apply)
{
    if (!m_document || m_isShowing)
        return;
    KeyManager next = m_document->keyManager();
    apply(next);
    m_document->change(tr("Change of %1").arg(label(field)), path(field), next);
}

void KeyManagerForm::leave(const QString &path)
{
    if (!m_document)
        return;
    m_document->leaveField();
    m_document->touch(path);
    showFindings();
}

void KeyManagerForm::setDocument(KeyManagerDocument *document)
{
    if (m_document)
        m_document->disconnect(this);
    m_document = document;
    if (!document)
        return;
    connect(document, &KeyManagerDocument::changed, this, &KeyManagerForm::showKeyManager);
    connect(document, &KeyManagerDocument::findingsChanged, this, &KeyManagerForm::showFindings);
    verticalScrollBar()->setValue(0);
    m_certificate->forget();
    showKeyManager();
    showFindings();
}

void KeyManagerForm::showKeyManager()
{
    const bool wasShowing = std::exchange(m_isShowing, true);
    const KeyManager &keyManager = m_document->keyManager();
    const bool isResident = keyManager.isResident();
    m_resident->setVisible(isResident);
    for (QWidget *widget : std::as_const(m_notForResident))
        widget->setVisible(!isResident);
    for (const auto &shower : std::as_const(m_showers))
        shower(keyManager);
    m_connector->setKeyManager(keyManager);
    for (FieldRow *row : std::as_const(m_rows)) {
        if (row->path() != path(Field::Enabled))
            row->setEnabled(!isResident);
    }
    m_isShowing = wasShowing;
}

void KeyManagerForm::showFindings()
{
    if (!m_document)
        return;
    const Findings shown = m_document->shownFindings();
    const QList<FieldRow *> all = rows();
    for (FieldRow *row : all) {
        const Findings findings = findingsOf(shown, row->path());
        // Nobody is interrupted in the middle of a word; what is complained about already goes as soon as it is right.
        const bool isTyping =
            row->editor()->hasFocus() && !row->hasProblem() && qobject_cast<QLineEdit *>(row->editor());
        row->setFindings(isTyping ? Findings() : findings);
    }
}

QList<FieldRow *> KeyManagerForm::rows() const
{
    return m_rows + m_connector->rows();
}

void KeyManagerForm::goTo(const QString &path)
{
    const QList<FieldRow *> all = rows();
    for (FieldRow *row : all) {
        if (row->path() != path || row->isHidden())
            continue;
        row->focusEditor();
        ensureWidgetVisible(row, 0, fontMetrics().lineSpacing() * 3);
        return;
    }
    // A property that the connector's form does not have.
    ensureWidgetVisible(m_connector);
}

/// Undo is the form's, not the field's own: two histories would get into each other's way.
bool KeyManagerForm::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    return QScrollArea::eventFilter(watched, event);
}

void KeyManagerForm::focusFirst()
{
    if (m_document)
        goTo(m_document->keyManager().isResident() ? path(Field::Enabled) : path(Field::Name));
}

} // namespace gatehouse::ui
