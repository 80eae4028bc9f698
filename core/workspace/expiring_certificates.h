#pragma once

#include "trust/certificate_review.h"

#include <QList>
#include <QString>

namespace gatehouse::directory {
class Directory;
}

namespace gatehouse::workspace {

/// A certificate of the workspace that has expired or is about to (trust::ExpiryNotice).
struct ExpiringCertificate {
    enum class Place : quint8 {
        ClientTruststore,
        TestDirectory, ///< its authorities
        Endpoint,
        TestTpp,
    };

    Place place = Place::ClientTruststore;
    QString name; ///< the alias, the software's id, or the certificate's own name
    trust::Certificate certificate;
};

/// "Truststore for client certificates", for people.
QString title(ExpiringCertificate::Place place);

/// Soonest first. Reads files: not for the window's thread. What cannot be read is left out here; whoever uses it says
/// so.
QList<ExpiringCertificate> expiringCertificates(const QString &clientTruststore, const directory::Directory &directory,
                                                Instant now);

} // namespace gatehouse::workspace
