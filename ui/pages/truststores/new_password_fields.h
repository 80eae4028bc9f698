#pragma once

#include "trust/trust_store.h"

#include <QWidget>

class QFormLayout;
class QLineEdit;

namespace gatehouse::ui {

class OutcomeLabel;

/// A new password, twice, and beside it what is wrong with it.
class NewPasswordFields : public QObject
{
    Q_OBJECT

public:
    /// Adds its rows to the form; for JKS until the format is set.
    NewPasswordFields(QFormLayout *form, QWidget *parent);

    /// Each has its rules; those without a password show no fields.
    void setFormat(trust::StoreFormat format);
    bool isComplete() const;
    trust::Password password() const;
    QLineEdit *first() const { return m_first; }

Q_SIGNALS:
    void changed();

private:
    bool hasFields() const { return m_format != trust::StoreFormat::Pem; }
    QString problem() const;
    void check();

    QFormLayout *m_form;
    QLineEdit *m_first;
    QLineEdit *m_second;
    OutcomeLabel *m_problem;
    QWidget *m_help;
    trust::StoreFormat m_format = trust::StoreFormat::Jks;
};

} // namespace gatehouse::ui
