#include "certificate_editor.h"
#include "calm_combo_box.h"

#include "base/files.h"
#include "trust/certificate_bundle.h"
#include "ui/icons.h"
#include "ui/widgets/certificate_view.h"

#include <QFileDialog>
#include <QFontDatabase>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using keymanager::CertificateForm;

CertificateEditor::CertificateEditor(Clock clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(std::move(clock))
    , m_form(new CalmComboBox(this))
    , m_stack(new QStackedWidget(this))
    , m_url(new QLineEdit(this))
    , m_pem(new QPlainTextEdit(this))
    , m_view(new CertificateView(this))
{
    // In the order of CertificateForm.
    m_form->addItems({tr("None"), tr("PEM: one certificate"), tr("JWKS: the URL of the key set")});
    m_form->setObjectName(u"certificateForm"_s);
    m_form->setAccessibleName(tr("Kind of certificates"));
    m_url->setObjectName(u"certificateUrl"_s);
    m_url->setAccessibleName(tr("URL of the key set"));
    m_url->setPlaceholderText(u"https://is.example.com:9446/oauth2/jwks"_s);
    m_pem->setObjectName(u"certificatePem"_s);
    m_pem->setAccessibleName(tr("Certificate as PEM"));
    m_pem->setPlaceholderText(u"-----BEGIN CERTIFICATE-----"_s);
    m_pem->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_pem->setTabChangesFocus(true);
    m_pem->setFixedHeight(fontMetrics().lineSpacing() * 7);
    m_view->setMinimumHeight(fontMetrics().lineSpacing() * 18);

    auto *open = new QPushButton(icon(u"document-open"_s), tr("Open a file…"), this);
    open->setObjectName(u"certificateOpen"_s);
    open->setAutoDefault(false);
    auto *pemPage = new QWidget(m_stack);
    auto *pemLayout = new QVBoxLayout(pemPage);
    pemLayout->setContentsMargins(0, 0, 0, 0);
    pemLayout->addWidget(m_pem);
    pemLayout->addWidget(open, 0, Qt::AlignLeft);
    pemLayout->addWidget(m_view);
    m_stack->addWidget(new QWidget(m_stack));
    m_stack->addWidget(pemPage);
    m_stack->addWidget(m_url);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_form, 0, Qt::AlignLeft);
    layout->addWidget(m_stack);

    const auto tell = [this] { Q_EMIT edited(form(), value()); };
    connect(m_form, &QComboBox::activated, this, [this, tell] {
        choose();
        tell();
    });
    connect(m_url, &QLineEdit::textEdited, this, tell);
    connect(m_url, &QLineEdit::editingFinished, this, &CertificateEditor::left);
    connect(m_pem, &QPlainTextEdit::textChanged, this, [this, tell] {
        showCertificate();
        tell();
    });
    connect(open, &QPushButton::clicked, this, &CertificateEditor::openFile);
    choose();
}

void CertificateEditor::setCertificate(CertificateForm wanted, const QString &text)
{
    if (form() == wanted && value() == text)
        return;
    const QSignalBlocker quiet(m_pem);
    m_form->setCurrentIndex(static_cast<int>(wanted));
    if (wanted == CertificateForm::Pem)
        m_pem->setPlainText(text);
    if (wanted == CertificateForm::Jwks && m_url->text() != text)
        m_url->setText(text);
    if (!m_url->hasFocus())
        m_url->setCursorPosition(0);
    showCertificate();
    choose();
}

void CertificateEditor::forget()
{
    ++m_visit;
    const QSignalBlocker quiet(m_pem);
    m_pem->clear();
    m_url->clear();
    showCertificate();
}

void CertificateEditor::focusValue()
{
    if (form() == CertificateForm::None)
        m_form->setFocus();
    else if (form() == CertificateForm::Pem)
        m_pem->setFocus();
    else
        m_url->setFocus();
}

CertificateForm CertificateEditor::form() const
{
    return static_cast<CertificateForm>(m_form->currentIndex());
}

QString CertificateEditor::value() const
{
    switch (form()) {
    case CertificateForm::Pem:
        return m_pem->toPlainText();
    case CertificateForm::Jwks:
        return m_url->text();
    case CertificateForm::None:
        break;
    }
    return {};
}

void CertificateEditor::choose()
{
    m_stack->setCurrentIndex(m_form->currentIndex());
    // The stack is as high as what it shows, not as its highest page.
    for (int i = 0; i < m_stack->count(); ++i)
        m_stack->widget(i)->setSizePolicy(QSizePolicy::Preferred,
                                          i == m_stack->currentIndex() ? QSizePolicy::Preferred : QSizePolicy::Ignored);
    m_stack->setVisible(form() != CertificateForm::None);
    m_stack->adjustSize();
}

void CertificateEditor::openFile()
{
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open a certificate"), {}, tr("Certificates (*.pem *.crt *.cer *.der *.p7b);;All files (*)"));
    if (path.isEmpty())
        return;
    const auto read = [path] {
        return readFile(path, trust::MaxCertificateBytes).and_then([](const QByteArray &bytes) {
            return trust::readCertificates(bytes);
        });
    };
    QtConcurrent::run(read).then(this, [this, visit = m_visit](const Result<trust::CertificateBundle> &bundle) {
        if (visit != m_visit)
            return;
        if (bundle)
            m_pem->setPlainText(QString::fromLatin1(bundle->certificates.constFirst().pem()));
        else
            Q_EMIT problem(bundle.error().message);
    });
}

void CertificateEditor::showCertificate()
{
    const auto certificate = trust::Certificate::fromPem(m_pem->toPlainText().toUtf8());
    m_view->setVisible(certificate.has_value());
    if (certificate && m_view->certificate() != *certificate)
        m_view->setCertificate(*certificate, {}, m_clock());
    else if (!certificate)
        m_view->clear();
}

} // namespace gatehouse::ui
