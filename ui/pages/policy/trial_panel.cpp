#include "trial_panel.h"

#include "policy_draft.h"
#include "ui/appearance.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "workspace/workspace.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeWidget>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using dcr::TrialChange;

namespace {

/// Progress is shown once it has taken long enough to be noticed.
constexpr int NoticedMs = 300;

QString describe(TrialChange change)
{
    switch (change) {
    case TrialChange::Refused:
        return TrialPanel::tr("Would be refused");
    case TrialChange::RefusedFor:
        return TrialPanel::tr("Would be refused for another reason");
    case TrialChange::Warned:
        return TrialPanel::tr("Would get a warning");
    case TrialChange::Passes:
        return TrialPanel::tr("Would newly pass");
    case TrialChange::Same:
        break;
    }
    return TrialPanel::tr("As before");
}

dcr::Outcome outcomeOf(const dcr::TrialVerdict &verdict)
{
    if (verdict.isRefused)
        return dcr::Outcome::Fail;
    return verdict.change == TrialChange::Warned ? dcr::Outcome::Warn : dcr::Outcome::Pass;
}

/// Which checks decide, without the same words for each registration.
QString reasons(const dcr::TrialVerdict &verdict)
{
    QStringList titles;
    for (const dcr::CheckResult &result : verdict.newly)
        titles.append(dcr::title(*result.check));
    return titles.join(u"; "_s);
}

QString details(const dcr::TrialVerdict &verdict)
{
    QStringList lines;
    for (const dcr::CheckResult &result : verdict.newly)
        lines.append(u"%1: %2"_s.arg(dcr::title(*result.check), result.message));
    return lines.join(u'\n');
}

} // namespace

