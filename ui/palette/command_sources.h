#pragma once

#include "command.h"

#include <QList>

class QAction;
class QMenuBar;
class QWidget;

namespace gatehouse::ui {

/// The text of a menu or button as people read it: without its mnemonic.
QString plainText(const QString &text);

/// All actions of the menus and their submenus, but for those that `isLeftOut`.
QList<Command> commandsOf(const QMenuBar &menus, const std::function<bool(const QAction *)> &isLeftOut);

/// What a page offers now: its actions, those of its menus, and its visible buttons, each once. `id` and `title` are
/// the page's.
QList<Command> commandsOf(const QWidget &page, const QString &id, const QString &title);

} // namespace gatehouse::ui
