#include "workspace/expiring_certificates.h"

#include "directory/directory.h"
#include "trust/store_file.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::workspace {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::workspace)
};

using Place = ExpiringCertificate::Place;

/// Those that a TPP's keys are published with.
void lookAtTpp(const directory::SoftwareRecord &record, ExpiryCollector &collector)
{
    const auto keys = jose::JwkSet::fromJson(record.jwks);
    if (!keys)
        return;
    for (const jose::Jwk &key : keys->keys()) {
        if (key.x5c().isEmpty())
            continue;
        if (const auto certificate = trust::Certificate::fromDer(key.x5c().constFirst()))
            collector.look({Place::TestTpp, record.softwareId, *certificate, {}});
    }
}

} // namespace

QString title(ExpiringCertificate::Place place)
{
    switch (place) {
    case Place::ClientTruststore:
        return Text::tr("Truststore for client certificates");
    case Place::TestDirectory:
        return Text::tr("Test directory");
    case Place::Endpoint:
        return Text::tr("Endpoint");
    case Place::Truststore:
        return Text::tr("Truststore");
    case Place::KeySet:
        return Text::tr("Key set");
    case Place::Registration:
        return Text::tr("Registered client");
    case Place::TestTpp:
        break;
    }
    return Text::tr("Test TPP");
}

void ExpiryCollector::look(const ExpiringCertificate &candidate)
{
    const trust::Validity validity = trust::validityAt(candidate.certificate, m_now);
    if (validity == trust::Validity::ExpiresSoon || validity == trust::Validity::Expired)
        m_found.append(candidate);
}

QList<ExpiringCertificate> ExpiryCollector::take()
{
    std::ranges::stable_sort(m_found, {},
                             [](const ExpiringCertificate &found) { return found.certificate.notAfter(); });
    return std::exchange(m_found, {});
}

QList<ExpiringCertificate> expiringCertificates(const QString &clientTruststore, const directory::Directory &directory,
                                                Instant now)
{
    ExpiryCollector collector(now);
    for (const trust::Certificate &authority : directory.authorities())
        collector.look({Place::TestDirectory, authority.displayName(), authority, {}});
    const trust::Certificate endpoint = directory.endpointChain().constFirst();
    collector.look({Place::Endpoint, endpoint.displayName(), endpoint, {}});
    if (const auto store = trust::openStoreFile(clientTruststore, std::nullopt)) {
        for (const trust::StoreEntry &entry : store->store.entries) {
            // The directory's own are named above.
            if (entry.certificate() && !directory.authorities().contains(*entry.certificate()))
                collector.look({Place::ClientTruststore, entry.alias, *entry.certificate(), clientTruststore});
        }
    }
    const QList<directory::SoftwareRecord> software = directory.allSoftware();
    for (const directory::SoftwareRecord &record : software)
        lookAtTpp(record, collector);
    return collector.take();
}

} // namespace gatehouse::workspace
