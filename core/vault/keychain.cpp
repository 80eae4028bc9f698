#include "vault/keychain.h"

#include <QCoreApplication>
#include <QThread>

#include <openssl/crypto.h>
#include <qt6keychain/keychain.h>

#include <utility>

namespace gatehouse::vault {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::vault)
};

QString serviceName()
{
    return QStringLiteral("Gatehouse");
}

tl::unexpected<Error> noKeychain(const QString &detail)
{
    return fail(Error::Conflict,
                Text::tr("The keychain of this machine does not answer. Check that it runs in your session."), detail);
}

tl::unexpected<Error> failureOf(const QKeychain::Job &job)
{
    const QString detail = job.errorString();
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return fail(Error::NotFound, Text::tr("The keychain holds no secret named \"%1\".").arg(job.key()), detail);
    case QKeychain::AccessDeniedByUser:
        return fail(Error::Refused, Text::tr("The keychain was not opened. Try again, and allow Gatehouse to use it."),
                    detail);
    case QKeychain::AccessDenied:
        return fail(Error::Refused, Text::tr("The keychain refuses Gatehouse. Check its settings."), detail);
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return noKeychain(detail);
    case QKeychain::CouldNotDeleteEntry:
        return fail(Error::Io, Text::tr("The keychain could not remove the secret \"%1\": %2").arg(job.key(), detail),
                    detail);
    case QKeychain::NoError:
    case QKeychain::OtherError:
        break;
    }
    return fail(Error::Io, Text::tr("The keychain failed: %1").arg(detail), detail);
}

/// A QByteArray that QtKeychain shares: wiped for both, which the library does not do.
void wipeShared(const QByteArray &bytes)
{
    OPENSSL_cleanse(const_cast<char *>(bytes.constData()), static_cast<std::size_t>(bytes.size()));
}

/// Jobs belong to nobody and delete themselves: libsecret still calls back one that is given up.
class PlatformKeychain : public KeychainAccess
{
public:
    void read(const QString &name, ReadReply reply) override
    {
        if (!isInMainThread())
            return reply(noKeychain(QString()));
        auto *job = new QKeychain::ReadPasswordJob(serviceName());
        start(*job, name, [job, reply = std::move(reply)] {
            if (job->error() != QKeychain::NoError)
                return reply(failureOf(*job));
            const QByteArray bytes = job->binaryData();
            const Secret secret(bytes);
            wipeShared(bytes);
            reply(secret);
        });
    }

    void write(const QString &name, const Secret &secret, Reply reply) override
    {
        if (!isInMainThread())
            return reply(noKeychain(QString()));
        auto *job = new QKeychain::WritePasswordJob(serviceName());
        const QByteArray bytes = secret.toByteArray();
        job->setBinaryData(bytes);
        start(*job, name, [job, bytes, reply = std::move(reply)] {
            wipeShared(bytes);
            conclude(*job, reply);
        });
    }

    void remove(const QString &name, Reply reply) override
    {
        if (!isInMainThread())
            return reply(noKeychain(QString()));
        auto *job = new QKeychain::DeletePasswordJob(serviceName());
        start(*job, name, [job, reply = std::move(reply)] { conclude(*job, reply); });
    }

private:
    static bool isInMainThread()
    {
        return QCoreApplication::instance() && QThread::currentThread() == QCoreApplication::instance()->thread();
    }

    static void start(QKeychain::Job &job, const QString &name, std::function<void()> finished)
    {
        job.setInsecureFallback(false);
        job.setKey(name);
        QObject::connect(&job, &QKeychain::Job::finished, &job, std::move(finished));
        job.start();
    }

    static void conclude(const QKeychain::Job &job, const Reply &reply)
    {
        if (job.error() == QKeychain::NoError)
            return reply({});
        reply(failureOf(job));
    }
};

} // namespace

std::unique_ptr<KeychainAccess> makePlatformKeychain()
{
    return std::make_unique<PlatformKeychain>();
}

} // namespace gatehouse::vault
