#pragma once

#include "ui/pages/inspector/inspection.h"

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

/// What the Inspector asks of a workspace. The test directory is kept alive by the lookups; the workspace itself
/// must outlive `policy`.
InspectorServices inspectorServices(workspace::Workspace &workspace);

} // namespace gatehouse::ui
