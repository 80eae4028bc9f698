#pragma once

#include "trust/store_codec.h"

namespace gatehouse::trust {

/// A PEM bundle as a store. The last comment line (`# alias`) before a certificate is its alias, where there is none
/// the certificate's name is; other text between the blocks is not kept. Certificates alone.
Result<DecodedStore> decodePem(QByteArrayView bytes);
Result<QByteArray> encodePem(const TrustStore &store);

} // namespace gatehouse::trust
