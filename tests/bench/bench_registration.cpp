// Registrations a second at the embedded endpoint, durable and over mutual TLS, against OpenSSL's own rate of
// RSA verifications in the same run:
//   bench_registration GATEHOUSE-CLI [requests] [connections] [rounds]
// The endpoint runs as a process of its own; requests are signed beforehand.

#include "https_load.h"

#include "dcr/check_record.h"
#include "directory/directory.h"
#include "directory/kit.h"
#include "jose/jws.h"
#include "workspace/workspace.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>
#include <QUrl>
#include <QUuid>
#include <QtCrypto>

#include <algorithm>
#include <cstdio>

#include <unistd.h>

using namespace gatehouse;

namespace {

double secondsOf(const std::function<void()> &work)
{
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

double verificationsPerSecond(const QByteArray &token, const jose::Jwk &key)
{
    const auto jws = jose::Jws::parse(token);
    constexpr int Count = 20'000;
    const double seconds = secondsOf([&] {
        for (int i = 0; i < Count; ++i)
            jose::verifySignature(jws->signingInput(), jws->signature(), key, jose::Algorithm::PS256);
    });
    return Count / seconds;
}

/// What each step of judging a registration costs one core.
void printSteps(const QByteArray &request, const directory::Tpp &tpp, directory::Directory &directory)
{
    constexpr int Count = 5000;
    const Instant now = systemNow();
    dcr::Evidence evidence = dcr::Evidence::ofRequest(request, now);
    const auto own = *directory.directoryJwks();
    const auto software = *directory.softwareJwks(tpp.organisationId, tpp.softwareId);
    evidence.statementKeys = {dcr::KeySource::State::Available, {own, &own->keys}, {}, {}};
    evidence.requestKeys = {dcr::KeySource::State::Available, {software, &software->keys}, {}, {}};
    dcr::Policy policy = dcr::Policy::openBankingUk();
    dcr::Evaluation evaluation = dcr::evaluate(evidence, policy);
    const auto perCall = [](const char *step, const std::function<void()> &work) {
        const double seconds = secondsOf([&] {
            for (int i = 0; i < Count; ++i)
                work();
        });
        std::printf("  %-34s %7.1f us\n", step, seconds / Count * 1e6);
    };
    perCall("take request and statement apart", [&] { dcr::Evidence::ofRequest(request, now); });
    perCall("judge: two signatures, all checks", [&] { dcr::evaluate(evidence, policy); });
    perCall("  of it, the request's signature", [&] { jose::verify(*evidence.request, software->keys, policy.signingAlgorithms); });
    perCall("record of the checks", [&] { dcr::toRecord(evaluation); });
}

std::vector<QByteArray> signedRequests(const directory::Tpp &tpp, const directory::EndpointFacts &facts, std::size_t count)
{
    std::vector<QByteArray> messages(count);
    const QByteArray path = QUrl(facts.registrationEndpoint).path().toLatin1();
    const QByteArray host = QUrl(facts.registrationEndpoint).authority().toLatin1();
    std::vector<std::unique_ptr<QThread>> threads;
    const int workers = QThread::idealThreadCount();
    for (int worker = 0; worker < workers; ++worker) {
        threads.emplace_back(QThread::create([&, worker] {
            for (std::size_t i = static_cast<std::size_t>(worker); i < count; i += static_cast<std::size_t>(workers)) {
                const auto token = tpp.registrationRequest(facts.audience, systemNow());
                messages[i] = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/jwt\r\nContent-Length: "
                    + QByteArray::number(token->size()) + "\r\n\r\n" + *token;
            }
        }));
        threads.back()->start();
    }
    for (const auto &thread : threads)
        thread->wait();
    return messages;
}

/// `VmHWM` and `VmRSS` in MiB.
double memoryMiB(qint64 process, const char *field)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(process));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(field))
            return line.mid(static_cast<qsizetype>(qstrlen(field)) + 1).simplified().split(' ').value(0).toDouble() / 1024;
    }
    return 0;
}

