#include "trust/trust_store.h"

#include <algorithm>

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
    const auto *known = std::find_if(std::begin(FormatNames), std::end(FormatNames),
                                     [&](const FormatName &candidate) { return candidate.format == format; });
    return known->name;
}

std::optional<StoreFormat> storeFormatFromName(QStringView name)
{
    for (const FormatName &known : FormatNames) {
        if (name.compare(known.name, Qt::CaseInsensitive) == 0)
            return known.format;
    }
    return std::nullopt;
}

qsizetype TrustStore::indexOf(QStringView alias) const
{
    const QString folded = foldedAlias(alias);
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const StoreEntry &entry) { return foldedAlias(entry.alias) == folded; });
    return found == entries.end() ? -1 : found - entries.begin();
}

const StoreEntry *TrustStore::find(QStringView alias) const
{
    const qsizetype index = indexOf(alias);
    return index < 0 ? nullptr : &entries[index];
}

QList<Certificate> TrustStore::trustedCertificates() const
{
    QList<Certificate> trusted;
    for (const StoreEntry &entry : entries) {
        if (entry.kind == StoreEntry::Kind::TrustedCertificate)
            trusted += entry.certificates;
    }
    return trusted;
}

QString foldedAlias(QStringView alias)
{
    return alias.toString().toLower();
}

} // namespace gatehouse::trust
