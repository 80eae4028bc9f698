#include "trust/store_json.h"

namespace gatehouse::trust {

namespace {

Json aliasAndFingerprint(const StoreEntry &entry)
{
    const Certificate *certificate = entry.certificate();
    return {{"alias", toStdString(entry.alias)},
            {"kind", name(entry.kind).data()},
            {"subject", certificate ? Json(toStdString(certificate->subject())) : Json()},
            {"sha256", certificate ? Json(toStdString(certificate->sha256Text())) : Json()}};
}

Json aliasesAndFingerprints(const QList<StoreEntry> &entries)
{
    Json list = Json::array();
    for (const StoreEntry &entry : entries)
        list.push_back(aliasAndFingerprint(entry));
    return list;
}

} // namespace

QLatin1String name(StoreEntry::Kind kind)
{
    switch (kind) {
    case StoreEntry::Kind::TrustedCertificate:
        return QLatin1String("trusted");
    case StoreEntry::Kind::PrivateKey:
        return QLatin1String("key");
    case StoreEntry::Kind::Other:
        break;
    }
    return QLatin1String("other");
}

QLatin1String name(Validity validity)
{
    switch (validity) {
    case Validity::Valid:
        return QLatin1String("valid");
    case Validity::ExpiresSoon:
        return QLatin1String("expires-soon");
    case Validity::Expired:
        return QLatin1String("expired");
    case Validity::NotYetValid:
        break;
    }
    return QLatin1String("not-yet-valid");
}

QLatin1String name(ReviewFinding::Level level)
{
    switch (level) {
    case ReviewFinding::Level::Problem:
        return QLatin1String("problem");
    case ReviewFinding::Level::Warning:
        return QLatin1String("warning");
    case ReviewFinding::Level::Note:
        break;
    }
    return QLatin1String("note");
}

Json toJson(const Certificate &certificate, Instant now)
{
    return {{"subject", toStdString(certificate.subject())},
            {"issuer", toStdString(certificate.issuer())},
            {"serial", certificate.serialHex().toStdString()},
            {"not_before", toStdString(toIso8601(certificate.notBefore()))},
            {"not_after", toStdString(toIso8601(certificate.notAfter()))},
            {"validity", name(validityAt(certificate, now)).data()},
            {"days_left", daysLeft(certificate, now)},
            {"authority", certificate.isCa()},
            {"self_signed", certificate.isSelfSigned()},
            {"key", toStdString(certificate.keyDescription())},
            {"signature_algorithm", toStdString(certificate.signatureAlgorithm())},
            {"key_usage", gatehouse::toJson(certificate.keyUsage())},
            {"extended_key_usage", gatehouse::toJson(certificate.extendedKeyUsage())},
            {"subject_alternative_names", gatehouse::toJson(certificate.subjectAlternativeNames())},
            {"sha1", toStdString(certificate.sha1Text())},
            {"sha256", toStdString(certificate.sha256Text())}};
}

Json toJson(const StoreEntry &entry, Instant now)
{
    Json json = {{"alias", toStdString(entry.alias)},
                 {"kind", name(entry.kind).data()},
                 {"created", entry.created ? Json(toStdString(toIso8601(*entry.created))) : Json()},
                 {"certificate", entry.certificate() ? toJson(*entry.certificate(), now) : Json()}};
    if (!entry.problem.isEmpty())
        json["problem"] = toStdString(entry.problem);
    if (entry.kind == StoreEntry::Kind::PrivateKey) {
        json["chain"] = Json::array();
        for (const Certificate &certificate : entry.certificates.mid(1))
            json["chain"].push_back(toJson(certificate, now));
    }
    return json;
}

Json toJson(const ImportReport &report)
{
    Json list = Json::array();
    for (const ImportItem &item : report.items) {
        list.push_back({{"outcome", item.outcome == ImportItem::Outcome::Added ? "added" : "already-there"},
                        {"alias", toStdString(item.alias)},
                        {"subject", toStdString(item.certificate.subject())},
                        {"sha256", toStdString(item.certificate.sha256Text())}});
    }
    return list;
}

Json toJson(const StoreDifference &difference)
{
    Json renamed = Json::array();
    for (const StoreDifference::Renamed &pair : difference.renamed)
        renamed.push_back({{"left", toStdString(pair.left)},
                           {"right", toStdString(pair.right)},
                           {"sha256", toStdString(pair.certificate.sha256Text())}});
    Json changed = Json::array();
    for (const StoreDifference::Changed &pair : difference.changed)
        changed.push_back({{"alias", toStdString(pair.alias)},
                           {"left", aliasAndFingerprint(pair.left)},
                           {"right", aliasAndFingerprint(pair.right)}});
    return {{"equal", difference.isEmpty()},
            {"same", difference.same},
            {"only_left", aliasesAndFingerprints(difference.onlyLeft)},
            {"only_right", aliasesAndFingerprints(difference.onlyRight)},
            {"renamed", renamed},
            {"changed", changed}};
}

} // namespace gatehouse::trust
