#include "key_row.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::ui {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::KeyRow)
};

KeyRow::Remark remarkOn(const fetch::KeySetChanges &changes, const QByteArray &kid, const QByteArray &thumbprint)
{
    if (changes.added.contains(fetch::KeySetChanges::Key{kid, thumbprint}))
        return KeyRow::Remark::Added;
    const bool isReplaced =
        std::any_of(changes.replaced.cbegin(), changes.replaced.cend(), [&](const fetch::KeySetChanges::Replaced &one) {
            return one.kid == kid && one.after == thumbprint;
        });
    return isReplaced ? KeyRow::Remark::Replaced : KeyRow::Remark::None;
}

void describeCertificate(KeyRow &row, Instant now)
{
    for (const QByteArray &der : row.key.x5c()) {
        auto certificate = trust::Certificate::fromDer(der);
        if (!certificate) {
            row.certificateProblem = Text::tr("Its certificate cannot be read: %1").arg(certificate.error().message);
            return;
        }
        row.chain.append(*std::move(certificate));
    }
    if (row.chain.isEmpty())
        return;
    const trust::Certificate &leaf = row.chain.constFirst();
    row.subject = leaf.displayName();
    row.expires = leaf.notAfter();
    row.validity = trust::validityAt(leaf, now);
    if (!row.key.x5cMatchesKey())
        row.certificateProblem = Text::tr("The certificate is for another key than this one.");
}

} // namespace

QList<KeyRow> describeKeys(const fetch::KeySetState &state, Instant now)
{
    QList<KeyRow> rows;
    if (!state.keys)
        return rows;
    for (const jose::Jwk &key : state.keys->keys()) {
        const QByteArray thumbprint = key.thumbprint();
        KeyRow row{.key = key,
                   .kid = QString::fromUtf8(key.kid()),
                   .kty = QString(key.kty()),
                   .algorithm = QString::fromUtf8(key.alg()),
                   .use = QString::fromUtf8(key.use()),
                   .thumbprint = QString::fromLatin1(thumbprint),
                   .bits = key.bits(),
                   .remark = remarkOn(state.changes, key.kid(), thumbprint)};
        describeCertificate(row, now);
        rows.append(std::move(row));
    }
    return rows;
}

} // namespace gatehouse::ui
