#include "truststore_options.h"

#include "trust/certificate_bundle.h"
#include "trust/certificate_review.h"
#include "trust/server_review.h"
#include "trust/store_json.h"

#include <QEventLoop>
#include <QFileInfo>

#include <algorithm>

namespace gatehouse::cli {

namespace {

constexpr qsizetype Sha256HexDigits = 64;

void addImportOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("also"),
         QStringLiteral(
             "A further store that gets the same, such as the Identity Server's beside the API Manager's: all "
             "are written, or none. May be given again."),
         QStringLiteral("STORE")},
        {QStringLiteral("also-password-file"),
         QStringLiteral("The password of the further stores (default: that of STORE). May be given again: one for each "
                        "--also, in their order."),
         QStringLiteral("FILE")},
        {QStringLiteral("dry-run"), QStringLiteral("Shows what would happen and writes nothing.")},
    });
}

/// STORE and those of --also.
Got<QList<OpenedStore>> openAll(const QCommandLineParser &parser, const QString &first)
{
    const QStringList paths = QStringList{first} + parser.values(QStringLiteral("also"));
    const QStringList passwordFiles = parser.values(QStringLiteral("also-password-file"));
    if (passwordFiles.size() >= paths.size() && !passwordFiles.isEmpty())
        return tl::unexpected(wrongUsage(QStringLiteral("There are more --also-password-file than --also.")));
    const Got<GivenPassword> own = storePassword(parser);
    if (!own)
        return tl::unexpected(own.error());
    QList<OpenedStore> stores;
    QStringList seen;
    for (qsizetype i = 0; i < paths.size(); ++i) {
        const QString place = QFileInfo(paths[i]).canonicalFilePath();
        if (!place.isEmpty() && seen.contains(place))
            return tl::unexpected(wrongUsage(QStringLiteral("%1 is named twice.").arg(paths[i])));
        seen.append(place);
        const Got<GivenPassword> given = i > 0 && i <= passwordFiles.size() ? passwordIn(passwordFiles[i - 1]) : own;
        Got<OpenedStore> store = given.and_then(
            [&](const GivenPassword &password) { return openStore(paths[i], Opening::ToChange, password); });
        if (!store)
            return tl::unexpected(store.error());
        stores.append(*std::move(store));
    }
    return stores;
}

void printReport(const OpenedStore &store, const trust::ImportReport &report, const QString &addedWord)
{
    print(QStringLiteral("%1: %2 added, %3 there already")
              .arg(store.file.path)
              .arg(report.added())
              .arg(report.items.size() - report.added()));
    for (const trust::ImportItem &item : report.items) {
        const bool added = item.outcome == trust::ImportItem::Outcome::Added;
        print(QStringLiteral("  %1 \"%2\"").arg(added ? addedWord : QStringLiteral("already there as"), item.alias));
        print(QStringLiteral("      %1").arg(item.certificate.subject()));
        print(QStringLiteral("      SHA-256 %1").arg(item.certificate.sha256Text()));
    }
}

void warnOf(const QList<trust::Certificate> &certificates)
{
    const Instant now = systemNow();
    for (const trust::Certificate &certificate : certificates) {
        for (const trust::ReviewFinding &finding : trust::reviewCertificate(certificate, now))
            say(QStringLiteral("%1: %2: %3").arg(trust::name(finding.level), certificate.displayName(), finding.text));
    }
}

/// Puts the certificates into every store; the exit status.
int importInto(const QCommandLineParser &parser, QList<OpenedStore> stores,
               const QList<trust::Certificate> &certificates, const QStringList &aliases)
{
    const bool isDry = parser.isSet(QStringLiteral("dry-run"));
    QList<trust::ImportReport> reports;
    QList<OpenedStore> changed;
    for (OpenedStore &store : stores) {
        auto imported = trust::importCertificates(store.file.store, certificates, aliases, systemNow());
        if (!imported)
            return report({imported.error().kind,
                           QStringLiteral("%1: %2").arg(store.file.path, imported.error().message),
                           imported.error().detail});
        if (imported->added() > 0)
            changed.append(store);
        reports.append(*std::move(imported));
    }
    warnOf(certificates);
    if (!isDry && !changed.isEmpty()) {
        if (const int status = save(parser, changed); status != Done)
            return status;
    }
    Json list = Json::array();
    for (qsizetype i = 0; i < stores.size(); ++i) {
        list.push_back({{"path", toStdString(stores[i].file.path)}, {"items", trust::toJson(reports[i])}});
        if (!wantsJson(parser))
            printReport(stores[i], reports[i],
                        isDry ? QStringLiteral("would be trusted as") : QStringLiteral("trusted now as"));
    }
    if (wantsJson(parser))
        printJson({{"dry_run", isDry}, {"stores", list}});
    return Done;
}

