#include "store_row.h"

#include "trust/certificate_review.h"

#include <QCoreApplication>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using trust::StoreEntry;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::StoreRow)
};

struct StateEntry {
    EntryState state;
    const char *name;
    const char *word;
    const char *icon;
    Tone tone;
};

/// In the order of EntryState.
constexpr StateEntry States[] = {
    {EntryState::Expired, "expired", QT_TRANSLATE_NOOP("gatehouse::ui::StoreRow", "Expired"), "outcome-fail",
     Tone::Bad},
    {EntryState::NotYetValid, "not-yet-valid", QT_TRANSLATE_NOOP("gatehouse::ui::StoreRow", "Not yet valid"), "clock",
     Tone::Caution},
    {EntryState::ExpiresSoon, "expires-soon", QT_TRANSLATE_NOOP("gatehouse::ui::StoreRow", "Expires soon"),
     "outcome-warn", Tone::Caution},
    {EntryState::Valid, "valid", QT_TRANSLATE_NOOP("gatehouse::ui::StoreRow", "Valid"), "outcome-pass", Tone::Good},
    {EntryState::Unreadable, "unreadable", QT_TRANSLATE_NOOP("gatehouse::ui::StoreRow", "Not readable"),
     "outcome-skipped", Tone::Neutral},
};

const StateEntry &entryOf(EntryState state)
{
    return States[static_cast<std::size_t>(state)];
}

EntryState stateOf(trust::Validity validity)
{
    switch (validity) {
    case trust::Validity::Valid:
        return EntryState::Valid;
    case trust::Validity::ExpiresSoon:
        return EntryState::ExpiresSoon;
    case trust::Validity::Expired:
        return EntryState::Expired;
    case trust::Validity::NotYetValid:
        break;
    }
    return EntryState::NotYetValid;
}

/// The common name, which tells authorities apart; else the whole name.
QString shortName(const trust::NameAttributes &attributes, const QString &whole)
{
    for (auto it = attributes.rbegin(); it != attributes.rend(); ++it) {
        if (it->oid == "2.5.4.3" && it->isText)
            return it->value;
    }
    return whole;
}

} // namespace

QLatin1String name(EntryState state)
{
    return QLatin1String(entryOf(state).name);
}

QString word(EntryState state)
{
    return Text::tr(entryOf(state).word);
}

Tone toneOf(EntryState state)
{
    return entryOf(state).tone;
}

QString iconOf(EntryState state)
{
    return QString::fromLatin1(entryOf(state).icon);
}

QString word(StoreEntry::Kind kind)
{
    switch (kind) {
    case StoreEntry::Kind::TrustedCertificate:
        return Text::tr("Certificate");
    case StoreEntry::Kind::PrivateKey:
        return Text::tr("Private key");
    case StoreEntry::Kind::Other:
        break;
    }
    return Text::tr("Other");
}

QString iconOf(StoreEntry::Kind kind)
{
    switch (kind) {
    case StoreEntry::Kind::TrustedCertificate:
        return u"certificate"_s;
    case StoreEntry::Kind::PrivateKey:
        return u"key"_s;
    case StoreEntry::Kind::Other:
        break;
    }
    return u"outcome-skipped"_s;
}

StoreRow describeEntry(const StoreEntry &entry, Instant now)
{
    StoreRow row;
    row.alias = entry.alias;
    row.kind = entry.kind;
    row.added = entry.created;
    row.problem = entry.problem;
    if (const trust::Certificate *certificate = entry.certificate()) {
        row.state = stateOf(trust::validityAt(*certificate, now));
        row.stateText = trust::describeValidity(*certificate, now);
        row.subject = certificate->subject();
        row.subjectName = shortName(certificate->subjectAttributes(), row.subject);
        row.issuer = certificate->issuer();
        row.issuerName = shortName(certificate->issuerAttributes(), row.issuer);
        row.expires = certificate->notAfter();
        row.key = certificate->keyDescription();
        row.fingerprint = certificate->sha256Text();
    } else {
        row.stateText = word(row.state);
    }
    // A fingerprint is looked for with its colons and without.
    QStringList texts = {row.alias,  word(row.kind), row.stateText,   row.subject,
                         row.issuer, row.key,        row.fingerprint, QString(row.fingerprint).remove(u':'),
                         row.problem};
    for (const std::optional<Instant> &moment : {row.expires, row.added}) {
        if (moment)
            texts += toIso8601(*moment);
    }
    row.searchText = texts.join(u'\n').toCaseFolded();
    return row;
}

QList<StoreRow> describeEntries(const QList<StoreEntry> &entries, Instant now)
{
    QList<StoreRow> rows;
    rows.reserve(entries.size());
    for (const StoreEntry &entry : entries)
        rows.append(describeEntry(entry, now));
    return rows;
}

} // namespace gatehouse::ui
