#pragma once

#include "trust/trust_store.h"

#include <QDialog>

class QPushButton;

namespace gatehouse::ui {

class NewPasswordFields;

/// A new password for a truststore; it counts once the store is saved.
class ChangePasswordDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Purpose : quint8 {
        Change,
        First, ///< for a file that had none, which is about to be saved
    };

    ChangePasswordDialog(Purpose purpose, const QString &fileName, trust::StoreFormat format,
                         QWidget *parent = nullptr);

    trust::Password password() const;

private:
    NewPasswordFields *m_fields = nullptr;
    QPushButton *m_change = nullptr;
};

} // namespace gatehouse::ui
