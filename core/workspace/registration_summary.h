#pragma once

#include "workspace/registration_record.h"

namespace gatehouse::workspace {

/// One line of what there is to know of a registration. Texts came from outside: they are shown as they are, and never
/// as markup.
struct RegistrationFact {
    enum class Style : quint8 {
        Text,
        Code, ///< compared character by character, and copied
    };
    enum class Mark : quint8 { None, Caution };

    QString label;
    QString value; ///< a list has a line for each
    Style style = Style::Text;
    Mark mark = Mark::None;
    QString note = {}; ///< why it is marked
};

struct FactGroup {
    QString title;
    QList<RegistrationFact> facts;
};

/// Longer texts are cut with an ellipsis, longer lists say how many more there are.
constexpr qsizetype MaxFactCharacters = 1000;
constexpr qsizetype MaxFactLines = 40;

/// For whoever decides on it: who it is and for whom, what it may do, who vouches for its roles, whom to call, when and
/// by which certificate it was registered. What a token does not say is left out.
QList<FactGroup> summarise(const RegistrationRecord &record, Instant now);

/// Of the roles the statement gives the software, those that no authority's entry covers (OBIE: what the software may
/// do is the roles that both name).
QStringList rolesWithoutAuthority(const dcr::SoftwareStatement &statement);

} // namespace gatehouse::workspace
