#include "sandbox/request_sender.h"

#include "fetch/https_get.h"
#include "sandbox/background.h"

#include <utility>

namespace gatehouse::sandbox {

namespace {

struct ActionFacts {
    SendAction action;
    const char *method;
    const char *step; ///< for people, untranslated
};

constexpr ActionFacts Actions[] = {
    {SendAction::Register, "POST", QT_TRANSLATE_NOOP("gatehouse::sandbox::RequestSender", "Registering")},
    {SendAction::Read, "GET", QT_TRANSLATE_NOOP("gatehouse::sandbox::RequestSender", "Reading the registration")},
    {SendAction::Update, "PUT", QT_TRANSLATE_NOOP("gatehouse::sandbox::RequestSender", "Updating the registration")},
    {SendAction::Delete, "DELETE", QT_TRANSLATE_NOOP("gatehouse::sandbox::RequestSender", "Deleting the registration")},
};

const ActionFacts &factsOf(SendAction action)
{
    return Actions[static_cast<std::size_t>(action)];
}

constexpr QLatin1String SignedByOther("signature-other-key");

QUrl urlOf(const SendOrder &order)
{
    if (order.action == SendAction::Register)
        return order.target.registrationEndpoint;
    QUrl url = order.target.registrationEndpoint;
    url.setPath(url.path(QUrl::FullyEncoded) + QLatin1Char('/')
                    + QString::fromLatin1(QUrl::toPercentEncoding(order.clientId)),
                QUrl::TolerantMode);
    return url;
}

bool needsStrangers(const RequestDraft &draft)
{
    return draft.key == RequestKey::Fresh || draft.statementKey == StatementKey::Fresh
        || draft.certificate == PresentedCertificate::Foreign;
}

} // namespace

RequestSender::RequestSender(std::shared_ptr<directory::Directory> directory, Clock clock, QObject *parent)
    : QObject(parent)
    , m_directory(std::move(directory))
    , m_clock(std::move(clock))
{
    m_timeLimit.setSingleShot(true);
    m_timeLimit.setInterval(TimeLimit);
    connect(&m_timeLimit, &QTimer::timeout, this, [this] {
        giveUp({Error::Io, tr("The endpoint did not answer within %1 seconds.").arg(TimeLimit.count()), {}});
    });
}

RequestSender::~RequestSender() = default;

void RequestSender::setTpps(directory::Tpp tpp, std::optional<directory::Tpp> other)
{
    cancel();
    if (!m_tpp || m_tpp->softwareId != tpp.softwareId)
        m_lastAccepted.clear();
    m_tpp = std::move(tpp);
    m_other = std::move(other);
}

Result<SentRequest> RequestSender::composed(const SendOrder &order, const Signers &signers, const QByteArray &again,
                                            Instant now)
{
    SentRequest request;
    request.sentAt = now;
    request.tamperings = order.tamperings;
    if (order.draft.key != RequestKey::Own && !request.tamperings.contains(findTampering(SignedByOther)))
        request.tamperings.append(findTampering(SignedByOther));
    request.exchange.method = factsOf(order.action).method;
    request.exchange.url = urlOf(order);
    if (!order.draft.request.is_object() || !order.draft.statement.is_object())
        return fail(Error::Malformed, tr("Claims are a JSON object."));
    const RequestDraft draft = tampered(order.draft, order.tamperings, now);
    request.certificate = draft.certificate;
    if (!request.isRegistration())
        return request;
    request.exchange.requestHeaders = {{"Content-Type", "application/jwt"}, {"Accept", "application/json"}};
    if (draft.sendsLastAgain && again.isEmpty())
        return fail(Error::NotFound,
                    tr("Nothing was accepted yet that could be sent again. Send a request that is accepted first."));
    const Result<QByteArray> body = draft.sendsLastAgain ? Result<QByteArray>(again) : compose(draft, signers, now);
    if (!body)
        return tl::unexpected(body.error());
    request.exchange.requestBody = *body;
    return request;
}

RequestSender::Preparing RequestSender::preparing(const SendOrder &order) const
{
    return [order, tpp = *m_tpp, other = m_other, strangers = m_strangers, directory = m_directory,
            again = m_lastAccepted, now = m_clock()]() -> Result<Prepared> {
        Signers signers{tpp, other, strangers, directory};
        const RequestDraft draft =
            order.draft.request.is_object() ? tampered(order.draft, order.tamperings, now) : order.draft;
        if (!signers.strangers && needsStrangers(draft)) {
            Result<Strangers> made = Strangers::make(now);
            if (!made)
                return tl::unexpected(made.error());
            signers.strangers = std::make_shared<const Strangers>(*std::move(made));
        }
        Result<SentRequest> request = composed(order, signers, again, now);
        if (!request)
            return tl::unexpected(request.error());
        Result<directory::Tpp> sender = presentedAs(request->certificate, signers);
        if (!sender)
            return tl::unexpected(sender.error());
        return Prepared{*std::move(request), *std::move(sender), signers.strangers};
    };
}

void RequestSender::preview(const SendOrder &order)
{
    if (!m_tpp)
        return;
    inBackground<Result<Prepared>>(m_replies, preparing(order),
                                   [this, number = ++m_preview](const Result<Prepared> &prepared) {
                                       if (number != m_preview)
                                           return;
                                       if (!prepared) {
                                           Q_EMIT previewFailed(prepared.error());
                                           return;
                                       }
                                       m_strangers = prepared->strangers;
                                       Q_EMIT previewed(prepared->request);
                                   });
}

void RequestSender::send(const SendOrder &order)
{
    if (m_isBusy || !m_tpp)
        return;
    for (const QUrl &url : {order.target.registrationEndpoint, order.target.tokenEndpoint}) {
        const bool isUsed = order.action != SendAction::Register || url == order.target.registrationEndpoint;
        if (const auto checked = fetch::checkFetchable(url); isUsed && !checked) {
            Q_EMIT failed(checked.error());
            return;
        }
    }
    if (order.action != SendAction::Register && order.clientId.trimmed().isEmpty()) {
        Q_EMIT failed({Error::NotFound, tr("Say which client: register one first, or type its client_id."), {}});
        return;
    }
    m_isBusy = true;
    m_timeLimit.start();
    Q_EMIT stepStarted(tr("Signing"));
    inBackground<Result<Prepared>>(m_replies, preparing(order),
                                   [this, order, run = ++m_run](const Result<Prepared> &prepared) {
                                       if (run != m_run)
                                           return;
                                       if (!prepared)
                                           return giveUp(prepared.error());
                                       m_strangers = prepared->strangers;
                                       if (order.action == SendAction::Register)
                                           transmit(order, *prepared);
                                       else
                                           fetchToken(order, *prepared);
                                   });
}

std::unique_ptr<TppClient> RequestSender::clientOf(directory::Tpp tpp, const SendTarget &target) const
{
    if (!target.authorities.isEmpty())
        tpp.authorities = target.authorities;
    directory::EndpointFacts facts;
    facts.registrationEndpoint = target.registrationEndpoint.toString();
    facts.tokenEndpoint = target.tokenEndpoint.toString();
    return std::make_unique<TppClient>(std::move(tpp), std::move(facts), m_clock);
}

void RequestSender::fetchToken(const SendOrder &order, Prepared prepared)
{
    Q_EMIT stepStarted(tr("Getting a token"));
    m_tokenClient = clientOf(*m_tpp, order.target);
    m_tokenClient->requestToken(
        order.clientId, [this, order, prepared = std::move(prepared), run = m_run](const Result<TppExchange> &answer) {
            if (run != m_run)
                return;
            if (!answer)
                return giveUp(answer.error());
            const QByteArray token = stringMember(answer->json(), "access_token").value_or(QString()).toLatin1();
            if (!answer->succeeded() || token.isEmpty())
                return giveUp({Error::Refused,
                               tr("There is no token for the client %1: the token endpoint answered %2. %3")
                                   .arg(order.clientId.left(80))
                                   .arg(answer->status)
                                   .arg(stringMember(answer->json(), "error_description").value_or(QString())),
                               {}});
            Prepared authorised = prepared;
            authorised.request.exchange.requestHeaders.append({"Authorization", "Bearer " + token});
            transmit(order, std::move(authorised));
        });
}

void RequestSender::transmit(const SendOrder &order, Prepared prepared)
{
    Q_EMIT stepStarted(tr(factsOf(order.action).step));
    prepared.request.sentAt = m_clock();
    m_client = clientOf(prepared.sender, order.target);
    const TppExchange exchange = prepared.request.exchange;
    m_client->send(exchange, [this, order, prepared = std::move(prepared), run = m_run](Result<TppExchange> answer) {
        if (run != m_run)
            return;
        if (!answer)
            return giveUp(answer.error());
        Prepared answered = prepared;
        answered.request.exchange = *std::move(answer);
        conclude(order, answered);
    });
}

void RequestSender::conclude(const SendOrder &order, const Prepared &prepared)
{
    const QByteArray body = prepared.request.exchange.requestBody;
    const dcr::Replay replay{true, body == m_lastAccepted ? std::optional(m_lastAcceptedAt) : std::nullopt};
    inBackground<SentRequest>(
        m_replies,
        [request = prepared.request, sender = prepared.sender, directory = m_directory, policy = order.policy, replay] {
            SentRequest judged = request;
            if (judged.isRegistration()) {
                judged.evaluation =
                    judgeComposed(request.exchange.requestBody, sender, *directory, policy, replay, request.sentAt);
                judged.checksOrigin = SentRequest::ChecksOrigin::Judged;
            }
            return judged;
        },
        [this, body, run = m_run](const SentRequest &judged) {
            if (run != m_run)
                return;
            if (judged.isRegistration() && judged.exchange.succeeded()) {
                m_lastAccepted = body;
                m_lastAcceptedAt = judged.sentAt;
            }
            stop();
            Q_EMIT sent(judged);
        });
}

void RequestSender::stop()
{
    ++m_run;
    m_isBusy = false;
    m_timeLimit.stop();
    // One of the clients may be what calls.
    for (std::unique_ptr<TppClient> *client : {&m_tokenClient, &m_client}) {
        if (*client)
            client->release()->deleteLater();
    }
}

void RequestSender::cancel()
{
    if (m_isBusy)
        stop();
}

void RequestSender::giveUp(const Error &error)
{
    stop();
    Q_EMIT failed(error);
}

} // namespace gatehouse::sandbox
