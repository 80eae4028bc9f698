#include "http/request_reader.h"

#include <QCoreApplication>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <utility>

namespace gatehouse::http {

namespace beast = boost::beast::http;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

/// Headers that mean something else when they come twice.
constexpr beast::field Single[] = {beast::field::host, beast::field::authorization, beast::field::content_type,
                                   beast::field::content_length, beast::field::transfer_encoding, beast::field::expect};

QByteArray toByteArray(boost::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

struct RequestReader::Parser : beast::request_parser<beast::string_body> {
};

RequestReader::RequestReader(const Limits &limits)
    : m_limits(limits)
{
    restart();
}

RequestReader::~RequestReader() = default;

void RequestReader::restart()
{
    m_parser = std::make_unique<Parser>();
    m_parser->header_limit(m_limits.headerBytes);
    m_parser->body_limit(m_limits.bodyBytes);
    m_parser->eager(true);
    m_state = State::Waiting;
    m_headerChecked = false;
    m_expectation = false;
}

qsizetype RequestReader::feed(QByteArrayView bytes)
{
    qsizetype used = 0;
    while (used < bytes.size() && (m_state == State::Waiting || m_state == State::Reading)) {
        m_state = State::Reading;
        boost::system::error_code error;
        const auto rest = boost::asio::buffer(bytes.data() + used, static_cast<std::size_t>(bytes.size() - used));
        const auto taken = static_cast<qsizetype>(m_parser->put(rest, error));
        used += taken;
        if (m_parser->is_header_done() && !m_headerChecked)
            checkHeader();
        if (m_state == State::Failed)
            return used;
        if (error == beast::error::need_more)
            break;
        if (error == beast::error::header_limit)
            fail(431, Text::tr("The request's headers are longer than %1 bytes.").arg(m_limits.headerBytes));
        else if (error == beast::error::body_limit)
            fail(413, Text::tr("The request's body is longer than %1 bytes.").arg(m_limits.bodyBytes));
        else if (error == beast::error::bad_version)
            fail(505, Text::tr("HTTP 1.1 is spoken here."));
        else if (error)
            fail(400, Text::tr("This is no HTTP request: %1.").arg(QString::fromStdString(error.message())));
        else if (m_parser->is_done())
            m_state = State::Complete;
        else if (taken == 0)
            break;
    }
    return used;
}

void RequestReader::checkHeader()
{
    m_headerChecked = true;
    const auto &header = m_parser->get();
    if (header.version() != 10 && header.version() != 11)
        return fail(505, Text::tr("HTTP 1.1 is spoken here."));
    for (beast::field field : Single) {
        if (header.count(field) > 1)
            return fail(400, Text::tr("The header %1 comes more than once.").arg(QString::fromUtf8(toByteArray(beast::to_string(field)))));
    }
    if (header.count(beast::field::content_length) > 0 && header.count(beast::field::transfer_encoding) > 0)
        return fail(400, Text::tr("The request has both Content-Length and Transfer-Encoding."));
    if (header.version() == 11 && header.count(beast::field::host) == 0)
        return fail(400, Text::tr("The request has no Host header."));
    auto target = parseTarget(toByteArray(header.target()));
    if (!target)
        return fail(400, target.error().message);
    m_target = *std::move(target);
    const auto expect = header[beast::field::expect];
    if (!expect.empty() && !m_parser->is_done())
        m_expectation = boost::beast::iequals(expect, "100-continue");
}

void RequestReader::fail(int status, const QString &description)
{
    m_state = State::Failed;
    m_failure = Response::error(status, "invalid_request", description);
}

bool RequestReader::takeExpectation()
{
    return std::exchange(m_expectation, false);
}

Request RequestReader::take()
{
    auto message = m_parser->release();
    Request request;
    request.method = toByteArray(message.method_string());
    request.target = toByteArray(message.target());
    request.path = std::move(m_target.path);
    request.query = std::move(m_target.query);
    for (const auto &field : message)
        request.headers.append({toByteArray(field.name_string()), toByteArray(field.value())});
    request.body = QByteArray(message.body().data(), static_cast<qsizetype>(message.body().size()));
    m_keepAlive = message.keep_alive();
    restart();
    return request;
}

} // namespace gatehouse::http
