#pragma once

#include "trust/certificate_facts.h"

#include <QWidget>

class QLabel;

namespace gatehouse::ui {

/// A bold line above what belongs together.
QLabel *makeHeading(const QString &text, QWidget *parent);

/// What a certificate says, fact by fact, without its validity. As narrow as it must be: where there is little room,
/// labels and values break into lines.
class CertificateFactsView : public QWidget
{
    Q_OBJECT

public:
    CertificateFactsView(const trust::Certificate &certificate, Instant now, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitLabels();

    QList<QLabel *> m_labels;
    int m_labelWidth = 0; ///< of the widest
};

} // namespace gatehouse::ui
