// What opening, searching, changing and saving a large truststore costs, against `keytool -list` of the same file:
//   bench_truststore [entries] [rounds]
// Each step runs as a process of its own, so that its time and peak memory are what a command would take; Java
// starts anew for each keytool, and gatehouse-cli would too.

#include "base/files.h"
#include "core/trust/certificate_maker.h"
#include "trust/store_edit.h"
#include "trust/store_file.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse;

namespace {

constexpr char Secret[] = "wso2carbon";
const Instant Now = fromSeconds(1'750'000'000);

double secondsOf(const std::function<void()> &work)
{
    const auto begun = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

struct Cost {
    double seconds = 0;
    double cpuSeconds = 0; ///< of all its threads: differs less than the wall's where others use the machine
    double mebibytes = 0;
    bool succeeded = false;
};

double secondsOf(const timeval &time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// A child's times and peak memory.
Cost costOf(const std::function<int()> &work)
{
    Cost cost;
    cost.seconds = secondsOf([&] {
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(work());
        int status = 0;
        rusage usage{};
        cost.succeeded =
            child > 0 && ::wait4(child, &status, 0, &usage) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
        cost.cpuSeconds = secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime);
        cost.mebibytes = static_cast<double>(usage.ru_maxrss) / 1024;
    });
    return cost;
}

/// The fastest round, and the largest peak.
Cost best(int rounds, const std::function<int()> &work)
{
    Cost fastest = costOf(work);
    for (int i = 1; i < rounds; ++i) {
        const Cost cost = costOf(work);
        fastest = {std::min(fastest.seconds, cost.seconds), std::min(fastest.cpuSeconds, cost.cpuSeconds),
                   std::max(fastest.mebibytes, cost.mebibytes), fastest.succeeded && cost.succeeded};
    }
    return fastest;
}

/// Replaces the process.
int become(const std::vector<QByteArray> &words)
{
    std::vector<char *> arguments;
    arguments.reserve(words.size() + 1);
    for (const QByteArray &word : words)
        arguments.push_back(const_cast<char *>(word.constData()));
    arguments.push_back(nullptr);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nowhere, STDOUT_FILENO);
    ::execvp(arguments[0], arguments.data());
    return 127;
}

trust::TrustStore storeOf(int count, trust::StoreFormat format)
{
    trust::TrustStore store{format, {}};
    const trust::test::Key key = trust::test::ecKey();
    QList<trust::Certificate> certificates;
    for (int i = 0; i < count; ++i)
        certificates.append(
            trust::test::make(trust::test::authorityRecipe("Authority " + QByteArray::number(i)), key).certificate);
    if (!trust::importCertificates(store, certificates, {}, Now))
        std::abort();
    return store;
}

/// What a search field and a sorted column ask of each entry.
qsizetype matches(const trust::TrustStore &store)
{
    return std::ranges::count_if(store.entries, [](const trust::StoreEntry &entry) {
        const trust::Certificate *certificate = entry.certificate();
        return certificate
            && (entry.alias.contains(QStringLiteral("77"), Qt::CaseInsensitive)
                || certificate->subject().contains(QStringLiteral("77"), Qt::CaseInsensitive)
                || certificate->sha256Text().contains(QStringLiteral("77:77")))
            && certificate->notAfter() > Now;
    });
}

/// The steps one after the other, in one process that holds the store once.
bool printSteps(const QString &path, const trust::Certificate &another)
{
    const trust::Password password(Secret);
    Result<trust::StoreFile> file;
    const double open = secondsOf([&] { file = trust::openStoreFile(path, password); });
    if (!file)
        return false;
    qsizetype found = 0;
    const double filter = secondsOf([&] { found = matches(file->store); });
    const double import = secondsOf([&] { (void)trust::importCertificates(file->store, {another}, {}, Now); });
    const QString copy = path + QStringLiteral(".saved");
    bool saved = false;
    const double save = secondsOf([&] {
        saved = trust::saveStoreFiles({{copy, file->store, password, std::nullopt}}).has_value();
    });
    std::printf("  open %.3f s, filter %.3f s (%lld found), import of one %.4f s, save %.3f s\n", open, filter,
                static_cast<long long>(found), import, save);
    return saved;
}

bool measure(trust::StoreFormat format, int count, int rounds, const QString &folder)
{
    const QString path = QStringLiteral("%1/store.%2").arg(folder, trust::name(format));
    const trust::TrustStore store = storeOf(count, format);
    if (const auto saved = trust::saveStoreFiles({{path, store, trust::Password(Secret), std::nullopt}}); !saved) {
        std::fprintf(stderr, "%s\n", qPrintable(saved.error().message));
        return false;
    }
    std::printf("%s, %d entries, %lld KiB\n", trust::name(format).data(), count,
                static_cast<long long>(QFileInfo(path).size() / 1024));
    if (!printSteps(path, storeOf(1, format).trustedCertificates().constFirst()))
        return false;
    const QByteArray program = QFile::encodeName(QCoreApplication::applicationFilePath());
    const Cost ours = best(rounds, [&] { return become({program, "--open", QFile::encodeName(path)}); });
    const Cost theirs = best(rounds, [&] {
        return become({"keytool", "-list", "-storepass", Secret, "-keystore", QFile::encodeName(path)});
    });
    std::printf("  a process that opens and lists: %.3f s, %.3f s of CPU, %.1f MiB\n", ours.seconds, ours.cpuSeconds,
                ours.mebibytes);
    if (!theirs.succeeded)
        std::printf("  keytool did not list it\n");
    else
        std::printf(
            "  keytool -list: %.3f s, %.3f s of CPU, %.1f MiB; %.2f times the time, %.2f times the CPU, %.2f times "
            "the memory\n",
            theirs.seconds, theirs.cpuSeconds, theirs.mebibytes, theirs.seconds / ours.seconds,
            theirs.cpuSeconds / ours.cpuSeconds, theirs.mebibytes / ours.mebibytes);
    return ours.succeeded;
}

/// The same as `keytool -list`: a line with alias and fingerprint for each entry.
int openAndList(const QString &path)
{
    const auto file = trust::openStoreFile(path, trust::Password(Secret));
    if (!file)
        return 1;
    for (const trust::StoreEntry &entry : file->store.entries)
        std::printf("%s %s\n", qPrintable(entry.alias), qPrintable(entry.certificate()->sha256Text()));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QCA::Initializer crypto;
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--open"))
        return openAndList(arguments.value(2));
    const int count = arguments.value(1, QStringLiteral("10000")).toInt();
    const int rounds = arguments.value(2, QStringLiteral("3")).toInt();
    const QTemporaryDir folder;
    const bool whole = count > 0 && rounds > 0 && measure(trust::StoreFormat::Jks, count, rounds, folder.path())
        && measure(trust::StoreFormat::Pkcs12, count, rounds, folder.path());
    return whole ? 0 : 1;
}
