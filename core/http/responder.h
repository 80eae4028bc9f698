#pragma once

#include "http/response.h"

#include <memory>

namespace gatehouse::http {

class Connection;

/// The right to answer one request, once; may be kept until the answer is known. Stays in the thread of its
/// connection. One that goes unused answers 500: nobody is left waiting by a mistake.
class Responder
{
public:
    explicit Responder(std::shared_ptr<Connection *> connection);
    ~Responder();
    Responder(Responder &&) noexcept = default;
    Responder &operator=(Responder &&) = delete;

    /// The first call answers; where the peer is gone the answer is dropped.
    void respond(const Response &response);
    /// The peer has hung up, or everything was answered: an answer would be for nobody. A peer that closes only its
    /// sending direction counts as gone.
    bool isGone() const;

private:
    std::shared_ptr<Connection *> m_connection; ///< points at null once the connection is gone
};

} // namespace gatehouse::http
