#pragma once

#include "base/time.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace gatehouse::dcr {
struct Evaluation;
}

namespace gatehouse::ui {

struct TimelineEvent {
    enum class Kind : quint8 { StatementIssued, StatementExpires, NotBefore, RequestIssued, RequestExpires, Judged };

    Kind kind = Kind::Judged;
    Instant at;
};

/// In the order of time.
std::vector<TimelineEvent> timelineOf(const dcr::Evaluation &evaluation, Instant judgedAt);
/// "Request issued"
QString label(TimelineEvent::Kind kind);
/// The line in words, for whoever cannot see it.
QString describe(const std::vector<TimelineEvent> &events);

/// When a request and its statement are valid, and the moment they are judged at. Events stand at equal distances
/// with the span between them in words: a statement is years old and a request lives for an hour.
class TimelineWidget : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineWidget(QWidget *parent = nullptr);

    void setEvents(std::vector<TimelineEvent> events);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    qreal positionOf(std::size_t index) const;
    void paintSpan(QPainter &painter, std::size_t index) const;
    void paintMarker(QPainter &painter, std::size_t index) const;
    std::optional<std::size_t> indexOf(TimelineEvent::Kind kind) const;

    std::vector<TimelineEvent> m_events;
};

} // namespace gatehouse::ui
