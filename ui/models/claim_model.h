#pragma once

#include "base/time.h"
#include "dcr/claim_info.h"
#include "dcr/token_extraction.h"
#include "jose/jws.h"

#include <QStandardItemModel>

namespace gatehouse::ui {

/// A decoded token as a tree: header and claims, each member with what it holds and what it means; a part that
/// cannot be read is one row that says why. Members that no table knows come last, by name.
class ClaimModel : public QStandardItemModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, ValueColumn, MeaningColumn, CopyColumn, ColumnCount };
    enum Role {
        RawValueRole = Qt::UserRole + 1, ///< on the name column: the value as text, whole
        ClaimRole,                       ///< on the name column: the claim's name; only for top-level claims
    };

    /// A token that holds more is cut here, and says so: nobody reads it, and the window stays quick.
    static constexpr int MaxRows = 2000;

    explicit ClaimModel(QObject *parent = nullptr);

    /// `now` is the moment that the token is judged at.
    void setToken(const jose::JwsParts &token, dcr::TokenKind kind, Instant now);
    /// An object that is no token: one part of that title.
    void setObject(const QString &title, const Result<Json> &object, std::span<const dcr::ClaimInfo> table,
                   Instant now);
    /// Nothing where the token has no such claim.
    QModelIndex indexOfClaim(QByteArrayView claim) const;

private:
    using Table = std::span<const dcr::ClaimInfo>;

    void begin(Instant now);
    void appendPart(const QString &title, const Result<Json> &part, Table table);
    void appendMember(QStandardItem *parent, const QString &name, const Json &value, const dcr::ClaimInfo *info,
                      int depth);
    void appendRow(QStandardItem *parent, const QString &name, const QString &raw, const QString &shown,
                   const dcr::ClaimInfo *info);

    Instant m_now{};
    int m_rows = 0;
};

} // namespace gatehouse::ui
