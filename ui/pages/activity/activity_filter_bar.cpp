#include "activity_filter_bar.h"

#include "activity_model.h"
#include "store/activity_kinds.h"
#include "ui/icons.h"
#include "ui/widgets/flow_layout.h"
#include "workspace/registration_record.h"

#include <QComboBox>
#include <QDateEdit>
#include <QLineEdit>
#include <QSettings>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using store::ActivityOrigin;

namespace {

constexpr std::chrono::milliseconds TypingPause{250};

enum class Span : quint8 { Any, Today, Week, Month, Between };

struct SpanEntry {
    Span span;
    const char *text;
};

constexpr SpanEntry Spans[] = {
    {Span::Any, QT_TRANSLATE_NOOP("gatehouse::ui::ActivityFilterBar", "Any time")},
    {Span::Today, QT_TRANSLATE_NOOP("gatehouse::ui::ActivityFilterBar", "Today")},
    {Span::Week, QT_TRANSLATE_NOOP("gatehouse::ui::ActivityFilterBar", "Last 7 days")},
    {Span::Month, QT_TRANSLATE_NOOP("gatehouse::ui::ActivityFilterBar", "Last 30 days")},
    {Span::Between, QT_TRANSLATE_NOOP("gatehouse::ui::ActivityFilterBar", "From … to …")},
};

Instant beginOf(const QDate &day)
{
    return fromDateTime(day.startOfDay(Qt::UTC));
}

} // namespace

ActivityFilterBar::ActivityFilterBar(Clock clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(std::move(clock))
    , m_search(new QLineEdit(this))
    , m_kind(new QComboBox(this))
    , m_actor(new QComboBox(this))
    , m_origin(new QComboBox(this))
    , m_time(new QComboBox(this))
    , m_from(new QDateEdit(this))
    , m_to(new QDateEdit(this))
    , m_clear(new QToolButton(this))
{
    m_search->setObjectName(u"activitySearch"_s);
    m_search->setAccessibleName(tr("Search the record"));
    m_search->setPlaceholderText(tr("Search subject, reason or name"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(fontMetrics().averageCharWidth() * 42);
    m_search->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    makeKinds();
    m_actor->setObjectName(u"activityActor"_s);
    m_actor->setAccessibleName(tr("Who made the change"));
    m_actor->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setActors({});
    m_origin->setObjectName(u"activityOrigin"_s);
    m_origin->setAccessibleName(tr("From where the change was made"));
    m_origin->addItem(tr("From anywhere"));
    for (const ActivityOrigin origin : {ActivityOrigin::Console, ActivityOrigin::CommandLine, ActivityOrigin::Endpoint})
        m_origin->addItem(icon(originIcon(origin)), workspace::title(origin), QString(store::name(origin)));
    makeTimes();
    m_clear->setObjectName(u"activityClearFilter"_s);
    m_clear->setIcon(icon(u"edit-clear"_s));
    m_clear->setText(tr("Show all"));
    m_clear->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_clear->setFocusPolicy(Qt::StrongFocus);
    connect(m_clear, &QToolButton::clicked, this, [this] {
        // The button goes away with what it clears.
        m_search->setFocus();
        clear();
    });
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingPause);
    connect(&m_typing, &QTimer::timeout, this, &ActivityFilterBar::announce);
    connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    for (QComboBox *box : {m_kind, m_actor, m_origin})
        connect(box, &QComboBox::currentIndexChanged, this, &ActivityFilterBar::announce);
    auto *layout = new FlowLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_search, m_kind, m_actor, m_origin, m_time, m_from, m_to, m_clear})
        layout->addWidget(widget);
    takeTime();
    m_clear->setVisible(false);
}

/// A subject, and below it what may happen to it.
void ActivityFilterBar::makeKinds()
{
    m_kind->setObjectName(u"activityKind"_s);
    m_kind->setAccessibleName(tr("What the change is about"));
    m_kind->addItem(tr("Every kind"));
    for (const store::ActivitySubject &subject : store::activitySubjects()) {
        m_kind->addItem(icon(subjectIcon(subject.kind)), store::title(subject), QString(subject.kind));
        for (const store::ActivityKind &kind : store::activityKinds()) {
            if (QString(kind.action).startsWith(QString(subject.kind) + u'.'))
                m_kind->addItem(u"      "_s + store::title(kind), QString(kind.action));
        }
    }
    m_kind->setMaxVisibleItems(24);
}

