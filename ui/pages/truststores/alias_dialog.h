#pragma once

#include "trust/trust_store.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// Another alias for an entry.
class AliasDialog : public QDialog
{
    Q_OBJECT

public:
    AliasDialog(const trust::TrustStore &store, const QString &alias, QWidget *parent = nullptr);

    QString alias() const;

private:
    QString problem() const;
    void check();

    trust::TrustStore m_store;
    QString m_before;
    QLineEdit *m_alias;
    OutcomeLabel *m_problem;
    QPushButton *m_rename = nullptr;
};

} // namespace gatehouse::ui
