#include "undo_offer.h"

#include "store_document.h"
#include "store_history.h"
#include "store_view.h"
#include "ui/widgets/notice_bar.h"

#include <QCoreApplication>
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::UndoOffer)
};

void undo(StoreView *view)
{
    if (const Result<HistoryStep> undone = undoStep(view->document()); !undone)
        view->notice()->showNotice(Tone::Bad, u"outcome-fail"_s, Text::tr("Nothing was undone."),
                                   undone.error().message);
    // The button that had the focus is gone.
    view->focusTable();
}

} // namespace

void offerUndo(StoreView *view)
{
    NoticeBar *notice = view->notice();
    QPushButton *button = notice->addAction(Text::tr("Undo"), u"noticeUndo"_s);
    QObject::connect(button, &QPushButton::clicked, view, [view] { undo(view); });
    // Once: the notice after it may be there before the button is deleted.
    QObject::connect(
        view->document()->undoStack(), &QUndoStack::indexChanged, button, [notice] { notice->dismiss(); },
        Qt::SingleShotConnection);
}

} // namespace gatehouse::ui
