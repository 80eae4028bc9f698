#include "format.h"

#include <QCoreApplication>
#include <QLocale>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui)
};

} // namespace

QString momentText(Instant instant)
{
    return toDateTime(instant).toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s);
}

QString localMomentText(Instant instant)
{
    return QLocale().toString(toDateTime(instant).toLocalTime(), QLocale::LongFormat);
}

QString relativeText(Instant instant, Instant now)
{
    const auto span = instant - now;
    if (std::chrono::abs(span) < std::chrono::seconds(1))
        return Text::tr("at that moment");
    return span.count() < 0 ? Text::tr("%1 ago").arg(describeSpan(span)) : Text::tr("in %1").arg(describeSpan(span));
}

QString durationText(std::chrono::microseconds duration)
{
    const double milliseconds = static_cast<double>(duration.count()) / 1000.0;
    if (milliseconds < 1000.0)
        return Text::tr("%1 ms").arg(milliseconds, 0, 'f', milliseconds < 10.0 ? 1 : 0);
    return Text::tr("%1 s").arg(milliseconds / 1000.0, 0, 'f', 1);
}

QString valueText(const Json &value)
{
    return value.is_string() ? toQString(value.get_ref<const std::string &>()) : QString::fromUtf8(toBytes(value));
}

QString prettyBody(const QByteArray &body)
{
    const Result<Json> json = parseJson(body);
    return QString::fromUtf8(json && json->is_structured() ? toPrettyBytes(*json) : body);
}

} // namespace gatehouse::ui
