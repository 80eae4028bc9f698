#include "dcr/token_extraction.h"

#include "base/json.h"
#include "dcr/text.h"
#include "jose/jws.h"

#include <vector>

namespace gatehouse::dcr {

namespace {

/// What a base64url-encoded JSON object begins with: `{"`.
constexpr QByteArrayView TokenStart("eyJ");
/// A text with more token-like places than this holds no one token that a person means.
constexpr int MaxCandidates = 200;

bool endsToken(char character)
{
    constexpr QByteArrayView Delimiters("\"'`<>,;&()\\ \t\r\n");
    return Delimiters.contains(character) || character == '\0';
}

struct Candidate {
    qsizetype position = 0;
    QByteArrayView text;
};

std::vector<Candidate> candidates(QByteArrayView text)
{
    std::vector<Candidate> found;
    qsizetype position = text.indexOf(TokenStart);
    while (position >= 0 && found.size() < MaxCandidates) {
        qsizetype end = position;
        while (end < text.size() && !endsToken(text[end]))
            ++end;
        const QByteArrayView candidate = text.sliced(position, end - position);
        if (candidate.contains('.'))
            found.push_back({position, candidate});
        position = end < text.size() ? text.sliced(end).indexOf(TokenStart) : -1;
        if (position >= 0)
            position += end;
    }
    return found;
}

TokenKind kindOf(const jose::JwsParts &parts)
{
    return parts.claims && member(*parts.claims, "software_statement") ? TokenKind::Request : TokenKind::Statement;
}

QString describePlace(QByteArrayView text, const Candidate &candidate)
{
    if (candidate.text.size() == text.size())
        return {};
    if (text.startsWith("curl"))
        return Text::tr("in a curl command");
    if (text.startsWith('{') || text.startsWith('['))
        return Text::tr("in JSON");
    return Text::tr("at character %1 of the text").arg(candidate.position + 1);
}

} // namespace

Result<ExtractedToken> extractToken(QByteArrayView text)
{
    const QByteArrayView trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return fail(Error::Malformed, Text::tr("There is no text. Paste a software statement, a registration request, "
                                               "JSON that holds one, or a curl command."));
    if (trimmed.size() > MaxPastedBytes)
        return fail(Error::TooLarge, Text::tr("The text is longer than the %1 bytes that are looked through.").arg(MaxPastedBytes));
    const Candidate *best = nullptr;
    TokenKind bestKind = TokenKind::Statement;
    const std::vector<Candidate> found = candidates(trimmed);
    for (const Candidate &candidate : found) {
        const jose::JwsParts parts = jose::dissect(candidate.text);
        if (!parts.header)
            continue;
        const TokenKind kind = kindOf(parts);
        const bool better = !best || (kind == TokenKind::Request && bestKind == TokenKind::Statement)
            || (kind == bestKind && candidate.text.size() > best->text.size());
        if (better) {
            best = &candidate;
            bestKind = kind;
        }
    }
    // What stands alone is taken for the token that it was meant to be, however damaged.
    if (!best && trimmed.count('.') >= 1 && !trimmed.contains(' '))
        return ExtractedToken{trimmed.toByteArray(), TokenKind::Statement, {}};
    if (!best)
        return fail(Error::Malformed, Text::tr("There is no signed token in this text. A token is three parts of "
                                               "letters, digits, - and _ with dots between; the first begins with eyJ."));
    return ExtractedToken{best->text.toByteArray(), bestKind, describePlace(trimmed, *best)};
}

} // namespace gatehouse::dcr
