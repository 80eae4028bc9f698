#pragma once

#include "http/limits.h"
#include "http/request.h"

#include <memory>

namespace gatehouse::http {

/// Bytes into one request after the other: Boost.Beast's parser with our limits, and with the ambiguities refused that
/// let two servers read one stream differently (RFC 9112 §11.2). Knows no socket.
class RequestReader
{
public:
    explicit RequestReader(const Limits &limits);
    ~RequestReader();

    enum class State {
        Waiting, ///< nothing of a request is there
        Reading, ///< a part is there
        Complete,
        Failed, ///< nothing more can be read from this stream
    };

    /// Takes what it can of `bytes` and returns how much; stops at the end of a request. What it leaves while it is
    /// still Waiting or Reading must come again, with more behind it; that is bounded by Limits::headerBytes.
    qsizetype feed(QByteArrayView bytes);
    State state() const { return m_state; }
    /// The peer waits for a `100 Continue` (RFC 9110 §10.1.1); true once.
    bool takeExpectation();

    /// Why it failed, for the answer.
    struct Failure {
        int status = 400;
        QString description;
    };
    const Failure &failure() const { return m_failure; }

    /// The request's own part; the connection adds the rest. Then the next one is read.
    Request take();
    /// RFC 9112 §9.3, of the request that was taken last. HTTP 1.0 never keeps one.
    bool keepAlive() const { return m_keepAlive; }

private:
    class Parser;
    void restart();
    bool step(QByteArrayView bytes, qsizetype &used);
    void checkHeader();
    void fail(int status, const QString &description);

    Limits m_limits;
    std::unique_ptr<Parser> m_parser;
    State m_state = State::Waiting;
    quint64 m_headerBytes = 0;
    bool m_headerChecked = false;
    bool m_expectation = false;
    bool m_keepAlive = true;
    Failure m_failure;
};

} // namespace gatehouse::http
