#pragma once

#include "sandbox/request_composer.h"

#include <QLatin1String>
#include <QString>

#include <span>

namespace gatehouse::sandbox {

/// Which part of a request is tampered with.
enum class TamperedPart : quint8 { Request, Signature, Statement, Connection };

/// What must be at hand for it.
enum class TamperingNeeds : quint8 { Nothing, OtherTpp, AcceptedRequest };

/// One thing that is wrong with a request, and the check that should see it.
struct Tampering {
    QLatin1String id;
    const char *title;       ///< for people, untranslated: see title()
    const char *description; ///< what it does; see describe()
    TamperedPart part;
    TamperingNeeds needs;
    QLatin1String check; ///< of dcr::checks()
    void (*apply)(RequestDraft &draft, Instant now);
};

/// By part, and within it in the order in which the endpoint judges.
std::span<const Tampering> tamperings();
const Tampering *findTampering(QLatin1String id);
QString title(const Tampering &tampering);
QString describe(const Tampering &tampering);
QString title(TamperedPart part);

/// All of them, one after the other, upon the renewed draft; what they set is then sent as written.
RequestDraft tampered(RequestDraft draft, const QList<const Tampering *> &chosen, Instant now);

} // namespace gatehouse::sandbox
