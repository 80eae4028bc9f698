#pragma once

#include "http/limits.h"
#include "http/response.h"

#include <memory>
#include <optional>

namespace gatehouse::http {

/// Bytes into one request after the other: Boost.Beast's parser with our limits, and with the ambiguities
/// refused that let two servers read one stream differently (RFC 9112 §11.2). Knows no socket.
class RequestReader
{
public:
    explicit RequestReader(const Limits &limits);
    ~RequestReader();

    enum class State {
        Waiting, ///< nothing of a request is there
        Reading, ///< a part is there
        Complete,
        Failed,  ///< nothing more can be read from this stream
    };

    /// Takes what it can of `bytes` and returns how much; stops at the end of a request.
    qsizetype feed(QByteArrayView bytes);
    State state() const { return m_state; }
    /// The peer waits for a `100 Continue`; true once.
    bool takeExpectation();
    /// What answers a failure.
    const Response &failure() const { return m_failure; }
    /// The request's own part; the connection adds the peer. Then the next one is read.
    Request take();
    /// RFC 9112 §9.3, of the request that was taken last.
    bool keepAlive() const { return m_keepAlive; }

private:
    struct Parser;
    void restart();
    void fail(int status, const QString &description);
    void checkHeader();

    Limits m_limits;
    std::unique_ptr<Parser> m_parser;
    State m_state = State::Waiting;
    bool m_headerChecked = false;
    bool m_expectation = false;
    bool m_keepAlive = true;
    Response m_failure;
    Target m_target;
};

} // namespace gatehouse::http
