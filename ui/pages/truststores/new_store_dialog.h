#pragma once

#include "trust/trust_store.h"

#include <QDialog>
#include <QFutureWatcher>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace gatehouse::ui {

class NewPasswordFields;
class OutcomeLabel;

/// Where a truststore goes, in which format, under which password: a new one, or another form of an open one.
class NewStoreDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Purpose : quint8 { New, Convert };

    /// `folder` is proposed; `source` is what is converted, nothing for a new one.
    NewStoreDialog(Purpose purpose, const QString &folder, const trust::TrustStore &source, Instant now,
                   QWidget *parent = nullptr);

    /// Files that are open and perhaps not written yet.
    void setTaken(const QStringList &paths);
    QString path() const;
    trust::StoreFormat format() const;
    trust::Password password() const;
    /// What a conversion made, once the dialog is accepted.
    const trust::TrustStore &converted() const { return m_converted; }

    /// Converts first, off the window's thread; stays, and says why, where that fails.
    void accept() override;

private:
    QLayout *makePathRow();
    void makeKeyRow(QFormLayout *form);
    void choosePath();
    void formatChosen();
    /// Private keys are carried over, for which their password is needed.
    bool takesKeys() const;
    QString keyProblem() const;
    void setConverting(bool converting);
    void conclude();
    /// What the format cannot hold; empty where nothing is lost.
    QString loss() const;
    QString problem() const;
    void check();

    Purpose m_purpose;
    trust::TrustStore m_source;
    Instant m_now;
    QStringList m_taken;
    QComboBox *m_format;
    QLineEdit *m_path;
    OutcomeLabel *m_loss;
    OutcomeLabel *m_problem;
    NewPasswordFields *m_password = nullptr;
    QLineEdit *m_keyPassword;
    OutcomeLabel *m_keyProblem;
    QLabel *m_keyHelp;
    QFormLayout *m_form = nullptr;
    QProgressBar *m_progress;
    QFutureWatcher<Result<trust::TrustStore>> m_watcher;
    trust::TrustStore m_converted;
    QPushButton *m_create = nullptr;
};

} // namespace gatehouse::ui
