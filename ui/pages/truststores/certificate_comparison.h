#pragma once

#include "trust/certificate.h"

#include <QDialog>

class QCheckBox;
class QTreeWidget;

namespace gatehouse::ui {

class OutcomeLabel;

/// Two certificates side by side, fact by fact, with what differs marked.
class CertificateComparison : public QDialog
{
    Q_OBJECT

public:
    /// A certificate under the name that people know it by: an alias, a file.
    struct Named {
        QString name;
        trust::Certificate certificate;
    };

    CertificateComparison(const Named &left, const Named &right, Instant now, QWidget *parent = nullptr);

private:
    void makeTable(const Named &left, const Named &right);
    void fill(const Named &left, const Named &right, Instant now);
    /// Headings stay where something below them does.
    void showWhatDiffers(bool alone);

    OutcomeLabel *m_summary;
    QCheckBox *m_alone;
    QTreeWidget *m_table;
};

} // namespace gatehouse::ui
