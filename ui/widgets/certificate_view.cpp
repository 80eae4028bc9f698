#include "certificate_view.h"

#include "trust/certificate_review.h"

#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

CertificateView::CertificateView(QWidget *parent)
    : QWidget(parent)
    , m_text(new QPlainTextEdit(this))
{
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("The certificate"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
}

void CertificateView::setCertificate(const trust::Certificate &certificate, const QList<trust::Certificate> &,
                                     Instant now)
{
    m_text->setPlainText(QStringList{trust::describeValidity(certificate, now), certificate.subject(),
                                     certificate.issuer(), certificate.keyDescription(), certificate.sha256Text()}
                             .join(u'\n'));
}

void CertificateView::clear()
{
    m_text->clear();
}

} // namespace gatehouse::ui
