#pragma once

#include "workspace/dossier.h"

#include <QByteArray>

namespace gatehouse::ui {

/// A PDF on A4 with a line above and below each page: workspace, moment, number of the page. May be called from any
/// thread, and takes some 100 ms.
QByteArray dossierPdf(const workspace::Dossier &dossier);

} // namespace gatehouse::ui
