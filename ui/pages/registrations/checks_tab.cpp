#include "checks_tab.h"

#include "rechecked_model.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>

#include <utility>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using workspace::CheckChange;
using workspace::ComparedCheck;
using workspace::JudgedAs;

namespace {

bool isDifference(const ComparedCheck &check)
{
    return check.change == CheckChange::Worse || check.change == CheckChange::Better
        || check.change == CheckChange::OnlyNow;
}

/// "2 come out worse, 1 better."
QString differences(const QList<ComparedCheck> &checks)
{
    const int worse = workspace::countOf(checks, CheckChange::Worse);
    const int better = workspace::countOf(checks, CheckChange::Better);
    QStringList parts;
    if (worse > 0)
        parts += ChecksTab::tr("%1 worse").arg(worse);
    if (better > 0)
        parts += ChecksTab::tr("%1 better").arg(better);
    return parts.join(u", "_s);
}

} // namespace

ChecksTab::ChecksTab(QWidget *parent)
    : QWidget(parent)
    , m_model(new RecheckedModel(this))
    , m_table(new QTableView(this))
    , m_headline(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_moment(new QComboBox(this))
    , m_onlyDifferences(new QCheckBox(tr("Only &differences"), this))
    , m_nothing(new QuietLabel(tr("Every check comes out as it did at registration."), this))
{
    m_headline->setObjectName(u"checksHeadline"_s);
    m_headline->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->hide();
    makeTable();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addWidget(m_headline);
    layout->addLayout(makeBar());
    layout->addWidget(m_table, 1);
    layout->addWidget(m_nothing, 1);
}

QLayout *ChecksTab::makeBar()
{
    m_moment->setObjectName(u"recheckMoment"_s);
    m_moment->addItem(tr("When it was registered"));
    m_moment->addItem(tr("Now"));
    m_moment->setToolTip(
        tr("The policy and the keys are those of today either way. A request lives for an hour: judged "
           "as of now, most have expired."));
    connect(m_moment, &QComboBox::currentIndexChanged, this, &ChecksTab::recheckRequested);
    m_onlyDifferences->setObjectName(u"onlyDifferences"_s);
    connect(m_onlyDifferences, &QCheckBox::toggled, this, &ChecksTab::showChecks);
    auto *label = new QLabel(tr("Judge anew as o&f:"), this);
    label->setBuddy(m_moment);
    auto *bar = new QHBoxLayout;
    bar->addWidget(label);
    bar->addWidget(m_moment);
    bar->addStretch();
    bar->addWidget(m_onlyDifferences);
    return bar;
}

void ChecksTab::makeTable()
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(new RoomyDelegate(m_table));
    m_table->setObjectName(u"registrationChecks"_s);
    m_table->setAccessibleName(tr("Checks at registration and now"));
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setSelectionMode(QTableView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(true);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QTableView::ScrollPerPixel);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->viewport()->installEventFilter(this);
}

void ChecksTab::setRecorded(const QByteArray &record)
{
    m_record = record;
    m_recheck.reset();
    m_checks = workspace::compareChecks(record, nullptr);
    showHeadline();
    showChecks();
}

void ChecksTab::setRecheck(const Result<workspace::Recheck> &recheck)
{
    m_recheck = recheck;
    m_checks = workspace::compareChecks(m_record, recheck ? recheck->evaluation.get() : nullptr);
    showHeadline();
    showChecks();
}

JudgedAs ChecksTab::judgedAs() const
{
    return m_moment->currentIndex() == 1 ? JudgedAs::Now : JudgedAs::WhenRegistered;
}

void ChecksTab::showHeadline()
{
    const int warnings = workspace::countOf(m_checks, dcr::Outcome::Warn);
    const QString then = m_checks.isEmpty() ? tr("What is kept of the checks cannot be read")
        : warnings == 0                     ? tr("Every check passed at registration")
        : warnings == 1                     ? tr("Registered with 1 warning")
                                            : tr("Registered with %1 warnings").arg(warnings);
    if (!m_recheck) {
        m_headline->setOutcome(warnings > 0 || m_checks.isEmpty() ? dcr::Outcome::Warn : dcr::Outcome::Pass, then);
        return m_headline->setDetail(tr("It is being judged anew by the policy and the keys of today."));
    }
    if (!*m_recheck) {
        m_headline->setOutcome(dcr::Outcome::Warn, then);
        return m_headline->setDetail(tr("It cannot be judged anew: %1").arg(m_recheck->error().message));
    }
    const dcr::Evaluation &evaluation = *(*m_recheck)->evaluation;
    const QString differ = differences(m_checks);
    if (const dcr::CheckResult *failure = evaluation.firstFailure()) {
        m_headline->setOutcome(dcr::Outcome::Fail, tr("%1; today it would be refused").arg(then));
        return m_headline->setDetail(tr("“%1”. %2").arg(dcr::title(*failure->check), failure->message));
    }
    m_headline->setOutcome(evaluation.count(dcr::Outcome::Warn) > 0 ? dcr::Outcome::Warn : dcr::Outcome::Pass, then);
    m_headline->setDetail(differ.isEmpty() ? tr("By the policy and the keys of today it comes out the same.")
                                           : tr("By the policy and the keys of today: %1.").arg(differ));
}

void ChecksTab::showChecks()
{
    QList<ComparedCheck> shown = m_checks;
    const bool isFiltered = m_onlyDifferences->isChecked() && m_recheck && *m_recheck;
    if (isFiltered)
        shown.removeIf([](const ComparedCheck &check) { return !isDifference(check); });
    m_table->setColumnHidden(RecheckedModel::NowColumn, !m_recheck || !*m_recheck);
    m_model->setChecks(shown);
    m_table->setVisible(!isFiltered || !shown.isEmpty());
    m_nothing->setVisible(isFiltered && shown.isEmpty());
    if (!shown.isEmpty())
        m_table->setCurrentIndex(m_model->index(0, 0));
    scheduleLayout();
}

bool ChecksTab::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        scheduleLayout();
    return QWidget::eventFilter(watched, event);
}

void ChecksTab::scheduleLayout()
{
    // Measuring every row's text takes milliseconds: once for all that asked.
    if (std::exchange(m_isLayoutDue, true))
        return;
    QMetaObject::invokeMethod(this, &ChecksTab::layOutRows, Qt::QueuedConnection);
}

void ChecksTab::layOutRows()
{
    m_isLayoutDue = false;
    const int character = fontMetrics().averageCharWidth();
    const bool hasNow = !m_table->isColumnHidden(RecheckedModel::NowColumn);
    const int thenWidth = character * 11 + 28;
    const int nowWidth = hasNow ? character * 14 + 26 : 0;
    const int rest = std::max(0, m_table->viewport()->width() - thenWidth - nowWidth);
    QHeaderView *header = m_table->horizontalHeader();
    header->resizeSection(RecheckedModel::ThenColumn, thenWidth);
    if (hasNow)
        header->resizeSection(RecheckedModel::NowColumn, nowWidth);
    header->resizeSection(RecheckedModel::TitleColumn, rest * 42 / 100);
    header->resizeSection(RecheckedModel::MessageColumn, rest - rest * 42 / 100);
    m_table->resizeRowsToContents();
}

} // namespace gatehouse::ui
