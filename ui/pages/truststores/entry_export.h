#pragma once

#include "store_row.h"

namespace gatehouse::ui {

/// The certificates of the entries as PEM, each after a comment line with its alias: what the clipboard and PEM files
/// hold. Of a private key its own certificate; entries without one are left out.
Result<QByteArray> toPem(const QList<trust::StoreEntry> &entries);

/// The list as CSV (RFC 4180), with a heading, in UTF-8. Text that a spreadsheet would take for a formula is quoted
/// with an apostrophe.
QByteArray toCsv(const QList<StoreRow> &rows);

} // namespace gatehouse::ui
