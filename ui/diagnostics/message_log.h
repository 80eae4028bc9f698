#pragma once

#include "base/time.h"

#include <QList>
#include <QObject>
#include <QString>

#include <deque>
#include <memory>
#include <mutex>

namespace gatehouse::ui {

struct LogMessage {
    quint64 number = 0; ///< from 1, without gaps
    Instant at{};
    QtMsgType level = QtDebugMsg;
    QString category;
    QString text;
};

/// "Debug", "Information", "Warning", "Error"
QString word(QtMsgType level);
/// "2026-01-31T12:00:00Z warning gatehouse.store: …", as it is copied and saved.
QString logLine(const LogMessage &message);

/// What looks like a token, a private key, a password or a bearer's credentials is replaced by `***`: no part of
/// Gatehouse writes them, but a library's message may quote what it was given.
QString withoutSecrets(QString text);

/// The last messages of the program and its libraries, as qDebug() and the like write them. May be used from any
/// thread.
class MessageLog : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t MaxMessages = 5000;
    static constexpr qsizetype MaxCharacters = 4000; ///< of one message; longer ones are cut

    explicit MessageLog(Clock clock, QObject *parent = nullptr);
    /// The handler before it is put back.
    ~MessageLog() override;

    /// From now on the program's messages come here, and go on to the handler that there was. One log at a time.
    void install();
    void add(QtMsgType level, const QString &category, const QString &text);
    void clear();

    /// Those after the one with that number, oldest first.
    QList<LogMessage> messagesAfter(quint64 number) const;

Q_SIGNALS:
    /// Some were added; once until they are read.
    void added();
    void cleared();

private:
    static void handle(QtMsgType level, const QMessageLogContext &context, const QString &text);

    const Clock m_clock;
    mutable std::mutex m_mutex;
    std::deque<LogMessage> m_messages; ///< guarded by m_mutex, as all below
    quint64 m_last = 0;
    mutable bool m_isTold = false;
};

} // namespace gatehouse::ui
