#pragma once

#include "fetch/key_set_state.h"
#include "trust/certificate.h"
#include "trust/certificate_review.h"

#include <QList>
#include <QString>

#include <optional>

namespace gatehouse::ui {

/// A key of a set as a table shows it.
struct KeyRow {
    enum class Remark : quint8 { None, Added, Replaced };

    jose::Jwk key;
    QString kid, kty, algorithm, use, thumbprint;
    int bits = 0;
    Remark remark = Remark::None; ///< what the newest change of the set did to it
    QList<trust::Certificate> chain = {};
    QString certificateProblem = {}; ///< why `x5c` cannot be shown; or that it is for another key
    QString subject = {};            ///< of the leaf, its most telling part
    std::optional<Instant> expires = {};
    trust::Validity validity = trust::Validity::Valid; ///< at the moment that it was described
    bool isOfStatement = false;                        ///< it signed the statement in the Inspector
};

/// Thumbprints and certificates take their time: not for the window's thread.
QList<KeyRow> describeKeys(const fetch::KeySetState &state, Instant now);

} // namespace gatehouse::ui
