#include "password_input.h"

#include "command.h"

#include "base/files.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <termios.h>
#include <unistd.h>

namespace gatehouse::cli {

namespace {

constexpr int MaxTypedBytes = 1024;

/// The first line; the bytes that it was taken from are wiped.
QCA::SecureArray takeFirstLine(QByteArray bytes)
{
    qsizetype length = bytes.indexOf('\n');
    length = length < 0 ? bytes.size() : length;
    if (length > 0 && bytes[length - 1] == '\r')
        --length;
    QCA::SecureArray line(static_cast<int>(length));
    std::memcpy(line.data(), bytes.constData(), static_cast<std::size_t>(length));
    explicit_bzero(bytes.data(), static_cast<std::size_t>(bytes.size()));
    return line;
}

/// Shows nothing that is typed; puts the terminal back, also after Ctrl+C, which ends the reading.
class QuietTerminal
{
public:
    QuietTerminal()
    {
        m_quiet = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        quiet.c_lflag |= ECHONL;
        m_quiet = m_quiet && ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
        struct sigaction interrupt = {};
        interrupt.sa_handler = [](int) {};
        ::sigaction(SIGINT, &interrupt, &m_interruptBefore);
        ::sigaction(SIGTERM, &interrupt, &m_terminateBefore);
    }
    ~QuietTerminal()
    {
        if (m_quiet)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
        ::sigaction(SIGINT, &m_interruptBefore, nullptr);
        ::sigaction(SIGTERM, &m_terminateBefore, nullptr);
    }
    QuietTerminal(const QuietTerminal &) = delete;
    QuietTerminal &operator=(const QuietTerminal &) = delete;

    bool isQuiet() const { return m_quiet; }

private:
    termios m_before = {};
    struct sigaction m_interruptBefore = {};
    struct sigaction m_terminateBefore = {};
    bool m_quiet = false;
};

void ask(const QString &question)
{
    const QByteArray text = question.toUtf8();
    (void)std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stderr);
    (void)std::fflush(stderr);
}

Result<QCA::SecureArray> readQuietly(const QString &question)
{
    const QuietTerminal terminal;
    if (!terminal.isQuiet())
        return fail(Error::Io, QStringLiteral("The terminal cannot be kept from showing what is typed."));
    ask(question);
    QCA::SecureArray line(MaxTypedBytes);
    const ssize_t count = ::read(STDIN_FILENO, line.data(), MaxTypedBytes);
    if (count <= 0)
        return fail(Error::Io, QStringLiteral("Nothing was typed."));
    if (line[static_cast<int>(count) - 1] != '\n')
        return fail(Error::TooLarge, QStringLiteral("The password is too long to be typed."));
    line.resize(static_cast<int>(count) - 1);
    return line;
}

} // namespace

Result<std::optional<QCA::SecureArray>> secretIn(const QString &file)
{
    return readFile(file, MaxPasswordFileBytes).map([](QByteArray &&bytes) {
        return std::optional(takeFirstLine(std::move(bytes)));
    });
}

Result<std::optional<QCA::SecureArray>> givenSecret(const QCommandLineParser &parser, const SecretSource &source)
{
    const QString option = QString::fromLatin1(source.option);
    if (parser.isSet(option))
        return secretIn(parser.value(option));
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets the environment
    const char *value = std::getenv(source.variable);
    if (!value || *value == '\0')
        return std::nullopt;
    return std::optional(QCA::SecureArray(value));
}

bool hasTerminal()
{
    return ::isatty(STDIN_FILENO) == 1;
}

Result<QCA::SecureArray> askSecret(const QString &question, Asking asking)
{
    Result<QCA::SecureArray> first = readQuietly(question);
    if (!first || asking == Asking::Once)
        return first;
    Result<QCA::SecureArray> second = readQuietly(QStringLiteral("The same again: "));
    if (!second)
        return second;
    if (*first != *second)
        return fail(Error::Refused, QStringLiteral("The two passwords differ. Nothing was changed."));
    return first;
}

bool askYes(const QString &question)
{
    ask(question);
    char answer[16] = {};
    return std::fgets(answer, sizeof answer, stdin) && QByteArrayView(answer).trimmed() == QByteArrayView("yes");
}

} // namespace gatehouse::cli
