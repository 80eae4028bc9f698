#include "sandbox/tampering.h"

#include "directory/identifiers.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

using Part = TamperedPart;
using Needs = TamperingNeeds;

constexpr std::chrono::minutes JustPast(10);
constexpr std::chrono::hours Lifetime(1);
constexpr std::chrono::hours OneDay(24);
constexpr std::chrono::hours TwoYears(24 * 731);

constexpr QLatin1String operator""_l(const char *text, std::size_t size)
{
    return QLatin1String(text, static_cast<qsizetype>(size));
}

void setLife(Json &claims, Instant issuedAt, Instant expiresAt)
{
    claims["iat"] = toSeconds(issuedAt);
    claims["exp"] = toSeconds(expiresAt);
}

void expire(RequestDraft &draft, Instant now)
{
    setLife(draft.request, now - Lifetime - JustPast, now - JustPast);
}

void issueInFuture(RequestDraft &draft, Instant now)
{
    setLife(draft.request, now + Lifetime, now + 2 * Lifetime);
}

void changeIssuer(RequestDraft &draft, Instant)
{
    draft.request["iss"] = toStdString(directory::newSoftwareId());
}

void changeAudience(RequestDraft &draft, Instant)
{
    draft.request["aud"] = "https://another-bank.example.com";
}

void addForeignRedirect(RequestDraft &draft, Instant)
{
    Json uris = draft.request.value("redirect_uris", Json::array());
    if (!uris.is_array())
        uris = Json::array();
    uris.push_back("https://elsewhere.example.net/callback");
    draft.request["redirect_uris"] = std::move(uris);
}

void sendAgain(RequestDraft &draft, Instant)
{
    draft.sendsLastAgain = true;
}

void nameUnknownKey(RequestDraft &draft, Instant)
{
    draft.namedKey = NamedKey::Unknown;
}

void signWithOtherKey(RequestDraft &draft, Instant)
{
    draft.key = RequestKey::Fresh;
    draft.algorithm.reset();
}

void changePayload(RequestDraft &draft, Instant)
{
    draft.form = SignatureForm::PayloadChanged;
}

void useRs256(RequestDraft &draft, Instant)
{
    draft.algorithm = jose::Algorithm::RS256;
}

void leaveUnsigned(RequestDraft &draft, Instant)
{
    draft.form = SignatureForm::Unsigned;
}

void expireStatement(RequestDraft &draft, Instant now)
{
    draft.statement["exp"] = toSeconds(now - OneDay);
}

void ageStatement(RequestDraft &draft, Instant now)
{
    draft.statement["iat"] = toSeconds(now - TwoYears);
}

void changeStatementIssuer(RequestDraft &draft, Instant)
{
    draft.statement["iss"] = "Another Directory Ltd";
}

void withdrawOrganisation(RequestDraft &draft, Instant)
{
    draft.statement["org_status"] = "Withdrawn";
}

void signStatementWithOtherKey(RequestDraft &draft, Instant)
{
    draft.statementKey = StatementKey::Fresh;
}

void showNoCertificate(RequestDraft &draft, Instant)
{
    draft.certificate = PresentedCertificate::None;
}

void showForeignCertificate(RequestDraft &draft, Instant)
{
    draft.certificate = PresentedCertificate::Foreign;
}

void showOthersCertificate(RequestDraft &draft, Instant)
{
    draft.certificate = PresentedCertificate::OtherTpp;
}

#define TEXT(text) QT_TRANSLATE_NOOP("gatehouse::sandbox", text)

