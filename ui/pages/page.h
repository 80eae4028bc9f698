#pragma once

#include <QWidget>

class QSettings;

namespace gatehouse::ui {

/// A page of the console.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// The page was chosen: the widget that work begins with gets the keyboard.
    virtual void focusFirst() = 0;
    virtual void saveState(QSettings &settings) const = 0;
    virtual void restoreState(const QSettings &settings) = 0;
    /// F5; for pages whose content others can change.
    virtual void refresh() {}
    /// The window wants to close. A page that has something to ask or to finish first says no, and emits readyToClose()
    /// once that is done.
    virtual bool mayClose() { return true; }

Q_SIGNALS:
    /// For the status bar, for a few seconds.
    void message(const QString &text);
    void readyToClose();
};

} // namespace gatehouse::ui
