#pragma once

#include <QByteArrayView>

#include <chrono>
#include <optional>

namespace gatehouse::fetch {

/// What a `Cache-Control` header (RFC 9111 §5.2) says to a cache of its own.
struct CacheControl {
    std::optional<std::chrono::seconds> maxAge; ///< nothing where it is absent, twice and different, or no number
    bool mustAskAgain = false;                  ///< `no-cache` or `no-store`

    /// Never fails: what cannot be read is as if it were not there. A number beyond MaxAge is MaxAge.
    static CacheControl parse(QByteArrayView header);

    /// RFC 9111 §1.2.2: a cache may take anything larger for this.
    static constexpr std::chrono::seconds MaxAge{2'147'483'648};
};

constexpr qsizetype MaxCacheControlBytes = qsizetype{8} * 1024; ///< of a longer header nothing is read

/// An entity tag (RFC 9110 §8.8.3) that can be sent back: printable, quoted, at most MaxEntityTagBytes.
bool isEntityTag(QByteArrayView tag);
/// The weak comparison of RFC 9110 §8.8.3.2, which If-None-Match asks for.
bool isSameEntityTag(QByteArrayView a, QByteArrayView b);

constexpr qsizetype MaxEntityTagBytes = 256;

} // namespace gatehouse::fetch
