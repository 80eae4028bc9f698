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
        Truststore,   ///< a file that was opened lately
        KeySet,       ///< a certificate in a key set's `x5c`
        Registration, ///< what a client came with when it last registered
    };

    Place place = Place::ClientTruststore;
    QString name; ///< the alias, the software's id, or the certificate's own name
    trust::Certificate certificate;
    QString source = {}; ///< what to open to see it: a truststore's file, a key set's name, a client's id
};

/// "Truststore for client certificates", for people.
QString title(ExpiringCertificate::Place place);

class ExpiryCollector
{
public:
    explicit ExpiryCollector(Instant now)
        : m_now(now)
    {}

    /// Keeps it where it has expired or is about to.
    void look(const ExpiringCertificate &candidate);
    /// Soonest first.
    QList<ExpiringCertificate> take();

private:
    Instant m_now;
    QList<ExpiringCertificate> m_found;
};

/// Soonest first. Reads files: not for the window's thread. What cannot be read is left out here; whoever uses it says
/// so.
QList<ExpiringCertificate> expiringCertificates(const QString &clientTruststore, const directory::Directory &directory,
                                                Instant now);

} // namespace gatehouse::workspace
