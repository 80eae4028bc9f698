#include "timeline_widget.h"

#include "dcr/check.h"
#include "ui/appearance.h"
#include "ui/format.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace gatehouse::ui {

namespace {

using Kind = TimelineEvent::Kind;

constexpr qreal LineThickness = 4;
constexpr qreal ValidThickness = 8;
constexpr qreal DotRadius = 5;

} // namespace

std::vector<TimelineEvent> timelineOf(const dcr::Evaluation &evaluation, Instant judgedAt)
{
    std::vector<TimelineEvent> events;
    const auto add = [&events](Kind kind, const std::optional<Instant> &at) {
        if (at)
            events.push_back({kind, *at});
    };
    if (evaluation.statement) {
        add(Kind::StatementIssued, evaluation.statement->issuedAt);
        add(Kind::StatementExpires, evaluation.statement->expiresAt);
    }
    if (evaluation.request) {
        add(Kind::NotBefore, evaluation.request->notBefore);
        add(Kind::RequestIssued, evaluation.request->issuedAt);
        add(Kind::RequestExpires, evaluation.request->expiresAt);
    }
    events.push_back({Kind::Judged, judgedAt});
    std::stable_sort(events.begin(), events.end(),
                     [](const TimelineEvent &a, const TimelineEvent &b) { return a.at < b.at; });
    return events;
}

QString label(TimelineEvent::Kind kind)
{
    switch (kind) {
    case Kind::StatementIssued:
        return TimelineWidget::tr("Statement issued");
    case Kind::StatementExpires:
        return TimelineWidget::tr("Statement expires");
    case Kind::NotBefore:
        return TimelineWidget::tr("Request valid from");
    case Kind::RequestIssued:
        return TimelineWidget::tr("Request issued");
    case Kind::RequestExpires:
        return TimelineWidget::tr("Request expires");
    case Kind::Judged:
        break;
    }
    return TimelineWidget::tr("Judged at");
}

QString describe(const std::vector<TimelineEvent> &events)
{
    QStringList sentences;
    for (std::size_t i = 0; i < events.size(); ++i) {
        QString sentence = TimelineWidget::tr("%1: %2").arg(label(events[i].kind), momentText(events[i].at));
        if (i > 0)
            sentence += TimelineWidget::tr(", %1 later").arg(describeSpan(events[i].at - events[i - 1].at));
        sentences += sentence;
    }
    return sentences.join(QStringLiteral(". "));
}

TimelineWidget::TimelineWidget(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Validity over time"));
}

void TimelineWidget::setEvents(std::vector<TimelineEvent> events)
{
    m_events = std::move(events);
    setAccessibleDescription(describe(m_events));
    update();
}

QSize TimelineWidget::sizeHint() const
{
    return {600, fontMetrics().height() * 3 + 28};
}

QSize TimelineWidget::minimumSizeHint() const
{
    return {300, sizeHint().height()};
}

qreal TimelineWidget::positionOf(std::size_t index) const
{
    const qreal cell = width() / static_cast<qreal>(m_events.size());
    return cell * (static_cast<qreal>(index) + 0.5);
}

std::optional<std::size_t> TimelineWidget::indexOf(TimelineEvent::Kind kind) const
{
    const auto found = std::find_if(m_events.begin(), m_events.end(),
                                    [kind](const TimelineEvent &each) { return each.kind == kind; });
    if (found == m_events.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - m_events.begin());
}

void TimelineWidget::paintEvent(QPaintEvent *)
{
    if (m_events.empty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i + 1 < m_events.size(); ++i)
        paintSpan(painter, i);
    for (std::size_t i = 0; i < m_events.size(); ++i)
        paintMarker(painter, i);
}

void TimelineWidget::paintSpan(QPainter &painter, std::size_t index) const
{
    const qreal y = fontMetrics().height() + 12;
    const qreal from = positionOf(index);
    const qreal to = positionOf(index + 1);
    const auto begin = indexOf(Kind::RequestIssued);
    const auto end = indexOf(Kind::RequestExpires);
    const bool isValid = begin && end && index >= *begin && index < *end;
    QColor colour = isValid ? toneColour(Tone::Good, palette()) : palette().color(QPalette::Mid);
    painter.setPen(QPen(colour, isValid ? ValidThickness : LineThickness, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(from, y), QPointF(to, y));

    QString span = describeSpan(m_events[index + 1].at - m_events[index].at);
    if (isValid)
        span = tr("valid for %1").arg(span);
    painter.setPen(isValid ? toneColour(Tone::Good, palette()) : quietTextColour(palette()));
    const QRectF place(from, y - fontMetrics().height() - 10, to - from, fontMetrics().height());
    painter.drawText(place, Qt::AlignCenter, fontMetrics().elidedText(span, Qt::ElideRight, static_cast<int>(to - from)));
}

void TimelineWidget::paintMarker(QPainter &painter, std::size_t index) const
{
    const TimelineEvent &each = m_events[index];
    const qreal x = positionOf(index);
    const qreal y = fontMetrics().height() + 12;
    const bool isJudgement = each.kind == Kind::Judged;
    const QColor accent = isJudgement ? palette().color(QPalette::Highlight) : palette().color(QPalette::WindowText);
    painter.setPen(QPen(palette().color(QPalette::Window), 2));
    painter.setBrush(accent);
    if (isJudgement) {
        const QPolygonF marker({{x, y - 9}, {x + 8, y}, {x, y + 9}, {x - 8, y}});
        painter.drawPolygon(marker);
    } else {
        painter.drawEllipse(QPointF(x, y), DotRadius + 1, DotRadius + 1);
    }

    const qreal cell = width() / static_cast<qreal>(m_events.size());
    QFont font = painter.font();
    font.setBold(isJudgement);
    painter.setFont(font);
    painter.setPen(palette().color(QPalette::WindowText));
    const QFontMetricsF metrics(font);
    QRectF place(x - cell / 2 + 2, y + 12, cell - 4, metrics.height());
    painter.drawText(place, Qt::AlignCenter, metrics.elidedText(label(each.kind), Qt::ElideRight, place.width()));
    font.setBold(false);
    painter.setFont(font);
    painter.setPen(quietTextColour(palette()));
    place.translate(0, metrics.height());
    painter.drawText(place, Qt::AlignCenter, metrics.elidedText(momentText(each.at), Qt::ElideRight, place.width()));
}

bool TimelineWidget::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && !m_events.empty()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const qreal cell = width() / static_cast<qreal>(m_events.size());
        const auto index = std::min(static_cast<std::size_t>(std::max(0.0, help->pos().x() / cell)), m_events.size() - 1);
        const TimelineEvent &each = m_events[index];
        QToolTip::showText(help->globalPos(),
                           tr("%1\n%2\n%3").arg(label(each.kind), momentText(each.at), localMomentText(each.at)), this);
        return true;
    }
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    return QWidget::event(event);
}

} // namespace gatehouse::ui
