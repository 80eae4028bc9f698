#include "directory/kit.h"

#include "base/files.h"
#include "directory/key_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <functional>
#include <vector>

namespace gatehouse::directory {

namespace {

/// kit.json comes last: a folder that has it is a whole kit.
constexpr const char *KitFiles[] = {"signing.key", "signing.pem", "transport.key", "transport.pem", "ca.pem",
                                    "ssa.jwt",     "request.jwt", "register.sh",   "kit.json"};
constexpr char KitDescription[] = "kit.json";

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::directory)
};

QString shellQuoted(QString text)
{
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

QByteArray registerScript(const EndpointFacts &endpoint)
{
    return "#!/bin/sh\n"
           "# Registers this test TPP: POSTs request.jwt over mutual TLS.\n"
           "# The first argument, where there is one, replaces the endpoint's address.\n"
           "set -eu\n"
           "endpoint=${1:-"
        + shellQuoted(endpoint.registrationEndpoint).toUtf8()
        + "}\n"
          "cd \"$(dirname \"$0\")\"\n"
          "exec curl --silent --show-error --fail-with-body --request POST \\\n"
          "    --cert transport.pem --key transport.key --cacert ca.pem \\\n"
          "    --header 'Content-Type: application/jwt' --header 'Accept: application/json' \\\n"
          "    --data-binary @request.jwt \"$endpoint\"\n";
}

Json description(const Tpp &tpp, const EndpointFacts &endpoint)
{
    return {{"software_id", toStdString(tpp.softwareId)},
            {"org_id", toStdString(tpp.organisationId)},
            {"kid", tpp.kid().toStdString()},
            {"redirect_uris", toJson(tpp.redirectUris)},
            {"audience", toStdString(endpoint.audience)},
            {"registration_endpoint", toStdString(endpoint.registrationEndpoint)},
            {"token_endpoint", toStdString(endpoint.tokenEndpoint)},
            {"well_known", toStdString(endpoint.wellKnown)}};
}

Result<void> writeFiles(const QString &folder, const Tpp &tpp, const EndpointFacts &endpoint, const QByteArray &request)
{
    const auto in = [&folder](const char *name) { return folder + QLatin1Char('/') + QString::fromLatin1(name); };
    const std::function<Result<void>()> steps[] = {
        [&] { return saveKey(in("signing.key"), tpp.signingKey); },
        [&] { return saveCertificates(in("signing.pem"), {tpp.signingCertificate}); },
        [&] { return saveKey(in("transport.key"), tpp.transportKey); },
        [&] { return saveCertificates(in("transport.pem"), tpp.transportChain); },
        [&] { return saveCertificates(in("ca.pem"), tpp.authorities); },
        [&] { return saveFile(in("ssa.jwt"), tpp.statement); },
        [&] { return saveFile(in("request.jwt"), request); },
        [&] { return saveFile(in("register.sh"), registerScript(endpoint)); },
        [&] { return saveFile(in(KitDescription), toPrettyBytes(description(tpp, endpoint)) + '\n'); },
    };
    for (const auto &step : steps) {
        if (auto done = step(); !done)
            return done;
    }
    QFile script(in("register.sh"));
    if (!script.setPermissions(script.permissions() | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther))
        return fail(Error::Io,
                    Text::tr("%1 cannot be made executable: %2.").arg(script.fileName(), script.errorString()));
    return {};
}

/// Renames that can be taken back as long as keep() was not called.
class Renames
{
public:
    Renames() = default;
    Renames(const Renames &) = delete;
    Renames &operator=(const Renames &) = delete;
    ~Renames()
    {
        for (auto it = m_done.rbegin(); it != m_done.rend(); ++it)
            QFile::rename(it->second, it->first);
    }

    Result<void> rename(const QString &from, const QString &to)
    {
        QFile file(from);
        if (!file.rename(to))
            return fail(Error::Io, Text::tr("%1 cannot be moved to %2: %3.").arg(from, to, file.errorString()));
        m_done.emplace_back(from, to);
        return {};
    }

    void keep() { m_done.clear(); }

private:
    std::vector<std::pair<QString, QString>> m_done;
};

/// Into a folder that is there: whoever stands in it, and files of other names, stay.
Result<void> moveInto(const QString &folder, const QString &staging)
{
    const QString aside = staging + QStringLiteral("/replaced");
    if (!QDir().mkpath(aside))
        return fail(Error::Io, Text::tr("The folder %1 cannot be made.").arg(aside));
    Renames renames;
    for (const char *file : KitFiles) {
        const QString name = QLatin1Char('/') + QString::fromLatin1(file);
        if (QFile::exists(folder + name)) {
            if (auto moved = renames.rename(folder + name, aside + name); !moved)
                return moved;
        }
        if (auto moved = renames.rename(staging + name, folder + name); !moved)
            return moved;
    }
    renames.keep();
    return {};
}

Result<void> refuseOccupied(const QFileInfo &folder, KitOverwrite overwrite)
{
    if (!folder.exists())
        return {};
    if (!folder.isDir())
        return fail(Error::Conflict, Text::tr("%1 is a file; a folder is expected.").arg(folder.filePath()));
    const QDir dir(folder.filePath());
    if (dir.isEmpty(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System))
        return {};
    if (!dir.exists(QString::fromLatin1(KitDescription)))
        return fail(Error::Conflict,
                    Text::tr("The folder %1 is not empty and not a kit. Choose another one.").arg(folder.filePath()));
    if (overwrite == KitOverwrite::Refuse)
        return fail(Error::Conflict,
                    Text::tr("%1 holds a kit already. Choose another folder, or ask for it to be replaced.")
                        .arg(folder.filePath()));
    return {};
}

Result<QByteArray> readToken(const QString &path)
{
    return readFile(path).map([](const QByteArray &text) { return text.trimmed(); });
}

struct KitDescriptionValues {
    QString softwareId;
    QString organisationId;
    QStringList redirectUris;
    EndpointFacts endpoint;
};

Result<KitDescriptionValues> readDescription(const QString &path)
{
    const Result<Json> json = readFile(path).and_then(parseJsonObject);
    if (!json)
        return fail(json.error().kind, QStringLiteral("%1: %2").arg(path, json.error().message), json.error().detail);
    KitDescriptionValues values;
    const struct {
        const char *name;
        QString *value;
    } members[] = {
        {"software_id", &values.softwareId},
        {"org_id", &values.organisationId},
        {"audience", &values.endpoint.audience},
        {"registration_endpoint", &values.endpoint.registrationEndpoint},
        {"token_endpoint", &values.endpoint.tokenEndpoint},
        {"well_known", &values.endpoint.wellKnown},
    };
    for (const auto &[name, value] : members) {
        const std::optional<QString> text = stringMember(*json, name);
        if (!text)
            return fail(Error::Malformed,
                        Text::tr("%1: the member %2 is missing or no text.").arg(path, QString::fromLatin1(name)));
        *value = *text;
    }
    const std::optional<QStringList> redirectUris = stringListMember(*json, "redirect_uris");
    if (!redirectUris)
        return fail(Error::Malformed,
                    Text::tr("%1: the member redirect_uris is missing or no list of texts.").arg(path));
    values.redirectUris = *redirectUris;
    return values;
}

} // namespace

