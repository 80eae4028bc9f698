#include "claim_comparison.h"

#include "ui/appearance.h"
#include "ui/format.h"
#include "ui/tool_tip.h"

#include <algorithm>
#include <set>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

enum class Relation : quint8 {
    Equal,
    Subset, ///< every value of the request must stand in the statement
};

struct Pair {
    const char *request;
    const char *statement;
    Relation relation;
};

/// OBIE DCR 3.3: what a request repeats of its statement, and under which name.
constexpr Pair Pairs[] = {
    {"iss", "software_id", Relation::Equal},
    {"software_id", "software_id", Relation::Equal},
    {"redirect_uris", "software_redirect_uris", Relation::Subset},
    {"client_name", "software_client_name", Relation::Equal},
    {"client_uri", "software_client_uri", Relation::Equal},
    {"logo_uri", "software_logo_uri", Relation::Equal},
    {"policy_uri", "software_policy_uri", Relation::Equal},
    {"tos_uri", "software_tos_uri", Relation::Equal},
    {"jwks_uri", "software_jwks_endpoint", Relation::Equal},
    {"software_version", "software_version", Relation::Equal},
};

/// Registered in both, and about each token itself.
constexpr const char *NotCompared[] = {"iss", "aud", "iat", "exp", "nbf", "jti"};

std::set<std::string> elements(const Json &value)
{
    std::set<std::string> found;
    if (value.is_array()) {
        for (const Json &element : value)
            found.insert(valueText(element).toStdString());
    } else {
        found.insert(valueText(value).toStdString());
    }
    return found;
}

Agreement agreementOf(const Json *request, const Json *statement, Relation relation)
{
    if (!request || !statement)
        return Agreement::Missing;
    if (*request == *statement)
        return Agreement::Same;
    const std::set<std::string> asked = elements(*request);
    const std::set<std::string> allowed = elements(*statement);
    if (asked == allowed)
        return Agreement::Same;
    const bool isWithin = std::includes(allowed.begin(), allowed.end(), asked.begin(), asked.end());
    return relation == Relation::Subset && isWithin ? Agreement::Within : Agreement::Differs;
}

QString shown(const Json *value)
{
    if (!value)
        return {};
    if (!value->is_array())
        return valueText(*value);
    QStringList lines;
    for (const Json &element : *value)
        lines += valueText(element);
    return lines.join(u'\n');
}

struct AgreementLook {
    const char *word;
    const char *icon;
    Tone tone;
};

/// In the order of Agreement.
constexpr AgreementLook Looks[] = {
    {QT_TRANSLATE_NOOP("gatehouse::ui::ComparisonModel", "Same"), "compare-same", Tone::Good},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ComparisonModel", "Within"), "compare-within", Tone::Good},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ComparisonModel", "Differs"), "compare-differs", Tone::Bad},
    {QT_TRANSLATE_NOOP("gatehouse::ui::ComparisonModel", "One side only"), "outcome-skipped", Tone::Neutral},
};

} // namespace

std::vector<ComparedClaim> compareClaims(const Json &request, const Json &statement)
{
    std::vector<ComparedClaim> compared;
    std::set<std::string> done;
    const auto compare = [&](const char *requestName, const char *statementName, Relation relation) {
        const Json *asked = member(request, requestName);
        const Json *stated = member(statement, statementName);
        done.insert(requestName);
        if (asked)
            compared.push_back({QString::fromUtf8(requestName), QString::fromUtf8(statementName), shown(asked),
                                shown(stated), agreementOf(asked, stated, relation)});
    };
    for (const Pair &pair : Pairs)
        compare(pair.request, pair.statement, pair.relation);
    if (request.is_object()) {
        for (const auto &[name, value] : request.items()) {
            const bool isOfEachToken = std::any_of(std::begin(NotCompared), std::end(NotCompared),
                                                   [&name = name](const char *other) { return name == other; });
            if (!isOfEachToken && !done.contains(name) && member(statement, name.c_str()))
                compare(name.c_str(), name.c_str(), Relation::Equal);
        }
    }
    std::stable_partition(compared.begin(), compared.end(),
                          [](const ComparedClaim &claim) { return claim.agreement == Agreement::Differs; });
    return compared;
}

std::vector<ComparedClaim> compareObjects(const Json &left, const Json &right, const QString &prefix)
{
    std::vector<ComparedClaim> compared;
    std::set<std::string> names;
    for (const Json *object : {&left, &right}) {
        if (!object->is_object())
            continue;
        for (const auto &[name, value] : object->items())
            names.insert(name);
    }
    for (const std::string &name : names) {
        const Json *one = member(left, name.c_str());
        const Json *other = member(right, name.c_str());
        const QString title = prefix + toQString(name);
        compared.push_back({title, title, shown(one), shown(other), agreementOf(one, other, Relation::Equal)});
    }
    std::stable_partition(compared.begin(), compared.end(),
                          [](const ComparedClaim &claim) { return claim.agreement != Agreement::Same; });
    return compared;
}

void ComparisonModel::setClaims(const std::vector<ComparedClaim> &claims)
{
    setClaims(claims, tr("The request says"), tr("The statement says"));
}

void ComparisonModel::setClaims(const std::vector<ComparedClaim> &claims, const QString &leftTitle,
                                const QString &rightTitle)
{
    clear();
    setHorizontalHeaderLabels({tr("Agreement"), tr("Claim"), leftTitle, rightTitle});
    for (int column = 0; column < ColumnCount; ++column)
        setHeaderData(column, Qt::Horizontal, QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter)),
                      Qt::TextAlignmentRole);
    for (const ComparedClaim &claim : claims) {
        const AgreementLook &look = Looks[static_cast<std::size_t>(claim.agreement)];
        const bool sameName = claim.requestClaim == claim.statementClaim;
        const QString absent = tr("(says nothing)");
        QList<QStandardItem *> row = {
            new QStandardItem(tonedIcon(QString::fromLatin1(look.icon), look.tone), tr(look.word)),
            new QStandardItem(sameName ? claim.requestClaim
                                       : tr("%1\n(%2)").arg(claim.requestClaim, claim.statementClaim)),
            new QStandardItem(claim.requestValue.isEmpty() ? absent : claim.requestValue.left(2000)),
            new QStandardItem(claim.statementValue.isEmpty() ? absent : claim.statementValue.left(2000)),
        };
        for (QStandardItem *item : row) {
            item->setEditable(false);
            item->setTextAlignment(Qt::AlignLeft | Qt::AlignTop);
            item->setToolTip(plainToolTip(item->text()));
            if (item != row.front())
                item->setFont(fixedFont());
        }
        appendRow(row);
    }
}

} // namespace gatehouse::ui
