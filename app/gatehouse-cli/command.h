#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

#include <QCommandLineParser>
#include <QStringList>
#include <QTextStream>

#include <memory>
#include <span>

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::cli {

/// Scripts rely on them; `--help` of the program lists them.
enum ExitStatus : int {
    Done = 0,     ///< done, or valid
    NotValid = 1, ///< the thing checked is not valid
    WrongUsage = 2,
    IoFailed = 3, ///< could not read, write or connect
};

ExitStatus exitStatus(const Error &error);

/// One command: what it is called, what it takes, what it does. `--help`, `--json` and `--data-dir` are
/// every command's.
class Command
{
public:
    Command(const char *words, const char *purpose)
        : name(QString::fromLatin1(words))
        , summary(QString::fromUtf8(purpose))
    {}
    virtual ~Command() = default;

    /// How many positional arguments it takes at most.
    virtual int maxArguments() const { return 0; }

    const QString name; ///< `ssa inspect`
    const QString summary;

    /// Adds options and positional arguments.
    virtual void describe(QCommandLineParser &parser) const = 0;
    virtual int run(const QCommandLineParser &parser) = 0;
};

using CommandList = std::vector<std::unique_ptr<Command>>;
void addServeCommands(CommandList &commands);
void addTppCommands(CommandList &commands);
void addTokenCommands(CommandList &commands);
void addJwksCommands(CommandList &commands);
void addClientCommands(CommandList &commands);
void addClientExportCommand(CommandList &commands);
void addPolicyCommands(CommandList &commands);
void addPolicyCheckCommands(CommandList &commands);
void addKeyManagerCommands(CommandList &commands);
void addKeyManagerEditCommands(CommandList &commands);
void addTruststoreCommands(CommandList &commands);
void addTruststoreEditCommands(CommandList &commands);
void addTruststoreImportCommands(CommandList &commands);
void addTomlCommands(CommandList &commands);

/// Standard output: what was asked for. Flushed at the end of each call. Control characters of what comes from
/// outside are shown, not sent to the terminal.
void print(const QString &text);
void print(const QByteArray &text);
/// Bytes as they are, without a line end behind them.
void printRaw(const QByteArray &bytes);
void printJson(const Json &json);
/// Something that was printed did not arrive: a full disk, a pipe whose reader is gone.
bool outputFailed();
/// Standard error: everything else.
void say(const QString &text);
int report(const Error &error);
int wrongUsage(const QString &message);

bool wantsJson(const QCommandLineParser &parser);
/// Opens the workspace of `--data-dir`.
Result<std::unique_ptr<workspace::Workspace>> openWorkspace(const QCommandLineParser &parser);
/// A file's bytes, or standard input for `-`.
Result<QByteArray> readInput(const QString &fileOrDash, qint64 maxBytes);

} // namespace gatehouse::cli
