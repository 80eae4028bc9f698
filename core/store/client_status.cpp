#include "store/client_status.h"

#include <iterator>

namespace gatehouse::store {

namespace {

using S = ClientStatus;

constexpr QLatin1String StatusNames[] = {QLatin1String("active"), QLatin1String("held"), QLatin1String("suspended"),
                                         QLatin1String("deleted")};

enum class Way : quint8 {
    Review,
    UndoAlone, ///< open only to take back what came just before
};

/// What may become what by a person's decision.
struct Step {
    ClientStatus from;
    ClientStatus to;
    QLatin1String action;
    Way way = Way::Review;
    std::optional<ClientStatus> undo = std::nullopt;
};

constexpr Step Steps[] = {
    {S::Held, S::Active, QLatin1String("client.approved"), Way::Review, S::Held},
    {S::Held, S::Deleted, QLatin1String("client.deregistered")},
    {S::Active, S::Suspended, QLatin1String("client.suspended"), Way::Review, S::Active},
    {S::Active, S::Deleted, QLatin1String("client.deregistered")},
    {S::Active, S::Held, QLatin1String("client.held"), Way::UndoAlone, S::Active},
    {S::Suspended, S::Active, QLatin1String("client.reactivated"), Way::Review, S::Suspended},
    {S::Suspended, S::Deleted, QLatin1String("client.deregistered")},
};

const Step *findStep(ClientStatus from, ClientStatus to)
{
    for (const Step &step : Steps) {
        if (step.from == from && step.to == to)
            return &step;
    }
    return nullptr;
}

} // namespace

QLatin1String name(ClientStatus status)
{
    return StatusNames[static_cast<std::size_t>(status)];
}

std::optional<ClientStatus> clientStatusFromName(QStringView text)
{
    for (std::size_t i = 0; i < std::size(StatusNames); ++i) {
        if (text == StatusNames[i])
            return static_cast<ClientStatus>(i);
    }
    return std::nullopt;
}

QList<ClientStatus> nextStatuses(ClientStatus status)
{
    QList<ClientStatus> next;
    for (const Step &step : Steps) {
        if (step.from == status && step.way == Way::Review)
            next.append(step.to);
    }
    return next;
}

std::optional<ClientStatus> undoOf(ClientStatus from, ClientStatus to)
{
    const Step *step = findStep(from, to);
    return step ? step->undo : std::nullopt;
}

QLatin1String actionName(ClientStatus from, ClientStatus to)
{
    const Step *step = findStep(from, to);
    return step ? step->action : QLatin1String();
}

} // namespace gatehouse::store
