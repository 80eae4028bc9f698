#include "activity_detail.h"

#include "activity_model.h"
#include "state_view.h"
#include "store/activity_export.h"
#include "store/activity_kinds.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/quiet_label.h"
#include "workspace/registration_record.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

QLabel *makeValue(const QString &objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(objectName);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

ActivityDetail::ActivityDetail(Clock clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(std::move(clock))
    , m_title(makeValue(u"activityTitle"_s, this))
    , m_meaning(new QuietLabel(this))
    , m_subject(new QPushButton(this))
    , m_history(new QPushButton(icon(u"clock"_s), tr("All of this s&ubject"), this))
    , m_when(makeValue(u"activityWhen"_s, this))
    , m_who(makeValue(u"activityWho"_s, this))
    , m_reason(makeValue(u"activityReason"_s, this))
    , m_reasonTitle(new QLabel(tr("Reason"), this))
    , m_hash(new CopyableField(tr("Number and hash"), this))
    , m_states(new StateView(this))
    , m_nothing(new QuietLabel(tr("This change has no values to compare."), this))
{
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_subject->setObjectName(u"activitySubject"_s);
    m_history->setObjectName(u"activityHistory"_s);
    m_history->setToolTip(tr("Shows whatever happened to it"));
    m_hash->setObjectName(u"activityHash"_s);
    m_hash->setToolTip(tr("Each hash is made of the row and the hash before it"));
    connect(m_subject, &QPushButton::clicked, this,
            [this] { Q_EMIT subjectActivated(m_activity.subjectKind, m_activity.subject); });
    connect(m_history, &QPushButton::clicked, this, [this] { Q_EMIT historyRequested(m_activity.subject); });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->addWidget(m_title);
    layout->addWidget(m_meaning);
    layout->addLayout(makeForm());
    layout->addWidget(m_states, 1);
    layout->addWidget(m_nothing, 1, Qt::AlignTop);
}

QLayout *ActivityDetail::makeForm()
{
    auto *subject = new QHBoxLayout;
    subject->addWidget(m_subject);
    subject->addWidget(m_history);
    subject->addStretch();
    auto *form = new QGridLayout;
    form->setColumnStretch(1, 1);
    form->addWidget(new QLabel(tr("Subject"), this), 0, 0);
    form->addLayout(subject, 0, 1);
    form->addWidget(new QLabel(tr("When"), this), 1, 0);
    form->addWidget(m_when, 1, 1);
    form->addWidget(new QLabel(tr("Who"), this), 2, 0);
    form->addWidget(m_who, 2, 1);
    form->addWidget(m_reasonTitle, 3, 0);
    form->addWidget(m_reason, 3, 1);
    form->addWidget(new QLabel(tr("Row"), this), 4, 0);
    form->addWidget(m_hash, 4, 1);
    return form;
}

void ActivityDetail::setActivity(const store::Activity &activity)
{
    m_activity = activity;
    m_title->setText(store::activityTitle(activity.action));
    const store::ActivityKind *kind = store::findActivityKind(activity.action);
    m_meaning->setText(kind ? store::describe(*kind) : tr("This version of Gatehouse does not know the action."));
    const QString subject = subjectText(activity);
    m_subject->setText(fontMetrics()
                           .elidedText(subject, Qt::ElideMiddle, fontMetrics().averageCharWidth() * 40)
                           .replace(u'&', u"&&"_s));
    m_subject->setIcon(icon(subjectIcon(activity.subjectKind)));
    m_subject->setToolTip(tr("Opens %1").arg(activity.subject));
    m_when->setText(tr("%1, %2").arg(momentText(activity.at), relativeText(activity.at, m_clock())));
    m_when->setToolTip(localMomentText(activity.at));
    const QString who = activity.actor.name.isEmpty() ? tr("unknown") : activity.actor.name;
    m_who->setText(tr("%1, by way of: %2").arg(who, workspace::title(activity.actor.origin)));
    m_reason->setText(activity.reason);
    m_reason->setVisible(!activity.reason.isEmpty());
    m_reasonTitle->setVisible(!activity.reason.isEmpty());
    m_hash->setValue(store::toText({activity.number, activity.hash}));
    const Json row = store::toJson(activity);
    const Json &before = row.at("before");
    const Json &after = row.at("after");
    m_states->setStates(before, after);
    m_states->setVisible(!before.is_null() || !after.is_null());
    m_nothing->setVisible(before.is_null() && after.is_null());
}

} // namespace gatehouse::ui
