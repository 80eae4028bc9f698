#include "fetch/https_get.h"

#include "dcr/public_address.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QHostAddress>
#include <QHostInfo>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslConfiguration>

#include <memory>

namespace gatehouse::fetch {

namespace {

constexpr int MaxRedirects = 3;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::fetch)
};

QString shown(const QUrl &url)
{
    return url.toDisplayString(QUrl::RemoveUserInfo).left(200);
}

Result<void> checkUrl(const QUrl &url)
{
    if (!url.isValid() || url.host().isEmpty())
        return fail(Error::Malformed, Text::tr("%1 is no URL that can be fetched.").arg(shown(url)));
    if (url.scheme() != QLatin1String("https"))
        return fail(Error::Refused, Text::tr("%1 is not fetched: only https is.").arg(shown(url)));
    if (!url.userInfo().isEmpty())
        return fail(Error::Refused, Text::tr("%1 is not fetched: it carries a user name.").arg(shown(url)));
    return {};
}

Result<void> checkAddresses(const QUrl &url, const QHostInfo &info)
{
    if (info.error() != QHostInfo::NoError || info.addresses().isEmpty())
        return fail(Error::Io, Text::tr("The host of %1 cannot be found: %2.").arg(shown(url), info.errorString()));
    for (const QHostAddress &address : info.addresses()) {
        if (!dcr::isPublicAddress(address))
            return fail(Error::Refused, Text::tr("%1 is not fetched: its host is at %2, which is not a public address.")
                                            .arg(shown(url), address.toString()));
    }
    return {};
}

/// One fetch; deletes itself when it has answered, and goes with its context.
class Fetch : public QObject
{
public:
    Fetch(const QUrl &url, const Options &options, QObject *context, std::function<void(Result<QByteArray>)> done)
        : QObject(context)
        , m_url(url)
        , m_options(options)
        , m_done(std::move(done))
    {
    }

    void start()
    {
        if (auto checked = checkUrl(m_url); !checked)
            return later(tl::unexpected(checked.error()));
        if (m_options.reach == Reach::LocalSandbox)
            return request();
        QHostInfo::lookupHost(m_url.host(), this, [this](const QHostInfo &info) {
            if (auto checked = checkAddresses(m_url, info); !checked)
                finish(tl::unexpected(checked.error()));
            else
                request();
        });
    }

private:
    void request()
    {
        QNetworkRequest request(m_url);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::SameOriginRedirectPolicy);
        request.setMaximumRedirectsAllowed(MaxRedirects);
        request.setTransferTimeout(static_cast<int>(m_options.timeout.count()));
        request.setRawHeader("Accept", m_options.accept);
        if (!m_options.extraRoots.isEmpty()) {
            QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
            configuration.addCaCertificates(m_options.extraRoots);
            request.setSslConfiguration(configuration);
        }
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
        if (m_body.size() <= m_options.maxBytes && m_reply->isOpen())
            m_body += m_reply->read(m_options.maxBytes + 1 - m_body.size());
        if (m_body.size() > m_options.maxBytes)
            return finish(fail(Error::TooLarge, Text::tr("What %1 answers is larger than the %2 bytes that are read.")
                                                    .arg(shown(m_url))
                                                    .arg(m_options.maxBytes)));
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (!m_tlsErrors.isEmpty())
            return finish(fail(Error::Io, Text::tr("The certificate of %1 is not accepted: %2.")
                                              .arg(shown(m_url), m_tlsErrors.join(QStringLiteral("; ")))));
        if (m_reply->error() != QNetworkReply::NoError && status == 0)
            return finish(fail(Error::Io, Text::tr("%1 cannot be fetched: %2.").arg(shown(m_url), m_reply->errorString())));
        if (status != 200)
            return finish(fail(Error::Io, Text::tr("%1 answers with status %2; 200 is expected.").arg(shown(m_url)).arg(status)));
        if (m_reply->error() != QNetworkReply::NoError)
            return finish(fail(Error::Io, Text::tr("%1 cannot be fetched whole: %2.").arg(shown(m_url), m_reply->errorString())));
        finish(m_body);
    }

    /// Never from within get(): a caller need not be ready for its answer yet.
    void later(Result<QByteArray> result)
    {
        QMetaObject::invokeMethod(
            this, [this, result = std::move(result)] { finish(result); }, Qt::QueuedConnection);
    }

    void finish(const Result<QByteArray> &result)
    {
        deleteLater();
        m_done(result);
    }

    QUrl m_url;
    Options m_options;
    std::function<void(Result<QByteArray>)> m_done;
    QNetworkAccessManager m_network;
    QNetworkReply *m_reply = nullptr; // owned by m_network
    QByteArray m_body;
    QStringList m_tlsErrors;
};

} // namespace

void get(const QUrl &url, const Options &options, QObject *context, std::function<void(Result<QByteArray>)> done)
{
    (new Fetch(url, options, context, std::move(done)))->start();
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

} // namespace gatehouse::fetch
