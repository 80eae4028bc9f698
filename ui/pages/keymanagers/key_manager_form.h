#pragma once

#include "base/time.h"
#include "keymanager/fields.h"
#include "keymanager/finding.h"

#include <QScrollArea>

#include <functional>

class QLabel;
class QVBoxLayout;

namespace gatehouse::ui {

class CertificateEditor;
class ConnectorEditor;
class FieldRow;
class KeyManagerDocument;
class QuietLabel;

/// The form of WSO2's portal, laid out from the table of fields: what is wrong with a field stands below it.
class KeyManagerForm : public QScrollArea
{
    Q_OBJECT

public:
    explicit KeyManagerForm(Clock clock, QWidget *parent = nullptr);

    /// None empties it.
    void setDocument(KeyManagerDocument *document);
    /// Shows the field and gives it the keyboard.
    void goTo(const QString &path);
    void focusFirst();

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    /// Something beside the document went wrong, such as reading a file.
    void problem(const QString &text);

private:
    using Change = std::function<void(keymanager::KeyManager &)>;

    void makeSections();
    void addField(const keymanager::FieldInfo &field, QVBoxLayout *layout);
    QWidget *makeEditor(const keymanager::FieldInfo &field);
    QWidget *makeTextEdit(const keymanager::FieldInfo &field);
    QWidget *makeTypeBox(const keymanager::FieldInfo &field);
    QWidget *makeTokenTypeBox(const keymanager::FieldInfo &field);
    QWidget *makeSwitch(const keymanager::FieldInfo &field);
    QWidget *makeValidationBox(const keymanager::FieldInfo &field);
    QWidget *makeCertificateEditor();
    QWidget *makeGrantTypes();
    QWidget *makeTokenRules();
    QWidget *makeClaimMappings();
    void connectConnector();
    void change(keymanager::Field field, const Change &apply);
    void changeProperty(const QString &propertyName, const QString &value);
    void leave(const QString &path);
    void showKeyManager();
    void showFindings();
    QList<FieldRow *> rows() const;

    Clock m_clock;
    KeyManagerDocument *m_document = nullptr;
    ConnectorEditor *m_connector;
    CertificateEditor *m_certificate = nullptr;
    QuietLabel *m_resident;
    QList<QWidget *> m_notForResident;
    QList<FieldRow *> m_rows;
    QList<std::function<void(const keymanager::KeyManager &)>> m_showers;
    bool m_isShowing = false;
};

} // namespace gatehouse::ui
