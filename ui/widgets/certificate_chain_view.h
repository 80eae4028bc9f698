#pragma once

#include "trust/certificate_review.h"

#include <QWidget>

class QTreeWidget;

namespace gatehouse::ui {

class OutcomeLabel;

/// A certificate below its issuers, the root first, and whether they lead to one.
class CertificateChainView : public QWidget
{
    Q_OBJECT

public:
    explicit CertificateChainView(QWidget *parent = nullptr);

    /// `known` is where issuers are looked for.
    void setCertificate(const trust::Certificate &certificate, const QList<trust::Certificate> &known, Instant now);
    void clear();

Q_SIGNALS:
    void issuerActivated(const gatehouse::trust::Certificate &issuer);

private:
    void showPath(Instant now);
    void fit();

    QTreeWidget *m_tree;
    OutcomeLabel *m_outcome;
    trust::IssuerPath m_path;
};

} // namespace gatehouse::ui
