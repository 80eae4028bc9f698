#pragma once

#include "jose/private_key.h"
#include "trust/certificate.h"

#include <QList>
#include <QSslCertificate>
#include <QSslKey>

namespace gatehouse::sandbox {

/// Certificates and keys in the types of Qt Network.
QList<QSslCertificate> toQt(const QList<trust::Certificate> &certificates);
QSslKey toQt(const jose::PrivateKey &key);

} // namespace gatehouse::sandbox
