#include "entry_export.h"

#include "trust/pem_store.h"
#include "trust/store_edit.h"

#include <QCoreApplication>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using trust::StoreEntry;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::EntryExport)
};

QString csvField(QString text)
{
    // Names come from certificates, which anybody can make.
    if (!text.isEmpty() && u"=+-@\t\r"_s.contains(text.front()))
        text.prepend(u'\'');
    text.replace(u'"', u"\"\""_s);
    return u'"' + text + u'"';
}

QString csvLine(const QStringList &fields)
{
    QStringList quoted;
    for (const QString &field : fields)
        quoted += csvField(field);
    return quoted.join(u',') + u"\r\n"_s;
}

QString csvMoment(const std::optional<Instant> &moment)
{
    return moment ? toIso8601(*moment) : QString();
}

} // namespace

Result<QByteArray> toPem(const QList<StoreEntry> &entries)
{
    trust::TrustStore bundle;
    bundle.format = trust::StoreFormat::Pem;
    for (const StoreEntry &entry : entries) {
        if (!entry.certificate())
            continue;
        StoreEntry plain;
        plain.alias = entry.alias;
        plain.certificates = {*entry.certificate()};
        bundle.entries.append(plain);
    }
    return trust::encodePem(bundle);
}

QByteArray toCsv(const QList<StoreRow> &rows)
{
    QString text =
        csvLine({Text::tr("Alias"), Text::tr("Kind"), Text::tr("Subject"), Text::tr("Issuer"), Text::tr("Expires"),
                 Text::tr("State"), Text::tr("Key"), Text::tr("Added"), Text::tr("SHA-256")});
    for (const StoreRow &row : rows) {
        text += csvLine({row.alias, word(row.kind), row.subject, row.issuer, csvMoment(row.expires), row.stateText,
                         row.key, csvMoment(row.added), row.fingerprint});
    }
    return text.toUtf8();
}

} // namespace gatehouse::ui
