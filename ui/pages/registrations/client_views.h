#pragma once

#include "base/json.h"
#include "store/client_store.h"

#include <QDate>

namespace gatehouse::ui {

/// When a registration was made, seen from the moment at which somebody looks.
enum class RegisteredWithin : quint8 { AnyTime, Day, Week, Month, Year, Between };

/// What a user chose to see. Unlike store::ClientFilter it stays true as time goes on.
struct ClientSelection {
    QString text = {};
    QList<store::ClientStatus> statuses = {}; ///< empty: all but deregistered ones
    QString environment = {}, role = {};      ///< empty: any
    RegisteredWithin within = RegisteredWithin::AnyTime;
    QDate from = {}, to = {}; ///< both inclusive, in UTC; where `within` is Between. Null: open

    friend bool operator==(const ClientSelection &, const ClientSelection &) = default;
};

store::ClientFilter filterOf(const ClientSelection &selection, Instant now);

/// A way to look at the list, by name.
struct ClientView {
    QString name;
    ClientSelection selection;
    store::ClientSort sort;
    QByteArray columns; ///< QHeaderView::saveState(); empty: as they are
};

/// What everybody has, in the order of the menu.
QList<ClientView> builtInViews();

/// For settings. What cannot be read is left out.
QByteArray toSettings(const QList<ClientView> &views);
QList<ClientView> viewsFromSettings(const QByteArray &bytes);

} // namespace gatehouse::ui
