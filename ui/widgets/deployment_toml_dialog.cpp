#include "deployment_toml_dialog.h"

#include "busy_bar.h"
#include "diff_view.h"
#include "empty_state.h"
#include "notice_bar.h"
#include "outcome_label.h"
#include "quiet_label.h"
#include "toml_tables.h"

#include "base/file_saves.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "workspace/activity_entries.h"
#include "wso2/toml_secrets.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include <algorithm>
#include <utility>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using wso2::EditPlan;
using wso2::PlannedEdit;
using wso2::TomlFinding;
using Outcome = wso2::EditResult::Outcome;

namespace {

constexpr qsizetype MaxRecent = 8;
/// After the last key typed into the file's name.
constexpr std::chrono::milliseconds TypingPause{400};

} // namespace

DeploymentTomlDialog::DeploymentTomlDialog(const QList<wso2::TomlEdit> &edits, const Clock &clock,
                                           const store::ActivityRecorder &recorder, QWidget *parent)
    : QDialog(parent)
    , m_edits(edits)
    , m_clock(clock)
    , m_recorder(recorder)
    , m_file(new QComboBox(this))
    , m_identity(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_notice(new NoticeBar(this))
    , m_busy(new BusyBar(this))
    , m_stack(new QStackedWidget(this))
    , m_tabs(new QTabWidget(this))
    , m_settings(makeSettingsTable(this))
    , m_findings(makeFindingsTable(this))
    , m_change(new QWidget(this))
    , m_uncomment(new QCheckBox(tr("&Use the lines that are commented out"), this))
    , m_summary(new QLabel(this))
    , m_diff(new DiffView(this))
    , m_hint(new QuietLabel(this))
{
    setWindowTitle(tr("Write to deployment.toml"));
    m_stack->addWidget(
        new EmptyState(u"document-open"_s, tr("Which file?"),
                       tr("Choose the deployment.toml of the Identity Server or the API Manager: it is in "
                          "repository/conf below the server's folder. You see what would change before "
                          "anything is written."),
                       this));
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(makeTabs());
    splitter->addWidget(makeChange());
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    m_stack->addWidget(splitter);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_save = buttons->addButton(tr("&Save"), QDialogButtonBox::ApplyRole);
    m_save->setObjectName(u"tomlSave"_s);
    m_save->setIcon(icon(u"document-save"_s));
    // Enter in the file's name reads the file; nothing is written by it.
    for (QAbstractButton *button : buttons->buttons())
        qobject_cast<QPushButton *>(button)->setAutoDefault(false);
    connect(m_save, &QPushButton::clicked, this, &DeploymentTomlDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeFileRow());
    layout->addWidget(m_identity);
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_busy);
    layout->addWidget(m_hint);
    layout->addWidget(buttons);
    m_identity->setObjectName(u"tomlIdentity"_s);
    m_identity->setWordWrap(true);
    m_identity->hide();
    m_notice->setObjectName(u"tomlNotice"_s);
    m_hint->setObjectName(u"tomlHint"_s);
    resize(QSize(fontMetrics().averageCharWidth() * 150, fontMetrics().height() * 42)
               .boundedTo(screen()->availableSize()));

    connect(&m_planning, &QFutureWatcherBase::finished, this, &DeploymentTomlDialog::showPlan);
    connect(&m_saving, &QFutureWatcherBase::finished, this, &DeploymentTomlDialog::showSaved);
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingPause);
    connect(&m_typing, &QTimer::timeout, this, &DeploymentTomlDialog::plan);
    connect(m_uncomment, &QCheckBox::toggled, this, &DeploymentTomlDialog::plan);
    connect(m_busy, &BusyBar::cancelRequested, this, &DeploymentTomlDialog::cancelPlan);
    updateSave();
    if (const QStringList files = recent(); !files.isEmpty())
        setFile(files.constFirst());
    m_file->setFocus();
}