void ActivityFilterBar::makeTimes()
{
    m_time->setObjectName(u"activityTime"_s);
    m_time->setAccessibleName(tr("When the change was made"));
    for (const SpanEntry &entry : Spans)
        m_time->addItem(tr(entry.text));
    const QDate today = toDateTime(m_clock()).date();
    for (const auto &[edit, objectName, name, day] :
         {std::tuple{m_from, u"activityFrom"_s, tr("First day"), today.addDays(-30)},
          std::tuple{m_to, u"activityTo"_s, tr("Last day"), today}}) {
        edit->setObjectName(objectName);
        edit->setAccessibleName(name);
        edit->setToolTip(tr("%1, in UTC").arg(name));
        edit->setDisplayFormat(u"yyyy-MM-dd"_s);
        edit->setCalendarPopup(true);
        edit->setDate(day);
        connect(edit, &QDateEdit::dateChanged, &m_typing, qOverload<>(&QTimer::start));
    }
    connect(m_time, &QComboBox::currentIndexChanged, this, [this] {
        takeTime();
        announce();
    });
}

void ActivityFilterBar::takeTime()
{
    const bool isBetween = Spans[m_time->currentIndex()].span == Span::Between;
    m_from->setVisible(isBetween);
    m_to->setVisible(isBetween);
}

void ActivityFilterBar::announce()
{
    m_typing.stop();
    m_clear->setVisible(isFiltering());
    Q_EMIT changed();
}

store::ActivityFilter ActivityFilterBar::filter() const
{
    store::ActivityFilter filter;
    filter.text = m_search->text().trimmed();
    const QString kind = m_kind->currentData().toString();
    (kind.contains(u'.') ? filter.action : filter.subjectKind) = kind;
    filter.actor = m_actor->currentData().toString();
    filter.origin = store::activityOriginFromName(m_origin->currentData().toString());
    const QDate today = toDateTime(m_clock()).date();
    switch (Spans[m_time->currentIndex()].span) {
    case Span::Any:
        break;
    case Span::Today:
        filter.from = beginOf(today);
        break;
    case Span::Week:
        filter.from = beginOf(today.addDays(-6));
        break;
    case Span::Month:
        filter.from = beginOf(today.addDays(-29));
        break;
    case Span::Between:
        filter.from = beginOf(m_from->date());
        filter.to = beginOf(m_to->date().addDays(1));
        break;
    }
    return filter;
}

bool ActivityFilterBar::isFiltering() const
{
    return !m_search->text().trimmed().isEmpty() || m_kind->currentIndex() > 0 || m_actor->currentIndex() > 0
        || m_origin->currentIndex() > 0 || m_time->currentIndex() > 0;
}

void ActivityFilterBar::setActors(const QStringList &actors)
{
    const QString chosen = m_actor->currentData().toString();
    const QSignalBlocker blocker(m_actor);
    m_actor->clear();
    m_actor->addItem(tr("Everyone"));
    for (const QString &actor : actors) {
        if (!actor.isEmpty())
            m_actor->addItem(actor, actor);
    }
    if (!chosen.isEmpty() && m_actor->findData(chosen) < 0)
        m_actor->addItem(chosen, chosen);
    m_actor->setCurrentIndex(std::max(0, m_actor->findData(chosen.isEmpty() ? QVariant() : QVariant(chosen))));
}

void ActivityFilterBar::setText(const QString &text)
{
    m_search->setText(text);
    announce();
}

void ActivityFilterBar::clear()
{
    const QSignalBlocker blockers[] = {QSignalBlocker(m_search), QSignalBlocker(m_kind), QSignalBlocker(m_actor),
                                       QSignalBlocker(m_origin), QSignalBlocker(m_time)};
    m_search->clear();
    for (QComboBox *box : {m_kind, m_actor, m_origin, m_time})
        box->setCurrentIndex(0);
    takeTime();
    announce();
}

void ActivityFilterBar::saveState(QSettings &settings) const
{
    settings.setValue("activity/kind"_L1, m_kind->currentData());
    settings.setValue("activity/origin"_L1, m_origin->currentData());
}

void ActivityFilterBar::restoreState(const QSettings &settings)
{
    const auto choose = [&settings](QComboBox *box, QLatin1String name) {
        const QString value = settings.value(name).toString();
        if (!value.isEmpty())
            box->setCurrentIndex(std::max(0, box->findData(value)));
    };
    choose(m_kind, "activity/kind"_L1);
    choose(m_origin, "activity/origin"_L1);
}

} // namespace gatehouse::ui
