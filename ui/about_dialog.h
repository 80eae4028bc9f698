#pragma once

class QWidget;

namespace gatehouse::ui {

/// The versions of Gatehouse and of what it is built on.
void showAbout(QWidget *parent);

} // namespace gatehouse::ui
