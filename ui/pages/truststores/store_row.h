#pragma once

#include "trust/trust_store.h"
#include "ui/icons.h"

namespace gatehouse::ui {

/// Of an entry's certificate, as the list's chips tell them apart.
enum class EntryState : quint8 { Expired, NotYetValid, ExpiresSoon, Valid, Unreadable };
constexpr EntryState EntryStates[] = {EntryState::Expired, EntryState::ExpiresSoon, EntryState::NotYetValid,
                                      EntryState::Valid, EntryState::Unreadable};

QLatin1String name(EntryState state);
/// "Expired", "Expires soon" …
QString word(EntryState state);
Tone toneOf(EntryState state);
QString iconOf(EntryState state);

/// "Trusted certificate", "Private key", "Other"
QString word(trust::StoreEntry::Kind kind);
QString iconOf(trust::StoreEntry::Kind kind);

/// What the list says of an entry at a moment. A value, made on any thread: of ten thousand it takes a while.
struct StoreRow {
    QString alias;
    trust::StoreEntry::Kind kind = trust::StoreEntry::Kind::TrustedCertificate;
    EntryState state = EntryState::Unreadable;
    QString stateText; ///< "Expires in 12 days"
    QString subjectName;
    QString subject; ///< the whole name
    QString issuerName;
    QString issuer;
    std::optional<Instant> expires;
    std::optional<Instant> added;
    QString key;
    QString fingerprint; ///< SHA-256
    QString problem;
    QString searchText; ///< all of the above, folded
};

StoreRow describeEntry(const trust::StoreEntry &entry, Instant now);
QList<StoreRow> describeEntries(const QList<trust::StoreEntry> &entries, Instant now);

} // namespace gatehouse::ui
