#pragma once

#include "core/trust/certificate_maker.h"
#include "trust/trust_store.h"

#include <QFile>

namespace gatehouse::test {

/// A certificate of the published samples, PEM or DER.
inline trust::Certificate sampleCertificate(const QString &name)
{
    QFile file(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing.", qPrintable(name));
    const QByteArray bytes = file.readAll();
    const auto read =
        bytes.startsWith("-----") ? trust::Certificate::fromPem(bytes) : trust::Certificate::fromDer(bytes);
    return read.value();
}

inline trust::Certificate obieRoot()
{
    return sampleCertificate(QStringLiteral("obie/OB_SandBox_PP_Root_CA.cer"));
}

inline trust::Certificate obieIssuing()
{
    return sampleCertificate(QStringLiteral("obie/OB_SandBox_PP_Issuing_CA.cer"));
}

/// Of a payment service provider, with its PSD2 roles.
inline trust::Certificate eidasCertificate()
{
    return sampleCertificate(QStringLiteral("certs-by-kid/transport-41uFt7QcUzeWoEWO3slUAGfXk8Y.pem"));
}

/// When all three of them are valid.
inline Instant whenSamplesAreValid()
{
    return fromSeconds(1'730'000'000);
}

/// As many authorities, called `prefix 1` and so on; they share a key, for making one takes its time.
inline QList<trust::Certificate> manyAuthorities(int count, const QByteArray &prefix = "Authority")
{
    static const trust::test::Key SharedKey = trust::test::ecKey();
    QList<trust::Certificate> made;
    for (int i = 1; i <= count; ++i)
        made.append(trust::test::make(trust::test::authorityRecipe(prefix + ' ' + QByteArray::number(i)), SharedKey)
                        .certificate);
    return made;
}

inline trust::StoreEntry trustedEntry(const QString &alias, const trust::Certificate &certificate)
{
    trust::StoreEntry entry;
    entry.alias = alias;
    entry.certificates = {certificate};
    return entry;
}

} // namespace gatehouse::test
