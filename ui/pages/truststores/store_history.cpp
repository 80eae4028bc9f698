#include "store_history.h"

#include "store_document.h"

#include <QCoreApplication>

namespace gatehouse::ui {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::StoreHistory)
};

using LinkOf = StepLink (StoreDocument::*)() const;
using Step = Result<void> (StoreDocument::*)();

Result<HistoryStep> go(StoreDocument *document, const QString &text, LinkOf linkOf, Step step)
{
    HistoryStep made{text, {document}, {}};
    if (const StepLink link = (document->*linkOf)()) {
        for (const QPointer<StoreDocument> &other : *link) {
            if (!other || other == document)
                continue;
            if ((other->*linkOf)() == link)
                made.documents += other;
            else
                made.leftOut += other;
        }
    }
    for (const StoreDocument *each : std::as_const(made.documents)) {
        if (each->isSaving())
            return fail(Error::Conflict, Text::tr("%1 is being saved; try again in a moment.").arg(each->fileName()));
    }
    for (StoreDocument *each : std::as_const(made.documents)) {
        if (const Result<void> done = (each->*step)(); !done)
            return tl::unexpected(done.error());
    }
    return made;
}

} // namespace

Result<HistoryStep> undoStep(StoreDocument *document)
{
    return go(document, document->undoStack()->undoText(), &StoreDocument::undoLink, &StoreDocument::undo);
}

Result<HistoryStep> redoStep(StoreDocument *document)
{
    return go(document, document->undoStack()->redoText(), &StoreDocument::redoLink, &StoreDocument::redo);
}

} // namespace gatehouse::ui
