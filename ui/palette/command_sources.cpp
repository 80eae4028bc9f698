#include "command_sources.h"

#include "ui/icons.h"

#include <QAbstractButton>
#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>
#include <QPushButton>
#include <QSet>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

Command commandOf(QAction *action, const QString &idPrefix, const QString &context)
{
    Command command;
    command.title = plainText(action->text());
    command.id = idPrefix + (action->objectName().isEmpty() ? command.title : action->objectName());
    command.context = context;
    if (const QString tip = plainText(action->toolTip()); tip != command.title)
        command.detail = tip;
    command.icon = action->icon().isNull() ? icon(u"go-next"_s) : action->icon();
    command.shortcut = action->shortcut();
    command.isEnabled = action->isEnabled();
    command.run = [action = QPointer(action)] {
        if (action)
            action->trigger();
    };
    return command;
}

void addMenu(const QMenu &menu, const QString &context, const std::function<bool(const QAction *)> &isLeftOut,
             QList<Command> &commands)
{
    const QList<QAction *> actions = menu.actions();
    for (QAction *action : actions) {
        if (action->isSeparator() || !action->isVisible() || (isLeftOut && isLeftOut(action)))
            continue;
        const QString path = context + u" › "_s + plainText(action->text());
        if (const QMenu *submenu = action->menu())
            addMenu(*submenu, path, isLeftOut, commands);
        else
            commands.append(commandOf(action, u"menu:"_s + context + u':', context));
    }
}

bool isOffered(const QAction &action)
{
    return !action.isSeparator() && action.isVisible() && !action.menu() && !action.text().isEmpty()
        && !action.objectName().startsWith("_q_"_L1);
}

QString titleOf(const QAbstractButton &button)
{
    const QString text = plainText(button.text());
    return text.isEmpty() ? button.accessibleName() : text;
}

Command commandOf(QAbstractButton *button, const QString &idPrefix, const QString &context)
{
    Command command;
    command.title = titleOf(*button);
    command.id = idPrefix + (button->objectName().isEmpty() ? command.title : button->objectName());
    command.context = context;
    command.detail = button->toolTip();
    command.icon = button->icon().isNull() ? icon(u"go-next"_s) : button->icon();
    command.shortcut = QKeySequence();
    command.isEnabled = button->isEnabled();
    command.run = [button = QPointer(button)] {
        if (button)
            button->click();
    };
    return command;
}

bool opensAMenu(const QAbstractButton &button)
{
    if (const auto *push = qobject_cast<const QPushButton *>(&button))
        return push->menu();
    const auto *tool = qobject_cast<const QToolButton *>(&button);
    return tool && tool->menu();
}

/// Parts of compound widgets, such as the arrows of a row of tabs, are nobody's command.
bool isOffered(const QAbstractButton &button)
{
    return (qobject_cast<const QPushButton *>(&button) || qobject_cast<const QToolButton *>(&button))
        && button.isVisible() && button.focusPolicy() != Qt::NoFocus && !opensAMenu(button)
        && !titleOf(button).isEmpty();
}

} // namespace

QString plainText(const QString &text)
{
    QString plain;
    plain.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        // A doubled one stands for itself.
        if (text[i] == u'&' && ++i == text.size())
            break;
        plain += text[i];
    }
    return plain;
}

QList<Command> commandsOf(const QMenuBar &menus, const std::function<bool(const QAction *)> &isLeftOut)
{
    QList<Command> commands;
    const QList<QAction *> actions = menus.actions();
    for (const QAction *action : actions) {
        if (const QMenu *menu = action->menu())
            addMenu(*menu, plainText(action->text()), isLeftOut, commands);
    }
    return commands;
}

QList<Command> commandsOf(const QWidget &page, const QString &id, const QString &title)
{
    QList<Command> commands;
    QSet<QString> titles;
    const auto add = [&](Command command) {
        if (titles.contains(command.title))
            return;
        titles.insert(command.title);
        commands.append(std::move(command));
    };
    const QString prefix = u"page:%1:"_s.arg(id);
    const QList<QAction *> own = page.actions();
    const QList<QAction *> below = page.findChildren<QAction *>();
    for (const QList<QAction *> &actions : {own, below}) {
        for (QAction *action : actions) {
            if (isOffered(*action))
                add(commandOf(action, prefix, title));
        }
    }
    const QList<QAbstractButton *> buttons = page.findChildren<QAbstractButton *>();
    for (QAbstractButton *button : buttons) {
        // One that does what an action does is named after it.
        if (isOffered(*button) && !titles.contains(button->accessibleName()))
            add(commandOf(button, prefix, title));
    }
    return commands;
}

} // namespace gatehouse::ui
