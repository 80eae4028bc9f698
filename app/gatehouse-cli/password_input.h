#pragma once

#include "base/result.h"

#include <QtCrypto>

#include <optional>

class QCommandLineParser;

namespace gatehouse::cli {

constexpr qint64 MaxPasswordFileBytes = 64LL * 1024;

/// Where a secret may come from without standing in the list of processes: the first line of the file that the option
/// names, else the environment variable.
struct SecretSource {
    const char *option;
    const char *variable;
};
/// Nothing where neither is there; an empty variable is none.
Result<std::optional<QCA::SecureArray>> givenSecret(const QCommandLineParser &parser, const SecretSource &source);

/// The first line of a file.
Result<std::optional<QCA::SecureArray>> secretIn(const QString &file);

enum class Asking : quint8 { Once, Twice };
bool hasTerminal();
/// Asks on the terminal, which does not show what is typed. Refused where the second time differs or nothing is typed.
Result<QCA::SecureArray> askSecret(const QString &question, Asking asking);
/// Whether the person at the terminal types "yes".
bool askYes(const QString &question);

} // namespace gatehouse::cli
