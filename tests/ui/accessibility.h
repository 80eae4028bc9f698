#pragma once

#include "console_test.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QGroupBox>
#include <QHash>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QShortcut>
#include <QTabBar>

/// What keeps people from using a window without a mouse, or without seeing it; each function names what it finds.
namespace gatehouse::test {

inline QString nameOf(const QWidget &widget)
{
    QString name = QLatin1String(widget.metaObject()->className()) + QLatin1Char(' ') + widget.objectName();
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        name += QLatin1String(" \"") + button->text() + QLatin1Char('"');
    return name.remove(QLatin1String("gatehouse::ui::"));
}

inline bool isPartOfAnother(const QWidget &widget)
{
    const QWidget *parent = widget.parentWidget();
    return widget.objectName().startsWith(QLatin1String("qt_")) || widget.inherits("QHeaderView")
        || (parent
            && (parent->inherits("QAbstractSpinBox") || qobject_cast<const QComboBox *>(parent)
                || qobject_cast<const QTabBar *>(parent)));
}

/// Of buttons that exclude each other Tab leads to the chosen one, and the arrows to the others.
inline bool isUnchosen(const QWidget &widget)
{
    const auto *button = qobject_cast<const QAbstractButton *>(&widget);
    return button && button->isCheckable() && !button->isChecked()
        && (button->autoExclusive() || (button->group() && button->group()->exclusive()));
}

/// Those that Tab must lead to.
inline QList<QWidget *> controlsOf(const QWidget &window)
{
    QList<QWidget *> controls;
    const QList<QWidget *> all = window.findChildren<QWidget *>();
    for (QWidget *widget : all) {
        if (widget->window() == window.window() && widget->isVisible() && widget->isEnabled()
            && (widget->focusPolicy() & Qt::TabFocus) && !isPartOfAnother(*widget) && !widget->focusProxy()
            && !isUnchosen(*widget))
            controls += widget;
    }
    return controls;
}

inline QRect placeOf(const QWidget &widget)
{
    return {widget.mapTo(widget.window(), QPoint()), widget.size()};
}

/// Whether `next` is read before `previous`, who reads from left to right and from top to bottom, a column at a time.
inline bool stepsBack(const QRect &previous, const QRect &next)
{
    const int shared = std::min(previous.bottom(), next.bottom()) - std::max(previous.top(), next.top());
    if (shared > std::min(previous.height(), next.height()) / 2)
        return next.center().x() < previous.center().x() && next.right() <= previous.left() + 4;
    return next.bottom() < previous.top() && next.left() < previous.left() + 20;
}

/// Leads the focus through the window by Tab, and names what it does not come to, where it is held, and where it steps
/// back. `within` is the part that is looked at.
inline QStringList tabProblems(QWidget &window, const QWidget &within)
{
    constexpr int MaxSteps = 400;
    constexpr int MaxStops = 80; ///< within one control
    const QList<QWidget *> controls = controlsOf(within);
    // One alone has nowhere to lead to.
    if (controls.size() < 2)
        return {};
    QStringList problems;
    QList<QWidget *> order;
    QSet<QWidget *> seen;
    int held = 0;
    for (int step = 0; step < MaxSteps; ++step) {
        QWidget *before = window.focusWidget();
        QTest::keyClick(before ? before : &window, Qt::Key_Tab);
        QWidget *focus = window.focusWidget();
        if (!focus) {
            problems += QLatin1String("The focus is lost after ") + (before ? nameOf(*before) : QString());
            break;
        }
        if (focus == before) {
            // A date is left by its last section; text with links, by its last link.
            if (++held > MaxStops) {
                problems += nameOf(*focus) + QLatin1String(" holds the focus");
                break;
            }
            continue;
        }
        held = 0;
        if (seen.contains(focus))
            break;
        seen += focus;
        order += focus;
    }
    for (QWidget *control : controls) {
        if (!seen.contains(control))
            problems += nameOf(*control) + QLatin1String(" is not reached");
    }
    // It began anywhere: the topmost one is the first.
    QList<QWidget *> inside;
    for (QWidget *widget : std::as_const(order)) {
        if (within.isAncestorOf(widget) && !isPartOfAnother(*widget))
            inside += widget;
    }
    const auto first = std::ranges::min_element(inside, {}, [](const QWidget *widget) {
        return std::pair(placeOf(*widget).top() / 8, placeOf(*widget).left());
    });
    if (first != inside.end())
        std::rotate(inside.begin(), first, inside.end());
    for (qsizetype i = 1; i < inside.size(); ++i) {
        if (stepsBack(placeOf(*inside[i - 1]), placeOf(*inside[i])))
            problems += nameOf(*inside[i - 1]) + QLatin1String(" leads back to ") + nameOf(*inside[i]);
    }
    return problems;
}

struct Keys {
    QKeySequence sequence;
    Qt::ShortcutContext context = Qt::WindowShortcut;
    const QWidget *owner = nullptr;
    const QObject *what = nullptr;
    QString name;
};

/// Whether there is a place for the focus where both answer.
inline bool overlap(const Keys &a, const Keys &b)
{
    const auto covers = [](const Keys &outer, const QWidget *place) {
        switch (outer.context) {
        case Qt::WidgetShortcut:
            return outer.owner == place;
        case Qt::WidgetWithChildrenShortcut:
            return outer.owner == place || outer.owner->isAncestorOf(place);
        default:
            return outer.owner->window() == place->window();
        }
    };
    return covers(a, b.owner) || covers(b, a.owner);
}

inline QStringList clashingShortcuts(const QWidget &window)
{
    QList<Keys> all;
    const auto add = [&](const QKeySequence &sequence, Qt::ShortcutContext context, const QWidget *owner,
                         const QObject *what, const QString &name) {
        const auto *menu = qobject_cast<const QMenu *>(owner);
        const bool isInMenu = menu && menu->menuAction()->associatedObjects().isEmpty();
        if (!sequence.isEmpty() && owner && owner->window() == &window && !isInMenu && owner->isVisible())
            all.append({sequence, context, owner, what, name});
    };
    const QList<QWidget *> widgets = window.findChildren<QWidget *>() + QList{const_cast<QWidget *>(&window)};
    for (const QWidget *widget : widgets) {
        const QList<QAction *> actions = widget->actions();
        for (const QAction *action : actions) {
            if (!action->isEnabled())
                continue;
            const QKeySequence sequence = action->shortcut();
            // What a menu of the window holds, the window answers.
            const bool isOfMenuBar =
                qobject_cast<const QMenu *>(widget) && qobject_cast<const QMenuBar *>(widget->parentWidget());
            if (isOfMenuBar)
                all.append({sequence, Qt::WindowShortcut, &window, action, action->text()});
            else if (!qobject_cast<const QMenu *>(widget))
                add(sequence, action->shortcutContext(), widget, action, action->text() + action->objectName());
        }
    }
    const QList<QShortcut *> shortcuts = window.findChildren<QShortcut *>();
    for (const QShortcut *shortcut : shortcuts) {
        if (shortcut->isEnabled())
            add(shortcut->key(), shortcut->context(), qobject_cast<QWidget *>(shortcut->parent()), shortcut,
                QLatin1String("shortcut of ") + shortcut->parent()->objectName());
    }
    QStringList clashes;
    for (qsizetype i = 0; i < all.size(); ++i) {
        for (qsizetype j = i + 1; j < all.size(); ++j) {
            if (!all[i].sequence.isEmpty() && all[i].sequence == all[j].sequence && all[i].what != all[j].what
                && overlap(all[i], all[j]))
                clashes += QStringLiteral("%1: %2, and %3").arg(all[i].sequence.toString(), all[i].name, all[j].name);
        }
    }
    return clashes;
}

inline QStringList repeated(const QList<std::pair<QKeySequence, QString>> &mnemonics)
{
    QStringList problems;
    QHash<QString, QString> used;
    for (const auto &[keys, text] : mnemonics) {
        if (keys.isEmpty())
            continue;
        const QString key = keys.toString();
        if (used.contains(key))
            problems += QStringLiteral("%1: \"%2\" and \"%3\"").arg(key, used[key], text);
        else
            used.insert(key, text);
    }
    return problems;
}

inline QStringList repeatedMnemonics(const QMenu &menu)
{
    QList<std::pair<QKeySequence, QString>> mnemonics;
    const QList<QAction *> actions = menu.actions();
    for (const QAction *action : actions) {
        if (action->isVisible())
            mnemonics.append({QKeySequence::mnemonic(action->text()), action->text()});
    }
    return repeated(mnemonics);
}

/// Of what is visible in a dialog or page: buttons, labels of fields, tabs, groups.
inline QStringList repeatedMnemonics(const QWidget &window)
{
    QList<std::pair<QKeySequence, QString>> mnemonics;
    const auto add = [&](const QString &text) { mnemonics.append({QKeySequence::mnemonic(text), text}); };
    const QList<QWidget *> all = window.findChildren<QWidget *>();
    for (const QWidget *widget : all) {
        if (!widget->isVisible() || widget->window() != window.window())
            continue;
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
            add(button->text());
        } else if (const auto *label = qobject_cast<const QLabel *>(widget)) {
            if (label->buddy())
                add(label->text());
        } else if (const auto *group = qobject_cast<const QGroupBox *>(widget)) {
            add(group->title());
        } else if (const auto *tabs = qobject_cast<const QTabBar *>(widget)) {
            for (int i = 0; i < tabs->count(); ++i)
                add(tabs->tabText(i));
        }
    }
    return repeated(mnemonics);
}

} // namespace gatehouse::test
