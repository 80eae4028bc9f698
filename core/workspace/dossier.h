#pragma once

#include "workspace/registration_summary.h"

namespace gatehouse::workspace {

struct DossierTable {
    struct Row {
        QStringList cells;
        /// Of the row as a whole, where it is a judgement's; the cells say it in words too.
        std::optional<dcr::Outcome> outcome;
    };
    QStringList headers; ///< empty: there is no table
    QList<int> percents; ///< of the width, for each column
    QList<Row> rows;
};

struct DossierSection {
    QString title;
    QString note; ///< a sentence above the rest; mostly empty
    QList<FactGroup> groups;
    DossierTable table;
};

/// What is known of one registration, ready to be set on paper: texts alone, in the order in which they are read. None
/// of them is markup.
struct Dossier {
    QString title;    ///< the client's name
    QString subtitle; ///< client id and status
    QString workspace;
    QString preparedBy; ///< may be empty
    Instant at{};
    QList<DossierSection> sections;
};

struct DossierOccasion {
    QString workspace;
    QString preparedBy;
    Instant now{};
};

/// Longer tables are cut and say so.
constexpr qsizetype MaxDossierRows = 400;

Dossier makeDossier(const RegistrationRecord &record, const DossierOccasion &occasion);

/// "registration-penny-planner-2026-11-24.pdf": letters, digits and hyphens alone, whatever the client is called.
QString dossierFileName(const store::Client &client, Instant now);

} // namespace gatehouse::workspace
