#include "message_log.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <atomic>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::MessageLog)
};

std::atomic<MessageLog *> installed = nullptr;
std::atomic<QtMessageHandler> previous = nullptr;

QString keyword(QtMsgType level)
{
    switch (level) {
    case QtDebugMsg:
        return u"debug"_s;
    case QtInfoMsg:
        return u"info"_s;
    case QtWarningMsg:
        return u"warning"_s;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return u"error"_s;
}

} // namespace

QString word(QtMsgType level)
{
    switch (level) {
    case QtDebugMsg:
        return Text::tr("Debug");
    case QtInfoMsg:
        return Text::tr("Information");
    case QtWarningMsg:
        return Text::tr("Warning");
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return Text::tr("Error");
}

QString logLine(const LogMessage &message)
{
    return u"%1 %2 %3: %4"_s.arg(toIso8601(message.at), keyword(message.level), message.category, message.text);
}

QString withoutSecrets(QString text)
{
    static const QRegularExpression patterns[] = {
        QRegularExpression(u"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\\s\\S]*?(-----END [A-Z0-9 ]*PRIVATE KEY-----|$)"_s),
        QRegularExpression(u"\\beyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*){0,3}"_s),
    };
    // What stands before the secret is kept.
    static const QRegularExpression named[] = {
        QRegularExpression(u"(\\b(?:bearer|basic)\\s+)[A-Za-z0-9._~+/=-]{6,}"_s,
                           QRegularExpression::CaseInsensitiveOption),
        QRegularExpression(u"(\\b[\\w-]*(?:password|passphrase|passwd|secret|assertion|access_token|api_?key)[\"']?"
                           "\\s*[=:]\\s*)(?:\"[^\"]*\"|'[^']*'|[^\\s,;&}]+)"_s,
                           QRegularExpression::CaseInsensitiveOption),
        QRegularExpression(u"(://[^/\\s:@]*:)[^/\\s@]+(?=@)"_s),
    };
    for (const QRegularExpression &pattern : patterns)
        text.replace(pattern, u"***"_s);
    for (const QRegularExpression &pattern : named)
        text.replace(pattern, u"\\1***"_s);
    return text;
}

MessageLog::MessageLog(Clock clock, QObject *parent)
    : QObject(parent)
    , m_clock(std::move(clock))
{}

MessageLog::~MessageLog()
{
    MessageLog *self = this;
    if (installed.compare_exchange_strong(self, nullptr))
        qInstallMessageHandler(previous.exchange(nullptr));
}

void MessageLog::install()
{
    Q_ASSERT(!installed);
    installed = this;
    previous = qInstallMessageHandler(&MessageLog::handle);
}

void MessageLog::handle(QtMsgType level, const QMessageLogContext &context, const QString &text)
{
    // What is written while a message is taken in, by whoever is told of it, must not come round again.
    thread_local bool isHandling = false;
    if (MessageLog *log = installed; log && !isHandling) {
        isHandling = true;
        log->add(level, QString::fromUtf8(context.category ? context.category : "default"), text);
        isHandling = false;
    }
    if (const QtMessageHandler next = previous)
        next(level, context, withoutSecrets(text));
}

void MessageLog::add(QtMsgType level, const QString &category, const QString &text)
{
    // Cut first: what a hostile message may be long enough to do to a regular expression it must not do here.
    LogMessage message{0, m_clock(), level, category, withoutSecrets(text.left(MaxCharacters))};
    bool isNews = false;
    {
        const std::lock_guard lock(m_mutex);
        message.number = ++m_last;
        m_messages.push_back(std::move(message));
        if (m_messages.size() > MaxMessages)
            m_messages.pop_front();
        isNews = !std::exchange(m_isTold, true);
    }
    if (isNews)
        Q_EMIT added();
}

void MessageLog::clear()
{
    {
        const std::lock_guard lock(m_mutex);
        m_messages.clear();
    }
    Q_EMIT cleared();
}

QList<LogMessage> MessageLog::messagesAfter(quint64 number) const
{
    const std::lock_guard lock(m_mutex);
    m_isTold = false;
    QList<LogMessage> messages;
    for (auto message = m_messages.rbegin(); message != m_messages.rend() && message->number > number; ++message)
        messages.prepend(*message);
    return messages;
}

} // namespace gatehouse::ui
