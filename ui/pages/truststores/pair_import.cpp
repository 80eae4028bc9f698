#include "pair_import.h"

#include "trust/alias_set.h"

#include <QCoreApplication>
#include <QSet>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using trust::Certificate;
using trust::StoreEntry;
using trust::TrustStore;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::PairImport)
};

/// More aliases than this make a sentence that nobody reads.
constexpr qsizetype MaxNamed = 5;

QSet<QByteArray> trustedDigests(const TrustStore &store)
{
    QSet<QByteArray> digests;
    for (const StoreEntry &entry : store.entries) {
        if (entry.kind == StoreEntry::Kind::TrustedCertificate && entry.certificate())
            digests.insert(entry.certificate()->sha256());
    }
    return digests;
}

QString listed(const QStringList &aliases)
{
    if (aliases.size() <= MaxNamed)
        return aliases.join(u", "_s);
    return Text::tr("%1 and %n more", nullptr, static_cast<int>(aliases.size() - MaxNamed))
        .arg(aliases.first(MaxNamed).join(u", "_s));
}

QStringList aliasesOf(const trust::ImportReport &report, trust::ImportItem::Outcome outcome)
{
    QStringList aliases;
    for (const trust::ImportItem &item : report.items) {
        if (item.outcome == outcome)
            aliases += item.alias;
    }
    return aliases;
}

} // namespace

TrustStore sharedPart(const TrustStore &left, const TrustStore &right)
{
    const QSet<QByteArray> known = trustedDigests(right);
    TrustStore shared;
    shared.format = left.format;
    for (const StoreEntry &entry : left.entries) {
        if (entry.kind == StoreEntry::Kind::TrustedCertificate && entry.certificate()
            && known.contains(entry.certificate()->sha256()))
            shared.entries += entry;
    }
    return shared;
}

qsizetype countDifferences(const TrustStore &left, const TrustStore &right)
{
    const QSet<QByteArray> leftDigests = trustedDigests(left);
    const QSet<QByteArray> rightDigests = trustedDigests(right);
    return (leftDigests - rightDigests).size() + (rightDigests - leftDigests).size();
}

QStringList aliasesFor(const TrustStore &store, const QList<Certificate> &certificates, const QStringList &wanted)
{
    const QSet<QByteArray> known = trustedDigests(store);
    trust::AliasSet taken(store);
    QStringList aliases;
    for (qsizetype i = 0; i < certificates.size(); ++i) {
        QString alias;
        if (!known.contains(certificates[i].sha256())) {
            const QString asked = wanted.value(i);
            alias = taken.freeName(asked.isEmpty() ? trust::suggestAlias(certificates[i]) : asked);
            taken.insert(alias);
        }
        aliases += alias;
    }
    return aliases;
}

QStringList counterparts(const TrustStore &store, const QStringList &aliases, const TrustStore &other)
{
    TrustStore chosen;
    const trust::AliasSet wanted = [&aliases] {
        trust::AliasSet set;
        for (const QString &alias : aliases)
            set.insert(alias);
        return set;
    }();
    for (const StoreEntry &entry : store.entries) {
        if (wanted.contains(entry.alias))
            chosen.entries += entry;
    }
    const QSet<QByteArray> digests = trustedDigests(chosen);
    QStringList found;
    for (const StoreEntry &entry : other.entries) {
        if (entry.kind == StoreEntry::Kind::TrustedCertificate && entry.certificate()
            && digests.contains(entry.certificate()->sha256()))
            found += entry.alias;
    }
    return found;
}

QString describeAdded(const trust::ImportReport &report)
{
    const QStringList aliases = aliasesOf(report, trust::ImportItem::Outcome::Added);
    if (aliases.isEmpty())
        return Text::tr("Nothing was added.");
    if (aliases.size() == 1)
        return Text::tr("1 certificate was added: %1.").arg(aliases.constFirst());
    return Text::tr("%n certificates were added: %1.", nullptr, static_cast<int>(aliases.size())).arg(listed(aliases));
}

QString describeAlreadyThere(const trust::ImportReport &report)
{
    const QStringList aliases = aliasesOf(report, trust::ImportItem::Outcome::AlreadyThere);
    if (aliases.isEmpty())
        return {};
    if (aliases.size() == 1)
        return Text::tr("1 was there already, as %1.").arg(aliases.constFirst());
    return Text::tr("%n were there already, as %1.", nullptr, static_cast<int>(aliases.size())).arg(listed(aliases));
}

} // namespace gatehouse::ui
