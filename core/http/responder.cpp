#include "http/responder.h"

#include "http/connection.h"

#include <utility>

namespace gatehouse::http {

Responder::Responder(std::shared_ptr<Connection *> connection)
    : m_connection(std::move(connection))
{}

Responder::~Responder()
{
    const auto connection = std::exchange(m_connection, nullptr);
    if (connection && *connection)
        (*connection)->respondUnanswered();
}

void Responder::respond(const Response &response)
{
    const auto connection = std::exchange(m_connection, nullptr);
    if (connection && *connection)
        (*connection)->respond(response);
}

bool Responder::isGone() const
{
    return !m_connection || !*m_connection;
}

} // namespace gatehouse::http
