#pragma once

#include "ui/icons.h"

#include <QWidget>

class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// A quiet bar above what it is about: what happened, and what may be done about it. Hidden until there is something.
class NoticeBar : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeBar(QWidget *parent = nullptr);

    /// Takes the place of the notice before, with its buttons.
    void showNotice(Tone tone, const QString &iconName, const QString &text, const QString &detail = {});
    /// Beside the notice; a click hides the bar. The button is deleted when the notice goes.
    QPushButton *addAction(const QString &text, const QString &objectName);
    QString text() const;

public Q_SLOTS:
    void dismiss();

private:
    void removeActions();

    OutcomeLabel *m_label;
    QHBoxLayout *m_actions;
    QList<QPushButton *> m_buttons;
    QToolButton *m_close;
};

} // namespace gatehouse::ui
