#pragma once

#include "directory/tpp.h"

namespace gatehouse::directory {

/// A test TPP as files: `signing.key signing.pem transport.key transport.pem ca.pem ssa.jwt request.jwt
/// register.sh kit.json`. `transport.pem` is the leaf and the issuing CA, `ca.pem` the root and the issuing
/// CA, each in this order: some tools read the first block alone. Keys are 0600. `request.jwt` is valid for
/// KitRequestLifetime, for a kit is handed on and used for days.
struct Kit {
    Tpp tpp;
    EndpointFacts endpoint;
    QByteArray request; ///< as in `request.jwt`
};

enum class KitOverwrite {
    Refuse,
    ReplaceKit, ///< a folder that is a kit gets new files; files of other names in it stay
};

/// Writes a neighbour of `folder` and renames it: there is a whole kit or none. Refuses a folder that is
/// not empty, unless it is a kit and `overwrite` says so.
Result<void> writeKit(const QString &folder, const Tpp &tpp, const EndpointFacts &endpoint, Instant now,
                      const Json &requestOverrides = Json::object(), KitOverwrite overwrite = KitOverwrite::Refuse);

/// Reads what writeKit() wrote; names the file that is missing, unreadable or does not fit the others.
Result<Kit> loadKit(const QString &folder);

} // namespace gatehouse::directory
