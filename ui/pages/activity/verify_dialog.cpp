#include "verify_dialog.h"

#include "sandbox/background.h"
#include "store/activity_export.h"
#include "ui/icons.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using store::ActivityVerdict;

namespace {

/// Of the progress bar, which counts to an int.
constexpr int ProgressSteps = 1000;

QString counted(qint64 rows)
{
    return QLocale().toString(rows);
}

} // namespace

VerifyDialog::VerifyDialog(const store::ActivityLog &log, QWidget *parent)
    : QDialog(parent)
    , m_log(log)
    , m_noted(new QLineEdit(this))
    , m_notedProblem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_verify(new QPushButton(icon(u"store-review"_s), tr("&Verify"), this))
    , m_cancel(new QPushButton(tr("S&top"), this))
    , m_progress(new QProgressBar(this))
    , m_outcome(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_headBox(new QWidget(this))
    , m_head(new CopyableField(tr("The record's head"), m_headBox))
    , m_faults(new QTreeWidget(this))
{
    m_pool.setMaxThreadCount(1);
    setWindowTitle(tr("Verify the record"));
    setObjectName(u"verifyDialog"_s);
    m_verify->setObjectName(u"verifyStart"_s);
    m_verify->setDefault(true);
    m_verify->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_cancel->setObjectName(u"verifyCancel"_s);
    m_cancel->setAutoDefault(false);
    m_progress->setObjectName(u"verifyProgress"_s);
    m_progress->setAccessibleName(tr("Rows that are verified"));
    m_progress->setRange(0, ProgressSteps);
    m_outcome->setObjectName(u"verifyOutcome"_s);
    m_outcome->setWordWrap(true);
    m_outcome->hide();
    makeFaults();
    auto *headLayout = new QVBoxLayout(m_headBox);
    headLayout->setContentsMargins(0, 0, 0, 0);
    headLayout->addWidget(new QuietLabel(
        tr("Note this head outside of the workspace, on paper or in a ticket. With it you can tell later "
           "whether anything up to this row was written anew."),
        m_headBox));
    headLayout->addWidget(m_head);
    m_head->setObjectName(u"verifyHead"_s);
    m_headBox->hide();
    auto *run = new QHBoxLayout;
    run->addWidget(m_verify);
    run->addWidget(m_progress, 1);
    run->addWidget(m_cancel);
    run->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(new QuietLabel(tr("Every row has a hash of itself and of the row before: verifying works all of "
                                        "them out again, and finds what was altered, removed or put in."),
                                     this));
    layout->addLayout(makeNoted());
    layout->addLayout(run);
    layout->addWidget(m_outcome);
    layout->addWidget(m_headBox);
    layout->addWidget(m_faults, 1);
    layout->addStretch();
    layout->addWidget(buttons);
    connect(m_verify, &QPushButton::clicked, this, &VerifyDialog::verify);
    connect(m_cancel, &QPushButton::clicked, this, &VerifyDialog::cancel);
    connect(this, &QDialog::finished, this, &VerifyDialog::cancel);
    setVerifying(false);
    checkNoted();
    resize(fontMetrics().averageCharWidth() * 125, fontMetrics().height() * 22);
}

VerifyDialog::~VerifyDialog()
{
    cancel();
    m_pool.waitForDone();
}

QLayout *VerifyDialog::makeNoted()
{
    m_noted->setObjectName(u"verifyNoted"_s);
    m_noted->setAccessibleName(tr("A head that was noted earlier"));
    m_noted->setPlaceholderText(tr("optional, as 1204:9f2c…"));
    m_noted->setClearButtonEnabled(true);
    m_notedProblem->setObjectName(u"verifyNotedProblem"_s);
    m_notedProblem->setWordWrap(true);
    auto *label = new QLabel(tr("&Noted head"), this);
    label->setBuddy(m_noted);
    auto *row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_noted, 1);
    auto *layout = new QVBoxLayout;
    layout->addLayout(row);
    layout->addWidget(m_notedProblem);
    connect(m_noted, &QLineEdit::textChanged, this, &VerifyDialog::checkNoted);
    return layout;
}

void VerifyDialog::makeFaults()
{
    m_faults->setObjectName(u"verifyFaults"_s);
    m_faults->setAccessibleName(tr("What is wrong"));
    m_faults->setHeaderLabels({tr("Row"), tr("What is wrong")});
    m_faults->setRootIsDecorated(false);
    m_faults->setWordWrap(true);
    m_faults->setItemDelegate(new RoomyDelegate(m_faults));
    m_faults->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_faults->header()->setStretchLastSection(true);
    m_faults->hide();
    connect(m_faults, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem *item) {
        if (item)
            Q_EMIT rowActivated(item->data(0, Qt::UserRole).toLongLong());
    });
    connect(m_faults, &QTreeWidget::itemClicked, this,
            [this](const QTreeWidgetItem *item) { Q_EMIT rowActivated(item->data(0, Qt::UserRole).toLongLong()); });
}