DeploymentTomlDialog::~DeploymentTomlDialog()
{
    // What is being written is written, by the pool, which the program waits for when it ends.
    m_planning.cancel();
    // The field loses the focus while it is taken apart, and tells of it.
    disconnect(m_file, nullptr, this, nullptr);
}

QLayout *DeploymentTomlDialog::makeFileRow()
{
    m_file->setObjectName(u"tomlFile"_s);
    m_file->setEditable(true);
    m_file->setInsertPolicy(QComboBox::NoInsert);
    m_file->setAccessibleName(tr("File"));
    m_file->lineEdit()->setAccessibleName(tr("File"));
    m_file->lineEdit()->setPlaceholderText(tr("…/repository/conf/deployment.toml"));
    m_file->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const QString &path : recent())
        m_file->addItem(QDir::toNativeSeparators(path));
    m_file->setCurrentIndex(-1);
    connect(m_file, &QComboBox::textActivated, this, &DeploymentTomlDialog::plan);
    connect(m_file, &QComboBox::editTextChanged, this, [this] {
        m_typing.start();
        updateSave();
    });
    auto *browse = new QPushButton(icon(u"document-open"_s), tr("&Browse…"), this);
    browse->setObjectName(u"tomlBrowse"_s);
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &DeploymentTomlDialog::choose);
    auto *label = new QLabel(tr("&File:"), this);
    label->setBuddy(m_file);
    auto *row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_file, 1);
    row->addWidget(browse);
    return row;
}

QWidget *DeploymentTomlDialog::makeTabs()
{
    m_tabs->setObjectName(u"tomlTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Settings and findings"));
    m_tabs->tabBar()->setAccessibleName(m_tabs->accessibleName());
    m_tabs->addTab(m_settings, tr("S&ettings"));
    m_tabs->addTab(m_findings, tr("F&indings"));
    return m_tabs;
}

QWidget *DeploymentTomlDialog::makeChange()
{
    m_summary->setObjectName(u"tomlSummary"_s);
    m_summary->setWordWrap(true);
    m_diff->setObjectName(u"tomlDiff"_s);
    m_diff->setAccessibleName(tr("What changes in the file, line by line"));
    m_uncomment->setObjectName(u"tomlUncomment"_s);
    m_uncomment->setChecked(true);
    m_uncomment->setToolTip(
        tr("A setting that is there as \"# key = …\" takes the place of that line; otherwise it is put "
           "beside it."));
    auto *row = new QHBoxLayout;
    row->addWidget(m_summary, 1);
    row->addWidget(m_uncomment);
    auto *layout = new QVBoxLayout(m_change);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_diff, 1);
    return m_change;
}

QStringList DeploymentTomlDialog::recent() const
{
    const QWidget *window = parentWidget() ? parentWidget()->window() : nullptr;
    return window ? window->property(RecentProperty).toStringList() : QStringList();
}

void DeploymentTomlDialog::remember(const QString &path)
{
    QWidget *window = parentWidget() ? parentWidget()->window() : nullptr;
    if (!window)
        return;
    QStringList files = recent();
    files.removeAll(path);
    files.prepend(path);
    window->setProperty(RecentProperty, files.first(std::min(files.size(), MaxRecent)));
}

void DeploymentTomlDialog::setFile(const QString &path)
{
    m_file->setEditText(QDir::toNativeSeparators(path));
    plan();
}

QString DeploymentTomlDialog::file() const
{
    const QString text = m_file->currentText().trimmed();
    return text.isEmpty() ? text : QDir::cleanPath(QDir::fromNativeSeparators(text));
}

void DeploymentTomlDialog::choose()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("deployment.toml of a server"), file(),
                                                      tr("TOML files (*.toml);;All files (*)"));
    if (!path.isEmpty())
        setFile(path);
}

