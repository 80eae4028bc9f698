#pragma once

#include "wso2/server_identity.h"

#include <QList>

#include <optional>

namespace gatehouse::wso2 {

enum class KeyType : quint8 { String, Url, Path, JavaClass, Boolean, Integer, StringList };
/// "text", "address", …: for tables and sentences.
QString describe(KeyType type);

/// A key that the servers' templates name: they ignore all others without a word.
struct KnownKey {
    QString key; ///< `[]` behind an array of tables
    KeyType type = KeyType::String;
    QString fallback; ///< what the server takes where the key is absent; empty: nothing
    Servers servers;
    Generations generations;
    QString meaning;
    bool isSecret = false;
};

/// All of them, by table.
const QList<KnownKey> &knownKeys();
/// Null: nobody knows it. `pattern` is a key with `[]` for each element.
const KnownKey *knownKey(const QString &pattern);
/// Which servers read the key, or what is below it; of one that nobody knows: either.
Servers serversOf(const TomlAddress &address);
/// Whether the list of the table's keys is complete, so that another one is a mistake.
bool isClosedTable(const QString &pattern);
/// Whether a known key stands in it or below it.
bool isKnownTable(const QString &pattern);
QStringList knownTables();

/// `a.b[].c` of `a.b[3].c`.
QString patternOf(const TomlPath &path);

/// The one of the words that is nearest, where it is near enough for a slip of the fingers; empty: none.
QString nearest(const QString &word, const QStringList &words);

} // namespace gatehouse::wso2
