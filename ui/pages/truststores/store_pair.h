#pragma once

#include "trust/store_edit.h"

#include <QObject>
#include <QPointer>

namespace gatehouse::ui {

class StoreDocument;
class StoreTabs;

/// The two servers of an installation, whose truststores belong together.
enum class PairRole : quint8 { ApiManager, IdentityServer };
constexpr PairRole PairRoles[] = {PairRole::ApiManager, PairRole::IdentityServer};
QString word(PairRole role);

/// Which two files are the truststores of an API Manager and its Identity Server. Imports into one go into both while
/// both are open, unless the user turns that off.
class StorePair : public QObject
{
    Q_OBJECT

public:
    explicit StorePair(StoreTabs *tabs, QObject *parent = nullptr);

    void set(const QString &apiManager, const QString &identityServer);
    void clear() { set({}, {}); }
    bool isSet() const { return !m_paths[0].isEmpty() && !m_paths[1].isEmpty(); }
    const QString &path(PairRole role) const { return m_paths[static_cast<std::size_t>(role)]; }
    /// Null where its file is not open.
    StoreDocument *document(PairRole role) const;
    /// Both are open.
    bool isOpen() const;
    bool contains(const StoreDocument *document) const;
    /// The one beside it, null where there is none or it is not open.
    StoreDocument *partnerOf(const StoreDocument *document) const;

    bool importsTogether() const { return m_importsTogether; }
    void setImportsTogether(bool together);

    /// Both in the order of PairRole, or neither.
    struct Report {
        trust::ImportReport apiManager;
        trust::ImportReport identityServer;
    };
    Result<Report> import(const QList<trust::Certificate> &certificates, const QStringList &aliases);

Q_SIGNALS:
    /// Another pair, or one of its stores was opened, closed or edited.
    void changed();

private:
    QString m_paths[std::size(PairRoles)];
    StoreTabs *m_tabs;
    bool m_importsTogether = true;
};

} // namespace gatehouse::ui