void DeploymentTomlDialog::plan()
{
    m_typing.stop();
    m_plan.reset();
    updateSave();
    const QString path = file();
    if (path.isEmpty()) {
        m_planned.clear();
        m_identity->hide();
        m_stack->setCurrentIndex(0);
        return;
    }
    if (m_planning.isFinished())
        m_busy->begin(tr("Reading the file…"), BusyBar::Cancel::Offered);
    m_planning.cancel();
    if (m_planned != path)
        m_notice->dismiss();
    m_planned = path;
    const auto commented = m_uncomment->isChecked() ? wso2::CommentedKeys::Uncomment : wso2::CommentedKeys::LeaveAlone;
    m_planning.setFuture(QtConcurrent::run([path, edits = m_edits, commented](QPromise<Planned> &promise) {
        promise.addResult(wso2::planEdits(path, edits, commented, [&promise] { return promise.isCanceled(); }));
    }));
}

void DeploymentTomlDialog::cancelPlan()
{
    if (m_planning.isFinished())
        return;
    m_planning.cancel();
    m_notice->showNotice(Tone::Neutral, u"outcome-skipped"_s, tr("The file was not read to its end."));
    connect(m_notice->addAction(tr("&Read it again"), u"tomlReload"_s), &QPushButton::clicked, this,
            &DeploymentTomlDialog::plan);
}

void DeploymentTomlDialog::showPlan()
{
    m_busy->end();
    // Another name was typed meanwhile: it is read next.
    if (m_planning.isCanceled() || m_planned != file())
        return;
    const Planned planned = m_planning.result();
    if (!planned) {
        showProblem(planned.error());
        return;
    }
    m_plan = *planned;
    m_identity->setState(
        Tone::Neutral, u"network-server"_s,
        tr("%1, %2").arg(wso2::describe(m_plan->identity.servers), wso2::describe(m_plan->identity.generations)));
    m_identity->show();
    fillSettings(*m_settings, m_plan->edits);
    m_tabs->setTabText(0, tr("S&ettings (%1)").arg(m_plan->edits.size()));
    showFindings(m_plan->findings);
    showChange(*m_plan);
    m_stack->setCurrentIndex(1);
    updateSave();
}

void DeploymentTomlDialog::showProblem(const wso2::NoPlan &problem)
{
    m_identity->setState(Tone::Bad, u"outcome-fail"_s, problem.error.message);
    m_identity->show();
    m_settings->clear();
    m_tabs->setTabText(0, tr("S&ettings"));
    m_change->hide();
    showFindings(problem.findings);
    m_tabs->setCurrentIndex(1);
    m_stack->setCurrentIndex(problem.findings.isEmpty() ? 0 : 1);
    updateSave();
}

void DeploymentTomlDialog::showFindings(const QList<TomlFinding> &findings)
{
    fillFindings(*m_findings, findings);
    m_tabs->setTabText(1, tr("F&indings (%1)").arg(findings.size()));
}

void DeploymentTomlDialog::showChange(const EditPlan &plan)
{
    m_change->show();
    m_diff->setDiff(plan.diff);
    qsizetype added = 0;
    qsizetype removed = 0;
    for (const wso2::DiffLine &line : plan.diff) {
        added += line.kind == wso2::DiffLine::Kind::Added ? 1 : 0;
        removed += line.kind == wso2::DiffLine::Kind::Removed ? 1 : 0;
    }
    qsizetype refused = 0;
    qsizetype leftOut = 0;
    for (const PlannedEdit &edit : plan.edits) {
        refused += edit.result.outcome == Outcome::Refused ? 1 : 0;
        leftOut += edit.fit != PlannedEdit::Fit::Fits ? 1 : 0;
    }
    QString text = plan.changesSomething() ? tr("%1 lines come, %2 lines go.").arg(added).arg(removed)
        : refused == 0 && leftOut == 0     ? tr("Nothing would change: the file says all of it already.")
                                           : tr("Nothing would change in this file.");
    if (refused > 0)
        text += u' ' + tr("%1 of the settings cannot be written.").arg(refused);
    if (leftOut > 0)
        text += u' ' + tr("%1 left out.").arg(leftOut);
    if (wso2::hasCovered(plan.diff))
        text += u' ' + tr("Passwords are covered.");
    m_summary->setText(text);
    m_hint->setText(tr("The file as it is stays beside it, as %1.bak. %2")
                        .arg(QFileInfo(plan.file.path).fileName(), wso2::restartHint(plan.identity.servers)));
}

