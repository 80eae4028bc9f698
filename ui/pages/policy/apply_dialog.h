#pragma once

#include <QDialog>

class QLineEdit;

namespace gatehouse::ui {

class PolicyDraft;

/// What will change, and why: asked for the history before a policy is applied.
class ApplyDialog : public QDialog
{
    Q_OBJECT

public:
    ApplyDialog(const PolicyDraft &draft, const QString &reason, QWidget *parent = nullptr);

    QString reason() const;

private:
    QLineEdit *m_reason;
};

} // namespace gatehouse::ui
