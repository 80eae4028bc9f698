#pragma once

#include "trust/trust_store.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// Asks for a truststore's password and stays until it fits: whoever shows it tries what was submitted, and accepts the
/// dialog or says what is wrong.
class PasswordDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Purpose : quint8 { Open, Save };
    enum class Offer : quint8 {
        Nothing,
        OpenWithout, ///< a store that can be read without one, unverified
    };
    enum class Remember : quint8 { Offered, NotPossible };

    PasswordDialog(Purpose purpose, const QString &path, const QString &reason, Offer offer, Remember remember,
                   QWidget *parent = nullptr);

    bool isToBeRemembered() const;
    void setToBeRemembered(bool remembered);
    /// Beside the field; what was typed is selected.
    void showProblem(const QString &text);
    void setChecking(bool checking);

Q_SIGNALS:
    void submitted(const gatehouse::trust::Password &password);
    void withoutRequested();

private:
    void submit();

    QLineEdit *m_password;
    QCheckBox *m_remember;
    OutcomeLabel *m_problem;
    QProgressBar *m_progress;
    QPushButton *m_open = nullptr;
};

/// A password as it stands in a field.
trust::Password passwordOf(const QLineEdit *edit);

} // namespace gatehouse::ui
