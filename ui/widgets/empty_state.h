#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace gatehouse::ui {

/// What a list or page shows while there is nothing in it: what it is for, and the actions that fill it.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const QString &iconName, const QString &title, const QString &text, QWidget *parent = nullptr);

    QPushButton *addAction(const QString &iconName, const QString &text);
    void setText(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();

    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_text;
    QHBoxLayout *m_actions;
};

} // namespace gatehouse::ui
