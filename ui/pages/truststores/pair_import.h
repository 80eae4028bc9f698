#pragma once

#include "trust/store_edit.h"

namespace gatehouse::ui {

/// What both stores trust, under the aliases of the left one: what an import into both need not offer.
trust::TrustStore sharedPart(const trust::TrustStore &left, const trust::TrustStore &right);

/// How many certificates one of them trusts and the other does not.
qsizetype countDifferences(const trust::TrustStore &left, const trust::TrustStore &right);

/// The wanted aliases as this store can take them: a number behind one that is taken, nothing for what it trusts
/// already.
QStringList aliasesFor(const trust::TrustStore &store, const QList<trust::Certificate> &certificates,
                       const QStringList &wanted);

/// The aliases under which `other` trusts the certificates that those aliases of `store` trust.
QStringList counterparts(const trust::TrustStore &store, const QStringList &aliases, const trust::TrustStore &other);

/// "3 certificates were added", "2 were there already: obieroot, obieissuer"
QString describeAdded(const trust::ImportReport &report);
QString describeAlreadyThere(const trust::ImportReport &report);

} // namespace gatehouse::ui
