#pragma once

#include "key_row.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;

namespace gatehouse::ui {

class CertificateView;
class CopyableField;
class OutcomeLabel;

/// One key of a set: its names, its JSON to copy, its certificate.
class KeyDetails : public QWidget
{
    Q_OBJECT

public:
    explicit KeyDetails(QWidget *parent = nullptr);

    void setKey(const KeyRow &row, Instant now);
    void clear();

private:
    QWidget *makeJson();

    QLabel *m_title;
    OutcomeLabel *m_problem;
    CopyableField *m_thumbprint;
    CopyableField *m_directoryKid;
    QWidget *m_fields;
    QTabWidget *m_tabs;
    QPlainTextEdit *m_json = nullptr;
    QPushButton *m_copy = nullptr;
    CertificateView *m_certificate;
};

} // namespace gatehouse::ui
