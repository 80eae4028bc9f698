#include "fetch/key_sets.h"

#include "base/files.h"

#include <QCoreApplication>
#include <QDir>

namespace gatehouse::fetch {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::fetch)
};

} // namespace

bool isUrl(const QString &source)
{
    return source.contains(QLatin1String("://"));
}

Result<jose::JwkSet> loadKeySet(const QString &fileOrUrl, const QString &folder, const Options &options)
{
    const Result<QByteArray> bytes = isUrl(fileOrUrl)
        ? getAndWait(QUrl(fileOrUrl), options)
        : readFile(QDir(folder).absoluteFilePath(fileOrUrl), jose::MaxJwkSetBytes);
    if (!bytes)
        return tl::unexpected(bytes.error());
    Result<jose::JwkSet> keys = jose::JwkSet::parse(*bytes);
    if (!keys)
        return fail(keys.error().kind, Text::tr("%1 is no key set: %2").arg(fileOrUrl, keys.error().message),
                    keys.error().detail);
    return keys;
}

dcr::KeySource loadKeySource(const QStringList &filesOrUrls, const QString &folder, const Options &options)
{
    dcr::KeySource source;
    if (filesOrUrls.isEmpty())
        return source;
    source.origin = filesOrUrls.join(QStringLiteral(", "));
    std::vector<jose::Jwk> all;
    for (const QString &fileOrUrl : filesOrUrls) {
        const Result<jose::JwkSet> keys = loadKeySet(fileOrUrl, folder, options);
        if (!keys) {
            source.state = dcr::KeySource::State::Unavailable;
            source.problem = keys.error().message;
            return source;
        }
        all.insert(all.end(), keys->keys().begin(), keys->keys().end());
    }
    source.state = dcr::KeySource::State::Available;
    source.keys = std::make_shared<const jose::JwkSet>(std::move(all));
    return source;
}

} // namespace gatehouse::fetch
