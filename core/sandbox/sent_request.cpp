#include "sandbox/sent_request.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

using Status = TamperingVerdict::Status;

constexpr QLatin1String TransportCertificate("transport.certificate");
constexpr int Unauthorised = 401;

TamperingVerdict verdictOf(const Tampering &tampering, const SentRequest &sent)
{
    const dcr::Check *expected = dcr::findCheck(tampering.check);
    const dcr::Check *refusal = sent.refusedBy();
    const dcr::CheckResult *seen = sent.evaluation ? sent.evaluation->find(tampering.check) : nullptr;
    const QString name = dcr::title(*expected);
    if (!sent.isRegistration() && tampering.part != TamperedPart::Connection)
        return {&tampering, Status::Unknown, Text::tr("Not judged: this request carries no claims.")};
    if (sent.exchange.succeeded()) {
        const QString noticed = seen && seen->outcome == dcr::Outcome::Warn
            ? Text::tr("“%1” only warns of it: %2").arg(name, seen->message)
            : Text::tr("“%1” should have: %2")
                  .arg(name, seen && !seen->message.isEmpty() ? seen->message : Text::tr("it said nothing."));
        return {&tampering, Status::NotCaught, Text::tr("Not caught: the endpoint accepted it. %1").arg(noticed)};
    }
    if (refusal == expected)
        return {&tampering, Status::Caught, Text::tr("Caught by “%1”.").arg(name)};
    if (refusal && seen && seen->outcome == dcr::Outcome::Fail)
        return {&tampering, Status::AlsoSeen,
                Text::tr("“%1” fails, as it should; the endpoint had refused by “%2” before that.")
                    .arg(name, dcr::title(*refusal))};
    if (refusal)
        return {&tampering, Status::RefusedUnseen,
                Text::tr("Refused by “%1”; “%2” should have seen it.").arg(dcr::title(*refusal), name)};
    return {&tampering, Status::RefusedUnseen,
            Text::tr("Refused with status %1; the answer does not name the check. “%2” should have seen it.")
                .arg(sent.exchange.status)
                .arg(name)};
}

dcr::KeySource keysFrom(const Result<std::shared_ptr<const directory::PublishedKeys>> &published)
{
    using State = dcr::KeySource::State;
    const QString origin = Text::tr("the test directory");
    if (!published)
        return {State::Unavailable, nullptr, origin, published.error().message};
    return {State::Available, std::shared_ptr<const jose::JwkSet>(*published, &(*published)->keys), origin, {}};
}

struct CertificateFiles {
    PresentedCertificate certificate;
    const char *options;
};

constexpr CertificateFiles Files[] = {
    {PresentedCertificate::Own, " --cert transport.pem --key transport.key"},
    {PresentedCertificate::OtherTpp, " --cert OTHER-KIT/transport.pem --key OTHER-KIT/transport.key"},
    {PresentedCertificate::Foreign, " --cert foreign.pem --key foreign.key"},
    {PresentedCertificate::None, ""},
};

} // namespace

dcr::Outcome TamperingVerdict::outcome() const
{
    switch (status) {
    case Status::Caught:
        return dcr::Outcome::Pass;
    case Status::AlsoSeen:
    case Status::RefusedUnseen:
        return dcr::Outcome::Warn;
    case Status::NotCaught:
        return dcr::Outcome::Fail;
    case Status::Unknown:
        break;
    }
    return dcr::Outcome::Skipped;
}

const dcr::Check *SentRequest::refusedBy() const
{
    if (exchange.succeeded())
        return nullptr;
    const Json answer = exchange.json();
    // The route asks for the certificate before anything is judged.
    if (exchange.status == Unauthorised && stringMember(answer, "error") == QLatin1String("invalid_client"))
        return dcr::findCheck(TransportCertificate);
    const QByteArray description = stringMember(answer, "error_description").value_or(QString()).toLatin1();
    const QByteArray id = description.left(description.indexOf(' '));
    return dcr::findCheck(QLatin1String(id));
}

QList<TamperingVerdict> SentRequest::verdicts() const
{
    QList<TamperingVerdict> all;
    for (const Tampering *tampering : tamperings)
        all.append(verdictOf(*tampering, *this));
    return all;
}

bool SentRequest::isRecordedBy(const Exchange &record) const
{
    return record.method == exchange.method && record.status == exchange.status
        && record.target == exchange.url.path(QUrl::FullyEncoded).toUtf8() && record.requestBody == exchange.requestBody;
}

void SentRequest::takeRecord(const Exchange &record)
{
    if (!record.evaluation)
        return;
    evaluation = record.evaluation;
    checksOrigin = ChecksOrigin::Recorded;
}

std::shared_ptr<const dcr::Evaluation> judgeComposed(const QByteArray &request, const directory::Tpp &sender,
                                                     const directory::Directory &directory, const dcr::Policy &policy,
                                                     const dcr::Replay &replay, Instant now)
{
    dcr::Evidence evidence = dcr::Evidence::ofRequest(request, now);
    evidence.requestJti = replay;
    if (evidence.statement) {
        const Json claims = evidence.statement->claims.value_or(Json::object());
        evidence.statementKeys = keysFrom(directory.directoryJwks());
        evidence.requestKeys =
            keysFrom(directory.softwareJwks(stringMember(claims, "org_id").value_or(QString()),
                                            stringMember(claims, "software_id").value_or(QString())));
    }
    evidence.transport.state = dcr::Transport::State::Required;
    const auto anchors = trust::TrustAnchors::create(directory.authorities());
    if (!sender.transportChain.isEmpty() && anchors) {
        evidence.transport.certificate = sender.transportCertificate();
        evidence.transport.verdict =
            anchors->verify(sender.transportCertificate(), sender.transportChain.sliced(1), now);
    }
    return std::make_shared<const dcr::Evaluation>(dcr::evaluate(evidence, policy));
}

QString toCurl(const SentRequest &sent)
{
    Exchange exchange;
    exchange.method = sent.exchange.method;
    exchange.target = sent.exchange.url.toEncoded();
    exchange.requestHeaders = sent.exchange.requestHeaders;
    exchange.requestBody = sent.exchange.requestBody;
    for (auto &[name, value] : exchange.requestHeaders) {
        if (name == "Authorization")
            value = "Bearer ACCESS_TOKEN";
    }
    QString options;
    for (const CertificateFiles &files : Files) {
        if (files.certificate == sent.certificate)
            options = QLatin1String(files.options);
    }
    return toCurl(exchange, {}, options);
}

} // namespace gatehouse::sandbox
