#pragma once

#include "dcr/check.h"

namespace gatehouse::dcr {

/// A judged token for machines: `header`, `claims`, `signature` {status, kid, alg, reason}, `checks`
/// and, where a statement is inside, `software_statement` with the same members. A part that cannot be
/// read is null, and `problem` says why.
Json inspectionToJson(const Evidence &evidence, const Evaluation &evaluation);

} // namespace gatehouse::dcr
