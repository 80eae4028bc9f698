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
    /// Adds its rows to the form.
    NewPasswordFields(QFormLayout *form, QWidget *parent);

    /// Formats without a password show no fields.
    void setVisible(bool visible);
    bool isComplete() const;
    trust::Password password() const;
    QLineEdit *first() const { return m_first; }

Q_SIGNALS:
    void changed();

private:
    QString problem() const;
    void check();

    QFormLayout *m_form;
    QLineEdit *m_first;
    QLineEdit *m_second;
    OutcomeLabel *m_problem;
    QWidget *m_help;
    bool m_isVisible = true;
};

} // namespace gatehouse::ui
