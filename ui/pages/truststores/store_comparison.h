#pragma once

#include "store_files.h"

namespace gatehouse::ui {

class StoreImport;

/// Shows two open truststores side by side, in a window that follows their edits and goes when one is closed.
class StoreComparison : public QObject
{
    Q_OBJECT

public:
    StoreComparison(StoreDesk desk, StoreImport *import, QObject *parent = nullptr);

    void show(StoreDocument *left, StoreDocument *right);

private:
    StoreDesk m_desk;
    StoreImport *m_import;
};

} // namespace gatehouse::ui
