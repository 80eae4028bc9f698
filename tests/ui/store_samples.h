#pragma once

#include "core/trust/certificate_maker.h"
#include "trust/store_file.h"

#include <QFile>

namespace gatehouse::test {

/// A moment at which the maker's certificates are valid.
constexpr auto Today = Instant(std::chrono::seconds(1'750'000'000));

/// An authority of its own key; all of them share one, which is quicker to make.
inline trust::Certificate authority(const QByteArray &commonName, Instant notAfter = fromSeconds(1'800'000'000))
{
    static const trust::test::Key SharedKey = trust::test::ecKey();
    trust::test::Recipe recipe = trust::test::authorityRecipe(commonName);
    recipe.notAfter = notAfter;
    return trust::test::make(recipe, SharedKey).certificate;
}

inline trust::StoreEntry entryOf(const QString &alias, const trust::Certificate &certificate)
{
    trust::StoreEntry entry;
    entry.alias = alias;
    entry.certificates = {certificate};
    return entry;
}

inline trust::TrustStore storeOf(trust::StoreFormat format, const QStringList &aliases)
{
    trust::TrustStore store;
    store.format = format;
    for (const QString &alias : aliases)
        store.entries += entryOf(alias, authority(alias.toUtf8()));
    return store;
}

/// Writes it, replacing what is there; fails the process where that cannot be.
inline void writeStore(const QString &path, const trust::TrustStore &store, const QByteArray &password = "changeit")
{
    const auto saved = trust::saveStoreFiles({{path, store, trust::Password(password), std::nullopt}});
    if (!saved)
        qFatal("%s", qPrintable(saved.error().message));
}

inline QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace gatehouse::test