const Tampering Tamperings[] = {
    {"request-wrong-issuer"_l, TEXT("Wrong issuer"), TEXT("iss names another software than the statement does."),
     Part::Request, Needs::Nothing, "request.issuer-is-software-id"_l, changeIssuer},
    {"request-wrong-audience"_l, TEXT("Wrong audience"), TEXT("aud names another bank."), Part::Request, Needs::Nothing,
     "request.audience"_l, changeAudience},
    {"request-from-future"_l, TEXT("Issued in the future"), TEXT("iat is an hour ahead, exp two."), Part::Request,
     Needs::Nothing, "request.issued-at"_l, issueInFuture},
    {"request-expired"_l, TEXT("Expired"), TEXT("exp was ten minutes ago, iat an hour before that."), Part::Request,
     Needs::Nothing, "request.not-expired"_l, expire},
    {"request-replayed"_l, TEXT("Replay"),
     TEXT("The last request that was accepted, byte for byte. What else is set here does not count."), Part::Request,
     Needs::AcceptedRequest, "request.jti-once"_l, sendAgain},
    {"request-foreign-redirect"_l, TEXT("Foreign redirect URI"),
     TEXT("redirect_uris has one more, at a host that the statement does not list."), Part::Request, Needs::Nothing,
     "request.redirect-uris-in-statement"_l, addForeignRedirect},

    {"signature-rs256"_l, TEXT("RS256"), TEXT("Signed with RSA and PKCS #1 v1.5, which FAPI forbids."), Part::Signature,
     Needs::Nothing, "request.algorithm"_l, useRs256},
    {"signature-none"_l, TEXT("alg none"), TEXT("Not signed at all: alg is none, and the signature is empty."),
     Part::Signature, Needs::Nothing, "request.algorithm"_l, leaveUnsigned},
    {"signature-unknown-kid"_l, TEXT("Unknown kid"), TEXT("The header names a key that the directory does not list."),
     Part::Signature, Needs::Nothing, "request.signature"_l, nameUnknownKey},
    {"signature-other-key"_l, TEXT("Signed by another key"),
     TEXT("The header names the software's key; another one signed."), Part::Signature, Needs::Nothing,
     "request.signature"_l, signWithOtherKey},
    {"signature-payload-changed"_l, TEXT("Payload changed"), TEXT("The jti is another one than was signed."),
     Part::Signature, Needs::Nothing, "request.signature"_l, changePayload},

    {"statement-other-key"_l, TEXT("Signed by another key"),
     TEXT("The statement's header names the directory's key; another one signed."), Part::Statement, Needs::Nothing,
     "statement.signature"_l, signStatementWithOtherKey},
    {"statement-wrong-issuer"_l, TEXT("Wrong issuer"), TEXT("iss of the statement names another directory."),
     Part::Statement, Needs::Nothing, "statement.issuer"_l, changeStatementIssuer},
    {"statement-expired"_l, TEXT("Expired"), TEXT("The statement has an exp, which was yesterday."), Part::Statement,
     Needs::Nothing, "statement.not-expired"_l, expireStatement},
    {"statement-too-old"_l, TEXT("Too old"),
     TEXT("Issued two years ago. Refused where the policy says how old a statement may be."), Part::Statement,
     Needs::Nothing, "statement.age"_l, ageStatement},
    {"statement-organisation-withdrawn"_l, TEXT("Organisation withdrawn"), TEXT("org_status is Withdrawn."),
     Part::Statement, Needs::Nothing, "statement.organisation-status"_l, withdrawOrganisation},

    {"connection-no-certificate"_l, TEXT("No client certificate"), TEXT("The TPP shows none."), Part::Connection,
     Needs::Nothing, "transport.certificate"_l, showNoCertificate},
    {"connection-foreign-certificate"_l, TEXT("Foreign certificate"),
     TEXT("One that nobody vouches for: it signed itself."), Part::Connection, Needs::Nothing,
     "transport.certificate"_l, showForeignCertificate},
    {"connection-other-certificate"_l, TEXT("Another TPP's certificate"),
     TEXT("Of the same directory, and issued for another software."), Part::Connection, Needs::OtherTpp,
     "transport.certificate-of-software"_l, showOthersCertificate},
};

constexpr const char *PartTitles[] = {TEXT("Request"), TEXT("Signature"), TEXT("Statement"), TEXT("Connection")};

#undef TEXT

} // namespace

std::span<const Tampering> tamperings()
{
    return Tamperings;
}

const Tampering *findTampering(QLatin1String id)
{
    for (const Tampering &tampering : Tamperings) {
        if (tampering.id == id)
            return &tampering;
    }
    return nullptr;
}

QString title(const Tampering &tampering)
{
    return Text::tr(tampering.title);
}

QString describe(const Tampering &tampering)
{
    return Text::tr(tampering.description);
}

QString title(TamperedPart part)
{
    return Text::tr(PartTitles[static_cast<std::size_t>(part)]);
}

RequestDraft tampered(RequestDraft draft, const QList<const Tampering *> &chosen, Instant now)
{
    draft = renewed(std::move(draft), now);
    draft.freshness = Freshness::AsWritten;
    for (const Tampering *tampering : chosen)
        tampering->apply(draft, now);
    return draft;
}

} // namespace gatehouse::sandbox
