#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace gatehouse::ui {

/// A value in fixed-width type with a button that copies it. The name is what a screen reader says.
class CopyableField : public QWidget
{
    Q_OBJECT

public:
    explicit CopyableField(const QString &name, QWidget *parent = nullptr);

    void setValue(const QString &value);
    QString value() const;
    /// Shown while there is no value.
    void setPlaceholder(const QString &text);
    QWidget *focusTarget() const;

public Q_SLOTS:
    void copy();

private:
    QLineEdit *m_edit;
    QToolButton *m_button;
};

/// Puts it on the clipboard and says so beside `widget`.
void copyText(const QString &text, QWidget *widget);

} // namespace gatehouse::ui
