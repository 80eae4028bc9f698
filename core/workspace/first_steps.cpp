#include "workspace/first_steps.h"

#include "directory/directory.h"
#include "directory/kit.h"
#include "sandbox/background.h"
#include "sandbox/sandbox.h"
#include "sandbox/tpp_client.h"

#include <QDir>

#include <algorithm>

namespace gatehouse::workspace {

using sandbox::Sandbox;

namespace {

struct Made {
    directory::Tpp tpp;
    QString folder;
};

Result<Made> makeWithKit(directory::Directory &directory, const QString &baseUrl, const QString &kitsFolder,
                         Instant now)
{
    auto tpp = directory.create({.baseUrl = baseUrl});
    if (!tpp)
        return tl::unexpected(tpp.error());
    const QString folder = QDir(kitsFolder).filePath(tpp->softwareId);
    if (const auto written = directory::writeKit(folder, *tpp, directory::EndpointFacts::at(baseUrl), now); !written)
        return tl::unexpected(written.error());
    return Made{*std::move(tpp), folder};
}

} // namespace

FirstSteps::FirstSteps(Sandbox &sandbox, std::shared_ptr<directory::Directory> directory, QString kitsFolder,
                       Clock clock, QObject *parent)
    : QObject(parent)
    , m_sandbox(sandbox)
    , m_directory(std::move(directory))
    , m_kitsFolder(std::move(kitsFolder))
    , m_clock(std::move(clock))
    , m_settings([] {
        sandbox::Settings settings;
        settings.policyOrigin = sandbox::PolicyOrigin::Workspace;
        return settings;
    })
{
    connect(&m_sandbox, &Sandbox::stateChanged, this, &FirstSteps::followSandbox);
    connect(&m_sandbox, &Sandbox::failed, this, [this](const Error &error) {
        if (entry(Step::StartSandbox).state == State::Running)
            conclude(Step::StartSandbox, error);
    });
    followSandbox();
}

FirstSteps::~FirstSteps() = default;

void FirstSteps::setSettings(std::function<sandbox::Settings()> settings)
{
    m_settings = std::move(settings);
}

FirstSteps::State FirstSteps::state(Step step) const
{
    return m_steps[static_cast<std::size_t>(step)].state;
}

std::optional<Error> FirstSteps::problem(Step step) const
{
    return m_steps[static_cast<std::size_t>(step)].problem;
}

bool FirstSteps::areDone() const
{
    return std::ranges::all_of(m_steps, [](const Entry &each) { return each.state == State::Done; });
}

void FirstSteps::take(Step step)
{
    const State now = state(step);
    if (now != State::Ready && now != State::Failed)
        return;
    begin(step);
    switch (step) {
    case Step::StartSandbox:
        // The usual port may be another program's: a newcomer need not know of ports.
        startSandbox(now == State::Failed ? Port::AnyFree : Port::Usual);
        break;
    case Step::MakeTpp:
        makeTpp();
        break;
    case Step::Register:
        registerTpp();
        break;
    }
}

void FirstSteps::takeAll()
{
    m_takesAll = true;
    for (const Step step : {Step::StartSandbox, Step::MakeTpp, Step::Register}) {
        if (state(step) == State::Running)
            return;
        if (state(step) == State::Ready || state(step) == State::Failed) {
            take(step);
            return;
        }
    }
}

void FirstSteps::begin(Step step)
{
    entry(step) = {State::Running};
    Q_EMIT changed();
}

void FirstSteps::conclude(Step step, const std::optional<Error> &problem)
{
    entry(step) = {problem ? State::Failed : State::Done, problem};
    makeReady();
    if (problem)
        m_takesAll = false;
    Q_EMIT changed();
    if (m_takesAll && !areDone())
        takeAll();
}

void FirstSteps::makeReady()
{
    const bool isRunning = state(Step::StartSandbox) == State::Done;
    const bool isMade = state(Step::MakeTpp) == State::Done;
    const std::pair<Step, bool> conditions[] = {{Step::MakeTpp, isRunning}, {Step::Register, isRunning && isMade}};
    for (const auto &[step, isPossible] : conditions) {
        Entry &each = entry(step);
        if (each.state == State::Waiting && isPossible)
            each.state = State::Ready;
        // What failed because the sandbox had stopped waits for it, too.
        else if ((each.state == State::Ready || each.state == State::Failed) && !isPossible)
            each = {};
    }
}

void FirstSteps::startSandbox(Port port)
{
    sandbox::Settings settings = m_settings();
    if (port == Port::AnyFree)
        settings.port = 0;
    m_sandbox.start(settings);
}

void FirstSteps::followSandbox()
{
    Entry &start = entry(Step::StartSandbox);
    switch (m_sandbox.state()) {
    case Sandbox::State::Running:
        if (start.state != State::Done)
            conclude(Step::StartSandbox, std::nullopt);
        return;
    case Sandbox::State::Starting:
        start = {State::Running};
        break;
    case Sandbox::State::Stopping:
    case Sandbox::State::Stopped:
        // Where it could not be started, failed() says why.
        if (start.state != State::Failed && start.state != State::Running)
            start = {State::Ready};
        break;
    }
    makeReady();
    Q_EMIT changed();
}

void FirstSteps::makeTpp()
{
    const QString baseUrl = m_sandbox.baseUrl().toString(QUrl::StripTrailingSlash);
    // A key pair takes a tenth of a second and more.
    sandbox::inBackground<Result<Made>>(
        m_replies,
        [directory = m_directory, baseUrl, kits = m_kitsFolder, now = m_clock()] {
            return makeWithKit(*directory, baseUrl, kits, now);
        },
        [this](const Result<Made> &made) {
            if (!made) {
                conclude(Step::MakeTpp, made.error());
                return;
            }
            m_tpp = made->tpp;
            m_kitFolder = made->folder;
            conclude(Step::MakeTpp, std::nullopt);
        });
}

void FirstSteps::registerTpp()
{
    const QString baseUrl = m_sandbox.baseUrl().toString(QUrl::StripTrailingSlash);
    m_client = std::make_unique<sandbox::TppClient>(*m_tpp, directory::EndpointFacts::at(baseUrl), m_clock);
    m_client->registerClient(Json::object(), [this](const Result<sandbox::TppExchange> &exchange) {
        if (!exchange) {
            conclude(Step::Register, exchange.error());
            return;
        }
        m_sentRequest = exchange->requestBody;
        if (!exchange->succeeded()) {
            const Json answer = exchange->json();
            const QString why =
                stringMember(answer, "error_description").value_or(QString::fromUtf8(exchange->responseBody.left(400)));
            conclude(Step::Register,
                     Error{Error::Refused, tr("The endpoint answered %1: %2").arg(exchange->status).arg(why), {}});
            return;
        }
        m_clientId = stringMember(exchange->json(), "client_id").value_or(QString());
        conclude(Step::Register, std::nullopt);
    });
}

} // namespace gatehouse::workspace
