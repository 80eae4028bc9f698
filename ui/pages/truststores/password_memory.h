#pragma once

#include "trust/trust_store.h"

#include <functional>

class QObject;
class QWidget;

namespace gatehouse::ui {

/// Where the passwords of truststores are remembered between runs.
class PasswordMemory
{
public:
    /// Nothing where none is remembered, or where the user would not unlock it.
    using Recalled = std::function<void(const std::optional<trust::Password> &password)>;

    virtual ~PasswordMemory() = default;

    /// Without looking: whether recall() is worth it, which may ask the user for a passphrase.
    virtual bool remembers(const QString &path) const = 0;
    /// Dialogs appear over `window`, whose end drops the answer; it comes never from inside the call.
    virtual void recall(const QString &path, QWidget *window, Recalled reply) = 0;
    virtual void keep(const QString &path, const trust::Password &password, QWidget *window) = 0;

    /// Forgets it, in the memory too; where that fails it stays remembered, and onProblem() says why.
    virtual void forget(const QString &path, QWidget *window, std::function<void(bool forgotten)> reply) = 0;

    /// The files whose passwords are remembered, not the passwords: for the settings.
    virtual QStringList paths() const = 0;
    virtual void setPaths(const QStringList &paths) = 0;

    /// Told, for people, where it could not be read or written.
    std::function<void(const QString &text)> onProblem = [](const QString &) {};
};

} // namespace gatehouse::ui