TrialPanel::TrialPanel(workspace::Workspace &workspace, const PolicyDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_draft(draft)
    , m_request(new QPlainTextEdit(this))
    , m_run(new QPushButton(icon(u"media-playback-start"_s), tr("&Try it"), this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Stop"), this))
    , m_summary(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_requestVerdict(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_outdated(new QuietLabel(tr("The policy was edited since. Try it again."), this))
    , m_results(new QTreeWidget(this))
{
    setObjectName(u"trialPanel"_s);
    m_request->setObjectName(u"trialRequest"_s);
    m_request->setAccessibleName(tr("A registration request to try"));
    m_request->setPlaceholderText(tr("A registration request, or text that holds one (may stay empty)"));
    m_request->setFont(fixedFont());
    m_request->setTabChangesFocus(true);
    m_request->setFixedHeight(fontMetrics().height() * 4);
    m_run->setObjectName(u"trialRun"_s);
    m_progress->setObjectName(u"trialProgress"_s);
    m_progress->setAccessibleName(tr("Registrations that were tried"));
    m_progress->setFormat(tr("%v of %m"));
    m_cancel->setObjectName(u"trialCancel"_s);
    m_summary->setObjectName(u"trialSummary"_s);
    m_summary->setWordWrap(true);
    m_requestVerdict->setObjectName(u"trialRequestVerdict"_s);
    m_requestVerdict->setWordWrap(true);
    m_outdated->setObjectName(u"trialOutdated"_s);
    m_results->setObjectName(u"trialResults"_s);
    m_results->setAccessibleName(tr("Registrations that would be judged otherwise"));
    m_results->setHeaderLabels({tr("Registration"), tr("What would change"), tr("Decided by")});
    m_results->setRootIsDecorated(false);
    m_results->setAlternatingRowColors(true);
    m_results->setUniformRowHeights(true);
    m_results->setTabKeyNavigation(false);
    m_results->header()->setStretchLastSection(true);
    m_results->header()->resizeSection(0, fontMetrics().averageCharWidth() * 24);
    m_results->header()->resizeSection(1, fontMetrics().averageCharWidth() * 22);

    auto *bar = new QHBoxLayout;
    bar->addWidget(m_run);
    bar->addWidget(m_progress, 1);
    bar->addWidget(m_cancel);
    bar->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(
        new QuietLabel(tr("What would the policy, as it is edited here, make of the registrations of this "
                          "workspace? Each is judged at the moment when it was registered; signatures are "
                          "not verified again."),
                       this));
    layout->addWidget(m_request);
    layout->addLayout(bar);
    layout->addWidget(m_summary);
    layout->addWidget(m_requestVerdict);
    layout->addWidget(m_outdated);
    layout->addWidget(m_results, 1);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_progress, m_cancel, m_summary, m_requestVerdict, m_outdated})
        widget->hide();
    m_results->setEnabled(false);

    m_noticed.setSingleShot(true);
    m_noticed.setInterval(NoticedMs);
    connect(&m_noticed, &QTimer::timeout, this, [this] {
        m_progress->show();
        m_cancel->show();
    });
    connect(m_run, &QPushButton::clicked, this, &TrialPanel::run);
    connect(m_cancel, &QPushButton::clicked, &m_watcher, &QFutureWatcherBase::cancel);
    connect(&m_watcher, &QFutureWatcherBase::progressRangeChanged, m_progress, &QProgressBar::setRange);
    connect(&m_watcher, &QFutureWatcherBase::progressValueChanged, m_progress, &QProgressBar::setValue);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        setRunning(false);
        // What was done until it was stopped is of use.
        if (m_watcher.future().resultCount() > 0)
            showOutcome(m_watcher.result());
        else
            m_summary->setState(Tone::Neutral, u"state-stopped"_s, tr("It was stopped before the end."));
        m_summary->show();
        Q_EMIT finished();
    });
    connect(&draft, &PolicyDraft::changed, this,
            [this] { m_outdated->setVisible(m_summary->isVisibleTo(this) && !m_watcher.isRunning()); });
}

TrialPanel::~TrialPanel()
{
    m_watcher.disconnect(this);
    m_watcher.cancel();
    m_watcher.waitForFinished();
}

void TrialPanel::focusFirst()
{
    m_run->setFocus();
}

void TrialPanel::setRunning(bool isRunning)
{
    m_run->setEnabled(!isRunning);
    if (isRunning) {
        m_noticed.start();
    } else {
        m_noticed.stop();
        m_progress->hide();
        m_cancel->hide();
    }
}

void TrialPanel::run()
{
    if (m_watcher.isRunning())
        return;
    m_outdated->hide();
    m_summary->hide();
    m_requestVerdict->hide();
    m_results->clear();
    m_results->setEnabled(false);
    setRunning(true);
    m_watcher.setFuture(QtConcurrent::run([&clients = m_workspace.clients(), before = m_draft.applied().policy,
                                           after = m_draft.policy(), text = m_request->toPlainText().toUtf8(),
                                           now = m_workspace.now()](QPromise<Outcome> &promise) {
        Outcome outcome{workspace::TrialReport(), std::nullopt};
        if (!text.trimmed().isEmpty())
            outcome.request = workspace::tryRequest(text, now, before, after);
        outcome.registrations =
            workspace::tryRegistrations(clients, before, after, [&promise](qint64 done, qint64 total) {
                promise.setProgressRange(0, static_cast<int>(total));
                promise.setProgressValue(static_cast<int>(done));
                return promise.isCanceled() ? workspace::TrialStep::Cancel : workspace::TrialStep::Continue;
            });
        promise.addResult(std::move(outcome));
    }));
}

void TrialPanel::showOutcome(const Outcome &outcome)
{
    showRequest(outcome.request);
    if (outcome.registrations)
        showRegistrations(*outcome.registrations);
    else
        m_summary->setOutcome(dcr::Outcome::Fail, outcome.registrations.error().message);
}

void TrialPanel::showRequest(const std::optional<Result<workspace::TriedRegistration>> &request)
{
    m_requestVerdict->setVisible(request.has_value());
    if (!request)
        return;
    if (!*request) {
        m_requestVerdict->setOutcome(dcr::Outcome::Fail,
                                     tr("The pasted request cannot be tried: %1").arg(request->error().message));
        return;
    }
    const dcr::TrialVerdict &verdict = (*request)->verdict;
    const QString judged =
        verdict.isRefused ? tr("The pasted request would be refused.") : tr("The pasted request would pass.");
    m_requestVerdict->setOutcome(outcomeOf(verdict),
                                 verdict.change == TrialChange::Same
                                     ? tr("%1 So it is by the policy that counts.").arg(judged)
                                     : judged + u'\n' + details(verdict));
}

void TrialPanel::showRegistrations(const workspace::TrialReport &report)
{
    const auto outcome = report.refused > 0     ? dcr::Outcome::Fail
        : report.warned + report.refusedFor > 0 ? dcr::Outcome::Warn
                                                : dcr::Outcome::Pass;
    if (report.tried == 0)
        m_summary->setState(Tone::Neutral, u"outcome-skipped"_s, report.summary());
    else
        m_summary->setOutcome(outcome, report.summary());
    m_summary->setDetail(report.refused + report.refusedFor + report.warned + report.passes > report.changed.size()
                             ? tr("The first %1 are listed.").arg(report.changed.size())
                             : QString());
    QList<QTreeWidgetItem *> items;
    for (const workspace::TriedRegistration &registration : report.changed) {
        auto *item = new QTreeWidgetItem(
            {registration.clientName, describe(registration.verdict.change), reasons(registration.verdict)});
        item->setIcon(1, outcomeIcon(outcomeOf(registration.verdict)));
        item->setToolTip(0, tr("%1\nClient %2").arg(registration.clientName, registration.clientId));
        item->setToolTip(2, details(registration.verdict));
        items.append(item);
    }
    m_results->addTopLevelItems(items);
    m_results->setEnabled(!items.isEmpty());
}

} // namespace gatehouse::ui
