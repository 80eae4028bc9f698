#include "base/time.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace gatehouse {

using namespace std::chrono;

Instant systemNow()
{
    return time_point_cast<milliseconds>(system_clock::now());
}

QDateTime toDateTime(Instant instant)
{
    return QDateTime::fromMSecsSinceEpoch(toMilliseconds(instant), Qt::UTC);
}

Instant fromDateTime(const QDateTime &dateTime)
{
    return fromMilliseconds(dateTime.toMSecsSinceEpoch());
}

Instant fromSeconds(qint64 secondsSinceEpoch)
{
    return Instant(seconds(secondsSinceEpoch));
}

qint64 toSeconds(Instant instant)
{
    return floor<seconds>(instant).time_since_epoch().count();
}

qint64 toMilliseconds(Instant instant)
{
    return instant.time_since_epoch().count();
}

Instant fromMilliseconds(qint64 millisecondsSinceEpoch)
{
    return Instant(milliseconds(millisecondsSinceEpoch));
}

QString toIso8601(Instant instant)
{
    return toDateTime(instant).toString(Qt::ISODate);
}

Result<Instant> fromIso8601(QStringView text)
{
    const QString trimmed = text.trimmed().toString();
    QDateTime moment = QDateTime::fromString(trimmed, Qt::ISODateWithMs);
    // Without an offset Qt reads local time; a moment that judges a token must not depend on where it is read.
    if (moment.isValid() && moment.timeSpec() == Qt::LocalTime)
        moment.setTimeSpec(Qt::UTC);
    if (!moment.isValid())
        return fail(Error::Malformed,
                    QCoreApplication::translate("gatehouse::time",
                                                "\"%1\" is not a moment in ISO 8601. Write it like "
                                                "2022-01-25T06:30:00Z.")
                        .arg(trimmed.left(60)));
    return fromDateTime(moment);
}

QString describeSpan(milliseconds span)
{
    const auto text = [](const char *source, qint64 n) {
        return QCoreApplication::translate("gatehouse::time", source, nullptr, static_cast<int>(n));
    };
    const qint64 minutesLong = std::abs(duration_cast<minutes>(span).count());
    if (minutesLong < 1)
        return QCoreApplication::translate("gatehouse::time", "less than a minute");
    struct Unit {
        qint64 minutesEach;
        const char *one;
        const char *many;
    };
    static constexpr Unit Units[] = {
        {525'960, QT_TRANSLATE_NOOP("gatehouse::time", "1 year"),
         QT_TRANSLATE_NOOP("gatehouse::time", "%n years")},
        {1440, QT_TRANSLATE_NOOP("gatehouse::time", "1 day"),
         QT_TRANSLATE_NOOP("gatehouse::time", "%n days")},
        {60, QT_TRANSLATE_NOOP("gatehouse::time", "1 hour"),
         QT_TRANSLATE_NOOP("gatehouse::time", "%n hours")},
        {1, QT_TRANSLATE_NOOP("gatehouse::time", "1 minute"),
         QT_TRANSLATE_NOOP("gatehouse::time", "%n minutes")},
    };
    for (const Unit &unit : Units) {
        const qint64 count = minutesLong / unit.minutesEach;
        if (count > 0)
            return text(count == 1 ? unit.one : unit.many, count);
    }
    return {};
}

} // namespace gatehouse
