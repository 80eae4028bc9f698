#include "claim_model.h"

#include "ui/appearance.h"
#include "ui/format.h"
#include "ui/tool_tip.h"

#include <QFont>
#include <QSet>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int MaxShownCharacters = 300;
constexpr int MaxDepth = 6;

QString shortened(const QString &text)
{
    QString line = text.left(MaxShownCharacters).simplified();
    if (text.size() > MaxShownCharacters)
        line += QChar(0x2026);
    return line;
}

/// The moment of a NumericDate that can be one at all; JSON numbers can be anything.
std::optional<Instant> momentOf(const Json &value)
{
    constexpr double MaxSeconds = 253'402'300'799.0; // the end of the year 9999
    if (!value.is_number())
        return std::nullopt;
    const double seconds = value.get<double>();
    if (!(seconds >= 0.0 && seconds <= MaxSeconds))
        return std::nullopt;
    return fromSeconds(static_cast<qint64>(seconds));
}

bool isSimpleList(const Json &value)
{
    return value.is_array()
        && std::all_of(value.begin(), value.end(), [](const Json &element) { return element.is_primitive(); });
}

QString listText(const Json &list)
{
    QStringList shown;
    for (const Json &element : list) {
        shown += valueText(element);
        if (shown.size() > 50)
            break;
    }
    return shown.join(u", "_s);
}

} // namespace

ClaimModel::ClaimModel(QObject *parent)
    : QStandardItemModel(parent)
{}

void ClaimModel::begin(Instant now)
{
    clear();
    setHorizontalHeaderLabels({tr("Claim"), tr("Value"), tr("Meaning"), QString()});
    m_now = now;
    m_rows = 0;
}

void ClaimModel::setObject(const QString &title, const Result<Json> &object, Table table, Instant now)
{
    begin(now);
    appendPart(title, object, table);
}

void ClaimModel::setToken(const jose::JwsParts &token, dcr::TokenKind kind, Instant now)
{
    begin(now);
    appendPart(tr("Header"), token.header, dcr::headerParameters());
    appendPart(tr("Claims"), token.claims,
               kind == dcr::TokenKind::Request ? dcr::requestClaims() : dcr::statementClaims());
}

void ClaimModel::appendPart(const QString &title, const Result<Json> &part, Table table)
{
    appendRow(invisibleRootItem(), title, part ? QString::fromUtf8(toPrettyBytes(*part)) : QString(),
              part ? QString() : part.error().message, nullptr);
    QStandardItem *heading = item(rowCount() - 1, NameColumn);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    if (!part) {
        item(rowCount() - 1, ValueColumn)->setIcon(outcomeIcon(dcr::Outcome::Fail));
        return;
    }
    const auto append = [this, heading](const QString &name, const Json &value, const dcr::ClaimInfo *info) {
        const int row = heading->rowCount();
        appendMember(heading, name, value, info, 1);
        if (QStandardItem *item = heading->child(row, NameColumn))
            item->setData(name.toUtf8(), ClaimRole);
    };
    QSet<QString> known;
    for (const dcr::ClaimInfo &info : table) {
        known.insert(info.name);
        if (const Json *value = member(*part, info.name.data()))
            append(info.name, *value, &info);
    }
    for (const auto &[name, value] : part->items()) {
        const QString text = toQString(name);
        if (!known.contains(text))
            append(text, value, nullptr);
    }
}

void ClaimModel::appendMember(QStandardItem *parent, const QString &name, const Json &value, const dcr::ClaimInfo *info,
                              int depth)
{
    const bool asMoment = info ? info->kind == dcr::ClaimKind::Moment : name == "nbf"_L1 || name == "exp"_L1;
    if (asMoment) {
        if (const auto moment = momentOf(value)) {
            appendRow(parent, name, valueText(value),
                      tr("%1 (%2)").arg(momentText(*moment), relativeText(*moment, m_now)), info);
            if (m_rows < MaxRows)
                parent->child(parent->rowCount() - 1, ValueColumn)
                    ->setToolTip(tr("%1\nIn the token: %2").arg(localMomentText(*moment), valueText(value)));
            return;
        }
    }
    if (value.is_primitive() || isSimpleList(value) || depth >= MaxDepth) {
        appendRow(parent, name, valueText(value), isSimpleList(value) ? listText(value) : valueText(value), info);
        return;
    }
    appendRow(parent, name, QString::fromUtf8(toPrettyBytes(value)), QString(), info);
    if (m_rows >= MaxRows)
        return;
    QStandardItem *item = parent->child(parent->rowCount() - 1, NameColumn);
    int position = 0;
    for (const auto &[key, element] : value.items()) {
        ++position;
        appendMember(item, value.is_array() ? QString::number(position) : toQString(key), element, nullptr, depth + 1);
        if (m_rows >= MaxRows)
            return;
    }
}

void ClaimModel::appendRow(QStandardItem *parent, const QString &name, const QString &raw, const QString &shown,
                           const dcr::ClaimInfo *info)
{
    if (m_rows >= MaxRows)
        return;
    ++m_rows;
    const bool isLast = m_rows == MaxRows;
    auto *nameItem = new QStandardItem(isLast ? tr("and more") : shortened(name));
    auto *valueItem = new QStandardItem(isLast ? tr("The token holds more than is shown here.") : shortened(shown));
    auto *meaningItem = new QStandardItem(info ? dcr::describe(*info) : QString());
    auto *copyItem = new QStandardItem;
    nameItem->setData(raw, RawValueRole);
    if (parent != invisibleRootItem()) {
        nameItem->setFont(fixedFont());
        valueItem->setFont(fixedFont());
        valueItem->setToolTip(plainToolTip(shown.left(2000)));
    }
    if (info) {
        meaningItem->setToolTip(tr("%1\n%2").arg(dcr::describe(*info), info->reference.toString()));
        nameItem->setToolTip(info->reference.toString());
    }
    if (!raw.isEmpty()) {
        copyItem->setIcon(icon(u"edit-copy"_s));
        copyItem->setToolTip(plainToolTip(tr("Copy the value of %1").arg(name)));
        copyItem->setData(tr("Copy the value of %1").arg(name), Qt::AccessibleTextRole);
    }
    for (QStandardItem *each : {nameItem, valueItem, meaningItem, copyItem})
        each->setEditable(false);
    parent->appendRow({nameItem, valueItem, meaningItem, copyItem});
}

QModelIndex ClaimModel::indexOfClaim(QByteArrayView claim) const
{
    for (int part = 0; part < rowCount(); ++part) {
        const QStandardItem *heading = item(part);
        for (int row = 0; row < heading->rowCount(); ++row) {
            if (heading->child(row)->data(ClaimRole).toByteArray() == claim)
                return heading->child(row)->index();
        }
    }
    return {};
}

} // namespace gatehouse::ui
