#pragma once

#include "base/result.h"
#include "store/key_set_store.h"
#include "store/reply_box.h"

#include <QObject>
#include <QThreadPool>
#include <QUndoStack>

#include <functional>
#include <optional>

namespace gatehouse::fetch {
class JwksCache;
}

namespace gatehouse::ui {

/// Adds, changes and removes named key sets, and takes that back. Works off this thread, one step after the other;
/// while one is under way nothing else is begun.
class KeySetEdits : public QObject
{
    Q_OBJECT

public:
    /// `cache` must outlive it.
    KeySetEdits(fetch::JwksCache &cache, store::Actor actor, QObject *parent = nullptr);
    ~KeySetEdits() override;

    /// Without `before` it is added, without `after` removed. `text` says what was done: "Removed production".
    struct Change {
        std::optional<store::NamedKeySet> before, after;
        QString text;
    };
    void make(const Change &change);
    void undo();
    void redo();
    bool isBusy() const { return m_isBusy; }
    QUndoStack *history() { return &m_history; }

Q_SIGNALS:
    /// Something was done, or taken back; `text` says what. `selected` is the set that it is about, if that is there.
    void done(const QString &text, const QString &selected);
    void failed(const gatehouse::Error &error);
    void busyChanged();

private:
    class Command;
    enum class Direction : quint8 { New, Back, Again };

    void run(const Change &change, Direction direction);
    void conclude(const Change &change, Direction direction, const Result<void> &result);

    fetch::JwksCache &m_cache;
    store::Actor m_actor;
    QUndoStack m_history;
    store::ReplyBox m_replies;
    QThreadPool m_pool;
    bool m_isBusy = false;
};

} // namespace gatehouse::ui
