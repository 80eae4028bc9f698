#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace gatehouse::directory {

/// Where the keys of a test TPP are.
struct KitPlace {
    QString folder;
    QString organisationId;
    QString softwareId;
};

/// The kits in the folders themselves and in those directly below, newest first. Only what `kit.json` says is read;
/// loadKit() tells whether the rest is whole.
QList<KitPlace> findKits(const QStringList &folders);

} // namespace gatehouse::directory
