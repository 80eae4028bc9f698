#pragma once

#include "store/activity_log.h"

namespace gatehouse::store {

/// A state before and after, and in both only what differs: members of objects, as deep as they go; anything else as a
/// whole. Null where there was nothing, or is nothing.
struct StateChange {
    Json before, after;
};
StateChange changeBetween(const Json &before, const Json &after);

/// Enters changes of what is not in the database, such as files, once they are made. A value: copies may be used from
/// any thread, as long as the database lives.
class ActivityRecorder
{
public:
    /// Records nothing: for whoever works without a workspace.
    ActivityRecorder() = default;
    ActivityRecorder(Database &database, Actor actor, Clock clock)
        : m_database(&database)
        , m_actor(std::move(actor))
        , m_clock(std::move(clock))
    {}

    bool isRecording() const { return m_database != nullptr; }
    const Actor &actor() const { return m_actor; }
    /// The actor and the moment are the recorder's. All of them or none; waits for the disk. The error says that the
    /// change was made all the same.
    Result<void> record(QList<NewActivity> activities) const;
    Result<void> record(const NewActivity &activity) const { return record(QList<NewActivity>{activity}); }

private:
    Database *m_database = nullptr;
    Actor m_actor;
    Clock m_clock;
};

} // namespace gatehouse::store
