#pragma once

#include "trust/trust_store.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
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

private:
    QLayout *makePathRow();
    void choosePath();
    void formatChosen();
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
    QPushButton *m_create = nullptr;
};

} // namespace gatehouse::ui
