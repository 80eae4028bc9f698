#include "fetch/key_set_changes.h"

#include <QMap>

#include <algorithm>
#include <iterator>

namespace gatehouse::fetch {

namespace {

using Thumbprints = QList<QByteArray>;

/// The thumbprints of each `kid`, sorted: a set may list one twice.
QMap<QByteArray, Thumbprints> byKid(const jose::JwkSet &set)
{
    QMap<QByteArray, Thumbprints> all;
    for (const jose::Jwk &key : set.keys())
        all[key.kid()].append(key.thumbprint());
    for (Thumbprints &thumbprints : all) {
        std::sort(thumbprints.begin(), thumbprints.end());
        thumbprints.erase(std::unique(thumbprints.begin(), thumbprints.end()), thumbprints.end());
    }
    return all;
}

Thumbprints without(const Thumbprints &all, const Thumbprints &others)
{
    Thumbprints rest;
    std::set_difference(all.begin(), all.end(), others.begin(), others.end(), std::back_inserter(rest));
    return rest;
}

Json toJson(const QList<KeySetChanges::Key> &keys)
{
    Json list = Json::array();
    for (const KeySetChanges::Key &key : keys)
        list.push_back({{"kid", key.kid.toStdString()}, {"thumbprint", key.thumbprint.toStdString()}});
    return list;
}

QByteArray bytesOf(const Json &object, const char *name)
{
    return stringMember(object, name).value_or(QString()).toUtf8();
}

/// An empty list where there is none.
const Json &listOf(const Json &json, const char *name)
{
    static const Json None = Json::array();
    const Json *list = member(json, name);
    return list && list->is_array() ? *list : None;
}

QList<KeySetChanges::Key> keysFrom(const Json &list)
{
    QList<KeySetChanges::Key> keys;
    for (const Json &entry : list)
        keys.append({bytesOf(entry, "kid"), bytesOf(entry, "thumbprint")});
    return keys;
}

} // namespace

KeySetChanges KeySetChanges::between(const jose::JwkSet &before, const jose::JwkSet &after)
{
    const QMap<QByteArray, Thumbprints> old = byKid(before);
    const QMap<QByteArray, Thumbprints> now = byKid(after);
    QList<QByteArray> kids = old.keys() + now.keys();
    std::sort(kids.begin(), kids.end());
    kids.erase(std::unique(kids.begin(), kids.end()), kids.end());

    KeySetChanges changes;
    for (const QByteArray &kid : kids) {
        const Thumbprints gone = without(old.value(kid), now.value(kid));
        const Thumbprints come = without(now.value(kid), old.value(kid));
        // Keys without a name are nobody's successors.
        const qsizetype pairs = kid.isEmpty() ? 0 : std::min(gone.size(), come.size());
        for (qsizetype i = 0; i < pairs; ++i)
            changes.replaced.append({kid, gone[i], come[i]});
        for (qsizetype i = pairs; i < gone.size(); ++i)
            changes.removed.append({kid, gone[i]});
        for (qsizetype i = pairs; i < come.size(); ++i)
            changes.added.append({kid, come[i]});
    }
    return changes;
}

Json KeySetChanges::toJson() const
{
    Json list = Json::array();
    for (const Replaced &one : replaced)
        list.push_back(
            {{"kid", one.kid.toStdString()}, {"before", one.before.toStdString()}, {"after", one.after.toStdString()}});
    return {{"added", fetch::toJson(added)}, {"removed", fetch::toJson(removed)}, {"replaced", std::move(list)}};
}

KeySetChanges KeySetChanges::fromJson(const Json &json)
{
    KeySetChanges changes{keysFrom(listOf(json, "added")), keysFrom(listOf(json, "removed")), {}};
    for (const Json &entry : listOf(json, "replaced"))
        changes.replaced.append({bytesOf(entry, "kid"), bytesOf(entry, "before"), bytesOf(entry, "after")});
    return changes;
}

} // namespace gatehouse::fetch
