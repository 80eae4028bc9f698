#pragma once

#include "jose/private_key.h"
#include "trust/certificate.h"

#include <QString>

namespace gatehouse::directory {

/// PKCS#8 in PEM, readable by the owner alone; the key's text is wiped from memory.
Result<void> saveKey(const QString &path, const jose::PrivateKey &key);
Result<jose::PrivateKey> loadKey(const QString &path);

Result<void> saveCertificates(const QString &path, const QList<trust::Certificate> &certificates);
Result<QList<trust::Certificate>> loadCertificates(const QString &path);

bool belongTogether(const trust::Certificate &certificate, const jose::PrivateKey &key);

} // namespace gatehouse::directory
