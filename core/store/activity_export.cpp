#include "store/activity_export.h"

#include <QCoreApplication>
#include <QDir>
#include <QSaveFile>

#include <algorithm>
#include <array>

namespace gatehouse::store {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

constexpr int RowsAtOnce = 500;
constexpr std::array<std::pair<ActivityFormat, QLatin1String>, 2> FormatNames = {{
    {ActivityFormat::Csv, QLatin1String("csv")},
    {ActivityFormat::JsonLines, QLatin1String("jsonl")},
}};
constexpr char CsvHead[] =
    "number,time,origin,actor,action,subject kind,subject,subject name,reason,before,after,hash\r\n";

/// What a spreadsheet takes for the beginning of a formula, also in its wide form.
bool looksLikeFormula(const QString &text)
{
    static const QString Beginnings = QStringLiteral("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20");
    return !text.isEmpty() && Beginnings.contains(text.front());
}

QByteArray cell(QString text)
{
    if (looksLikeFormula(text))
        text.prepend(QLatin1Char('\''));
    static const QString Special = QStringLiteral(",\"\r\n");
    if (std::any_of(text.cbegin(), text.cend(), [](QChar character) { return Special.contains(character); }))
        text = QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
    return text.toUtf8();
}

QByteArray csvLine(const Activity &row)
{
    QByteArrayList cells{QByteArray::number(row.number), toIso8601(row.at).toLatin1()};
    for (const QString &text : {QString(name(row.actor.origin)), row.actor.name, row.action, row.subjectKind,
                                row.subject, row.subjectName, row.reason, QString::fromUtf8(row.before),
                                QString::fromUtf8(row.after), QString::fromLatin1(row.hash.toHex())})
        cells.append(cell(text));
    return cells.join(',') + "\r\n";
}

QByteArray jsonLine(const LinkedActivity &linked)
{
    const Activity &row = linked.activity;
    return toBytes({{"number", row.number},
                    {"at", toStdString(toIso8601(row.at))},
                    {"at_ms", toMilliseconds(row.at)},
                    {"origin", name(row.actor.origin).data()},
                    {"actor", toStdString(row.actor.name)},
                    {"action", toStdString(row.action)},
                    {"subject_kind", toStdString(row.subjectKind)},
                    {"subject", toStdString(row.subject)},
                    {"subject_name", toStdString(row.subjectName)},
                    {"reason", toStdString(row.reason)},
                    {"before", row.before.toStdString()},
                    {"after", row.after.toStdString()},
                    {"previous_hash", linked.previousHash.toHex().toStdString()},
                    {"hash", row.hash.toHex().toStdString()}})
        + '\n';
}

/// Null where there is none; bytes that are no JSON any more, as a text.
Json stateFrom(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return {};
    const auto state = parseJson(bytes);
    return state ? *state : Json(toStdString(QString::fromUtf8(bytes)));
}

} // namespace

QLatin1String name(ActivityFormat format)
{
    for (const auto &[value, text] : FormatNames) {
        if (value == format)
            return text;
    }
    return {};
}

std::optional<ActivityFormat> activityFormatFromName(QStringView name)
{
    for (const auto &[value, text] : FormatNames) {
        if (text == name)
            return value;
    }
    return std::nullopt;
}

Result<qint64> exportActivity(const ActivityLog &log, const ActivityFilter &filter, ActivityFormat format,
                              const ActivitySink &sink, const std::function<bool(qint64)> &progress)
{
    if (format == ActivityFormat::Csv) {
        if (const auto taken = sink(CsvHead); !taken)
            return tl::unexpected(taken.error());
    }
    qint64 count = 0;
    qint64 last = 0;
    while (true) {
        const auto rows = log.pageUp(filter, last, RowsAtOnce);
        if (!rows)
            return tl::unexpected(rows.error());
        QByteArray bytes;
        for (const LinkedActivity &row : *rows)
            bytes += format == ActivityFormat::Csv ? csvLine(row.activity) : jsonLine(row);
        if (rows->isEmpty())
            return count;
        if (const auto taken = sink(bytes); !taken)
            return tl::unexpected(taken.error());
        count += rows->size();
        last = rows->constLast().activity.number;
        if (progress && !progress(count))
            return fail(Error::Refused, Text::tr("The export was cancelled; nothing was written."));
    }
}

Result<qint64> exportActivityTo(const QString &path, const ActivityLog &log, const ActivityFilter &filter,
                                ActivityFormat format, const std::function<bool(qint64)> &progress)
{
    QSaveFile file(path);
    const auto failure = [&file, &path] {
        return fail(Error::Io,
                    Text::tr("%1 cannot be written: %2. Nothing was written.")
                        .arg(QDir::toNativeSeparators(path), file.errorString()));
    };
    if (!file.open(QIODevice::WriteOnly))
        return failure();
    const auto write = [&](const QByteArray &bytes) -> Result<void> {
        return file.write(bytes) == bytes.size() ? Result<void>() : failure();
    };
    const auto count = exportActivity(log, filter, format, write, progress);
    if (count && !file.commit())
        return failure();
    return count;
}

Json toJson(const Activity &activity)
{
    return {{"number", activity.number},
            {"at", toStdString(toIso8601(activity.at))},
            {"origin", name(activity.actor.origin).data()},
            {"actor", toStdString(activity.actor.name)},
            {"action", toStdString(activity.action)},
            {"subject_kind", toStdString(activity.subjectKind)},
            {"subject", toStdString(activity.subject)},
            {"subject_name", toStdString(activity.subjectName)},
            {"reason", toStdString(activity.reason)},
            {"before", stateFrom(activity.before)},
            {"after", stateFrom(activity.after)},
            {"hash", activity.hash.toHex().toStdString()}};
}

QString toText(const ActivityHead &head)
{
    return QStringLiteral("%1:%2").arg(head.number).arg(QString::fromLatin1(head.hash.toHex()));
}

Result<ActivityHead> activityHeadFrom(const QString &text)
{
    constexpr qsizetype HexDigits = 64;
    const QString number = text.section(QLatin1Char(':'), 0, 0).trimmed();
    const QString hex = text.section(QLatin1Char(':'), 1).trimmed();
    bool isNumber = false;
    const qint64 row = number.toLongLong(&isNumber);
    const QByteArray hash = QByteArray::fromHex(hex.toLatin1());
    if (!isNumber || row < 1 || hex.size() != HexDigits || hash.size() != HexDigits / 2)
        return fail(
            Error::Malformed,
            Text::tr("A noted end of the record is a row's number, a colon and 64 hexadecimal digits, as verify "
                     "shows it; \"%1\" is none.")
                .arg(text));
    return ActivityHead{row, hash};
}

} // namespace gatehouse::store
