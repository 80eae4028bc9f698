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
    /// Shows what a link of another page, or the command palette, names: a client's id, a truststore's path, the name
    /// of a key set, the number of a row. A page says in its own header what it knows; what it does not know it
    /// ignores.
    virtual void open(const QString &subject) { Q_UNUSED(subject) }
    /// The window wants to close. A page that has something to ask or to finish first says no, and emits readyToClose()
    /// once that is done.
    virtual bool mayClose() { return true; }

Q_SIGNALS:
    /// For the status bar, for a few seconds.
    void message(const QString &text);
    /// A link to another page, by its id in the window's table, and what to show there; see open().
    void pageRequested(const QString &id, const QString &subject);
    void readyToClose();
};

} // namespace gatehouse::ui
