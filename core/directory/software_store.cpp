#include "directory/software_store.h"

#include "base/files.h"
#include "directory/identifiers.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace gatehouse::directory {

namespace {

constexpr qint64 MaxRecordBytes = qint64{1024} * 1024;
constexpr std::chrono::milliseconds LookAgainAfter{500};

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::directory)
};

Json toJson(const SoftwareRecord &record)
{
    return {{"organisation_id", toStdString(record.organisationId)},
            {"software_id", toStdString(record.softwareId)},
            {"claims", record.claims},
            {"jwks", record.jwks}};
}

Result<SoftwareRecord> recordFrom(const Json &json)
{
    const std::optional<QString> organisation = stringMember(json, "organisation_id");
    const std::optional<QString> software = stringMember(json, "software_id");
    const Json *claims = member(json, "claims");
    const Json *jwks = member(json, "jwks");
    if (!organisation || !software || !claims || !claims->is_object() || !jwks)
        return fail(Error::Malformed,
                    Text::tr("One of organisation_id, software_id, claims and jwks is missing or of a wrong type."));
    if (const Result<jose::JwkSet> keys = jose::JwkSet::fromJson(*jwks); !keys)
        return tl::unexpected(keys.error());
    return SoftwareRecord{*organisation, *software, *claims, *jwks};
}

} // namespace

SoftwareStore::SoftwareStore(QString folder, Clock clock)
    : m_folder(std::move(folder))
    , m_clock(std::move(clock))
{}

QString SoftwareStore::path(const QString &organisationId, const QString &softwareId) const
{
    return QStringLiteral("%1/%2/%3.json").arg(m_folder, organisationId, softwareId);
}

bool SoftwareStore::contains(const QString &organisationId, const QString &softwareId) const
{
    return QFileInfo::exists(path(organisationId, softwareId));
}

Result<SoftwareRecord> SoftwareStore::load(const QString &organisationId, const QString &softwareId) const
{
    // Letters and digits alone: no path leads out of the folder.
    if (!isIdentifier(organisationId, MaxOrganisationIdCharacters) || !isIdentifier(softwareId, MaxSoftwareIdCharacters)
        || !contains(organisationId, softwareId))
        return fail(Error::NotFound,
                    Text::tr("The test directory has no software %1 of organisation %2.")
                        .arg(softwareId.left(60), organisationId.left(60)));
    const QString file = path(organisationId, softwareId);
    Result<SoftwareRecord> record = readFile(file, MaxRecordBytes).and_then(parseJsonObject).and_then(recordFrom);
    if (!record)
        return fail(record.error().kind, Text::tr("%1 cannot be read: %2").arg(file, record.error().message),
                    record.error().detail);
    if (record->organisationId != organisationId || record->softwareId != softwareId)
        return fail(Error::Malformed,
                    Text::tr("%1 describes another software, %2 of %3.")
                        .arg(file, record->softwareId.left(60), record->organisationId.left(60)));
    return record;
}

QList<SoftwareRecord> SoftwareStore::all() const
{
    QList<SoftwareRecord> records;
    const QStringList organisations = QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &organisation : organisations) {
        for (const auto &[software, stamp] : stampsOf(organisation, organisation)) {
            if (Result<SoftwareRecord> record = load(organisation, software))
                records.append(std::move(*record));
        }
    }
    return records;
}

Result<void> SoftwareStore::save(const SoftwareRecord &record)
{
    if (!QDir().mkpath(m_folder + QLatin1Char('/') + record.organisationId))
        return fail(Error::Io, Text::tr("The folder %1/%2 cannot be made.").arg(m_folder, record.organisationId));
    auto saved = saveFile(path(record.organisationId, record.softwareId), toPrettyBytes(toJson(record)));
    forget(record.organisationId, record.softwareId);
    return saved;
}

