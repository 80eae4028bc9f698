#include "command.h"

#include <QCoreApplication>
#include <QThreadPool>
#include <QtCrypto>

#include <algorithm>

using namespace gatehouse;

namespace {

/// A line for each command whose name begins so.
QString listed(const cli::CommandList &commands, const QString &prefix)
{
    qsizetype width = 0;
    for (const auto &command : commands)
        width = command->name.startsWith(prefix) ? std::max(width, command->name.size()) : width;
    QString text;
    for (const auto &command : commands) {
        if (command->name.startsWith(prefix))
            text += QStringLiteral("  %1 %2\n").arg(command->name, -static_cast<int>(width)).arg(command->summary);
    }
    return text;
}

QString overview(const cli::CommandList &commands)
{
    QString text = QStringLiteral("Usage: gatehouse-cli COMMAND [OPTIONS]\n\nCommands:\n") + listed(commands, {});
    text += QStringLiteral(
        "\nEvery command takes --help, --json for machine-readable output, and --data-dir DIR for the workspace.\n"
        "Exit status: 0 done or valid; 1 the thing checked is not valid; 2 wrong usage; 3 could not read, write or "
        "connect.\n");
    return text;
}

/// Options that every command has may also stand before it: they are moved behind.
QStringList commandFirst(const QStringList &words)
{
    qsizetype start = 0;
    while (start < words.size() && words[start].startsWith(QLatin1Char('-')) && words[start] != QLatin1String("--help")
           && words[start] != QLatin1String("-h") && words[start] != QLatin1String("--version"))
        start += words[start] == QLatin1String("--data-dir") ? 2 : 1;
    return words.mid(start) + words.first(std::min(start, words.size()));
}

/// The command that the first one or two words name.
cli::Command *find(const cli::CommandList &commands, const QStringList &words, qsizetype &wordCount)
{
    for (qsizetype count : {qsizetype(2), qsizetype(1)}) {
        const QString name = words.mid(0, count).join(QLatin1Char(' '));
        for (const auto &command : commands) {
            if (words.size() >= count && command->name == name) {
                wordCount = count;
                return command.get();
            }
        }
    }
    return nullptr;
}

/// `tpp --help`: the commands that begin with the word; empty where there are none.
QString groupOverview(const cli::CommandList &commands, const QString &word)
{
    const QString text = listed(commands, word + QLatin1Char(' '));
    return text.isEmpty() ? text : QStringLiteral("Commands:\n%1").arg(text);
}

int run(cli::Command &command, const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(command.summary);
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Shows this help."));
    parser.addOption(help);
    parser.addOption({QStringLiteral("json"), QStringLiteral("Machine-readable output on standard output.")});
    parser.addOption({QStringLiteral("data-dir"),
                      QStringLiteral("The workspace (default: the platform's data folder)."), QStringLiteral("DIR")});
    command.describe(parser);
    const bool parsed = parser.parse(QStringList(QStringLiteral("gatehouse-cli %1").arg(command.name)) + arguments);
    if (parser.isSet(help)) {
        // The parser names the program; the command's words belong into the usage line too.
        QString text = parser.helpText();
        const QString program = QCoreApplication::arguments().constFirst();
        text.replace(QStringLiteral("Usage: %1").arg(program),
                     QStringLiteral("Usage: gatehouse-cli %1").arg(command.name));
        cli::print(text);
        return cli::Done;
    }
    if (!parsed)
        return cli::wrongUsage(parser.errorText());
    const QStringList given = parser.positionalArguments();
    if (given.size() > command.maxArguments())
        return cli::wrongUsage(QStringLiteral("\"%1\" is one argument too many.").arg(given[command.maxArguments()]));
    // An unset variable in a script must not fall back to the workspace of whoever runs it.
    if (parser.isSet(QStringLiteral("data-dir")) && parser.value(QStringLiteral("data-dir")).isEmpty())
        return cli::wrongUsage(QStringLiteral("--data-dir is empty."));
    const int status = command.run(parser);
    if (status == cli::Done && cli::outputFailed()) {
        cli::say(QStringLiteral("Standard output could not be written."));
        return cli::IoFailed;
    }
    return status;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("gatehouse"));
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEHOUSE_VERSION));
    const QCA::Initializer crypto;

    cli::CommandList commands;
    cli::addServeCommands(commands);
    cli::addTppCommands(commands);
    cli::addTokenCommands(commands);
    cli::addJwksCommands(commands);
    cli::addClientCommands(commands);
    cli::addClientExportCommand(commands);
    cli::addPolicyCommands(commands);
    cli::addPolicyCheckCommands(commands);
    cli::addKeyManagerCommands(commands);
    cli::addKeyManagerEditCommands(commands);
    cli::addTruststoreCommands(commands);
    cli::addTruststoreEditCommands(commands);
    cli::addTruststoreImportCommands(commands);
    cli::addTomlCommands(commands);

    const QStringList words = commandFirst(QCoreApplication::arguments().mid(1));
    if (words.isEmpty()) {
        cli::say(overview(commands));
        return cli::WrongUsage;
    }
    if (words.constFirst() == QLatin1String("--help") || words.constFirst() == QLatin1String("-h")) {
        cli::print(overview(commands));
        return cli::Done;
    }
    if (words.constFirst() == QLatin1String("--version")) {
        cli::print(QStringLiteral("gatehouse-cli %1").arg(QCoreApplication::applicationVersion()));
        return cli::Done;
    }
    qsizetype wordCount = 0;
    cli::Command *command = find(commands, words, wordCount);
    const QString group = command ? QString() : groupOverview(commands, words.constFirst());
    if (!group.isEmpty() && (words.value(1) == QLatin1String("--help") || words.value(1) == QLatin1String("-h"))) {
        cli::print(group);
        return cli::Done;
    }
    if (!command) {
        cli::say(QStringLiteral("There is no command \"%1\".\n").arg(words.mid(0, 2).join(QLatin1Char(' '))));
        cli::say(overview(commands));
        return cli::WrongUsage;
    }
    const int status = run(*command, words.mid(wordCount));
    // What works in the background may hold passwords, whose memory is QCA's: it ends before QCA does.
    QThreadPool::globalInstance()->waitForDone();
    return status;
}
