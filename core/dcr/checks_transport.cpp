#include "dcr/findings.h"

namespace gatehouse::dcr::transport {

Finding certificate(const CheckContext &c)
{
    const Transport &transport = c.evidence.transport;
    if (transport.state == Transport::State::NotAsked)
        return skipped(Text::tr("Not judged: no connection, or client certificates are not asked for."));
    if (!transport.certificate) {
        const QString absent = Text::tr("The connection has no client certificate.");
        return transport.state == Transport::State::Required ? failed(absent) : warned(absent);
    }
    if (!transport.verdict.isTrusted())
        return failed(transport.verdict.message);
    return pass(Text::tr("%1, issued by %2.").arg(transport.certificate->subject(), transport.certificate->issuer()));
}

Finding certificateOfSoftware(const CheckContext &c)
{
    const Transport &transport = c.evidence.transport;
    if (transport.state == Transport::State::NotAsked || !transport.certificate)
        return skipped(Text::tr("Not judged: there is no client certificate."));
    if (!c.statement)
        return skipped(Text::tr("Not judged: the statement cannot be read."));
    const trust::Certificate &certificate = *transport.certificate;
    const QString &software = c.statement->softwareId;
    const QString &organisation = c.statement->organisationId;
    // OBTransport names software and organisation; OBWAC (eIDAS profile) only the organisation.
    const bool ofSoftware = !software.isEmpty() && certificate.commonName() == software
        && certificate.organisationalUnit() == organisation;
    const bool ofOrganisation = !organisation.isEmpty() && certificate.commonName() == organisation
        && certificate.organizationIdentifier().endsWith(organisation);
    if (ofSoftware || ofOrganisation)
        return pass(ofSoftware ? Text::tr("Issued for the software %1.").arg(quoted(software))
                               : Text::tr("Issued for the organisation %1.").arg(quoted(organisation)));
    const QString mismatch = Text::tr("The certificate is issued for %1; the statement is about software %2 of "
                                      "organisation %3.")
                                 .arg(certificate.subject(), quoted(software), quoted(organisation));
    if (transport.fromOtherDirectory)
        return warned(Text::tr("%1 They come from different directories, so this is not held against the request.")
                          .arg(mismatch));
    return failed(mismatch);
}

} // namespace gatehouse::dcr::transport
