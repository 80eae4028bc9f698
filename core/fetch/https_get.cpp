#include "fetch/https_get.h"

#include "dcr/public_address.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QHostAddress>
#include <QHostInfo>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslConfiguration>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace gatehouse::fetch {

namespace {

constexpr int MaxRedirects = 3;
constexpr int HttpsPort = 443;
/// In the detail of an error: what else than its sentence programs may ask about it.
constexpr QLatin1String StatusDetail("HTTP status ");
constexpr QLatin1String CertificateDetail("TLS certificate");
constexpr QLatin1String LocalName("local");
constexpr QLatin1String PublicName("public");

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::fetch)
};

QString shown(const QUrl &url)
{
    return url.toDisplayString(QUrl::RemoveUserInfo).left(200);
}

Result<void> checkAddresses(const QUrl &url, const QHostInfo &info, Reach reach)
{
    if (info.error() != QHostInfo::NoError || info.addresses().isEmpty())
        return fail(Error::Io, Text::tr("The host of %1 cannot be found: %2.").arg(shown(url), info.errorString()));
    if (reach == Reach::LocalSandbox)
        return {};
    for (const QHostAddress &address : info.addresses()) {
        if (!dcr::isPublicAddress(address))
            return fail(Error::Refused,
                        Text::tr("%1 is not fetched: its host is at %2, which is not a public address.")
                            .arg(shown(url), address.toString()));
    }
    return {};
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && a.port(HttpsPort) == b.port(HttpsPort);
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool cannotConnect(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::ConnectionRefusedError || error == QNetworkReply::UnknownNetworkError;
}

/// One fetch; deletes itself when it has answered, and goes with its context.
class Fetch : public QObject
{
public:
    Fetch(const QUrl &url, const Options &options, QObject *context, std::function<void(Result<Response>)> done)
        : QObject(context)
        , m_url(url)
        , m_options(options)
        , m_done(std::move(done))
    {
        m_timeLimit.setSingleShot(true);
        connect(&m_timeLimit, &QTimer::timeout, this, [this] {
            finish(fail(Error::Io,
                        Text::tr("%1 was not answered whole within %2 seconds.")
                            .arg(shown(m_url), QString::number(double(m_options.timeout.count()) / 1000))));
        });
    }

    void start()
    {
        m_timeLimit.start(m_options.timeout);
        if (auto checked = checkFetchable(m_url); !checked)
            return finish(tl::unexpected(checked.error()));
        QHostInfo::lookupHost(m_url.host(), this, [this](const QHostInfo &info) {
            if (auto checked = checkAddresses(m_url, info, m_options.reach); !checked)
                return finish(tl::unexpected(checked.error()));
            m_addresses = info.addresses();
            // One after the other, not raced: where IPv6 leads nowhere it must not use up the time.
            std::stable_partition(m_addresses.begin(), m_addresses.end(), [](const QHostAddress &address) {
                return address.protocol() == QAbstractSocket::IPv4Protocol;
            });
            request();
        });
    }

private:
    /// Goes to the address that was judged, not to what the name means a moment later: else whoever serves
    /// the name could let it mean a neighbour of this machine the second time.
    QUrl pinned() const
    {
        QUrl url = m_url;
        url.setHost(m_addresses.constFirst().toString());
        return url;
    }

    QByteArray hostHeader() const { return QUrl(m_url).authority(QUrl::FullyEncoded).toLatin1(); }

    void request()
    {
        QNetworkRequest request(pinned());
        request.setPeerVerifyName(m_url.host(QUrl::FullyEncoded));
        request.setRawHeader("Host", hostHeader());
        // HTTP/2 would name the address as its authority.
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setRawHeader("Accept", m_options.accept);
        if (!m_options.ifNoneMatch.isEmpty())
            request.setRawHeader("If-None-Match", m_options.ifNoneMatch);
        if (!m_options.extraRoots.isEmpty()) {
            QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
            configuration.addCaCertificates(m_options.extraRoots);
            request.setSslConfiguration(configuration);
        }
        m_body.clear();
        m_tlsErrors.clear();
        m_reply = m_network.get(request);
        connect(m_reply, &QNetworkReply::readyRead, this, &Fetch::read);
        connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
            for (const QSslError &error : errors)
                m_tlsErrors.append(error.errorString());
        });
        connect(m_reply, &QNetworkReply::finished, this, &Fetch::conclude);
    }

    void read()
    {
        m_body += m_reply->read(m_options.maxBytes + 1 - m_body.size());
        if (m_body.size() > m_options.maxBytes)
            m_reply->abort();
    }

    void conclude()
    {
        m_reply->deleteLater();
        if (m_body.size() <= m_options.maxBytes && m_reply->isOpen())
            m_body += m_reply->read(m_options.maxBytes + 1 - m_body.size());
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status == 0 && m_addresses.size() > 1 && cannotConnect(m_reply->error())) {
            m_addresses.removeFirst();
            return request();
        }
        if (isRedirect(status))
            return follow(QUrl::fromEncoded(m_reply->rawHeader("Location"),
                                            QUrl::StrictMode)); // header() takes absolute ones alone
        if (m_body.size() > m_options.maxBytes)
            return finish(fail(Error::TooLarge,
                               Text::tr("What %1 answers is larger than the %2 bytes that are read.")
                                   .arg(shown(m_url), QString::number(m_options.maxBytes))));
        if (!m_tlsErrors.isEmpty())
            return finish(fail(Error::Io,
                               Text::tr("The certificate of %1 is not accepted: %2.")
                                   .arg(shown(m_url), m_tlsErrors.join(QStringLiteral("; "))),
                               CertificateDetail));
        if (m_reply->error() != QNetworkReply::NoError && status == 0)
            return finish(
                fail(Error::Io, Text::tr("%1 cannot be fetched: %2.").arg(shown(m_url), m_reply->errorString())));
        const bool isUnchanged = status == 304 && !m_options.ifNoneMatch.isEmpty();
        if (status != 200 && !isUnchanged)
            return finish(fail(
                Error::Io,
                Text::tr("%1 answers with status %2; 200 is expected.").arg(shown(m_url), QString::number(status)),
                StatusDetail + QString::number(status)));
        if (m_reply->error() != QNetworkReply::NoError)
            return finish(
                fail(Error::Io, Text::tr("%1 cannot be fetched whole: %2.").arg(shown(m_url), m_reply->errorString())));
        finish(Response{status, isUnchanged ? QByteArray() : m_body, m_reply->rawHeader("ETag"),
                        m_reply->rawHeader("Cache-Control")});
    }

    void follow(const QUrl &location)
    {
        const QUrl target = m_url.resolved(location);
        if (!target.isValid() || !isSameOrigin(target, m_url) || !target.userInfo().isEmpty())
            return finish(fail(Error::Refused,
                               Text::tr("%1 sends elsewhere, to %2; only its own host is followed.")
                                   .arg(shown(m_url), shown(target))));
        if (++m_redirects > MaxRedirects)
            return finish(fail(Error::Refused,
                               Text::tr("%1 is not fetched: it sends on more than %2 times.")
                                   .arg(shown(m_url), QString::number(MaxRedirects))));
        m_url = target;
        request();
    }

    /// Answers from the event loop: not from within get(), whose caller need not be ready for it yet, and not
    /// from within a signal of the reply, which would go with the context if the caller drops that.
    void finish(Result<Response> result)
    {
        if (!m_done)
            return;
        QMetaObject::invokeMethod(
            this,
            [this, done = std::exchange(m_done, {}), answer = std::move(result)] {
                deleteLater();
                done(answer);
            },
            Qt::QueuedConnection);
    }

    QUrl m_url;
    Options m_options;
    std::function<void(Result<Response>)> m_done;
    QTimer m_timeLimit;
    QList<QHostAddress> m_addresses;
    QNetworkAccessManager m_network;
    QNetworkReply *m_reply = nullptr; // owned by m_network
    QByteArray m_body;
    QStringList m_tlsErrors;
    int m_redirects = 0;
};

} // namespace

