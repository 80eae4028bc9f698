#pragma once

#include <QAccessible>
#include <QTest>
#include <QTimer>
#include <QWidget>

#include <ctime>
#include <utility>

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

/// How much the window's thread worked between two turns of its event loop, at worst. Its processor time is counted,
/// not the clock's: a machine with other things to do must not fail a test.
class LatencyProbe
{
public:
    LatencyProbe()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(IntervalMs);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            const qint64 now = busyMs();
            m_worstMs = std::max(m_worstMs, now - std::exchange(m_last, now));
        });
        m_timer.start();
    }

    qint64 worstMs() const { return m_worstMs; }
    void reset()
    {
        m_worstMs = 0;
        m_last = busyMs();
    }

private:
    static constexpr int IntervalMs = 2;

    static qint64 busyMs()
    {
        timespec used{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
        return used.tv_sec * 1000 + used.tv_nsec / 1'000'000;
    }

    QTimer m_timer;
    qint64 m_last = busyMs();
    qint64 m_worstMs = 0;
};

} // namespace gatehouse::test
