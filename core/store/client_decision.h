#pragma once

#include "base/result.h"
#include "base/time.h"
#include "store/activity_log.h"
#include "store/client_status.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace gatehouse::store {

constexpr qsizetype MaxReason = 1000; ///< characters
/// The writer does nothing else meanwhile, and so the endpoint answers nothing that it must store.
constexpr qsizetype MaxDecidedClients = 10'000;

/// Who decides, and why.
struct Decision {
    Actor actor{};
    QString reason{}; ///< never blank, at most MaxReason
    Instant at{};
    /// What the reviewer saw the clients to be, where that matters: one that is something else by now is refused, so
    /// that an approval does not lift a suspension that came in between.
    std::optional<ClientStatus> from{};
};

/// What came of a decision, client by client, in the order in which they were named; each once.
struct DecisionOutcome {
    struct Changed {
        QString clientId;
        QString name; ///< "organisation · client name"
        ClientStatus from = ClientStatus::Held;
        ClientStatus to = ClientStatus::Active;
    };
    struct Refused {
        QString clientId;
        QString why; ///< a sentence
    };
    QList<Changed> changed;
    QList<Refused> refused;
};

/// The reason without space around it; Refused where nothing is left, TooLarge where it is too long.
Result<QString> checkedReason(const QString &reason);

/// Decides within a transaction, and enters each change into the record. Kills the tokens of every client that is not
/// active after it (RFC 7592 §2.3 for a deletion).
Result<DecisionOutcome> decideIn(Connection &connection, const QStringList &clientIds, ClientStatus to,
                                 const Decision &decision);

} // namespace gatehouse::store
