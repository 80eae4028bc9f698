#include "policy_page.h"

#include "apply_dialog.h"
#include "dcr/policy_presets.h"
#include "difference_list.h"
#include "policy_draft.h"
#include "policy_form.h"
#include "sandbox/sandbox.h"
#include "store/change_watcher.h"
#include "trial_panel.h"
#include "ui/format.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/outcome_label.h"
#include "workspace/workspace.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QTabWidget>
#include <QToolButton>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::Sandbox;

namespace {

/// Older versions are not shown; the command line lists all.
constexpr int MaxShownVersions = 500;

/// "just now", "2 hours ago"
QString whenText(Instant instant, Instant now)
{
    return now - instant < std::chrono::minutes(1) ? PolicyPage::tr("just now") : relativeText(instant, now);
}

QToolButton *menuButton(const QString &iconName, const QString &text, const QString &objectName, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(objectName);
    button->setIcon(icon(iconName));
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setMenu(new QMenu(button));
    return button;
}

QToolButton *actionButton(QAction *action, const QString &objectName, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(objectName);
    button->setDefaultAction(action);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

PolicyPage::PolicyPage(workspace::Workspace &workspace, QWidget *parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_draft(new PolicyDraft(this))
    , m_state(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_errors(new QPushButton(this))
    , m_notice(new NoticeBar(this))
    , m_busy(new BusyBar(this))
    , m_form(new PolicyForm(*m_draft, this))
    , m_differences(new DifferenceList(this))
    , m_trial(new TrialPanel(workspace, *m_draft, this))
    , m_history(new HistoryPanel(*m_draft, workspace.clock(), this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_watcher(std::make_unique<store::ChangeWatcher>(workspace.database()))
{
    m_state->setObjectName(u"policyState"_s);
    m_state->setWordWrap(true);
    m_errors->setObjectName(u"policyErrors"_s);
    m_errors->setIcon(outcomeIcon(dcr::Outcome::Fail));
    m_errors->hide();
    connect(m_errors, &QPushButton::clicked, m_form, &PolicyForm::showFirstError);
    m_notice->setObjectName(u"policyNotice"_s);
    m_splitter->addWidget(m_form);
    m_splitter->addWidget(makeSide());
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({660, 440});
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeBar());
    layout->addWidget(m_notice);
    layout->addWidget(m_busy);
    layout->addWidget(m_splitter, 1);

    m_form->setEnabled(false);
    connect(m_form, &PolicyForm::reviewed, this, &PolicyPage::showState);
    connect(m_watcher.get(), &store::ChangeWatcher::changedElsewhere, this, &PolicyPage::load);
    connect(&m_loading, &QFutureWatcherBase::finished, this, [this] {
        m_busy->end();
        take(m_loading.result());
        if (std::exchange(m_isOutdated, false))
            load();
    });
    connect(&m_workspace.sandbox(), &Sandbox::policyApplied, this,
            [this] { Q_EMIT message(tr("The sandbox judges by the new policy.")); });
    connect(&m_workspace.sandbox(), &Sandbox::failed, this, [this](const Error &error) {
        if (m_workspace.sandbox().state() == Sandbox::State::Running)
            showProblem(error);
    });
    load();
}

PolicyPage::~PolicyPage()
{
    m_loading.disconnect(this);
    m_loading.waitForFinished();
}

QLayout *PolicyPage::makeBar()
{
    QUndoStack &stack = m_draft->undoStack();
    QAction *undo = stack.createUndoAction(this, tr("Undo"));
    undo->setIcon(icon(u"edit-undo"_s));
    undo->setShortcut(QKeySequence::Undo);
    QAction *redo = stack.createRedoAction(this, tr("Redo"));
    redo->setIcon(icon(u"edit-redo"_s));
    redo->setShortcut(QKeySequence::Redo);
    m_discard = new QAction(icon(u"edit-clear"_s), tr("Discard changes"), this);
    m_discard->setToolTip(tr("Back to the policy that counts; can be undone"));
    connect(m_discard, &QAction::triggered, this, &PolicyPage::discard);
    for (QAction *action : {undo, redo, m_discard}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
    }
    QToolButton *presets = menuButton(u"list-add"_s, tr("&Presets"), u"presetsButton"_s, this);
    presets->setToolTip(tr("Policies to begin with"));
    makePresets(presets->menu());
    QToolButton *file = menuButton(u"view-more"_s, tr("&File"), u"policyFileButton"_s, this);
    file->setToolTip(tr("Import, export, deployment.toml"));
    makeFileMenu(file->menu());
    m_apply = new QPushButton(icon(u"document-save"_s), tr("&Apply…"), this);
    m_apply->setObjectName(u"applyButton"_s);
    m_apply->setDefault(true);
    connect(m_apply, &QPushButton::clicked, this, &PolicyPage::askToApply);

    auto *bar = new QHBoxLayout;
    bar->addWidget(m_state, 1);
    bar->addWidget(m_errors);
    bar->addWidget(actionButton(undo, u"undoButton"_s, this));
    bar->addWidget(actionButton(redo, u"redoButton"_s, this));
    bar->addWidget(actionButton(m_discard, u"discardButton"_s, this));
    bar->addWidget(presets);
    bar->addWidget(file);
    bar->addWidget(m_apply);
    return bar;
}

void PolicyPage::makePresets(QMenu *menu)
{
    menu->setToolTipsVisible(true);
    for (const dcr::PolicyPreset &preset : dcr::policyPresets()) {
        QAction *action = menu->addAction(dcr::title(preset), this, [this, &preset] {
            m_draft->replace(preset.make(), dcr::title(preset));
            Q_EMIT message(dcr::describe(preset));
        });
        action->setObjectName(u"preset-"_s + preset.id);
        action->setToolTip(tr("%1\nFrom: %2").arg(dcr::describe(preset), preset.reference.toString()));
    }
}

void PolicyPage::makeFileMenu(QMenu *menu)
{
    QAction *import = menu->addAction(icon(u"document-import"_s), tr("&Import JSON…"), this, &PolicyPage::chooseImport);
    import->setObjectName(u"importPolicy"_s);
    QAction *exported =
        menu->addAction(icon(u"document-export"_s), tr("&Export JSON…"), this, &PolicyPage::chooseExport);
    exported->setObjectName(u"exportPolicy"_s);
    menu->addSeparator();
    QAction *fromToml =
        menu->addAction(icon(u"network-server"_s), tr("&Read from deployment.toml…"), this, &PolicyPage::chooseToml);
    fromToml->setObjectName(u"importToml"_s);
    QAction *toToml =
        menu->addAction(icon(u"network-server"_s), tr("&Write to deployment.toml…"), this, &PolicyPage::writeToml);
    toToml->setObjectName(u"writeToml"_s);
    toToml->setToolTip(tr("The policy in the form, as an Identity Server of generation 3 is configured"));
    fromToml->setToolTip(tr("What [open_banking.dcr.registration.*] of an Identity Server says"));
}

QWidget *PolicyPage::makeSide()
{
    m_differences->setObjectName(u"policyDifferences"_s);
    connect(m_differences, &DifferenceList::settingActivated, m_form, &PolicyForm::showSetting);
    connect(m_history, &HistoryPanel::settingActivated, m_form, &PolicyForm::showSetting);
    connect(m_history, &HistoryPanel::restoreRequested, this, &PolicyPage::restore);
    m_side = new QTabWidget(this);
    m_side->setObjectName(u"policySide"_s);
    m_side->setAccessibleName(tr("What would change"));
    m_side->setDocumentMode(true);
    m_side->addTab(m_differences, tr("&Unsaved"));
    m_side->addTab(m_trial, tr("&What if"));
    m_side->addTab(m_history, tr("&History"));
    return m_side;
}

void PolicyPage::load()
{
    m_isOutdated = m_loading.isRunning();
    if (m_isOutdated)
        return;
    m_busy->begin(tr("Reading the policy"));
    m_loading.setFuture(QtConcurrent::run([&policies = m_workspace.policies(), known = m_knownVersion]() -> Loaded {
        Loaded found;
        const auto newest = policies.page({}, 1);
        if (newest && known) {
            found.isKnown = *known == (newest->isEmpty() ? 0 : newest->constFirst().number);
            if (found.isKnown)
                return found;
        }
        const auto versions = policies.page({}, MaxShownVersions);
        if (!versions) {
            found.problem = versions.error();
            return found;
        }
        for (const store::PolicyVersion &version : *versions)
            found.entries.append({version, sandbox::policyOf(version)});
        return found;
    }));
}

void PolicyPage::take(const Loaded &found)
{
    if (found.problem) {
        showProblem(*found.problem);
        return;
    }
    if (found.isKnown)
        return;
    m_history->setEntries(found.entries);
    sandbox::WorkspacePolicy applied;
    m_current = found.entries.isEmpty() ? std::nullopt : std::optional(found.entries.constFirst());
    applied.version = m_current ? m_current->version.number : 0;
    m_knownVersion = applied.version;
    // Where what counts cannot be read, the last one that can is what an endpoint may still judge by.
    for (const PolicyEntry &entry : found.entries) {
        if (entry.policy) {
            applied.policy = *entry.policy;
            break;
        }
    }
    takeApplied(applied, m_current ? m_current->version.appliedBy : QString());
    if (m_current && !m_current->policy)
        showProblem(m_current->policy.error());
    m_isLoaded = true;
    m_form->setEnabled(true);
    showState();
    Q_EMIT loaded();
}

void PolicyPage::takeApplied(const sandbox::WorkspacePolicy &applied, const QString &by)
{
    const int known = m_draft->applied().version;
    const bool isNews = m_isLoaded && known != applied.version && !m_isApplying;
    const bool wasEdited = m_draft->isChanged();
    if (known != applied.version || !m_isLoaded)
        m_draft->setApplied(applied);
    if (!isNews)
        return;
    const QString text = tr("%1 applied version %2 of the policy meanwhile.").arg(by).arg(applied.version);
    if (!wasEdited)
        return m_notice->showNotice(Tone::Neutral, u"help-about"_s, text, tr("The form shows it."));
    m_notice->showNotice(Tone::Caution, u"outcome-warn"_s, text,
                         tr("What you edited was not changed. Look at the differences before you apply it."));
    connect(m_notice->addAction(tr("Take theirs"), u"takeTheirs"_s), &QPushButton::clicked, this,
            [this] { m_draft->takeApplied(m_draft->applied()); });
}

void PolicyPage::showState()
{
    const int errors = m_form->errorCount();
    const auto changes = m_draft->differences().size();
    m_errors->setVisible(errors > 0);
    m_errors->setText(errors == 1 ? tr("1 setting is wrong") : tr("%1 settings are wrong").arg(errors));
    const QString counts = !m_current
        ? tr("The standard policy counts: none was applied yet")
        : tr("Version %1 counts, applied by %2 %3")
              .arg(QString::number(m_current->version.number), m_current->version.appliedBy,
                   whenText(m_current->version.appliedAt, m_workspace.now()));
    if (changes == 0)
        m_state->setState(Tone::Good, u"outcome-pass"_s, counts);
    else
        m_state->setState(Tone::Caution, u"document-save"_s,
                          changes == 1 ? tr("1 unsaved change") : tr("%1 unsaved changes").arg(changes));
    m_state->setDetail(changes == 0 ? QString() : counts);
    m_differences->setDifferences(m_draft->differences(),
                                  tr("Nothing differs from the policy that counts. Edit a setting, or begin with a "
                                     "preset."));
    m_side->setTabText(0, changes == 0 ? tr("&Unsaved") : tr("&Unsaved (%1)").arg(changes));
    m_discard->setEnabled(changes > 0);
    m_apply->setEnabled(m_isLoaded && !m_isApplying && changes > 0 && errors == 0);
    m_apply->setToolTip(errors > 0         ? tr("Something in the form is wrong; mend that first")
                            : changes == 0 ? tr("Nothing was changed")
                                           : tr("Shows what will be different, and asks why"));
}

void PolicyPage::askToApply()
{
    auto *dialog = new ApplyDialog(*m_draft, m_reason, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { apply(dialog->reason()); });
    connect(dialog, &QDialog::rejected, this, [this] { m_isClosing = false; });
    dialog->open();
}

void PolicyPage::apply(const QString &reason)
{
    m_isApplying = true;
    m_busy->begin(tr("Applying the policy"));
    showState();
    const dcr::Policy policy = m_draft->policy();
    m_workspace.policies().apply({toBytes(policy.toJson()), m_workspace.actor(), reason, m_workspace.now()},
                                 m_draft->applied().version, m_replies, [this, policy](const Result<int> &version) {
                                     m_busy->end();
                                     if (!version) {
                                         m_isApplying = false;
                                         m_isClosing = false;
                                         showProblem(version.error());
                                         showState();
                                         return load();
                                     }
                                     m_reason.clear();
                                     m_workspace.sandbox().lookAtPolicy();
                                     m_draft->setApplied({policy, *version});
                                     m_isApplying = false;
                                     m_notice->showNotice(Tone::Good, u"outcome-pass"_s,
                                                          tr("Version %1 of the policy counts now.").arg(*version));
                                     load();
                                     if (std::exchange(m_isClosing, false))
                                         Q_EMIT readyToClose();
                                 });
}

void PolicyPage::restore(const PolicyEntry &entry)
{
    m_draft->replace(*entry.policy, tr("Restore version %1").arg(entry.version.number));
    if (!m_draft->isChanged()) {
        Q_EMIT message(tr("Version %1 says what counts already.").arg(entry.version.number));
        return;
    }
    m_reason = tr("Back to version %1").arg(entry.version.number);
    if (m_apply->isEnabled())
        askToApply();
}

void PolicyPage::discard()
{
    m_draft->replace(m_draft->applied().policy, tr("Discard changes"));
}

void PolicyPage::showProblem(const Error &error)
{
    m_notice->showNotice(Tone::Bad, u"outcome-fail"_s, error.message);
}

void PolicyPage::focusFirst()
{
    m_form->focusFirst();
}

void PolicyPage::refresh()
{
    m_knownVersion.reset();
    load();
}

bool PolicyPage::mayClose()
{
    if (!m_draft->isChanged())
        return true;
    m_notice->showNotice(Tone::Caution, u"outcome-warn"_s, tr("The policy in the form was not applied."),
                         tr("It is lost when the console is closed."));
    connect(m_notice->addAction(tr("Close without it"), u"closeWithout"_s), &QPushButton::clicked, this, [this] {
        m_draft->takeApplied(m_draft->applied());
        Q_EMIT readyToClose();
    });
    if (m_apply->isEnabled())
        connect(m_notice->addAction(tr("Apply…"), u"applyAndClose"_s), &QPushButton::clicked, this, [this] {
            m_isClosing = true;
            askToApply();
        });
    return false;
}

void PolicyPage::saveState(QSettings &settings) const
{
    settings.setValue("policy/splitter"_L1, m_splitter->saveState());
    settings.setValue("policy/tab"_L1, m_form->tabs()->currentIndex());
    settings.setValue("policy/side"_L1, m_side->currentIndex());
}

void PolicyPage::restoreState(const QSettings &settings)
{
    m_splitter->restoreState(settings.value("policy/splitter"_L1).toByteArray());
    m_form->tabs()->setCurrentIndex(settings.value("policy/tab"_L1).toInt());
    m_side->setCurrentIndex(settings.value("policy/side"_L1).toInt());
}

} // namespace gatehouse::ui
