#include "directory/key_file.h"

#include "base/files.h"

#include <QCoreApplication>
#include <QFile>

#include <openssl/err.h>
#include <openssl/x509.h>

namespace gatehouse::directory {

namespace {

constexpr qint64 MaxKeyFileBytes = qint64{64} * 1024;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::directory)
};

Error inFile(const QString &path, Error error)
{
    error.message = QStringLiteral("%1: %2").arg(path, error.message);
    return error;
}

} // namespace

Result<void> saveKey(const QString &path, const jose::PrivateKey &key)
{
    const QCA::SecureArray pem = key.toPem();
    if (pem.isEmpty())
        return fail(Error::Internal, Text::tr("The private key for %1 cannot be written as PEM.").arg(path));
    return saveFile(path, QByteArrayView(pem.constData(), pem.size()), FileAccess::OwnerOnly);
}

Result<jose::PrivateKey> loadKey(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return fail(Error::NotFound, Text::tr("There is no file %1.").arg(path));
    // Unbuffered, so that the only copy of the key is the one that is wiped.
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return fail(Error::Io, Text::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    if (file.size() > MaxKeyFileBytes)
        return fail(Error::TooLarge, Text::tr("%1 is too large for a private key.").arg(path));
    QCA::SecureArray pem(static_cast<int>(file.size()));
    if (file.read(pem.data(), pem.size()) != pem.size())
        return fail(Error::Io, Text::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    return jose::PrivateKey::fromPem(pem).map_error([&path](Error error) { return inFile(path, std::move(error)); });
}

Result<void> saveCertificates(const QString &path, const QList<trust::Certificate> &certificates)
{
    QByteArray pem;
    for (const trust::Certificate &certificate : certificates)
        pem += certificate.pem();
    return saveFile(path, pem);
}

Result<QList<trust::Certificate>> loadCertificates(const QString &path)
{
    return readFile(path).and_then([&path](const QByteArray &pem) {
        return trust::Certificate::listFromPem(pem).map_error(
            [&path](Error error) { return inFile(path, std::move(error)); });
    });
}

bool belongTogether(const trust::Certificate &certificate, const jose::PrivateKey &key)
{
    const bool together = X509_check_private_key(certificate.handle(), key.handle()) == 1;
    ERR_clear_error();
    return together;
}

} // namespace gatehouse::directory
