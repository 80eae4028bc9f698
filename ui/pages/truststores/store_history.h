#pragma once

#include "base/result.h"

#include <QList>
#include <QString>

namespace gatehouse::ui {

class StoreDocument;

/// What was taken back or done again.
struct HistoryStep {
    QString text;
    QList<StoreDocument *> documents; ///< the one that was asked for first
    QList<StoreDocument *> leftOut;   ///< which made the step too and are somewhere else in their history by now
};

/// A step that two documents made together goes in both, or, where one of them is being saved, in neither.
Result<HistoryStep> undoStep(StoreDocument *document);
Result<HistoryStep> redoStep(StoreDocument *document);

} // namespace gatehouse::ui
