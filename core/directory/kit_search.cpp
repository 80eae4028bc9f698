#include "directory/kit_search.h"

#include "base/files.h"
#include "base/json.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace gatehouse::directory {

namespace {

constexpr qint64 MaxDescriptionBytes = qint64{64} * 1024;
/// Of one folder: whoever has more names the kit's own folder.
constexpr qsizetype MaxFolders = 1000;

struct FoundKit {
    KitPlace place;
    QDateTime writtenAt;
};

void addKit(const QString &folder, QList<FoundKit> &found)
{
    const QString path = folder + QStringLiteral("/kit.json");
    const QFileInfo file(path);
    if (!file.isFile())
        return;
    const Result<Json> json = readFile(path, MaxDescriptionBytes).and_then(parseJsonObject);
    if (!json)
        return;
    const auto softwareId = stringMember(*json, "software_id");
    const auto organisationId = stringMember(*json, "org_id");
    if (softwareId && organisationId)
        found.append({{folder, *organisationId, *softwareId}, file.lastModified()});
}

} // namespace

QList<KitPlace> findKits(const QStringList &folders)
{
    QList<FoundKit> found;
    for (const QString &folder : folders) {
        addKit(folder, found);
        const QStringList names =
            QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
        for (const QString &name : names.first(std::min(names.size(), MaxFolders)))
            addKit(folder + QLatin1Char('/') + name, found);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const FoundKit &a, const FoundKit &b) { return a.writtenAt > b.writtenAt; });
    QList<KitPlace> places;
    for (const FoundKit &kit : found)
        places.append(kit.place);
    return places;
}

} // namespace gatehouse::directory
