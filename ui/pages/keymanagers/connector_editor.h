#pragma once

#include "keymanager/admin_json.h"
#include "keymanager/finding.h"

#include <QWidget>

class QLineEdit;
class QVBoxLayout;

namespace gatehouse::ui {

class FieldRow;

/// What a connector asks for, by its type, and whatever else a server had. Secrets are typed, never shown.
class ConnectorEditor : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectorEditor(QWidget *parent = nullptr);

    void setKeyManager(const keymanager::KeyManager &keyManager);
    const QList<FieldRow *> &rows() const { return m_rows; }

Q_SIGNALS:
    /// By the user.
    void edited(const QString &propertyName, const QString &value);
    void secretEdited(const QString &propertyName, const QCA::SecureArray &secret);
    void left(const QString &propertyName);

private:
    struct Entry {
        QString name;
        QString label;
        QString help;
    };
    static QList<Entry> entriesFor(const keymanager::KeyManager &keyManager);
    void makeRows(const QString &type, const QList<Entry> &entries);

    QString m_made; ///< of what the rows were made
    QList<FieldRow *> m_rows;
    QHash<QString, QLineEdit *> m_edits;
    QVBoxLayout *m_layout;
};

} // namespace gatehouse::ui
