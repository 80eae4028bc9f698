#include "http/request_reader.h"

#include <QCoreApplication>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::http {

namespace beast = boost::beast::http;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

/// Headers that mean something else when they come twice.
constexpr beast::field Single[] = {
    beast::field::host,           beast::field::authorization,     beast::field::content_type,
    beast::field::content_length, beast::field::transfer_encoding, beast::field::expect};

QByteArray toByteArray(boost::beast::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

/// The grammar is Beast's; what it finds goes straight into a Request.
class RequestReader::Parser final : public beast::basic_parser<true>
{
public:
    int version = 11;
    Request request;
    std::array<int, std::size(Single)> count{}; ///< how often each header of Single came
    bool chunked = false;
    bool plainLength = true; ///< Content-Length is one number
    bool continueExpected = false;
    bool unknownCoding = false;
    bool unknownExpectation = false;

private:
    using Error = boost::system::error_code;
    using View = boost::beast::string_view;

    void on_request_impl(beast::verb, View method, View target, int httpVersion, Error &) override
    {
        version = httpVersion;
        request.method = toByteArray(method);
        request.target = toByteArray(target);
    }

    void on_response_impl(int, View, int, Error &) override {}

    void on_field_impl(beast::field field, View name, View value, Error &) override
    {
        // After a chunked body: nobody checked what such a field may override (RFC 9110 §6.5.1).
        if (m_headerEnded)
            return;
        const auto single = std::find(std::begin(Single), std::end(Single), field);
        if (single != std::end(Single))
            ++count[static_cast<std::size_t>(single - std::begin(Single))];
        if (field == beast::field::transfer_encoding) {
            chunked = true;
            unknownCoding = !boost::beast::iequals(value, "chunked");
        } else if (field == beast::field::content_length) {
            plainLength = std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        } else if (field == beast::field::expect) {
            continueExpected = boost::beast::iequals(value, "100-continue");
            unknownExpectation = !continueExpected;
        }
        request.headers.append({toByteArray(name), toByteArray(value)});
    }

    void on_header_impl(Error &) override { m_headerEnded = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t> &, Error &) override {}

    std::size_t on_body_impl(View body, Error &) override
    {
        request.body.append(body.data(), static_cast<qsizetype>(body.size()));
        return body.size();
    }

    void on_chunk_header_impl(std::uint64_t, View, Error &) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, View body, Error &error) override
    {
        return on_body_impl(body, error);
    }
    void on_finish_impl(Error &) override {}

    bool m_headerEnded = false;
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
    m_state = State::Waiting;
    m_headerBytes = 0;
    m_headerChecked = false;
    m_expectation = false;
}

qsizetype RequestReader::feed(QByteArrayView bytes)
{
    qsizetype used = 0;
    if (m_state == State::Waiting) {
        // RFC 9112 §2.2: empty lines before a request are passed over.
        while (bytes.sliced(used).startsWith("\r\n"))
            used += 2;
        if (bytes.sliced(used).isEmpty() || bytes.sliced(used) == "\r")
            return used;
        m_state = State::Reading;
    }
    while (m_state == State::Reading && used < bytes.size() && step(bytes, used)) {}
    return used;
}

/// False where more bytes are needed.
bool RequestReader::step(QByteArrayView bytes, qsizetype &used)
{
    const bool inHeader = !m_parser->is_header_done();
    boost::system::error_code error;
    const QByteArrayView rest = bytes.sliced(used);
    const auto taken = static_cast<qsizetype>(
        m_parser->put(boost::asio::buffer(rest.data(), static_cast<std::size_t>(rest.size())), error));
    used += taken;

    // The parser limits what it is given at once, not a header that comes in many parts.
    const auto left = static_cast<quint64>(bytes.size() - used);
    if (inHeader)
        m_headerBytes += static_cast<quint64>(taken);
    const quint64 header = m_headerBytes + (m_parser->is_header_done() ? 0 : left);
    const bool starved = error == beast::error::need_more;
    if (error == beast::error::header_limit || (inHeader && (starved || !error) && header > m_limits.headerBytes))
        fail(431, Text::tr("The request's headers are longer than %1 bytes.").arg(m_limits.headerBytes));
    else if (error == beast::error::body_limit)
        fail(413, Text::tr("The request's body is longer than %1 bytes.").arg(m_limits.bodyBytes));
    else if (error == beast::error::bad_version)
        fail(505, Text::tr("HTTP 1.1 is spoken here."));
    else if (error == beast::error::bad_transfer_encoding || error == beast::error::bad_content_length)
        fail(400,
             Text::tr("The request does not say clearly how long its body is: one Content-Length, or one "
                      "Transfer-Encoding, and not both."));
    else if (error && !starved)
        fail(400, Text::tr("This is no HTTP request: %1.").arg(QString::fromStdString(error.message())));
    else if (starved && left > m_limits.headerBytes)
        fail(400, Text::tr("A line of the request's chunked body is longer than %1 bytes.").arg(m_limits.headerBytes));
    else if (m_parser->is_header_done() && !m_headerChecked)
        checkHeader();

    if (m_state == State::Reading && m_parser->is_done())
        m_state = State::Complete;
    return !starved;
}

void RequestReader::checkHeader()
{
    m_headerChecked = true;
    Parser &parser = *m_parser;
    for (std::size_t i = 0; i < std::size(Single); ++i) {
        if (parser.count[i] > 1)
            return fail(400,
                        Text::tr("The header %1 comes more than once.")
                            .arg(QString::fromUtf8(toByteArray(beast::to_string(Single[i])))));
    }
    if (!parser.plainLength)
        return fail(400, Text::tr("Content-Length is not one number."));
    if (parser.chunked && parser.version < 11)
        return fail(400, Text::tr("HTTP 1.0 has no Transfer-Encoding."));
    if (parser.unknownCoding)
        return fail(501, Text::tr("The only Transfer-Encoding understood is \"chunked\"."));
    if (parser.unknownExpectation)
        return fail(417, Text::tr("The only expectation understood is \"100-continue\"."));
    if (parser.version == 11 && parser.count[0] == 0)
        return fail(400, Text::tr("The request has no Host header."));
    if (!isHost(parser.request.header("Host")))
        return fail(400, Text::tr("The Host header is no host name with an optional port."));
    auto target = parseTarget(parser.request.target);
    if (!target)
        return fail(400, target.error().message);
    parser.request.path = std::move(target->path);
    parser.request.query = std::move(target->query);
    // RFC 9110 §10.1.1: from an HTTP 1.0 client it is ignored.
    m_expectation = parser.continueExpected && parser.version == 11;
}

void RequestReader::fail(int status, const QString &description)
{
    m_state = State::Failed;
    m_failure = {status, description};
}

bool RequestReader::takeExpectation()
{
    // Where the body is here already, nobody waits.
    const bool waits = std::exchange(m_expectation, false);
    return waits && m_state == State::Reading && m_parser->request.body.isEmpty();
}

Request RequestReader::take()
{
    Request request = std::move(m_parser->request);
    m_keepAlive = m_parser->version == 11 && m_parser->keep_alive();
    restart();
    return request;
}

} // namespace gatehouse::http
