#pragma once

#include "base/result.h"
#include "store/client_store.h"

#include <QLatin1String>

#include <functional>
#include <optional>

class QIODevice;

namespace gatehouse::workspace {

enum class ExportFormat : quint8 {
    Csv,  ///< RFC 4180 in UTF-8, with a header
    Json, ///< a list of objects, with all of the metadata
};
QLatin1String name(ExportFormat format);
std::optional<ExportFormat> exportFormatFromName(QStringView name);

/// Told after each page how many clients are written; false ends the export.
using ExportProgress = std::function<bool(qint64 written)>;

/// Writes the clients that fit, in their order, page by page: memory does not grow with them. Returns how many. Reads
/// the database: not for the window's thread. A text that a spreadsheet would take for a formula gets an apostrophe
/// before it in CSV.
Result<qint64> exportClients(const store::ClientStore &clients, const store::ClientFilter &filter, ExportFormat format,
                             QIODevice &out, const ExportProgress &progress = {}, const store::ClientSort &sort = {});
/// The same to a file, which is there whole or, where it fails or is ended, as it was before.
Result<qint64> exportClientsToFile(const store::ClientStore &clients, const store::ClientFilter &filter,
                                   ExportFormat format, const QString &path, const ExportProgress &progress = {},
                                   const store::ClientSort &sort = {});

} // namespace gatehouse::workspace
