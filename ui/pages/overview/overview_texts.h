#pragma once

#include "overview_tile.h"
#include "sandbox/sandbox.h"
#include "workspace/overview.h"

namespace gatehouse::ui {

/// What a tile says.
struct TileText {
    OverviewLink figure;
    QList<OverviewLink> lines;
};

TileText sandboxTile(sandbox::Sandbox::State state, const QString &baseUrl);
TileText registrationsTile(const workspace::RegistrationCounts &counts);
TileText certificatesTile(const workspace::ExpiryReport &report, Instant now);
TileText keySetsTile(const QList<workspace::KeySetHealth> &sets, Instant now);

/// Where a certificate that expires is seen.
OverviewLink linkTo(const workspace::ExpiringCertificate &certificate);

} // namespace gatehouse::ui
