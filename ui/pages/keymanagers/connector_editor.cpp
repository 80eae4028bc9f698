#include "connector_editor.h"

#include "field_row.h"
#include "keymanager/fields.h"
#include "ui/widgets/quiet_label.h"

#include <QCoreApplication>
#include <QLineEdit>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using keymanager::ConnectorProperty;
using keymanager::KeyManager;

namespace {

QString placeholder(const ConnectorProperty *property)
{
    if (!property)
        return {};
    switch (property->form) {
    case ConnectorProperty::Form::InVault:
        return ConnectorEditor::tr("Kept in the vault; type to change it");
    case ConnectorProperty::Form::Masked:
        return ConnectorEditor::tr("Unchanged: its server has it");
    case ConnectorProperty::Form::Text:
    case ConnectorProperty::Form::Json:
        break;
    }
    return {};
}

} // namespace

ConnectorEditor::ConnectorEditor(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
}

QList<ConnectorEditor::Entry> ConnectorEditor::entriesFor(const KeyManager &keyManager)
{
    QList<Entry> entries;
    QStringList names;
    if (const keymanager::ConnectorInfo *connector = keymanager::connectorOf(keyManager.type)) {
        for (const keymanager::ConnectorField &field : connector->fields) {
            entries.append({QLatin1String(field.name),
                            QCoreApplication::translate("gatehouse::keymanager", field.label),
                            QCoreApplication::translate("gatehouse::keymanager", field.help)});
            names.append(QLatin1String(field.name));
        }
    }
    for (const ConnectorProperty &property : keyManager.connector) {
        if (!names.contains(property.name))
            entries.append({property.name, property.name, {}});
    }
    return entries;
}

void ConnectorEditor::setKeyManager(const KeyManager &keyManager)
{
    const QList<Entry> entries = entriesFor(keyManager);
    QStringList made{keyManager.type};
    for (const Entry &entry : entries)
        made.append(entry.name);
    // Also without any, so that it says so.
    if (m_made != made.join(u'\n') || m_layout->isEmpty()) {
        m_made = made.join(u'\n');
        makeRows(keyManager.type, entries);
    }
    for (const Entry &entry : entries) {
        const ConnectorProperty *property = keyManager.property(entry.name);
        QLineEdit *edit = m_edits[entry.name];
        edit->setPlaceholderText(placeholder(property));
        const bool isSecret = edit->echoMode() == QLineEdit::Password;
        // What was typed into a secret's field stays while it has the keyboard.
        const QString value = property && !property->isSecret() ? property->value : QString();
        if (!(isSecret && edit->hasFocus()) && edit->text() != value) {
            edit->setText(value);
            if (!edit->hasFocus())
                edit->setCursorPosition(0);
        }
    }
}

void ConnectorEditor::makeRows(const QString &type, const QList<Entry> &entries)
{
    while (QLayoutItem *item = m_layout->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_rows.clear();
    m_edits.clear();
    for (const Entry &entry : entries) {
        auto *edit = new QLineEdit(this);
        edit->setObjectName(u"connector-"_s + entry.name);
        edit->setAccessibleName(entry.label);
        m_edits.insert(entry.name, edit);
        if (keymanager::isSecretProperty(type, entry.name)) {
            edit->setEchoMode(QLineEdit::Password);
            connect(edit, &QLineEdit::textEdited, this, [this, name = entry.name](const QString &text) {
                Q_EMIT secretEdited(name, QCA::SecureArray(text.toUtf8()));
            });
        } else {
            connect(edit, &QLineEdit::textEdited, this,
                    [this, name = entry.name](const QString &text) { Q_EMIT edited(name, text); });
        }
        connect(edit, &QLineEdit::editingFinished, this, [this, name = entry.name] { Q_EMIT left(name); });
        auto *row = new FieldRow(keymanager::connectorPath(entry.name), entry.label, entry.help, edit,
                                 FieldRow::Shape::Line, this);
        m_layout->addWidget(row);
        m_rows.append(row);
        row->show();
    }
    if (entries.isEmpty()) {
        auto *none = new QuietLabel(
            tr("What this type of connector needs is not known here. Import the key manager from its server to edit "
               "its properties."),
            this);
        m_layout->addWidget(none);
        none->show();
    }
}

} // namespace gatehouse::ui
