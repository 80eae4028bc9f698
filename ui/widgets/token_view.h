#pragma once

#include "base/time.h"
#include "dcr/claim_info.h"
#include "dcr/token_extraction.h"
#include "jose/jws.h"

#include <QTreeView>

namespace gatehouse::ui {

class ClaimModel;

/// A decoded token: header and claims with their meaning. Each value is copied by its button, by Ctrl+C and by
/// the context menu.
class TokenView : public QTreeView
{
    Q_OBJECT

public:
    explicit TokenView(QWidget *parent = nullptr);

    void setToken(const jose::JwsParts &token, dcr::TokenKind kind, Instant now);
    /// The same of an object that is no token.
    void setObject(const QString &title, const Result<Json> &object, std::span<const dcr::ClaimInfo> table,
                   Instant now);
    void clearToken();
    /// Selects the claim and scrolls to it; false where the token has none of that name.
    bool showClaim(QByteArrayView claim);

    void copyValue();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void copyName();
    void layOutColumns();

    ClaimModel *m_model;
};

} // namespace gatehouse::ui
