#pragma once

#include "store/client_store.h"

namespace gatehouse::store {

/// Beyond so many characters redirect URIs are not searched.
constexpr qsizetype MaxSearchedUriLength = 8192;

/// What a search looks into, in lower case (SQL folds that of ASCII alone, or of nothing): a line each for ids, names
/// and redirect URIs, then one for the roles, between tabs. At its end are two characters more, so that each
/// character of the text begins a group of three.
QString searchText(const Client &client);

/// For the migration that redirect URIs and roles came with: writes the search text of all clients anew.
Result<void> renewSearchTexts(Connection &connection);

/// The client's, or those of the software statement in its metadata.
QStringList rolesOf(const Client &client);

/// The words of a text that is searched for, as searchText() writes them; at most MaxSearchWords.
QStringList searchWords(const QString &text);
constexpr qsizetype MaxSearchWords = 12;
/// How searchText() writes a role.
QString searchedRole(const QString &role);
/// How searchText() writes a line.
QString searchedLine(const QString &line);

/// The groups of three characters in a row that a text has; none where it is shorter.
QStringList groupsOf(const QString &text);
/// An FTS5 query for texts that have all of the groups. They need not have the text that the groups are of.
QString allGroupsQuery(const QStringList &groups);
/// For texts that have one of the groups.
QString anyGroupQuery(const QStringList &groups);

} // namespace gatehouse::store
