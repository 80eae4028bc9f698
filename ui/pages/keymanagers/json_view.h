#pragma once

#include <QWidget>

class QComboBox;
class QPlainTextEdit;

namespace gatehouse::ui {

class KeyManagerDocument;
class QuietLabel;

/// What would be sent to the Admin API, for each of its versions. Secrets are masked.
class JsonView : public QWidget
{
    Q_OBJECT

public:
    explicit JsonView(QWidget *parent = nullptr);

    void setDocument(KeyManagerDocument *document);
    void copy();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void showJson();

    KeyManagerDocument *m_document = nullptr;
    QComboBox *m_version;
    QuietLabel *m_call;
    QPlainTextEdit *m_text;
};

} // namespace gatehouse::ui