void DeploymentTomlDialog::save()
{
    if (!m_plan || m_saving.isRunning())
        return;
    m_notice->dismiss();
    m_busy->begin(tr("Writing the file…"));
    m_saving.setFuture(QtConcurrent::run([plan = *m_plan, clock = m_clock, recorder = m_recorder] {
        const wso2::DeploymentFile &file = plan.file;
        Result<QByteArray> digest = wso2::saveDeploymentFile(file);
        const bool isChangedFile = !digest && digest.error().kind == Error::Conflict && QFileInfo::exists(file.path)
            && hasChangedOnDisk(file.path, file.digest, wso2::DeploymentToml::MaxBytes);
        Result<void> recorded = digest ? recorder.record(workspace::deploymentSaved(plan)) : Result<void>();
        return Saved{file.path, std::move(digest), clock(), isChangedFile, std::move(recorded)};
    }));
    updateSave();
}

void DeploymentTomlDialog::reject()
{
    if (!m_saving.isRunning()) {
        QDialog::reject();
        return;
    }
    m_closesWhenSaved = true;
    m_busy->begin(tr("Writing the file; then this closes…"));
    m_busy->end();
}

void DeploymentTomlDialog::showNotSaved(const Saved &result)
{
    const Error &error = result.digest.error();
    if (!result.isChangedFile) {
        const bool isConflict = error.kind == Error::Conflict;
        m_notice->showNotice(isConflict ? Tone::Caution : Tone::Bad, isConflict ? u"outcome-warn"_s : u"outcome-fail"_s,
                             tr("Not written."), error.message);
        return;
    }
    m_notice->showNotice(Tone::Caution, u"outcome-warn"_s, tr("Not written: the file is not the one that was read."),
                         tr("Somebody changed %1 meanwhile. Read it again: what would change is then worked out for "
                            "what it says now.")
                             .arg(QDir::toNativeSeparators(result.path)));
    auto *again = m_notice->addAction(tr("&Read it again"), u"tomlReload"_s);
    connect(again, &QPushButton::clicked, this, &DeploymentTomlDialog::plan);
    again->setFocus();
}

void DeploymentTomlDialog::showSaved()
{
    m_busy->end();
    const bool closes = std::exchange(m_closesWhenSaved, false);
    const Saved result = m_saving.result();
    if (!result.digest) {
        showNotSaved(result);
        updateSave();
        return;
    }
    remember(result.path);
    const wso2::Servers servers = m_plan ? m_plan->identity.servers : wso2::Servers();
    const QString kept = tr("What was there before: %1.bak").arg(QDir::toNativeSeparators(result.path));
    m_notice->showNotice(result.recorded ? Tone::Good : Tone::Caution,
                         result.recorded ? u"outcome-pass"_s : u"outcome-warn"_s,
                         tr("Written at %1. %2").arg(momentText(result.at), wso2::restartHint(servers)),
                         result.recorded ? kept : result.recorded.error().message + u'\n' + kept);
    Q_EMIT saved(result.path);
    if (closes)
        QDialog::reject();
    else
        plan();
}

void DeploymentTomlDialog::updateSave()
{
    const bool isCurrent = m_plan && m_plan->file.path == file();
    m_save->setEnabled(isCurrent && m_plan->changesSomething() && !m_saving.isRunning());
    m_hint->setVisible(isCurrent && m_plan->changesSomething());
    m_save->setToolTip(m_save->isEnabled() ? QString() : tr("There is nothing to write"));
}

} // namespace gatehouse::ui