Result<void> SoftwareStore::remove(const QString &organisationId, const QString &softwareId)
{
    if (const Result<SoftwareRecord> record = load(organisationId, softwareId);
        !record && record.error().kind == Error::NotFound)
        return tl::unexpected(record.error());
    QFile file(path(organisationId, softwareId));
    if (!file.remove())
        return fail(Error::Io, Text::tr("%1 cannot be removed: %2.").arg(file.fileName(), file.errorString()));
    QDir(m_folder).rmdir(organisationId);
    forget(organisationId, softwareId);
    return {};
}

SoftwareStore::Stamps SoftwareStore::stampsOf(const QString &organisationId, const QString &softwareId) const
{
    const auto stampOf = [](const QFileInfo &file) {
        return Stamp{file.lastModified().toMSecsSinceEpoch(), file.size()};
    };
    Stamps stamps;
    if (softwareId != organisationId) {
        if (const QFileInfo file(path(organisationId, softwareId)); file.isFile())
            stamps.append({softwareId, stampOf(file)});
        return stamps;
    }
    const QDir folder(m_folder + QLatin1Char('/') + organisationId);
    for (const QFileInfo &file : folder.entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        if (isIdentifier(file.completeBaseName(), MaxSoftwareIdCharacters))
            stamps.append({file.completeBaseName(), stampOf(file)});
    }
    return stamps;
}

Result<std::shared_ptr<const PublishedKeys>> SoftwareStore::readKeys(const QString &organisationId,
                                                                     const Stamps &files) const
{
    Json list = Json::array();
    for (const auto &[software, stamp] : files) {
        const Result<SoftwareRecord> record = load(organisationId, software);
        if (!record)
            return tl::unexpected(record.error());
        if (const Json *keys = member(record->jwks, "keys"); keys && keys->is_array())
            list.insert(list.end(), keys->begin(), keys->end());
    }
    const Json json = {{"keys", std::move(list)}};
    const Result<jose::JwkSet> keys = jose::JwkSet::fromJson(json);
    if (!keys)
        return tl::unexpected(keys.error());
    return std::make_shared<const PublishedKeys>(PublishedKeys{*keys, toBytes(json)});
}

Result<std::shared_ptr<const PublishedKeys>> SoftwareStore::keys(const QString &organisationId,
                                                                 const QString &softwareId) const
{
    if (!isIdentifier(organisationId, MaxOrganisationIdCharacters)
        || !isIdentifier(softwareId, MaxSoftwareIdCharacters))
        return fail(Error::NotFound,
                    Text::tr("The test directory has no software %1 of organisation %2.")
                        .arg(softwareId.left(60), organisationId.left(60)));
    const QString name = organisationId + QLatin1Char('/') + softwareId;
    const Instant now = m_clock();
    {
        const QMutexLocker locker(&m_mutex);
        const auto cached = m_cache.constFind(name);
        // A clock that was set back counts as time that has passed.
        if (cached != m_cache.constEnd() && now >= cached->lookedAt && now - cached->lookedAt < LookAgainAfter)
            return cached->keys;
    }
    const Stamps stamps = stampsOf(organisationId, softwareId);
    {
        const QMutexLocker locker(&m_mutex);
        if (stamps.isEmpty()) {
            m_cache.remove(name);
            return fail(
                Error::NotFound,
                Text::tr("The test directory has no software %1 of organisation %2.").arg(softwareId, organisationId));
        }
        if (const auto cached = m_cache.find(name); cached != m_cache.end() && cached->stamps == stamps) {
            cached->lookedAt = now;
            return cached->keys;
        }
    }
    Result<std::shared_ptr<const PublishedKeys>> keys = readKeys(organisationId, stamps);
    if (keys) {
        const QMutexLocker locker(&m_mutex);
        m_cache.insert(name, {now, stamps, *keys});
    }
    return keys;
}

void SoftwareStore::forget(const QString &organisationId, const QString &softwareId)
{
    const QMutexLocker locker(&m_mutex);
    m_cache.remove(organisationId + QLatin1Char('/') + softwareId);
    m_cache.remove(organisationId + QLatin1Char('/') + organisationId);
}

} // namespace gatehouse::directory
