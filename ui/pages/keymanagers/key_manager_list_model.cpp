#include "key_manager_list_model.h"

#include "key_manager_document.h"
#include "ui/icons.h"

#include <QFont>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using keymanager::Finding;

namespace {

QString stateText(const KeyManagerDocument &document)
{
    return document.keyManager().isEnabled ? KeyManagerListModel::tr("enabled") : KeyManagerListModel::tr("disabled");
}

QString problemsText(const KeyManagerDocument &document)
{
    const auto errors = countOf(document.findings(), Finding::Severity::Error);
    if (errors > 0)
        return errors == 1 ? KeyManagerListModel::tr("1 problem") : KeyManagerListModel::tr("%1 problems").arg(errors);
    const auto warnings = countOf(document.findings(), Finding::Severity::Warning);
    if (warnings > 0)
        return warnings == 1 ? KeyManagerListModel::tr("1 warning")
                             : KeyManagerListModel::tr("%1 warnings").arg(warnings);
    return {};
}

QIcon stateIcon(const KeyManagerDocument &document)
{
    if (countOf(document.findings(), Finding::Severity::Error) > 0)
        return tonedIcon(u"outcome-fail"_s, Tone::Bad);
    if (countOf(document.findings(), Finding::Severity::Warning) > 0)
        return tonedIcon(u"outcome-warn"_s, Tone::Caution);
    return document.keyManager().isEnabled ? tonedIcon(u"outcome-pass"_s, Tone::Good) : icon(u"state-stopped"_s);
}

} // namespace

void KeyManagerListModel::add(KeyManagerDocument *document)
{
    const auto isBefore = [document](const KeyManagerDocument *other) {
        return other->displayName().compare(document->displayName(), Qt::CaseInsensitive) <= 0;
    };
    const int row = static_cast<int>(std::count_if(m_documents.cbegin(), m_documents.cend(), isBefore));
    beginInsertRows({}, row, row);
    m_documents.insert(row, document);
    endInsertRows();
    for (const auto signal : {&KeyManagerDocument::findingsChanged, &KeyManagerDocument::unsavedChanged})
        connect(document, signal, this, [this, document] { tellChange(document); });
}

void KeyManagerListModel::remove(KeyManagerDocument *document)
{
    const int row = static_cast<int>(m_documents.indexOf(document));
    beginRemoveRows({}, row, row);
    m_documents.removeAt(row);
    endRemoveRows();
    document->disconnect(this);
}

KeyManagerDocument *KeyManagerListModel::at(const QModelIndex &index) const
{
    return index.isValid() ? m_documents.value(index.row()) : nullptr;
}

KeyManagerDocument *KeyManagerListModel::withId(const QString &id) const
{
    for (KeyManagerDocument *document : m_documents) {
        if (document->id() == id)
            return document;
    }
    return nullptr;
}

QModelIndex KeyManagerListModel::indexOf(const KeyManagerDocument *document) const
{
    for (int row = 0; row < m_documents.size(); ++row) {
        if (m_documents[row] == document)
            return index(row);
    }
    return {};
}

int KeyManagerListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_documents.size());
}

QVariant KeyManagerListModel::data(const QModelIndex &index, int role) const
{
    const KeyManagerDocument *document = at(index);
    if (!document)
        return {};
    const QString second = u"%1, %2"_s.arg(
        document->keyManager().isResident() ? tr("Resident") : document->keyManager().type, stateText(*document));
    switch (role) {
    case Qt::DisplayRole:
        return u"%1\n%2\n%3"_s
            .arg(document->isUnsaved() ? tr("%1 (unsaved)").arg(document->displayName()) : document->displayName(),
                 second, problemsText(*document))
            .trimmed();
    case Qt::DecorationRole:
        return stateIcon(*document);
    case Qt::ToolTipRole:
        return u"%1\n%2"_s.arg(data(index, Qt::DisplayRole).toString(), document->keyManager().issuer).trimmed();
    case Qt::AccessibleTextRole:
        return data(index, Qt::DisplayRole).toString().replace(u'\n', u", "_s);
    case Qt::FontRole: {
        QFont font;
        font.setItalic(document->isUnsaved());
        return font;
    }
    default:
        return {};
    }
}

void KeyManagerListModel::tellChange(const KeyManagerDocument *document)
{
    const QModelIndex index = indexOf(document);
    if (index.isValid())
        Q_EMIT dataChanged(index, index);
}

} // namespace gatehouse::ui
