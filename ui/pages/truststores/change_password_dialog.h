#pragma once

#include "trust/trust_store.h"

#include <QDialog>

class QPushButton;

namespace gatehouse::ui {

class NewPasswordFields;

/// Another password for a truststore; it counts once the store is saved.
class ChangePasswordDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ChangePasswordDialog(const QString &fileName, QWidget *parent = nullptr);

    trust::Password password() const;

private:
    NewPasswordFields *m_fields = nullptr;
    QPushButton *m_change = nullptr;
};

} // namespace gatehouse::ui