double cpuSeconds(qint64 process)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(process));
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> fields = stat.readAll().split(')').value(1).simplified().split(' ');
    return (fields.value(11).toDouble() + fields.value(12).toDouble()) / double(::sysconf(_SC_CLK_TCK));
}

double percentile(std::vector<double> &values, double share)
{
    if (values.empty())
        return 0;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * double(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

void print(const char *title, LoadResult result, double verifications, double cpu, qint64 process)
{
    const double rate = double(result.latenciesMs.size()) / result.seconds;
    std::printf("%-22s %8.0f/s  50%% %6.2f ms  99%% %6.2f ms  max %7.2f ms  refused %zu failed %zu\n", title, rate,
                percentile(result.latenciesMs, 0.5), percentile(result.latenciesMs, 0.99), percentile(result.latenciesMs, 1.0),
                result.refused, result.failed);
    std::printf("%-22s %8.3f of OpenSSL's verify rate; server %.0f us of CPU a registration; memory %.1f MiB, peak %.1f MiB\n", "",
                rate / verifications, cpu / double(std::max<std::size_t>(1, result.latenciesMs.size())) * 1e6,
                memoryMiB(process, "VmRSS:"), memoryMiB(process, "VmHWM:"));
    if (!result.firstProblem.isEmpty())
        std::printf("first problem: %s\n", result.firstProblem.constData());
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QCA::Initializer crypto;
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "usage: bench_registration GATEHOUSE-CLI [requests] [connections] [rounds]\n");
        return 2;
    }
    const auto requests = arguments.value(2, QStringLiteral("10000")).toULongLong();
    const int rounds = arguments.value(4, QStringLiteral("3")).toInt();
    QTemporaryDir folder;
    // Made before the server starts, so that both find the same directory.
    { const auto created = workspace::Workspace::open(folder.path(), systemNow); }
    QProcess server;
    server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    server.start(arguments[1], {QStringLiteral("serve"), QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--data-dir"), folder.path()});
    if (!server.waitForReadyRead(20'000)) {
        std::fprintf(stderr, "the server did not start\n");
        return 3;
    }
    const QString baseUrl = QString::fromUtf8(server.readLine()).trimmed().section(QLatin1Char(' '), 1);
    const auto workspace = workspace::Workspace::open(folder.path(), systemNow);
    directory::TppRequest tppRequest;
    tppRequest.baseUrl = baseUrl;
    const auto tpp = (*workspace)->directory()->create(tppRequest);
    const directory::EndpointFacts facts = directory::EndpointFacts::at(baseUrl);

    LoadOptions options;
    options.port = static_cast<quint16>(QUrl(baseUrl).port());
    options.connections = arguments.value(3, QStringLiteral("16")).toInt();
    for (const trust::Certificate &certificate : tpp->transportChain)
        options.certificateChainPem += certificate.pem();
    for (const trust::Certificate &certificate : tpp->authorities)
        options.authoritiesPem += certificate.pem();
    options.privateKeyPem = tpp->transportKey.toPem().toByteArray();

    const QByteArray sample = *tpp->registrationRequest(facts.audience, systemNow());
    const double verifications = verificationsPerSecond(sample, tpp->signingKey.publicJwk());
    std::printf("%d cores, %d connections, one core verifies %.0f PS256 signatures a second with OpenSSL\n",
                QThread::idealThreadCount(), options.connections, verifications);
    printSteps(sample, *tpp, *(*workspace)->directory());
    for (int round = 0; round < rounds; ++round) {
        options.keepAlive = true;
        double cpu = cpuSeconds(server.processId());
        LoadResult result = load(options, signedRequests(*tpp, facts, requests), 201);
        print("keep-alive", std::move(result), verifications, cpuSeconds(server.processId()) - cpu, server.processId());
        options.keepAlive = false;
        cpu = cpuSeconds(server.processId());
        result = load(options, signedRequests(*tpp, facts, requests / 5), 201);
        print("new connection each", std::move(result), verifications, cpuSeconds(server.processId()) - cpu, server.processId());
    }
    server.terminate();
    server.waitForFinished(20'000);
    return 0;
}
