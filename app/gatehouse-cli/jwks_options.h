#pragma once

#include "command.h"

namespace gatehouse::cli {

inline const QString TruststoreOption = QStringLiteral("truststore");

void addTruststoreOption(QCommandLineParser &parser);
/// The absolute path of --truststore, once it is seen to open; empty where it is not given.
Result<QString> truststoreOf(const QCommandLineParser &parser);

QString orDash(const QString &text);

/// Of addJwksCommands(): names, and what statements may name.
void addJwksNameCommands(CommandList &commands);

} // namespace gatehouse::cli
