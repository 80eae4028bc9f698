#pragma once

#include "core/dcr/registration_maker.h"

namespace gatehouse::dcr::test {

/// What a change of a valid registration must lead to.
struct FailingRow {
    const char *check;
    const char *what; ///< names the row
    std::function<void(Registration &)> change;
    const char *error;                    ///< RFC 7591 §3.2.2
    QStringList named;                    ///< what the message must say
    QStringList alsoFailing = {};         ///< other checks that fail or warn
    Outcome outcome = Outcome::Fail;
};

struct PassingRow {
    const char *check;
    std::function<void(Registration &)> change;
};

/// At least one for each check.
const QList<FailingRow> &failingRows();
/// For the checks that a plain valid registration leaves out.
const QList<PassingRow> &passingRows();

} // namespace gatehouse::dcr::test