QLatin1String reachName(Reach reach)
{
    return reach == Reach::LocalSandbox ? LocalName : PublicName;
}

std::optional<Reach> reachFromName(QStringView name)
{
    if (name == LocalName)
        return Reach::LocalSandbox;
    return name == PublicName ? std::optional(Reach::PublicOnly) : std::nullopt;
}

Result<void> checkFetchable(const QUrl &url)
{
    if (!url.isValid() || url.host().isEmpty())
        return fail(Error::Malformed, Text::tr("%1 is no URL that can be fetched.").arg(shown(url)));
    if (url.scheme() != QLatin1String("https"))
        return fail(Error::Refused, Text::tr("%1 is not fetched: only https is.").arg(shown(url)));
    if (!url.userInfo().isEmpty())
        return fail(Error::Refused, Text::tr("%1 is not fetched: it carries a user name.").arg(shown(url)));
    return {};
}

void getResponse(const QUrl &url, const Options &options, QObject *context, std::function<void(Result<Response>)> done)
{
    (new Fetch(url, options, context, std::move(done)))->start();
}

void get(const QUrl &url, const Options &options, QObject *context, std::function<void(Result<QByteArray>)> done)
{
    getResponse(url, options, context, [done = std::move(done)](const Result<Response> &response) {
        done(response.map([](const Response &answered) { return answered.body; }));
    });
}

Result<QByteArray> getAndWait(const QUrl &url, const Options &options)
{
    QObject context;
    QEventLoop loop;
    Result<QByteArray> answer;
    get(url, options, &context, [&](Result<QByteArray> result) {
        answer = std::move(result);
        loop.quit();
    });
    loop.exec();
    return answer;
}

std::optional<int> statusOf(const Error &error)
{
    if (!error.detail.startsWith(StatusDetail))
        return std::nullopt;
    return error.detail.mid(StatusDetail.size()).toInt();
}

bool isAboutCertificate(const Error &error)
{
    return error.detail == CertificateDetail;
}

} // namespace gatehouse::fetch
