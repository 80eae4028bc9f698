#include "truststore_options.h"

#include "base/files.h"
#include "trust/certificate_bundle.h"
#include "trust/client_admission.h"
#include "trust/pem_blocks.h"
#include "trust/pkcs7.h"
#include "trust/store_json.h"

#include <QFileInfo>

#include <algorithm>

namespace gatehouse::cli {

namespace {

/// The end of an entry: when, how far away, in which state.
QString expiryOf(const trust::Certificate &certificate, Instant now)
{
    return QStringLiteral("until %1, %2 days left, %3")
        .arg(toIso8601(certificate.notAfter()).left(10))
        .arg(trust::daysLeft(certificate, now))
        .arg(trust::name(trust::validityAt(certificate, now)));
}

void printEntry(const trust::StoreEntry &entry, Instant now)
{
    print(QStringLiteral("%1  (%2)").arg(entry.alias, trust::name(entry.kind)));
    if (const trust::Certificate *certificate = entry.certificate()) {
        print(QStringLiteral("    %1").arg(certificate->subject()));
        print(QStringLiteral("    %1").arg(expiryOf(*certificate, now)));
        print(QStringLiteral("    SHA-256 %1").arg(certificate->sha256Text()));
    }
    if (!entry.problem.isEmpty())
        print(QStringLiteral("    %1").arg(entry.problem));
}

class TruststoreList : public TruststoreCommand
{
public:
    TruststoreList()
        : TruststoreCommand({"truststore list", "Lists what is in a truststore", "STORE", 1, 1})
    {}

protected:
    void describeMore(QCommandLineParser &parser) const override
    {
        parser.addOption({QStringLiteral("expiring"), QStringLiteral("Only what has expired or does so within DAYS."),
                          QStringLiteral("DAYS")});
    }

    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        const QString days = parser.value(QStringLiteral("expiring"));
        bool isNumber = true;
        const int within = days.isEmpty() ? 0 : days.toInt(&isNumber);
        if ((parser.isSet(QStringLiteral("expiring")) && days.isEmpty()) || !isNumber || within < 0)
            return wrongUsage(QStringLiteral("--expiring takes a number of days."));
        const Got<OpenedStore> store = openStore(parser, arguments[0], Opening::ToRead);
        if (!store)
            return store.error();
        const Instant now = systemNow();
        QList<trust::StoreEntry> entries = store->file.store.entries;
        if (!days.isEmpty()) {
            entries.removeIf([&](const trust::StoreEntry &entry) {
                return !entry.certificate() || trust::daysLeft(*entry.certificate(), now) > within;
            });
        }
        if (wantsJson(parser))
            printJson(toJson(store->file, entries, now));
        else
            printEntries(store->file, entries, now);
        return Done;
    }

private:
    static Json toJson(const trust::StoreFile &file, const QList<trust::StoreEntry> &entries, Instant now)
    {
        Json list = Json::array();
        for (const trust::StoreEntry &entry : entries)
            list.push_back(trust::toJson(entry, now));
        return {{"path", toStdString(file.path)},
                {"type", trust::name(file.store.format).data()},
                {"integrity", cli::describe(file.integrity).data()},
                {"total", file.store.entries.size()},
                {"entries", list}};
    }

    static void printEntries(const trust::StoreFile &file, const QList<trust::StoreEntry> &entries, Instant now)
    {
        QString heading = QStringLiteral("%1: %2, %3 entries, integrity %4")
                              .arg(file.path, trust::name(file.store.format))
                              .arg(file.store.entries.size())
                              .arg(cli::describe(file.integrity));
        if (entries.size() != file.store.entries.size())
            heading += QStringLiteral("; shown: %1").arg(entries.size());
        print(heading);
        for (const trust::StoreEntry &entry : entries)
            printEntry(entry, now);
    }
};

class TruststoreExport : public TruststoreCommand
{
public:
    TruststoreExport()
        : TruststoreCommand(
            {"truststore export", "Writes certificates to a file, or to standard output", "STORE [ALIAS…]", 1, Many})
    {}

protected:
    void describeMore(QCommandLineParser &parser) const override
    {
        parser.addOptions({
            {QStringLiteral("out"), QStringLiteral("A file that does not exist yet (default: standard output)."),
             QStringLiteral("FILE")},
            {QStringLiteral("format"), QStringLiteral("pem, der (one certificate), or pkcs7 (default: pem)."),
             QStringLiteral("FORMAT"), QStringLiteral("pem")},
        });
    }

    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        const QString format = parser.value(QStringLiteral("format"));
        if (!QStringList{QStringLiteral("pem"), QStringLiteral("der"), QStringLiteral("pkcs7")}.contains(format))
            return wrongUsage(QStringLiteral("\"%1\" is no format; known are pem, der and pkcs7.").arg(format));
        const Got<OpenedStore> store = openStore(parser, arguments[0], Opening::ToRead);
        if (!store)
            return store.error();
        const Result<trust::TrustStore> chosen = choose(store->file.store, arguments.mid(1));
        if (!chosen)
            return report(chosen.error());
        const QList<trust::Certificate> certificates = chosen->trustedCertificates();
        if (format == QLatin1String("der") && certificates.size() != 1)
            return wrongUsage(QStringLiteral("DER holds one certificate; %1 are chosen.").arg(certificates.size()));
        const Result<QByteArray> bytes = format == QLatin1String("der") ? Result<QByteArray>(certificates[0].der())
            : format == QLatin1String("pkcs7")                          ? pkcs7Text(certificates)
                                               : trust::encodeStore(*chosen, trust::Password());
        return bytes ? write(parser, *bytes, certificates) : report(bytes.error());
    }

private:
    static Result<QByteArray> pkcs7Text(const QList<trust::Certificate> &certificates)
    {
        return trust::toPkcs7(certificates).map([](const QByteArray &der) {
            return trust::encodePemBlock("PKCS7", der);
        });
    }