Result<void> writeKit(const QString &folder, const Tpp &tpp, const EndpointFacts &endpoint, Instant now,
                      const Json &requestOverrides, KitOverwrite overwrite)
{
    const QFileInfo target(QDir::cleanPath(QFileInfo(folder).absoluteFilePath()));
    if (auto free = refuseOccupied(target, overwrite); !free)
        return free;
    const Result<QByteArray> request =
        tpp.registrationRequest(endpoint.audience, now, requestOverrides, KitRequestLifetime);
    if (!request)
        return tl::unexpected(request.error());
    // Within a folder that is there, for it may be a file system of its own.
    const QString parent = target.exists() ? target.filePath() : target.path();
    if (!QDir().mkpath(parent))
        return fail(Error::Io, Text::tr("The folder %1 cannot be made.").arg(parent));
    QTemporaryDir staging(parent + QStringLiteral("/.kit-XXXXXX"));
    if (!staging.isValid())
        return fail(Error::Io, Text::tr("The folder %1 cannot be written: %2.").arg(parent, staging.errorString()));
    if (auto written = writeFiles(staging.path(), tpp, endpoint, *request); !written)
        return written;
    if (target.exists())
        return moveInto(target.filePath(), staging.path());
    Renames renames;
    auto moved = renames.rename(staging.path(), target.filePath());
    if (moved) {
        renames.keep();
        staging.setAutoRemove(false);
    }
    return moved;
}

Result<Kit> loadKit(const QString &folder)
{
    const auto in = [&folder](const char *name) { return folder + QLatin1Char('/') + QString::fromLatin1(name); };
    const Result<KitDescriptionValues> values = readDescription(in(KitDescription));
    if (!values)
        return tl::unexpected(values.error());
    const Result<jose::PrivateKey> signingKey = loadKey(in("signing.key"));
    if (!signingKey)
        return tl::unexpected(signingKey.error());
    const Result<jose::PrivateKey> transportKey = loadKey(in("transport.key"));
    if (!transportKey)
        return tl::unexpected(transportKey.error());
    const Result<QList<trust::Certificate>> signing = loadCertificates(in("signing.pem"));
    const Result<QList<trust::Certificate>> transport = loadCertificates(in("transport.pem"));
    const Result<QList<trust::Certificate>> authorities = loadCertificates(in("ca.pem"));
    for (const auto *certificates : {&signing, &transport, &authorities}) {
        if (!*certificates)
            return tl::unexpected(certificates->error());
    }
    if (!belongTogether(signing->front(), *signingKey))
        return fail(Error::Conflict, Text::tr("%1 is not the key of %2.").arg(in("signing.key"), in("signing.pem")));
    if (!belongTogether(transport->front(), *transportKey))
        return fail(Error::Conflict,
                    Text::tr("%1 is not the key of %2.").arg(in("transport.key"), in("transport.pem")));
    const Result<QByteArray> statement = readToken(in("ssa.jwt"));
    if (!statement)
        return tl::unexpected(statement.error());
    const Result<QByteArray> request = readToken(in("request.jwt"));
    if (!request)
        return tl::unexpected(request.error());
    return Kit{Tpp{values->organisationId, values->softwareId, values->redirectUris, *signingKey, signing->front(),
                   *transportKey, *transport, *authorities, *statement},
               values->endpoint, *request};
}

} // namespace gatehouse::directory
