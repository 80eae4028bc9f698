#pragma once

#include "base/time.h"
#include "store/activity_recorder.h"

class QWidget;

namespace gatehouse::ui {

class BusyBar;
class NoticeBar;
class PasswordMemory;
class StoreTabs;

/// What the Truststores page works on.
struct StoreDesk {
    QWidget *window = nullptr; ///< dialogs appear over it
    StoreTabs *tabs = nullptr;
    BusyBar *busy = nullptr;
    NoticeBar *notice = nullptr;
    PasswordMemory *memory = nullptr; ///< null: passwords are not remembered
    Clock clock;
    store::ActivityRecorder recorder = {}; ///< of what is saved
};

} // namespace gatehouse::ui
