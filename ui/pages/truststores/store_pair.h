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

/// Which two files are the truststores of an API Manager and its Identity Server. What is done to one is done to both
/// while both are open, unless the user turns that off: as one step, which undoStep() takes back in both.
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

    bool changesTogether() const { return m_changesTogether; }
    void setChangesTogether(bool together);
    /// The one that changes with it: its partner, null where each changes by itself.
    StoreDocument *followerOf(const StoreDocument *document) const;

    /// Both in the order of PairRole, or neither.
    struct Report {
        trust::ImportReport apiManager;
        trust::ImportReport identityServer;
    };
    Result<Report> import(const QList<trust::Certificate> &certificates, const QStringList &aliases);

    /// In the document, and in its follower the entries that trust the same certificates, under whatever alias: in both
    /// or in neither. Returns how many entries of the follower are gone.
    Result<qsizetype> remove(StoreDocument *document, const QStringList &aliases);
    /// The same; the follower's entry may have another alias and gets the same one. Returns whether it has one.
    Result<bool> rename(StoreDocument *document, const QString &from, const QString &to);

Q_SIGNALS:
    /// Another pair, or one of its stores was opened, closed or edited.
    void changed();

private:
    QString m_paths[std::size(PairRoles)];
    StoreTabs *m_tabs;
    bool m_changesTogether = true;
};

} // namespace gatehouse::ui