class TruststoreImport : public TruststoreCommand
{
public:
    TruststoreImport()
        : TruststoreCommand({"truststore import",
                             "Trusts every certificate of the files, in one store or several together", "STORE FILE…",
                             2, Many})
    {}

protected:
    void describeMore(QCommandLineParser &parser) const override
    {
        parser.addOption({QStringLiteral("alias"),
                          QStringLiteral("What a certificate is to be called (default: after its common name). May be "
                                         "given again: in the order of the certificates."),
                          QStringLiteral("ALIAS")});
        addImportOptions(parser);
    }

    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        const Got<QList<OpenedStore>> stores = openAll(parser, arguments[0]);
        if (!stores)
            return stores.error();
        QList<trust::Certificate> certificates;
        for (const QString &file : arguments.mid(1)) {
            const auto bundle = readInput(file, trust::MaxBundleBytes).and_then([](const QByteArray &bytes) {
                return trust::readCertificates(bytes);
            });
            if (!bundle)
                return report({bundle.error().kind, QStringLiteral("%1: %2").arg(file, bundle.error().message),
                               bundle.error().detail});
            for (const QString &other : bundle->ignored)
                say(QStringLiteral("%1: left out: %2").arg(file, other));
            std::ranges::copy_if(bundle->certificates, std::back_inserter(certificates),
                                 [&](const trust::Certificate &each) { return !certificates.contains(each); });
        }
        const QStringList aliases = parser.values(QStringLiteral("alias"));
        if (aliases.size() > certificates.size())
            return wrongUsage(QStringLiteral("There are %1 aliases and %2 certificates.")
                                  .arg(aliases.size())
                                  .arg(certificates.size()));
        return importInto(parser, *stores, certificates, aliases);
    }
};

Result<trust::ProbedServer> probe(const trust::ServerAddress &address)
{
    trust::ServerProbe probe;
    QEventLoop loop;
    Result<trust::ProbedServer> outcome;
    QObject::connect(&probe, &trust::ServerProbe::succeeded, &loop, [&](const trust::ProbedServer &server) {
        outcome = server;
        loop.quit();
    });
    QObject::connect(&probe, &trust::ServerProbe::failed, &loop, [&](const Error &error) {
        outcome = tl::unexpected(error);
        loop.quit();
    });
    probe.start(address);
    loop.exec();
    return outcome;
}

class TruststoreImportServer : public TruststoreCommand
{
public:
    TruststoreImportServer()
        : TruststoreCommand(
            {"truststore import-server",
             "Shows the certificates of a TLS server, and trusts its authorities once they are confirmed",
             "STORE HOST[:PORT]", 2, 2})
    {}

protected:
    void describeMore(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {QStringLiteral("fingerprint"),
             QStringLiteral("SHA-256 of an authority, from another source than the server: that authority is trusted, "
                            "and those between it and the server; none above it. The server's own certificate "
                            "confirms none."),
             QStringLiteral("SHA256")});
        addImportOptions(parser);
    }

    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        const auto address = trust::parseServerAddress(arguments[1]);
        if (!address)
            return wrongUsage(address.error().message);
        const Got<QByteArray> fingerprint = fingerprintOption(parser);
        if (!fingerprint)
            return fingerprint.error();
        const Got<QList<OpenedStore>> stores = openAll(parser, arguments[0]);
        if (!stores)
            return stores.error();
        const auto server = probe(*address);
        if (!server)
            return report(server.error());
        showChain(*server);
        const QList<trust::Certificate> authorities = trust::vouchingAuthorities(*server, systemNow());
        if (authorities.isEmpty())
            return refuse(QStringLiteral("The server shows no authority that vouches for its certificate. Ask its "
                                         "operator for it and use truststore import."));
        const Got<QList<trust::Certificate>> confirmed = fingerprint->isEmpty()
            ? confirmedByPerson(authorities)
            : confirmedBy(*fingerprint, authorities, server->chain.constFirst());
        return confirmed ? importInto(parser, *stores, *confirmed, {}) : confirmed.error();
    }