    /// As PEM: the trusted certificates, or those of the entries that are named, also a private key's own.
    static Result<trust::TrustStore> choose(const trust::TrustStore &store, const QStringList &aliases)
    {
        trust::TrustStore chosen{trust::StoreFormat::Pem, {}};
        const auto add = [&chosen](const trust::StoreEntry &entry) {
            trust::StoreEntry plain;
            plain.alias = entry.alias;
            plain.certificates = {*entry.certificate()};
            chosen.entries.append(plain);
        };
        for (const trust::StoreEntry &entry : store.entries) {
            if (aliases.isEmpty() && entry.kind == trust::StoreEntry::Kind::TrustedCertificate && entry.certificate())
                add(entry);
        }
        for (const QString &alias : aliases) {
            const trust::StoreEntry *entry = store.find(alias);
            if (!entry || !entry->certificate())
                return fail(Error::NotFound,
                            QStringLiteral("The truststore has no entry \"%1\" with a certificate.").arg(alias));
            add(*entry);
        }
        if (chosen.entries.isEmpty())
            return fail(Error::NotFound, QStringLiteral("The truststore has no trusted certificate."));
        return chosen;
    }

    static int write(const QCommandLineParser &parser, const QByteArray &bytes,
                     const QList<trust::Certificate> &certificates)
    {
        const QString out = parser.value(QStringLiteral("out"));
        if (out.isEmpty()) {
            if (wantsJson(parser))
                return wrongUsage(QStringLiteral("--json tells what was written to a file: --out is missing."));
            printRaw(bytes);
            return Done;
        }
        if (QFileInfo::exists(out))
            return report(
                {Error::Conflict, QStringLiteral("There is a file %1 already. Choose another name.").arg(out), {}});
        if (auto saved = saveFile(out, bytes); !saved)
            return report(saved.error());
        if (wantsJson(parser))
            printJson({{"path", toStdString(out)}, {"certificates", certificates.size()}});
        else
            print(QStringLiteral("%1: %2 certificates").arg(out).arg(certificates.size()));
        return Done;
    }
};

class TruststoreDiff : public TruststoreCommand
{
public:
    TruststoreDiff()
        : TruststoreCommand(
            {"truststore diff", "Compares two truststores; status 1 where they differ", "LEFT RIGHT", 2, 2})
    {}

protected:
    void describeMore(QCommandLineParser &parser) const override
    {
        parser.addOption({QStringLiteral("right-password-file"),
                          QStringLiteral("The password of RIGHT (default: that of LEFT)."), QStringLiteral("FILE")});
    }

    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        const Got<GivenPassword> leftPassword = storePassword(parser);
        const Got<GivenPassword> rightPassword = leftPassword.and_then(
            [&](const GivenPassword &given) { return passwordOf(parser, "right-password-file", given); });
        if (!rightPassword)
            return rightPassword.error();
        const Got<OpenedStore> left = openStore(arguments[0], Opening::ToRead, *leftPassword);
        if (!left)
            return left.error();
        const Got<OpenedStore> right = openStore(arguments[1], Opening::ToRead, *rightPassword);
        if (!right)
            return right.error();
        const trust::StoreDifference difference = trust::compareStores(left->file.store, right->file.store);
        if (wantsJson(parser))
            printJson(trust::toJson(difference));
        else
            printDifference(difference, arguments);
        return difference.isEmpty() ? Done : NotValid;
    }

private:
    static void printDifference(const trust::StoreDifference &difference, const QStringList &paths)
    {
        const auto printSide = [](const QList<trust::StoreEntry> &entries, const QString &path) {
            for (const trust::StoreEntry &entry : entries)
                print(QStringLiteral("only in %1: %2  %3").arg(path, entry.alias, subjectOf(entry)));
        };
        printSide(difference.onlyLeft, paths[0]);
        printSide(difference.onlyRight, paths[1]);
        for (const trust::StoreDifference::Renamed &pair : difference.renamed)
            print(QStringLiteral("another alias: %1, %2  %3").arg(pair.left, pair.right, pair.certificate.subject()));
        for (const trust::StoreDifference::Changed &pair : difference.changed) {
            print(QStringLiteral("another content: %1").arg(pair.alias));
            print(QStringLiteral("    in %1: %2").arg(paths[0], subjectOf(pair.left)));
            print(QStringLiteral("    in %1: %2").arg(paths[1], subjectOf(pair.right)));
        }
        print(QStringLiteral("%1 entries are the same").arg(difference.same));
    }

    static QString subjectOf(const trust::StoreEntry &entry)
    {
        const trust::Certificate *certificate = entry.certificate();
        return certificate ? QStringLiteral("%1  SHA-256 %2").arg(certificate->subject(), certificate->sha256Text())
                           : QStringLiteral("(%1)").arg(trust::name(entry.kind));
    }
};

