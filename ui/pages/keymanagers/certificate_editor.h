#pragma once

#include "base/time.h"
#include "keymanager/key_manager.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QStackedWidget;

namespace gatehouse::ui {

class CertificateView;

/// What tokens are verified with: the URL of a key set, or a certificate as PEM, which is shown as what it is.
class CertificateEditor : public QWidget
{
    Q_OBJECT

public:
    explicit CertificateEditor(Clock clock, QWidget *parent = nullptr);

    void setCertificate(keymanager::CertificateForm wanted, const QString &text);
    /// Another key manager is about to be shown: what the forms that are not chosen hold is not its.
    void forget();
    /// Puts the keyboard where the value is typed.
    void focusValue();

Q_SIGNALS:
    /// By the user.
    void edited(gatehouse::keymanager::CertificateForm form, const QString &value);
    void left();
    /// A file could not be read.
    void problem(const QString &text);

private:
    void choose();
    void openFile();
    void showCertificate();
    keymanager::CertificateForm form() const;
    QString value() const;

    Clock m_clock;
    QComboBox *m_form;
    QStackedWidget *m_stack;
    QLineEdit *m_url;
    QPlainTextEdit *m_pem;
    CertificateView *m_view;
    int m_visit = 0; ///< of a key manager
};

} // namespace gatehouse::ui
