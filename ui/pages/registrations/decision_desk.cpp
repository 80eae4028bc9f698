#include "decision_desk.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using store::ClientStatus;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::DecisionDesk)
};

/// A notice is a few lines.
constexpr qsizetype MaxTold = 4;

QString done(ClientStatus from, ClientStatus to)
{
    switch (to) {
    case ClientStatus::Active:
        return from == ClientStatus::Suspended ? Text::tr("Reactivated") : Text::tr("Approved");
    case ClientStatus::Suspended:
        return Text::tr("Suspended");
    case ClientStatus::Deleted:
        return Text::tr("Deregistered");
    case ClientStatus::Held:
        break;
    }
    return Text::tr("Put back to review");
}

} // namespace

DecisionText describe(const DecisionReport &report)
{
    const auto &[changed, refused] = report.outcome;
    DecisionText told;
    if (changed.size() == 1)
        told.text = Text::tr("%1: %2.").arg(done(changed.constFirst().from, report.to), changed.constFirst().name);
    else if (!changed.isEmpty())
        told.text = Text::tr("%1: %2 registrations.")
                        .arg(done(changed.constFirst().from, report.to), QString::number(changed.size()));
    else
        told.text = Text::tr("Nothing was changed.");
    QStringList lines;
    if (!report.problem.isEmpty())
        lines.append(report.problem);
    for (const auto &each : refused.mid(0, MaxTold))
        lines.append(refused.size() == 1 ? each.why : Text::tr("%1: %2").arg(each.clientId, each.why));
    if (refused.size() > MaxTold)
        lines.append(Text::tr("And %1 more were refused.").arg(refused.size() - MaxTold));
    told.detail = lines.join(u'\n');
    return told;
}

DecisionDesk::DecisionDesk(store::ClientStore &clients, Clock clock, std::function<store::Actor()> actor,
                           QObject *parent)
    : QObject(parent)
    , m_clients(clients)
    , m_clock(std::move(clock))
    , m_actor(std::move(actor))
{}

void DecisionDesk::decide(const QList<store::Client> &clients, ClientStatus to, const QString &reason)
{
    QList<Step> steps;
    for (const store::Client &client : clients) {
        auto step = std::find_if(steps.begin(), steps.end(),
                                 [&](const Step &candidate) { return candidate.from == client.status; });
        if (step == steps.end())
            step = steps.insert(steps.end(), Step{{}, client.status, to});
        step->clientIds.append(client.clientId);
    }
    run(steps, reason);
}

void DecisionDesk::undo()
{
    if (m_undo.isEmpty() || isBusy())
        return;
    const QList<Step> steps = std::exchange(m_undo, {});
    run(steps, Text::tr("Taken back. It was: %1").arg(m_report.reason).left(store::MaxReason));
}

void DecisionDesk::run(const QList<Step> &steps, const QString &reason)
{
    if (steps.isEmpty() || isBusy())
        return;
    m_report = {steps.constFirst().to, reason, {}, {}};
    m_undo.clear();
    m_open = static_cast<int>(steps.size());
    Q_EMIT started();
    for (const Step &step : steps) {
        const store::Decision decision{m_actor(), reason, m_clock(), step.from};
        m_clients.decide(step.clientIds, step.to, decision, m_replies,
                         [this](const Result<store::DecisionOutcome> &outcome) {
                             if (outcome) {
                                 m_report.outcome.changed += outcome->changed;
                                 m_report.outcome.refused += outcome->refused;
                             } else {
                                 m_report.problem = outcome.error().message;
                             }
                             if (--m_open == 0)
                                 conclude();
                         });
    }
}

void DecisionDesk::conclude()
{
    for (const auto &changed : std::as_const(m_report.outcome.changed)) {
        const auto back = store::undoOf(changed.from, changed.to);
        if (!back)
            continue;
        auto step = std::find_if(m_undo.begin(), m_undo.end(), [&](const Step &candidate) {
            return candidate.from == changed.to && candidate.to == *back;
        });
        if (step == m_undo.end())
            step = m_undo.insert(m_undo.end(), Step{{}, changed.to, *back});
        step->clientIds.append(changed.clientId);
    }
    Q_EMIT finished(m_report);
}

} // namespace gatehouse::ui
