#include "keymanager/endpoint_probe.h"

#include "jose/jwk.h"

#include <QCoreApplication>

namespace gatehouse::keymanager {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::keymanager)
};

constexpr qint64 MaxProbedBytes = 256LL * 1024;

fetch::Options limited(fetch::Options options, qint64 maxBytes)
{
    options.maxBytes = std::min(options.maxBytes, maxBytes);
    return options;
}

Result<DiscoveryDocument> read(const Result<QByteArray> &answer, const QUrl &wellKnown)
{
    if (answer)
        return readDiscovery(*answer, wellKnown);
    Error error = answer.error();
    if (fetch::isAboutCertificate(error))
        error.message += QLatin1Char(' ')
            + Text::tr("If the server has a certificate of its own, name the file of the authority that issued it, or "
                       "of the certificate itself.");
    return tl::unexpected(error);
}

ProbeAnswer answered(Field field, const QUrl &url, ProbeAnswer::Outcome outcome, const QString &sentence)
{
    return {field, url, outcome, sentence};
}

ProbeAnswer judgeStatus(Field field, const QUrl &url, int status)
{
    using Outcome = ProbeAnswer::Outcome;
    if (status == 404 || status == 410)
        return answered(field, url, Outcome::NothingThere,
                        Text::tr("The server answers, but nothing is there (status %1).").arg(status));
    if (status >= 500)
        return answered(field, url, Outcome::Unreachable,
                        Text::tr("The server answers with status %1: it has trouble of its own.").arg(status));
    if (status == 401 || status == 403)
        return answered(field, url, Outcome::Answers,
                        Text::tr("Answers, and asks who is there (status %1).").arg(status));
    return answered(field, url, Outcome::Answers, Text::tr("Answers, and takes no bare GET (status %1).").arg(status));
}

} // namespace

void discover(const QUrl &wellKnown, const fetch::Options &options, QObject *context,
              std::function<void(Result<DiscoveryDocument>)> done)
{
    fetch::get(
        wellKnown, limited(options, MaxDiscoveryBytes), context,
        [wellKnown, done = std::move(done)](const Result<QByteArray> &answer) { done(read(answer, wellKnown)); });
}

Result<DiscoveryDocument> discoverAndWait(const QUrl &wellKnown, const fetch::Options &options)
{
    return read(fetch::getAndWait(wellKnown, limited(options, MaxDiscoveryBytes)), wellKnown);
}

ProbeAnswer judgeAnswer(Field field, const QUrl &url, const Result<QByteArray> &answer)
{
    using Outcome = ProbeAnswer::Outcome;
    if (!answer) {
        if (const auto status = fetch::statusOf(answer.error()))
            return judgeStatus(field, url, *status);
        if (answer.error().kind == Error::TooLarge)
            return answered(field, url, Outcome::Answers, Text::tr("Answers, with more than is read here."));
        return answered(field, url, Outcome::Unreachable, answer.error().message);
    }
    if (field != Field::Certificates)
        return answered(field, url, Outcome::Answers, Text::tr("Answers (status 200)."));
    const auto keys = jose::JwkSet::parse(*answer);
    if (!keys)
        return answered(field, url, Outcome::NothingThere,
                        Text::tr("Answers, but not with a key set: %1").arg(keys.error().message));
    if (keys->keys().empty())
        return answered(field, url, Outcome::NothingThere, Text::tr("Answers with a key set that has no key."));
    return answered(field, url, Outcome::Answers,
                    Text::tr("Answers with %n key(s).", nullptr, static_cast<int>(keys->keys().size())));
}

QList<std::pair<Field, QUrl>> probedEndpoints(const KeyManager &keyManager)
{
    QList<std::pair<Field, QUrl>> endpoints;
    for (const FieldInfo &field : fields()) {
        if (field.kind == FieldKind::Url && !(keyManager.*field.text).isEmpty())
            endpoints.append({field.field, QUrl(keyManager.*field.text)});
    }
    if (keyManager.certificateForm == CertificateForm::Jwks && !keyManager.certificate.isEmpty())
        endpoints.append({Field::Certificates, QUrl(keyManager.certificate)});
    return endpoints;
}

void probeEndpoints(const KeyManager &keyManager, const fetch::Options &options, QObject *context,
                    const std::function<void(const ProbeAnswer &)> &each)
{
    const auto endpoints = probedEndpoints(keyManager);
    for (const auto &endpoint : endpoints) {
        fetch::get(endpoint.second, limited(options, MaxProbedBytes), context,
                   [endpoint, each](const Result<QByteArray> &answer) {
                       each(judgeAnswer(endpoint.first, endpoint.second, answer));
                   });
    }
}

} // namespace gatehouse::keymanager
