#pragma once

#include <QAccessible>
#include <QElapsedTimer>
#include <QTest>
#include <QTimer>
#include <QWidget>

namespace gatehouse::test {

/// Widgets that the keyboard reaches and a screen reader could not name.
inline QStringList unnamedControls(const QWidget &root)
{
    QStringList unnamed;
    const QList<QWidget *> all = root.findChildren<QWidget *>();
    for (QWidget *widget : all) {
        // Parts of Qt's own compound widgets are named by the whole.
        const bool isPart = widget->objectName().startsWith(QLatin1String("qt_")) || widget->inherits("QHeaderView")
            || (widget->parentWidget() && widget->parentWidget()->inherits("QAbstractSpinBox"))
            || widget->inherits("QComboBoxPrivateContainer") || widget->inherits("QComboBoxListView");
        if (isPart || !widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus))
            continue;
        const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        if (!accessible || accessible->text(QAccessible::Name).isEmpty())
            unnamed += QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
    }
    return unnamed;
}

/// Objects that Tab leads through from the focused one, until it comes back to one of them.
inline QStringList tabOrder(QWidget &window)
{
    QStringList names;
    QList<QWidget *> seen;
    for (int i = 0; i < 200; ++i) {
        QTest::keyClick(window.focusWidget() ? window.focusWidget() : &window, Qt::Key_Tab);
        QWidget *focus = window.focusWidget();
        // A date is left by its last section.
        if (!seen.isEmpty() && focus == seen.back())
            continue;
        if (!focus || seen.contains(focus))
            break;
        seen += focus;
        names += focus->objectName();
    }
    return names;
}

/// For how long the event loop did not turn, at worst.
class LatencyProbe
{
public:
    LatencyProbe()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(IntervalMs);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { m_worstMs = std::max(m_worstMs, m_clock.restart()); });
        m_clock.start();
        m_timer.start();
    }

    qint64 worstMs() const { return m_worstMs; }
    void reset()
    {
        m_worstMs = 0;
        m_clock.restart();
    }

private:
    static constexpr int IntervalMs = 2;

    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_worstMs = 0;
};

} // namespace gatehouse::test
