#pragma once

#include "software_keys.h"
#include "workspace/registration_record.h"

#include <QWidget>

class QStackedWidget;
class QTreeWidget;

namespace gatehouse::ui {

class CertificateView;
class KeyDetails;
class OutcomeLabel;

/// The transport certificate that a registration came by, and the keys of its software.
class KeysTab : public QWidget
{
    Q_OBJECT

public:
    KeysTab(Clock clock, QWidget *parent = nullptr);

    /// The keys follow.
    void setVersion(const workspace::RegistrationVersion &version, const QList<trust::Certificate> &known);
    void setKeys(const SoftwareKeys &keys);

Q_SIGNALS:
    /// The user wants the key set fetched now.
    void fetchRequested();

private:
    void addCertificate();
    void showSelected();

    Clock m_clock;
    std::optional<trust::Certificate> m_certificate;
    QList<trust::Certificate> m_known;
    SoftwareKeys m_keys;
    OutcomeLabel *m_state;
    QTreeWidget *m_list;
    QStackedWidget *m_details;
    CertificateView *m_certificateView;
    KeyDetails *m_keyDetails;
};

} // namespace gatehouse::ui