void VerifyDialog::checkNoted()
{
    const QString text = m_noted->text().trimmed();
    const auto head = store::activityHeadFrom(text);
    const bool isGood = text.isEmpty() || head;
    m_notedProblem->setVisible(!isGood);
    if (!isGood)
        m_notedProblem->setOutcome(dcr::Outcome::Fail, head.error().message);
    m_verify->setEnabled(isGood && !m_isVerifying);
}

void VerifyDialog::verify()
{
    const QString text = m_noted->text().trimmed();
    std::optional<store::ActivityHead> noted;
    if (!text.isEmpty()) {
        const auto head = store::activityHeadFrom(text);
        if (!head)
            return;
        noted = *head;
    }
    if (m_isVerifying)
        return;
    setVerifying(true);
    m_outcome->hide();
    m_headBox->hide();
    m_faults->hide();
    m_isCancelled = std::make_shared<std::atomic_bool>(false);
    const auto work = [this, noted, isCancelled = m_isCancelled, replies = m_replies.address()] {
        const qint64 total = m_log.head().value_or(store::ActivityHead()).number;
        return m_log.verify(noted, [=, this](qint64 rows) {
            replies->post([this, rows, total] { showProgress(rows, total); });
            return !*isCancelled;
        });
    };
    sandbox::inBackground<Result<ActivityVerdict>>(
        m_replies, work, [this](const Result<ActivityVerdict> &verdict) { conclude(verdict); }, m_pool);
}

void VerifyDialog::cancel()
{
    if (m_isCancelled)
        *m_isCancelled = true;
}

void VerifyDialog::showProgress(qint64 rows, qint64 total)
{
    m_progress->setValue(static_cast<int>(rows * ProgressSteps / std::max<qint64>(total, rows)));
    m_progress->setFormat(tr("%1 of %2 rows").arg(counted(rows), counted(std::max(total, rows))));
}

void VerifyDialog::setVerifying(bool isVerifying)
{
    m_isVerifying = isVerifying;
    m_progress->setVisible(isVerifying);
    m_progress->setValue(0);
    m_progress->setFormat(QString());
    m_cancel->setVisible(isVerifying);
    checkNoted();
}

void VerifyDialog::conclude(const Result<ActivityVerdict> &verdict)
{
    setVerifying(false);
    m_outcome->show();
    if (!verdict) {
        m_outcome->setOutcome(dcr::Outcome::Fail, verdict.error().message);
        m_outcome->setDetail(verdict.error().detail);
        return;
    }
    showVerdict(*verdict);
    Q_EMIT verified(*verdict);
}

void VerifyDialog::showVerdict(const ActivityVerdict &verdict)
{
    const QString rows = counted(verdict.rows);
    m_outcome->setDetail({});
    if (!verdict.faults.isEmpty()) {
        m_outcome->setOutcome(dcr::Outcome::Fail, tr("The record is not as it was written."));
        m_outcome->setDetail(
            verdict.faults.size() >= store::ActivityLog::MaxFaults
                ? tr("The first %1 faults are listed; choose one to see its row.").arg(verdict.faults.size())
                : tr("Choose a fault to see its row."));
    } else if (!verdict.isComplete) {
        m_outcome->setOutcome(dcr::Outcome::Skipped,
                              tr("Stopped: the first %1 rows are as they were written.").arg(rows));
    } else if (verdict.rows == 0) {
        m_outcome->setOutcome(dcr::Outcome::Skipped, tr("Nothing was recorded yet."));
    } else {
        m_outcome->setOutcome(
            dcr::Outcome::Pass,
            m_noted->text().trimmed().isEmpty()
                ? tr("All of the %1 rows are as they were written.").arg(rows)
                : tr("All of the %1 rows are as they were written, and the noted head is among them.").arg(rows));
    }
    m_headBox->setVisible(verdict.isIntact() && verdict.rows > 0);
    m_head->setValue(toText(verdict.head));
    m_faults->clear();
    for (const store::ActivityFault &fault : verdict.faults) {
        auto *item = new QTreeWidgetItem(m_faults, {counted(fault.number), fault.message});
        item->setData(0, Qt::UserRole, fault.number);
        item->setIcon(0, outcomeIcon(dcr::Outcome::Fail));
        item->setToolTip(1, fault.message);
    }
    m_faults->setVisible(!verdict.faults.isEmpty());
}

} // namespace gatehouse::ui
