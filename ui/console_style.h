#pragma once

class QStyle;

namespace gatehouse::ui {

/// Fusion, with the boxes of check boxes and radio buttons outlined so that they are seen (WCAG: 3:1): Fusion makes
/// their outline of the window's colour, darker, which in a dark palette is none. Belongs to whom it is given to.
QStyle *makeConsoleStyle();

} // namespace gatehouse::ui
