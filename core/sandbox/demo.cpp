#include "sandbox/demo.h"

#include "directory/directory.h"
#include "directory/kit.h"
#include "sandbox/background.h"
#include "sandbox/tpp_client.h"

#include <deque>
#include <functional>

namespace gatehouse::sandbox {

struct Demo::Private {
    struct Step {
        QString title;
        std::function<void(TppClient::Done)> send;
        std::function<void(const Json &)> keep; ///< what later steps need of the answer
    };

    std::shared_ptr<directory::Directory> directory;
    QString baseUrl;
    Clock clock;
    Extent extent = Extent::Register;
    QString kitFolder;
    store::ReplyBox replies;

    std::unique_ptr<TppClient> client;
    std::deque<Step> steps;
    QString clientId;
    QByteArray token;

    void plan()
    {
        const auto keepClientId = [this](const Json &answer) {
            clientId = stringMember(answer, "client_id").value_or(QString());
        };
        steps.push_back(
            {tr("Register"), [this](auto done) { client->registerClient(Json::object(), done); }, keepClientId});
        if (extent == Extent::Register)
            return;
        steps.push_back({tr("Get a token"), [this](auto done) { client->requestToken(clientId, done); },
                         [this](const Json &answer) {
                             token = stringMember(answer, "access_token").value_or(QString()).toLatin1();
                         }});
        steps.push_back(
            {tr("Read the registration"), [this](auto done) { client->readClient(clientId, token, done); }, {}});
        steps.push_back({tr("Update it: accounts alone"),
                         [this](auto done) {
                             client->updateClient(clientId, token, {{"scope", "openid accounts"}}, done);
                         },
                         {}});
        steps.push_back({tr("Delete it"), [this](auto done) { client->deleteClient(clientId, token, done); }, {}});
    }
};

Demo::Demo(std::shared_ptr<directory::Directory> directory, QUrl baseUrl, Clock clock, Extent extent, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->directory = std::move(directory);
    d->baseUrl = baseUrl.toString(QUrl::RemovePath | QUrl::StripTrailingSlash);
    d->clock = std::move(clock);
    d->extent = extent;
    d->plan();
}

Demo::~Demo() = default;

void Demo::keepKitIn(const QString &folder)
{
    d->kitFolder = folder;
}

void Demo::start()
{
    Q_EMIT stepStarted(tr("Make a test TPP"));
    // A key pair takes a tenth of a second and more: never on a thread that shows a window.
    inBackground<Result<directory::Tpp>>(
        d->replies,
        [directory = d->directory, baseUrl = d->baseUrl, kitFolder = d->kitFolder,
         now = d->clock()]() -> Result<directory::Tpp> {
            Result<directory::Tpp> tpp = directory->create({.baseUrl = baseUrl});
            if (!tpp || kitFolder.isEmpty())
                return tpp;
            const auto written = directory::writeKit(kitFolder, *tpp, directory::EndpointFacts::at(baseUrl), now);
            return written.and_then([&tpp] { return tpp; });
        },
        [this](const Result<directory::Tpp> &tpp) {
            if (!tpp) {
                Q_EMIT failed(tpp.error());
                return;
            }
            d->client = std::make_unique<TppClient>(*tpp, directory::EndpointFacts::at(d->baseUrl), d->clock);
            takeStep();
        });
}

void Demo::takeStep()
{
    if (d->steps.empty()) {
        Q_EMIT finished();
        return;
    }
    const Private::Step step = std::move(d->steps.front());
    d->steps.pop_front();
    Q_EMIT stepStarted(step.title);
    step.send([this, step](const Result<TppExchange> &exchange) {
        if (!exchange) {
            Q_EMIT failed(exchange.error());
            return;
        }
        if (!exchange->succeeded()) {
            Q_EMIT failed({Error::Refused,
                           tr("%1: the endpoint answered %2 %3")
                               .arg(step.title)
                               .arg(exchange->status)
                               .arg(QString::fromUtf8(exchange->responseBody)),
                           {}});
            return;
        }
        if (step.keep)
            step.keep(exchange->json());
        takeStep();
    });
}

} // namespace gatehouse::sandbox
