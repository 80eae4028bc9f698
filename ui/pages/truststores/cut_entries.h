#pragma once

#include "base/result.h"
#include "trust/trust_store.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

class QPushButton;

namespace gatehouse::ui {

class StoreView;

/// Trusted certificates that were cut out of a store. They stay in it, marked, until they are pasted into another one:
/// if that never comes, nothing is lost. Whatever else comes to the clipboard ends it.
class CutEntries : public QObject
{
    Q_OBJECT

public:
    explicit CutEntries(QObject *parent = nullptr);

    /// The selected entries. Refused where one is not a trusted certificate: a private key would stay behind.
    Result<void> cut(StoreView *view);
    /// They are what pasting gives.
    bool isOnClipboard() const;
    /// Null where it is closed by now.
    StoreView *source() const { return m_source; }
    QList<trust::Certificate> certificates() const;
    QStringList aliases() const;
    /// Takes those that are still as they were out of the source, for `destination` has them now: a step of the
    /// source's own history. Returns how many; the others were never moved.
    Result<qsizetype> takeOut(const QList<trust::Certificate> &moved, const QString &destination);
    /// They are cut no more.
    void release();

private:
    QPointer<StoreView> m_source;
    QList<trust::StoreEntry> m_entries;
    QByteArray m_mark; ///< beside the text on the clipboard
    int m_count = 0;
    QPointer<QPushButton> m_button; ///< of the notice, as long as that is shown
};

} // namespace gatehouse::ui
