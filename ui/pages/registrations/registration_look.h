#pragma once

#include "store/client_store.h"
#include "ui/icons.h"

namespace gatehouse::ui {

/// Always beside words that say the same: workspace::title().
Tone toneOf(store::ClientStatus status);
QString iconName(store::ClientStatus status);

} // namespace gatehouse::ui
