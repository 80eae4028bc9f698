#pragma once

#include "dcr/check.h"
#include "fetch/https_get.h"
#include "jose/jwk.h"

namespace gatehouse::fetch {

/// Whether a key set that somebody names is meant as a URL; else it is a file.
bool isUrl(const QString &source);

/// Reads a JWK Set from a file or an https URL; a relative file name is relative to `folder`. Blocks:
/// not for the window's thread. Messages name the source.
Result<jose::JwkSet> loadKeySet(const QString &fileOrUrl, const QString &folder, const Options &options);

/// Several of them as one: the first key of a `kid` counts. Unavailable where any cannot be read, since
/// a signature by one of its keys would be taken for a stranger's.
dcr::KeySource loadKeySource(const QStringList &filesOrUrls, const QString &folder, const Options &options);

} // namespace gatehouse::fetch
