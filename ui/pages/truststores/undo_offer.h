#pragma once

namespace gatehouse::ui {

class StoreView;

/// Adds Undo to the view's notice about the last change. The notice goes with the change: any other step of the history
/// hides it, since Undo would take back something else than what it says.
void offerUndo(StoreView *view);

} // namespace gatehouse::ui
