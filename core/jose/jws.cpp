#include "jose/jws.h"

#include "base/base64url.h"
#include "jose/openssl_util.h"

#include <array>

namespace gatehouse::jose {

namespace {

constexpr int PartsOfJws = 3;
constexpr int PartsOfJwe = 5;

QString partName(int index)
{
    switch (index) {
    case 0:
        return Text::tr("first part");
    case 1:
        return Text::tr("second part");
    default:
        return Text::tr("third part");
    }
}

/// What most likely brought the character in, and what to do; empty where nothing can be said.
QString hintFor(char character)
{
    if (QByteArrayView("()[]{}<>").contains(character))
        return Text::tr("It was probably pasted with a bracket; remove it.");
    if (QByteArrayView("\"'`").contains(character))
        return Text::tr("It was probably pasted with a quotation mark; remove it.");
    if (QByteArrayView(" \t\r\n").contains(character))
        return Text::tr("It was probably broken into lines; join them.");
    if (QByteArrayView(",;\\").contains(character))
        return Text::tr("It was probably pasted with a punctuation mark; remove it.");
    return {};
}

Result<QByteArray> decode(QByteArrayView part, int index)
{
    Result<QByteArray> bytes = fromBase64url(part);
    if (bytes)
        return bytes;
    const qsizetype stray = findNonBase64url(part);
    if (stray < 0)
        return fail(Error::Malformed,
                    Text::tr("The %1 is not base64url: it has %2.").arg(partName(index), bytes.error().message));
    QString message = Text::tr("The %1 is not base64url: %2 of the %1.").arg(partName(index), bytes.error().message);
    if (const QString hint = hintFor(part[stray]); !hint.isEmpty())
        message += QLatin1Char(' ') + hint;
    return fail(Error::Malformed, message);
}

Result<Json> decodeObject(const Result<QByteArray> &bytes, const QString &what)
{
    if (!bytes)
        return tl::unexpected(bytes.error());
    Result<Json> json = parseJsonObject(*bytes);
    if (!json)
        return fail(json.error().kind, Text::tr("In the %1: %2").arg(what, json.error().message), json.error().detail);
    return json;
}

JwsParts unreadable(const Error &error)
{
    const tl::unexpected<Error> failure(error);
    return JwsParts{{}, failure, failure, failure, failure};
}

QByteArrayView trimmed(QByteArrayView text)
{
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.isEmpty() && isSpace(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isSpace(text.back()))
        text.chop(1);
    return text;
}

struct Split {
    std::array<QByteArrayView, PartsOfJws> parts;
    qsizetype count = 0; ///< of all parts, also those beyond the third
    qsizetype signingInputBytes = 0;
};

Split splitAtDots(QByteArrayView token)
{
    Split split;
    qsizetype start = 0;
    qsizetype dot = 0;
    for (; dot >= 0; ++split.count, start = dot + 1) {
        dot = token.indexOf('.', start);
        const qsizetype end = dot < 0 ? token.size() : dot;
        if (split.count < PartsOfJws)
            split.parts[static_cast<size_t>(split.count)] = token.sliced(start, end - start);
        if (split.count < PartsOfJws - 1)
            split.signingInputBytes = end;
    }
    return split;
}

/// Why a text of so many parts is no signed token; nothing where three are.
std::optional<Error> wrongCount(qsizetype parts)
{
    if (parts == PartsOfJws)
        return std::nullopt;
    if (parts == PartsOfJwe)
        return Error{Error::Refused,
                     Text::tr("The token has five parts: it is encrypted (JWE, RFC 7516). A signed token has "
                              "three."),
                     {}};
    if (parts == 1)
        return Error{
            Error::Malformed, Text::tr("This is not a token: a signed token has three parts with dots between."), {}};
    return Error{
        Error::Malformed,
        Text::tr("The token has %1 parts with dots between; a signed token has three. Something is missing or was "
                 "added.")
            .arg(parts),
        {}};
}

std::optional<Error> headerProblem(const Json &header)
{
    const Json *alg = member(header, "alg");
    if (!alg || !alg->is_string())
        return Error{Error::Malformed,
                     Text::tr("The header has no \"alg\", or one that is not a string (RFC 7515 §4.1.1)."),
                     {}};
    if (const Json *kid = member(header, "kid"); kid && !kid->is_string())
        return Error{Error::Malformed, Text::tr("The \"kid\" of the header is not a string (RFC 7515 §4.1.4)."), {}};
    if (const Json *crit = member(header, "crit")) {
        const std::optional<QStringList> names = stringListMember(header, "crit");
        if (!names || names->isEmpty())
            return Error{Error::Malformed,
                         Text::tr("The \"crit\" of the header is not a list of names (RFC 7515 §4.1.11): %1.")
                             .arg(QString::fromUtf8(toBytes(*crit)).left(60)),
                         {}};
        return Error{
            Error::Refused,
            Text::tr("The header demands in \"crit\" that \"%1\" is understood, which it is not here (RFC 7515 "
                     "§4.1.11).")
                .arg(names->join(QStringLiteral("\", \"")).left(200)),
            {}};
    }
    const Json *b64 = member(header, "b64");
    if (b64 && *b64 != Json(true))
        return Error{Error::Refused,
                     Text::tr("The header says \"b64\": %1: a payload that is not encoded (RFC 7797) is not accepted.")
                         .arg(QString::fromUtf8(toBytes(*b64)).left(60)),
                     {}};
    return std::nullopt;
}

QByteArray textOf(const Result<Json> &header, const char *name)
{
    const Json *value = header ? member(*header, name) : nullptr;
    return value && value->is_string() ? QByteArray::fromStdString(value->get_ref<const std::string &>())
                                       : QByteArray();
}

} // namespace

QByteArray JwsParts::alg() const
{
    return textOf(header, "alg");
}

QByteArray JwsParts::kid() const
{
    return textOf(header, "kid");
}

std::optional<Error> JwsParts::problem() const
{
    if (!header)
        return header.error();
    if (!payload)
        return payload.error();
    if (!signature)
        return signature.error();
    if (auto found = headerProblem(*header))
        return found;
    if (!claims)
        return claims.error();
    return std::nullopt;
}

JwsParts dissect(QByteArrayView compact)
{
    const QByteArrayView token = trimmed(compact);
    if (token.isEmpty())
        return unreadable({Error::Malformed, Text::tr("There is no token: the text is empty."), {}});
    if (token.size() > MaxCompactBytes)
        return unreadable(
            {Error::TooLarge,
             Text::tr("The token has %1 bytes; at most %2 are accepted.").arg(token.size()).arg(MaxCompactBytes),
             {}});

    const Split split = splitAtDots(token);
    JwsParts result = unreadable({});
    result.signingInput = token.first(split.signingInputBytes).toByteArray();
    result.header = decodeObject(decode(split.parts[0], 0), Text::tr("header"));
    result.payload = decode(split.parts[1], 1);
    result.signature = decode(split.parts[2], 2);
    if (const std::optional<Error> miscount = wrongCount(split.count)) {
        const tl::unexpected<Error> failure(*miscount);
        if (!result.header)
            result.header = failure;
        if (!result.payload || split.count == 1 || split.count == PartsOfJwe)
            result.payload = failure;
        result.signature = failure;
    }
    result.claims = decodeObject(result.payload, Text::tr("claims"));
    return result;
}

Jws::Jws(JwsParts parts)
    : m_parts(std::move(parts))
{}

Result<Jws> Jws::parse(QByteArrayView compact)
{
    return fromParts(dissect(compact));
}

Result<Jws> Jws::fromParts(JwsParts parts)
{
    if (const std::optional<Error> problem = parts.problem())
        return tl::unexpected(*problem);
    return Jws(std::move(parts));
}

} // namespace gatehouse::jose
