#include "store_pair.h"

#include "pair_import.h"
#include "store_document.h"
#include "store_tabs.h"
#include "store_view.h"

#include <QCoreApplication>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// Nothing for one document alone: there is nobody whose step goes with its own.
StepLink linkOf(const QList<QPointer<StoreDocument>> &documents)
{
    return documents.size() < 2 ? nullptr : std::make_shared<const QList<QPointer<StoreDocument>>>(documents);
}

Result<void> bothFree(const StoreDocument *first, const StoreDocument *second)
{
    for (const StoreDocument *each : {first, second}) {
        if (each->isSaving())
            return fail(Error::Conflict,
                        StorePair::tr("%1 is being saved; try again in a moment.").arg(each->fileName()));
    }
    return {};
}

} // namespace

QString word(PairRole role)
{
    return role == PairRole::ApiManager ? QCoreApplication::translate("gatehouse::ui::StorePair", "API Manager")
                                        : QCoreApplication::translate("gatehouse::ui::StorePair", "Identity Server");
}

StorePair::StorePair(StoreTabs *tabs, QObject *parent)
    : QObject(parent)
    , m_tabs(tabs)
{
    connect(tabs, &StoreTabs::viewAdded, this, [this](StoreView *view) {
        connect(view->document(), &StoreDocument::storeChanged, this, &StorePair::changed);
        connect(view->document(), &StoreDocument::pathChanged, this, &StorePair::changed);
        Q_EMIT changed();
    });
    connect(tabs, &StoreTabs::viewRemoved, this, &StorePair::changed);
}

void StorePair::set(const QString &apiManager, const QString &identityServer)
{
    m_paths[0] = apiManager;
    m_paths[1] = identityServer;
    Q_EMIT changed();
}

StoreDocument *StorePair::document(PairRole role) const
{
    const StoreView *view = isSet() ? m_tabs->find(path(role)) : nullptr;
    return view ? view->document() : nullptr;
}

bool StorePair::isOpen() const
{
    return document(PairRole::ApiManager) && document(PairRole::IdentityServer);
}

bool StorePair::contains(const StoreDocument *document) const
{
    return isSet() && document && (document->path() == m_paths[0] || document->path() == m_paths[1]);
}

StoreDocument *StorePair::partnerOf(const StoreDocument *of) const
{
    if (!contains(of))
        return nullptr;
    return document(of->path() == path(PairRole::ApiManager) ? PairRole::IdentityServer : PairRole::ApiManager);
}

void StorePair::setChangesTogether(bool together)
{
    m_changesTogether = together;
    Q_EMIT changed();
}

StoreDocument *StorePair::followerOf(const StoreDocument *document) const
{
    StoreDocument *partner = m_changesTogether ? partnerOf(document) : nullptr;
    return partner == document ? nullptr : partner;
}

Result<StorePair::Report> StorePair::import(const QList<trust::Certificate> &certificates, const QStringList &aliases)
{
    QStringList wanted[std::size(PairRoles)];
    QList<QPointer<StoreDocument>> growing;
    // Tried on copies first: either both take them or neither.
    for (const PairRole role : PairRoles) {
        StoreDocument *each = document(role);
        if (!each)
            return fail(Error::NotFound, tr("The truststore of the %1 is not open any more.").arg(word(role)));
        if (each->isSaving())
            return fail(Error::Conflict, tr("%1 is being saved; try again in a moment.").arg(each->fileName()));
        trust::TrustStore copy = each->store();
        QStringList &ofRole = wanted[static_cast<std::size_t>(role)];
        ofRole = aliasesFor(copy, certificates, aliases);
        const auto tried = trust::importCertificates(copy, certificates, ofRole, each->now());
        if (!tried)
            return tl::unexpected(tried.error());
        if (tried->added() > 0)
            growing += each;
    }
    const StepLabel label{{}, linkOf(growing)};
    const auto first = document(PairRole::ApiManager)->import(certificates, wanted[0], label);
    if (!first)
        return tl::unexpected(first.error());
    const auto second = document(PairRole::IdentityServer)->import(certificates, wanted[1], label);
    if (!second)
        return tl::unexpected(second.error());
    return Report{*first, *second};
}

Result<qsizetype> StorePair::remove(StoreDocument *document, const QStringList &aliases)
{
    StoreDocument *follower = followerOf(document);
    const QStringList there = follower ? counterparts(document->store(), aliases, follower->store()) : QStringList();
    if (there.isEmpty())
        return document->remove(aliases).map([] { return qsizetype(0); });
    if (const Result<void> free = bothFree(document, follower); !free)
        return tl::unexpected(free.error());
    const StepLabel label{{}, linkOf({document, follower})};
    if (const Result<void> removed = document->remove(aliases, label); !removed)
        return tl::unexpected(removed.error());
    // Its aliases were just read from it, and nobody saves it.
    return follower->remove(there, label).map([&there] { return there.size(); });
}

Result<bool> StorePair::rename(StoreDocument *document, const QString &from, const QString &to)
{
    StoreDocument *follower = followerOf(document);
    const QStringList there = follower ? counterparts(document->store(), {from}, follower->store()) : QStringList();
    // Twice the same certificate: which of the two is meant, nobody knows.
    if (there.size() != 1 || there.constFirst() == to)
        return document->rename(from, to).map([&there] { return there.size() == 1; });
    if (const Result<void> free = bothFree(document, follower); !free)
        return tl::unexpected(free.error());
    trust::TrustStore copy = follower->store();
    if (const Result<void> tried = trust::renameEntry(copy, there.constFirst(), to); !tried)
        return fail(tried.error().kind,
                    tr("%1, which changes with it, refuses the alias, so that neither was changed: %2")
                        .arg(follower->path(), tried.error().message));
    const StepLabel label{{}, linkOf({document, follower})};
    if (const Result<void> renamed = document->rename(from, to, label); !renamed)
        return tl::unexpected(renamed.error());
    return follower->rename(there.constFirst(), to, label).map([] { return true; });
}

} // namespace gatehouse::ui
