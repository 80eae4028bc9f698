#pragma once

#include "trust/certificate.h"

#include <QWidget>

class QPlainTextEdit;

namespace gatehouse::ui {

/// A certificate in detail.
class CertificateView : public QWidget
{
    Q_OBJECT

public:
    explicit CertificateView(QWidget *parent = nullptr);

    /// `known` are where its issuers are looked for.
    void setCertificate(const trust::Certificate &certificate, const QList<trust::Certificate> &known, Instant now);
    void clear();

private:
    QPlainTextEdit *m_text;
};

} // namespace gatehouse::ui