private:
    static int refuse(const QString &why)
    {
        say(QStringLiteral("Nothing was imported. %1").arg(why));
        return NotValid;
    }

    /// On standard error: standard output is for what was imported.
    static void showChain(const trust::ProbedServer &server)
    {
        say(QStringLiteral("%1:%2 shows, by %3:").arg(server.host).arg(server.port).arg(server.protocol));
        for (const trust::Certificate &certificate : server.chain) {
            say(QStringLiteral("  %1%2").arg(certificate.subject(),
                                             certificate.isCa() ? QStringLiteral("  (authority)") : QString()));
            say(QStringLiteral("      issued by %1").arg(certificate.issuer()));
            say(QStringLiteral("      until %1, SHA-256 %2")
                    .arg(toIso8601(certificate.notAfter()).left(10), certificate.sha256Text()));
        }
        if (!server.namesHost)
            say(QStringLiteral("warning: the server's certificate is not for this host."));
    }

    /// Empty where it is not set.
    static Got<QByteArray> fingerprintOption(const QCommandLineParser &parser)
    {
        if (!parser.isSet(QStringLiteral("fingerprint")))
            return QByteArray();
        QString digits = parser.value(QStringLiteral("fingerprint"));
        digits.remove(QLatin1Char(':')).remove(QLatin1Char(' '));
        const QByteArray fingerprint = QByteArray::fromHex(digits.toLatin1());
        if (digits.size() != Sha256HexDigits || fingerprint.size() * 2 != Sha256HexDigits)
            return tl::unexpected(
                wrongUsage(QStringLiteral("--fingerprint takes the 64 hexadecimal digits of a SHA-256.")));
        return fingerprint;
    }

    /// The authority that has it, and those below it, for which its signature answers. Nobody answers for what is above
    /// it: any authority can certify the name and the public key of another one anew.
    static Got<QList<trust::Certificate>> confirmedBy(const QByteArray &fingerprint,
                                                      const QList<trust::Certificate> &authorities,
                                                      const trust::Certificate &ofServer)
    {
        const auto known = std::ranges::find(authorities, fingerprint, &trust::Certificate::sha256);
        if (known == authorities.end() && ofServer.sha256() == fingerprint)
            return tl::unexpected(
                refuse(QStringLiteral("This is the fingerprint of the server's own certificate, which proves nothing "
                                      "about who issued it: give an authority's fingerprint.")));
        if (known == authorities.end())
            return tl::unexpected(refuse(
                QStringLiteral("None of the authorities that vouch for the server has this fingerprint. Somebody may "
                               "be between you and the server, or it has new certificates.")));
        const QList<trust::Certificate> left(known + 1, authorities.end());
        for (const trust::Certificate &above : left)
            say(QStringLiteral("Left out: %1. The fingerprint does not answer for it.").arg(above.subject()));
        return QList<trust::Certificate>(authorities.begin(), known + 1);
    }

    static Got<QList<trust::Certificate>> confirmedByPerson(const QList<trust::Certificate> &authorities)
    {
        if (hasTerminal()
            && askYes(
                QStringLiteral("Are the fingerprints those that the operator names, and shall the %1 authorities be "
                               "trusted? Type yes: ")
                    .arg(authorities.size())))
            return authorities;
        return tl::unexpected(
            refuse(QStringLiteral("Compare an authority's fingerprint with its operator's word, then give it: "
                                  "--fingerprint SHA256.")));
    }
};

} // namespace

void addTruststoreImportCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<TruststoreImport>());
    commands.push_back(std::make_unique<TruststoreImportServer>());
}

} // namespace gatehouse::cli
