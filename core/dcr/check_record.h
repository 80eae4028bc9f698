#pragma once

#include "dcr/check.h"

namespace gatehouse::dcr {

/// The outcomes as they are kept with a registration: JSON, a list of [id, outcome, message, claim]. What the
/// table of checks knows is not kept a million times.
QByteArray toRecord(const Evaluation &evaluation);

/// A record for readers: a list of {id, title, outcome, message, claim, reference}. A check that no longer
/// exists keeps its id as its title.
Json recordToJson(QByteArrayView record);

} // namespace gatehouse::dcr
