#include "registration_look.h"

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using store::ClientStatus;

Tone toneOf(ClientStatus status)
{
    switch (status) {
    case ClientStatus::Active:
        return Tone::Good;
    case ClientStatus::Held:
        return Tone::Caution;
    case ClientStatus::Suspended:
        return Tone::Bad;
    case ClientStatus::Deleted:
        break;
    }
    return Tone::Neutral;
}

QString iconName(ClientStatus status)
{
    switch (status) {
    case ClientStatus::Active:
        return u"outcome-pass"_s;
    case ClientStatus::Held:
        return u"clock"_s;
    case ClientStatus::Suspended:
        return u"media-playback-pause"_s;
    case ClientStatus::Deleted:
        break;
    }
    return u"edit-delete"_s;
}

} // namespace gatehouse::ui
