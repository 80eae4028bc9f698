#pragma once

#include "store_desk.h"
#include "store_pair.h"

#include <functional>

class QMimeData;

namespace gatehouse::ui {

class CutEntries;
class StoreView;

/// What was read from files, a drop or the clipboard.
struct ImportSource {
    QList<trust::Certificate> certificates; ///< each once
    QStringList aliases;                    ///< of them, where the source names any; empty texts where not
    QStringList remarks;                    ///< for people: what else was there, and what could not be read
    QStringList keystores;                  ///< files that are no certificates but truststores
};
/// Any thread; blocks on the disk.
ImportSource readImportFiles(const QStringList &paths);
ImportSource readImportText(const QByteArray &text);

/// Brings certificates into the current truststore, or into both of a pair. Always by way of a dialog that shows them.
class StoreImport : public QObject
{
    Q_OBJECT

public:
    /// `pair` and `cut` must outlive it.
    StoreImport(StoreDesk desk, StorePair *pair, CutEntries *cut, QObject *parent = nullptr);

    void chooseFiles();
    void importFiles(const QStringList &paths);
    void importText(const QByteArray &text);
    void importFromServer();
    /// Into that one alone, whatever it is paired with.
    void offer(StoreView *view, const QList<trust::Certificate> &certificates);
    /// What was cut out of another store moves.
    void paste();
    static bool canTake(const QMimeData *content);
    /// Files that are truststores, and any while no store is open, are opened instead.
    void take(const QMimeData *content);

Q_SIGNALS:
    void openRequested(const QString &path);
    void savePairRequested();
    void message(const QString &text);

private:
    void read(const std::function<ImportSource()> &reader, const QString &what);
    enum class Into : quint8 { View, Pair };
    enum class Way : quint8 { Copy, Move };

    void offer(const ImportSource &source);
    void showDialog(StoreView *view, const ImportSource &source, Into into, Way way = Way::Copy);
    void apply(StoreView *view, const QList<trust::Certificate> &certificates, const QStringList &aliases, Way way);
    void moveCut();
    void applyToPair(const QList<trust::Certificate> &certificates, const QStringList &aliases);
    void showProblem(const QString &text, const QString &detail);
    Into destination() const;

    StoreDesk m_desk;
    StorePair *m_pair;
    CutEntries *m_cut;
    int m_reading = 0; ///< what was asked for later than the one that is under way
};

} // namespace gatehouse::ui
