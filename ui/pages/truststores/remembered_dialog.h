#pragma once

#include <QDialog>

class QListWidget;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;
class PasswordMemory;

/// The truststores whose passwords are remembered, and a button that forgets one.
class RememberedDialog : public QDialog
{
    Q_OBJECT

public:
    /// `memory` must outlive it.
    explicit RememberedDialog(PasswordMemory *memory, QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void fill();
    void forget();
    void updateButtons();

    PasswordMemory *m_memory;
    OutcomeLabel *m_state;
    QListWidget *m_list;
    QPushButton *m_forget;
    bool m_isForgetting = false;
};

} // namespace gatehouse::ui
