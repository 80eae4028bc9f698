#pragma once

#include <QIcon>
#include <QKeySequence>
#include <QString>

#include <functional>

namespace gatehouse::ui {

/// Something that the command palette offers.
struct Command {
    QString id;      ///< stable, to remember it by
    QString title;   ///< what is searched
    QString context; ///< where it is found otherwise: "File", "Truststores", "Registration"
    QString detail = {};
    QIcon icon = {};
    QKeySequence shortcut = {};
    bool isEnabled = true;
    std::function<void()> run = {};
};

} // namespace gatehouse::ui
