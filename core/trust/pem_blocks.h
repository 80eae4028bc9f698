#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace gatehouse::trust {

constexpr qsizetype MaxPemBlocks = 100'000; ///< as many entries as a truststore may have

/// `-----BEGIN label-----`, base64, `-----END label-----` (RFC 7468). Views into the text that it was found in.
struct PemBlock {
    QByteArrayView label;
    QByteArrayView body; ///< what stands between the two lines, not decoded
    QByteArrayView text; ///< the whole, from the first dash to the last
    qsizetype line = 0;  ///< where it begins, from 1
};

/// Every block of a text, however it was pasted: indented, in one line, with text before, between and after. A line
/// that begins with `#` is a comment. Malformed where a block has no end, naming its line;
/// TooLarge beyond MaxPemBlocks.
Result<QList<PemBlock>> findPemBlocks(QByteArrayView text);
bool hasPemBlock(QByteArrayView text);

/// A block of its own, in lines of 64 characters.
QByteArray encodePemBlock(QByteArrayView label, const QByteArray &bytes);

/// The block's bytes. Malformed for anything but base64 and white space, naming the line.
Result<QByteArray> decodePemBlock(const PemBlock &block);

} // namespace gatehouse::trust
