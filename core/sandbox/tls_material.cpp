#include "sandbox/tls_material.h"

namespace gatehouse::sandbox {

QList<QSslCertificate> toQt(const QList<trust::Certificate> &certificates)
{
    QList<QSslCertificate> list;
    for (const trust::Certificate &certificate : certificates)
        list.append(QSslCertificate(certificate.der(), QSsl::Der));
    return list;
}

QSslKey toQt(const jose::PrivateKey &key)
{
    const bool rsa = key.keyType() == jose::KeyType::Rsa;
    return QSslKey(key.toPem().toByteArray(), rsa ? QSsl::Rsa : QSsl::Ec, QSsl::Pem);
}

} // namespace gatehouse::sandbox
