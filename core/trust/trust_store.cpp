#include "trust/trust_store.h"

#include "trust/java_text.h"

namespace gatehouse::trust {

namespace {

struct FormatName {
    StoreFormat format;
    QLatin1String name;
};

constexpr FormatName FormatNames[] = {
    {StoreFormat::Jks, QLatin1String("JKS")},
    {StoreFormat::Pkcs12, QLatin1String("PKCS12")},
    {StoreFormat::Pem, QLatin1String("PEM")},
};

} // namespace

QLatin1String name(StoreFormat format)
{
    for (const FormatName &entry : FormatNames) {
        if (entry.format == format)
            return entry.name;
    }
    return {};
}

std::optional<StoreFormat> storeFormatFromName(QStringView name)
{
    for (const FormatName &entry : FormatNames) {
        if (name.compare(entry.name, Qt::CaseInsensitive) == 0)
            return entry.format;
    }
    return std::nullopt;
}

QString foldedAlias(QStringView alias)
{
    return javaLowerCase(alias);
}

qsizetype TrustStore::indexOf(QStringView alias) const
{
    const QString wanted = foldedAlias(alias);
    for (qsizetype i = 0; i < entries.size(); ++i) {
        if (foldedAlias(entries[i].alias) == wanted)
            return i;
    }
    return -1;
}

const StoreEntry *TrustStore::find(QStringView alias) const
{
    const qsizetype index = indexOf(alias);
    return index < 0 ? nullptr : &entries[index];
}

QList<Certificate> TrustStore::trustedCertificates() const
{
    QList<Certificate> certificates;
    certificates.reserve(entries.size());
    for (const StoreEntry &entry : entries) {
        if (entry.kind == StoreEntry::Kind::TrustedCertificate && entry.certificate())
            certificates.append(*entry.certificate());
    }
    return certificates;
}

} // namespace gatehouse::trust
