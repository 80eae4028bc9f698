#pragma once

#include "trust/certificate_review.h"

#include <QFutureWatcher>
#include <QWidget>

#include <optional>

class QPushButton;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace gatehouse::ui {

class CertificateChainView;
class EmptyState;
class OutcomeLabel;
class WrappedText;

/// Everything that an administrator wants to know of one certificate, and its chain as far as `known` has it.
class CertificateView : public QWidget
{
    Q_OBJECT

public:
    explicit CertificateView(QWidget *parent = nullptr);
    ~CertificateView() override;

    void setCertificate(const trust::Certificate &certificate, const QList<trust::Certificate> &known, Instant now);
    void clear();
    const std::optional<trust::Certificate> &certificate() const { return m_certificate; }

    void copyPem();
    /// DER where the name ends in `.der` or `.cer`, else PEM. Says beside the buttons what came of it.
    void saveTo(const QString &path);

Q_SIGNALS:
    /// One of its issuers was activated in the chain.
    void issuerActivated(const gatehouse::trust::Certificate &issuer);

private:
    struct Saved {
        QString path;
        Result<void> outcome;
    };

    QWidget *makeHeader();
    QLayout *makeButtons();
    void showHeader(Instant now);
    void askWhereToSave();
    void tellOutcomeOfSaving();

    std::optional<trust::Certificate> m_certificate;
    QStackedWidget *m_stack;
    QScrollArea *m_scroll;
    WrappedText *m_name;
    OutcomeLabel *m_validity;
    QWidget *m_findings = nullptr;
    QWidget *m_facts = nullptr;
    QVBoxLayout *m_contents;
    CertificateChainView *m_chain;
    OutcomeLabel *m_saveOutcome;
    QPushButton *m_copy;
    QPushButton *m_save;
    QFutureWatcher<Saved> m_saving;
};

} // namespace gatehouse::ui
