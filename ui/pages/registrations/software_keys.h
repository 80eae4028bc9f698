#pragma once

#include "dcr/software_statement.h"
#include "ui/pages/jwks/key_row.h"

namespace gatehouse::directory {
class Directory;
}
namespace gatehouse::fetch {
class JwksCache;
}

namespace gatehouse::ui {

/// The keys that a software publishes, and where they were found.
struct SoftwareKeys {
    QString origin;  ///< for people
    QString problem; ///< why they cannot be had; empty where they can
    QList<KeyRow> rows;
};

enum class KeyLookup : quint8 {
    WhereDue, ///< what the cache holds, unless it is too old
    Now,      ///< the server is asked
};

/// Those of the test directory where it knows the software, else those that its verified statement names. Waits for the
/// network: not for the window's thread.
SoftwareKeys lookUpKeys(const dcr::SoftwareStatement &statement, const directory::Directory &directory,
                        fetch::JwksCache &keySets, Instant now, KeyLookup lookup);

} // namespace gatehouse::ui
