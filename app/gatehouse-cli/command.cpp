#include "command.h"

#include "base/files.h"
#include "base/system_user.h"
#include "workspace/workspace.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace gatehouse::cli {

namespace {

bool s_outputFailed = false;

bool write(FILE *stream, const QByteArray &bytes)
{
    const auto size = static_cast<std::size_t>(bytes.size());
    const bool written = std::fwrite(bytes.constData(), 1, size, stream) == size;
    return std::fflush(stream) == 0 && written;
}

/// A claim may hold what a terminal takes for a command.
QString shown(QString text)
{
    for (QChar &character : text) {
        if (character.category() == QChar::Other_Control && character != QLatin1Char('\n')
            && character != QLatin1Char('\t'))
            character = QChar::ReplacementCharacter;
    }
    return text;
}

} // namespace

ExitStatus exitStatus(const Error &error)
{
    switch (error.kind) {
    case Error::Malformed:
    case Error::Refused:
    case Error::TooLarge:
        return NotValid;
    case Error::NotFound:
    case Error::Conflict:
    case Error::Io:
    case Error::Internal:
        break;
    }
    return IoFailed;
}

void printRaw(const QByteArray &bytes)
{
    s_outputFailed = !write(stdout, bytes) || s_outputFailed;
}

void print(const QByteArray &text)
{
    s_outputFailed = !write(stdout, text + '\n') || s_outputFailed;
}

void print(const QString &text)
{
    print(shown(text).toUtf8());
}

bool outputFailed()
{
    return s_outputFailed;
}

void printJson(const Json &json)
{
    print(toPrettyBytes(json));
}

void say(const QString &text)
{
    write(stderr, shown(text).toUtf8() + '\n');
}

int report(const Error &error)
{
    say(error.message);
    if (!error.detail.isEmpty())
        say(QStringLiteral("  ") + error.detail);
    return exitStatus(error);
}

int wrongUsage(const QString &message)
{
    say(message);
    say(QCoreApplication::translate("gatehouse::cli", "See --help."));
    return WrongUsage;
}

bool wantsJson(const QCommandLineParser &parser)
{
    return parser.isSet(QStringLiteral("json"));
}

Result<std::unique_ptr<workspace::Workspace>> openWorkspace(const QCommandLineParser &parser)
{
    const QString folder = parser.value(QStringLiteral("data-dir"));
    auto workspace =
        workspace::Workspace::open(folder.isEmpty() ? workspace::Workspace::defaultFolder() : folder, systemNow);
    if (workspace) {
        (*workspace)->setUser(systemUserName());
        (*workspace)->setOrigin(store::ActivityOrigin::CommandLine);
        QObject::connect(
            workspace->get(), &workspace::Workspace::recordingFailed, workspace->get(),
            [](const Error &error) { report(error); }, Qt::DirectConnection);
    }
    return workspace;
}

Result<QByteArray> readInput(const QString &fileOrDash, qint64 maxBytes)
{
    if (fileOrDash != QLatin1String("-"))
        return readFile(fileOrDash, maxBytes);
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return fail(Error::Io, QCoreApplication::translate("gatehouse::cli", "Standard input cannot be read."));
    QByteArray bytes;
    while (bytes.size() <= maxBytes) {
        const QByteArray chunk = input.read(maxBytes + 1 - bytes.size());
        if (chunk.isEmpty())
            return bytes;
        bytes += chunk;
    }
    return fail(
        Error::TooLarge,
        QCoreApplication::translate("gatehouse::cli", "Standard input is larger than the %1 bytes that are read.")
            .arg(maxBytes));
}

} // namespace gatehouse::cli
