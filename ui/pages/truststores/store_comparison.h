#pragma once

#include "store_desk.h"

#include <QObject>

namespace gatehouse::ui {

class StoreImport;

class StoreDocument;
struct ImportSource;

/// Shows two open truststores side by side, in a window that follows their edits and goes when one is closed; and two
/// certificates.
class StoreComparison : public QObject
{
    Q_OBJECT

public:
    StoreComparison(StoreDesk desk, StoreImport *import, QObject *parent = nullptr);

    void show(StoreDocument *left, StoreDocument *right);
    /// The two entries that are selected.
    void showSelected();
    /// The one that is selected with a certificate of a file.
    void chooseFile();
    void showWithFile(const QString &path);

private:
    void compareWith(const ImportSource &source, const QString &name);
    void showProblem(const QString &text, const QString &detail);

    StoreDesk m_desk;
    StoreImport *m_import;
};

} // namespace gatehouse::ui
