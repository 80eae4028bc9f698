#pragma once

#include "trust/trust_store.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace gatehouse::ui {

class CertificateView;
class OutcomeLabel;

/// One entry of a truststore in detail: its certificate; of a private key its chain.
class EntryView : public QWidget
{
    Q_OBJECT

public:
    explicit EntryView(QWidget *parent = nullptr);

    /// `known` are where issuers are looked for.
    void setEntry(const trust::StoreEntry &entry, const QList<trust::Certificate> &known, Instant now);
    /// Several are chosen, or none.
    void setCount(qsizetype count);

private:
    void showCertificate(int index);

    QLabel *m_title;
    OutcomeLabel *m_note;
    QComboBox *m_chain;
    CertificateView *m_certificate;
    QList<trust::Certificate> m_certificates;
    QList<trust::Certificate> m_known;
    Instant m_now;
};

} // namespace gatehouse::ui