class TruststoreVerify : public TruststoreCommand
{
public:
    TruststoreVerify()
        : TruststoreCommand(
            {"truststore verify", "Checks a truststore, or whether it lets a client's certificate in", "STORE", 1, 1})
    {}

protected:
    void describeMore(QCommandLineParser &parser) const override
    {
        parser.addOptions({
            {QStringLiteral("cert"),
             QStringLiteral("A client's certificate, its intermediates behind it: which entry lets it in, or why none "
                            "does."),
             QStringLiteral("PEM")},
            {QStringLiteral("at"), QStringLiteral("The moment to judge by (default: now)."), QStringLiteral("ISO8601")},
        });
    }

    int work(const QCommandLineParser &parser, const QStringList &arguments) override
    {
        const QString at = parser.value(QStringLiteral("at"));
        const Result<Instant> moment =
            parser.isSet(QStringLiteral("at")) ? fromIso8601(at) : Result<Instant>(systemNow());
        if (!moment)
            return wrongUsage(QStringLiteral("--at: %1").arg(moment.error().message));
        const bool judgesClient = parser.isSet(QStringLiteral("cert"));
        const Got<OpenedStore> store =
            openStore(parser, arguments[0], judgesClient ? Opening::ToRead : Opening::ToChange);
        if (!store)
            return store.error();
        return judgesClient ? judgeClient(parser, store->file, *moment) : judgeStore(parser, store->file, *moment);
    }

private:
    static int judgeStore(const QCommandLineParser &parser, const trust::StoreFile &file, Instant moment)
    {
        using Level = trust::ReviewFinding::Level;
        const QList<trust::StoreFinding> findings = trust::reviewStore(file.store, moment);
        Json list = Json::array();
        for (const trust::StoreFinding &each : findings) {
            const QLatin1String level = trust::name(each.finding.level);
            list.push_back({{"alias", toStdString(each.alias)},
                            {"level", level.data()},
                            {"text", toStdString(each.finding.text)}});
            if (!wantsJson(parser) && each.finding.level != Level::Note)
                print(QStringLiteral("%1  %2: %3").arg(level, -7).arg(each.alias, each.finding.text));
        }
        const auto count = [&findings](Level level) {
            return std::ranges::count_if(findings, [level](const auto &each) { return each.finding.level == level; });
        };
        const auto problems = count(Level::Problem);
        if (wantsJson(parser))
            printJson({{"valid", problems == 0},
                       {"integrity", cli::describe(file.integrity).data()},
                       {"entries", file.store.entries.size()},
                       {"problems", problems},
                       {"warnings", count(Level::Warning)},
                       {"findings", list}});
        else
            print(QStringLiteral("%1: %2 entries, integrity %3, %4 problems, %5 warnings")
                      .arg(file.path)
                      .arg(file.store.entries.size())
                      .arg(cli::describe(file.integrity))
                      .arg(problems)
                      .arg(count(Level::Warning)));
        return problems == 0 ? Done : NotValid;
    }

    static int judgeClient(const QCommandLineParser &parser, const trust::StoreFile &file, Instant moment)
    {
        const auto presented = readInput(parser.value(QStringLiteral("cert")), trust::MaxBundleBytes)
                                   .and_then([](const QByteArray &bytes) { return trust::readCertificates(bytes); });
        if (!presented)
            return report(presented.error());
        const auto admission = trust::judgeClient(file.store, presented->certificates, moment);
        if (!admission)
            return report(admission.error());
        const trust::ChainVerdict &verdict = admission->verdict;
        const QString entry = admission->entry();
        const QString subject = presented->certificates.constFirst().subject();
        if (wantsJson(parser))
            printJson({{"trusted", verdict.isTrusted()},
                       {"status", trust::name(verdict.status).data()},
                       {"message", toStdString(verdict.message)},
                       {"integrity", cli::describe(file.integrity).data()},
                       {"entry", entry.isEmpty() ? Json() : Json(toStdString(entry))},
                       {"subject", toStdString(subject)},
                       {"at", toStdString(toIso8601(moment))}});
        else if (verdict.isTrusted())
            print(QStringLiteral("trusted: the entry \"%1\" lets %2 in").arg(entry, subject));
        else
            print(QStringLiteral("not trusted (%1): %2").arg(trust::name(verdict.status), verdict.message));
        return verdict.isTrusted() ? Done : NotValid;
    }
};

} // namespace

void addTruststoreCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<TruststoreList>());
    commands.push_back(std::make_unique<TruststoreExport>());
    commands.push_back(std::make_unique<TruststoreDiff>());
    commands.push_back(std::make_unique<TruststoreVerify>());
}

} // namespace gatehouse::cli
