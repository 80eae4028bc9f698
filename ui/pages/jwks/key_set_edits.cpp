#include "key_set_edits.h"

#include "fetch/jwks_cache.h"
#include "sandbox/background.h"

namespace gatehouse::ui {

namespace {

Result<void> apply(fetch::JwksCache &cache, const std::optional<store::NamedKeySet> &before,
                   const std::optional<store::NamedKeySet> &after, const store::Actor &by)
{
    if (before && after)
        return cache.changeName(before->name, *after, by);
    if (after)
        return cache.addName(*after, by);
    const auto removed = cache.removeName(before->name, by);
    return removed ? Result<void>() : tl::unexpected(removed.error());
}

} // namespace

/// Remembers; the work is done by then, or done by whoever steps through the history.
class KeySetEdits::Command : public QUndoCommand
{
public:
    explicit Command(const Change &change)
        : QUndoCommand(change.text)
        , m_change(change)
    {}
    const Change &change() const { return m_change; }

private:
    Change m_change;
};

KeySetEdits::KeySetEdits(fetch::JwksCache &cache, store::Actor actor, QObject *parent)
    : QObject(parent)
    , m_cache(cache)
    , m_actor(std::move(actor))
{
    m_pool.setMaxThreadCount(1);
}

KeySetEdits::~KeySetEdits()
{
    m_pool.waitForDone();
}

void KeySetEdits::make(const Change &change)
{
    run(change, Direction::New);
}

void KeySetEdits::undo()
{
    if (!m_history.canUndo())
        return;
    const auto *command = static_cast<const Command *>(m_history.command(m_history.index() - 1));
    const Change &change = command->change();
    run({change.after, change.before, tr("Taken back: %1").arg(change.text)}, Direction::Back);
}

void KeySetEdits::redo()
{
    if (!m_history.canRedo())
        return;
    run(static_cast<const Command *>(m_history.command(m_history.index()))->change(), Direction::Again);
}

void KeySetEdits::run(const Change &change, Direction direction)
{
    if (m_isBusy)
        return;
    m_isBusy = true;
    Q_EMIT busyChanged();
    sandbox::inBackground<Result<void>>(
        m_replies, [&cache = m_cache, change, by = m_actor] { return apply(cache, change.before, change.after, by); },
        [this, change, direction](const Result<void> &result) { conclude(change, direction, result); }, m_pool);
}

void KeySetEdits::conclude(const Change &change, Direction direction, const Result<void> &result)
{
    m_isBusy = false;
    if (!result) {
        // Another process was first: what the history knows no longer is so.
        if (direction != Direction::New)
            m_history.clear();
        Q_EMIT failed(result.error());
    } else {
        if (direction == Direction::New)
            m_history.push(new Command(change));
        else if (direction == Direction::Back)
            m_history.undo();
        else
            m_history.redo();
        Q_EMIT done(change.text, change.after ? change.after->name : QString());
    }
    Q_EMIT busyChanged();
}

} // namespace gatehouse::ui
