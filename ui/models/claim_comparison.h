#pragma once

#include "base/json.h"

#include <QStandardItemModel>

#include <vector>

namespace gatehouse::ui {

enum class Agreement : quint8 {
    Same,
    Within, ///< the request asks for a part of what the statement allows
    Differs,
    Missing, ///< the request or the statement does not say it
};

/// What a request says beside what its statement says of the same thing.
struct ComparedClaim {
    QString requestClaim;
    QString statementClaim;
    QString requestValue; ///< empty where absent
    QString statementValue;
    Agreement agreement = Agreement::Same;
};

/// Differences first, otherwise in the order in which a person reads a request. Claims of the same name that
/// mean different things in the two (`iat`, `jti`) are not compared.
std::vector<ComparedClaim> compareClaims(const Json &request, const Json &statement);

/// The members of two objects that mean the same, the differing ones first; `requestValue` is the left one's.
std::vector<ComparedClaim> compareObjects(const Json &left, const Json &right, const QString &prefix = {});

class ComparisonModel : public QStandardItemModel
{
    Q_OBJECT

public:
    enum Column { AgreementColumn, ClaimColumn, RequestColumn, StatementColumn, ColumnCount };

    using QStandardItemModel::QStandardItemModel;

    void setClaims(const std::vector<ComparedClaim> &claims);
    void setClaims(const std::vector<ComparedClaim> &claims, const QString &leftTitle, const QString &rightTitle);
};

} // namespace gatehouse::ui
