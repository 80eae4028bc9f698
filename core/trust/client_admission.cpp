#include "trust/client_admission.h"

#include <algorithm>

namespace gatehouse::trust {

namespace {

QString aliasOf(const TrustStore &store, const Certificate &certificate)
{
    const auto entry = std::ranges::find_if(store.entries, [&certificate](const StoreEntry &each) {
        return each.kind == StoreEntry::Kind::TrustedCertificate && each.certificate()
            && *each.certificate() == certificate;
    });
    return entry == store.entries.cend() ? QString() : entry->alias;
}

} // namespace

Result<ClientAdmission> judgeClient(const TrustStore &store, const QList<Certificate> &presented, Instant now)
{
    const Result<TrustAnchors> anchors = TrustAnchors::create(store.trustedCertificates());
    if (!anchors)
        return tl::unexpected(anchors.error());
    ClientAdmission admission;
    admission.verdict = presented.isEmpty()
        ? anchors->verifyPresented({}, now)
        : anchors->verify(presented.constFirst(), presented.mid(1), now, ChainPurpose::ClientAuthentication);
    for (const Certificate &certificate : std::as_const(admission.verdict.chain))
        admission.aliases.append(aliasOf(store, certificate));
    return admission;
}

} // namespace gatehouse::trust
