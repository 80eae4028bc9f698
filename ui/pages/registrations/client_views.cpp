#include "client_views.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace gatehouse::ui {

using store::ClientColumn;
using store::ClientStatus;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::ClientViews)
};

constexpr int MaxViews = 50;

struct Period {
    RegisteredWithin within;
    QLatin1String name;
    std::chrono::days days;
};

constexpr Period Periods[] = {
    {RegisteredWithin::AnyTime, QLatin1String("any"), std::chrono::days(0)},
    {RegisteredWithin::Day, QLatin1String("day"), std::chrono::days(1)},
    {RegisteredWithin::Week, QLatin1String("week"), std::chrono::days(7)},
    {RegisteredWithin::Month, QLatin1String("month"), std::chrono::days(30)},
    {RegisteredWithin::Year, QLatin1String("year"), std::chrono::days(365)},
    {RegisteredWithin::Between, QLatin1String("between"), std::chrono::days(0)},
};

struct Column {
    ClientColumn column;
    QLatin1String name;
};

constexpr Column Columns[] = {
    {ClientColumn::IssuedAt, QLatin1String("issued_at")},
    {ClientColumn::UpdatedAt, QLatin1String("updated_at")},
    {ClientColumn::ClientName, QLatin1String("client_name")},
    {ClientColumn::OrganisationName, QLatin1String("organisation_name")},
    {ClientColumn::SoftwareId, QLatin1String("software_id")},
    {ClientColumn::Status, QLatin1String("status")},
};

QString text(const Json &json, const char *name)
{
    return stringMember(json, name).value_or(QString());
}

Json toJson(const ClientView &view)
{
    const ClientSelection &selection = view.selection;
    QStringList statuses;
    for (const ClientStatus status : selection.statuses)
        statuses.append(store::name(status));
    const auto *period = std::find_if(std::begin(Periods), std::end(Periods),
                                      [&](const Period &each) { return each.within == selection.within; });
    const auto *column = std::find_if(std::begin(Columns), std::end(Columns),
                                      [&](const Column &each) { return each.column == view.sort.column; });
    return {{"name", toStdString(view.name)},
            {"text", toStdString(selection.text)},
            {"statuses", gatehouse::toJson(statuses)},
            {"environment", toStdString(selection.environment)},
            {"role", toStdString(selection.role)},
            {"within", period->name.data()},
            {"from", toStdString(selection.from.toString(Qt::ISODate))},
            {"to", toStdString(selection.to.toString(Qt::ISODate))},
            {"sort", column->name.data()},
            {"descending", view.sort.order == Qt::DescendingOrder},
            {"columns", view.columns.toBase64().toStdString()}};
}

ClientView viewFrom(const Json &json)
{
    ClientView view;
    view.name = text(json, "name");
    ClientSelection &selection = view.selection;
    selection.text = text(json, "text");
    for (const QString &name : stringListMember(json, "statuses").value_or(QStringList())) {
        if (const auto status = store::clientStatusFromName(name))
            selection.statuses.append(*status);
    }
    selection.environment = text(json, "environment");
    selection.role = text(json, "role");
    for (const Period &period : Periods) {
        if (text(json, "within") == period.name)
            selection.within = period.within;
    }
    selection.from = QDate::fromString(text(json, "from"), Qt::ISODate);
    selection.to = QDate::fromString(text(json, "to"), Qt::ISODate);
    for (const Column &column : Columns) {
        if (text(json, "sort") == column.name)
            view.sort.column = column.column;
    }
    const Json *descending = member(json, "descending");
    view.sort.order =
        descending && descending->is_boolean() && !descending->get<bool>() ? Qt::AscendingOrder : Qt::DescendingOrder;
    view.columns = QByteArray::fromBase64(text(json, "columns").toLatin1());
    return view;
}

} // namespace

store::ClientFilter filterOf(const ClientSelection &selection, Instant now)
{
    store::ClientFilter filter;
    filter.text = selection.text.trimmed();
    filter.statuses = selection.statuses;
    filter.environment = selection.environment;
    filter.role = selection.role;
    if (selection.within == RegisteredWithin::Between) {
        if (selection.from.isValid())
            filter.issuedFrom = fromDateTime(selection.from.startOfDay(Qt::UTC));
        if (selection.to.isValid())
            filter.issuedBefore = fromDateTime(selection.to.addDays(1).startOfDay(Qt::UTC));
        return filter;
    }
    for (const Period &period : Periods) {
        if (period.within == selection.within && period.days.count() > 0)
            filter.issuedFrom = now - period.days;
    }
    return filter;
}

QList<ClientView> builtInViews()
{
    return {
        {Text::tr("Waiting for review"),
         {.statuses = {ClientStatus::Held}},
         {ClientColumn::IssuedAt, Qt::AscendingOrder},
         {}},
        {Text::tr("All"), {}, {}, {}},
        {Text::tr("Registered in the last 7 days"), {.within = RegisteredWithin::Week}, {}, {}},
        {Text::tr("Suspended"), {.statuses = {ClientStatus::Suspended}}, {ClientColumn::UpdatedAt}, {}},
        {Text::tr("Deregistered"), {.statuses = {ClientStatus::Deleted}}, {ClientColumn::UpdatedAt}, {}},
    };
}

QByteArray toSettings(const QList<ClientView> &views)
{
    Json list = Json::array();
    for (const ClientView &view : views.mid(0, MaxViews))
        list.push_back(toJson(view));
    return toBytes(list);
}

QList<ClientView> viewsFromSettings(const QByteArray &bytes)
{
    QList<ClientView> views;
    const Json list = parseJson(bytes).value_or(Json::array());
    for (const Json &entry : list) {
        ClientView view = viewFrom(entry);
        if (!view.name.isEmpty() && views.size() < MaxViews)
            views.append(std::move(view));
    }
    return views;
}

} // namespace gatehouse::ui
