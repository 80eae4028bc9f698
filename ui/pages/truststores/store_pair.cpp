#include "store_pair.h"

#include "pair_import.h"
#include "store_document.h"
#include "store_tabs.h"
#include "store_view.h"

#include <QCoreApplication>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

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

void StorePair::setImportsTogether(bool together)
{
    m_importsTogether = together;
    Q_EMIT changed();
}

Result<StorePair::Report> StorePair::import(const QList<trust::Certificate> &certificates, const QStringList &aliases)
{
    QStringList wanted[std::size(PairRoles)];
    // Tried on copies first: either both take them or neither.
    for (const PairRole role : PairRoles) {
        const StoreDocument *each = document(role);
        if (!each)
            return fail(Error::NotFound, tr("The truststore of the %1 is not open any more.").arg(word(role)));
        if (each->isSaving())
            return fail(Error::Conflict, tr("%1 is being saved; try again in a moment.").arg(each->fileName()));
        trust::TrustStore copy = each->store();
        wanted[static_cast<std::size_t>(role)] = aliasesFor(copy, certificates, aliases);
        const auto tried =
            trust::importCertificates(copy, certificates, wanted[static_cast<std::size_t>(role)], each->now());
        if (!tried)
            return tl::unexpected(tried.error());
    }
    const auto first = document(PairRole::ApiManager)->import(certificates, wanted[0]);
    if (!first)
        return tl::unexpected(first.error());
    const auto second = document(PairRole::IdentityServer)->import(certificates, wanted[1]);
    if (!second)
        return tl::unexpected(second.error());
    return Report{*first, *second};
}

} // namespace gatehouse::ui
