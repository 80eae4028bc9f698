#include "keymanagers_page.h"

#include "json_view.h"
#include "key_manager_document.h"
#include "key_manager_fetcher.h"
#include "key_manager_form.h"
#include "key_manager_keeper.h"
#include "ui/icons.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/roomy_delegate.h"
#include "workspace/workspace.h"

#include <QHBoxLayout>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using keymanager::Finding;
using keymanager::Findings;

KeyManagersPage::KeyManagersPage(workspace::Workspace &workspace, QWidget *parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_keeper(new KeyManagerKeeper(workspace, this))
    , m_fetcher(new KeyManagerFetcher(workspace, this))
    , m_stack(new QStackedWidget(this))
    , m_list(new QListView(this))
    , m_tabs(new QTabWidget(this))
    , m_form(new KeyManagerForm(workspace.clock(), this))
    , m_json(new JsonView(this))
    , m_busy(new BusyBar(this))
    , m_notice(new NoticeBar(this))
    , m_summary(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_nextProblem(new QPushButton(icon(u"go-next"_s), tr("Ne&xt problem"), this))
{
    m_notice->setObjectName(u"keyManagerNotice"_s);
    makeActions();
    m_stack->addWidget(makeEmptyState());
    m_stack->addWidget(makeContents());
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeBar());
    layout->addWidget(m_busy);
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);
    connectKeeper();
    showCurrent();
    // Not before somebody can listen.
    QMetaObject::invokeMethod(m_keeper, &KeyManagerKeeper::load, Qt::QueuedConnection);
}

KeyManagersPage::~KeyManagersPage()
{
    // A field that lost the keyboard only while it goes would tell those that are half gone.
    if (QWidget *focus = focusWidget())
        focus->clearFocus();
    m_form->setDocument(nullptr);
    m_json->setDocument(nullptr);
    for (KeyManagerDocument *document : m_keeper->model()->documents()) {
        document->disconnect(this);
        document->undoStack()->disconnect(this);
    }
    m_list->setModel(nullptr);
    // The buttons of the notice go later than what they would end.
    for (QPushButton *button : m_notice->findChildren<QPushButton *>())
        button->disconnect(this);
}

QWidget *KeyManagersPage::makeContents()
{
    m_list->setObjectName(u"keyManagerList"_s);
    m_list->setAccessibleName(tr("Key managers"));
    m_list->setModel(m_keeper->model());
    m_list->setItemDelegate(new RoomyDelegate(m_list));
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    m_summary->setObjectName(u"keyManagerSummary"_s);
    m_nextProblem->setObjectName(u"nextProblem"_s);
    m_nextProblem->setAutoDefault(false);
    auto *summary = new QHBoxLayout;
    summary->setContentsMargins(4, 0, 4, 0);
    summary->addWidget(m_summary, 1);
    summary->addWidget(m_nextProblem);
    m_tabs->setObjectName(u"keyManagerTabs"_s);
    m_tabs->addTab(m_form, tr("Settings"));
    m_tabs->addTab(m_json, tr("JSON"));
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Views of the key manager"));
    auto *right = new QWidget(this);
    auto *layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(summary);
    layout->addWidget(m_tabs, 1);
    m_splitter = new QSplitter(this);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(right);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(1, 1);
    m_list->setMinimumWidth(fontMetrics().averageCharWidth() * 26);
    m_splitter->setSizes({fontMetrics().averageCharWidth() * 36, fontMetrics().averageCharWidth() * 100});
    auto *remove = new QShortcut(QKeySequence::Delete, m_list, this, &KeyManagersPage::removeCurrent);
    remove->setContext(Qt::WidgetShortcut);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &KeyManagersPage::showCurrent);
    connect(m_nextProblem, &QPushButton::clicked, this, &KeyManagersPage::goToNextProblem);
    connect(m_form, &KeyManagerForm::problem, this,
            [this](const QString &text) { tellProblem(tr("The file holds no certificate that can be read."), text); });
    return m_splitter;
}

QWidget *KeyManagersPage::makeEmptyState()
{
    m_empty =
        new EmptyState(u"keymanagers"_s, tr("There is no key manager yet"),
                       tr("The API Manager needs to know the Identity Server that issues its tokens. Begin with a "
                          "template: it needs nothing but the servers' names, and you see at once what is missing."),
                       this);
    QPushButton *create = m_empty->addAction(u"list-add"_s, tr("WSO2 Identity Server…"));
    create->setObjectName(u"emptyTemplateButton"_s);
    create->setDefault(true);
    connect(create, &QPushButton::clicked, this, &KeyManagersPage::newFromTemplate);
    QPushButton *import = m_empty->addAction(u"document-import"_s, tr("Import its JSON…"));
    import->setObjectName(u"emptyImportButton"_s);
    connect(import, &QPushButton::clicked, this, &KeyManagersPage::chooseImport);
    return m_empty;
}

void KeyManagersPage::connectKeeper()
{
    connect(m_keeper, &KeyManagerKeeper::loaded, this, [this] {
        if (!m_list->currentIndex().isValid())
            m_list->setCurrentIndex(m_keeper->model()->index(0));
        showCurrent();
    });
    connect(m_keeper, &KeyManagerKeeper::documentAdded, this, [this](KeyManagerDocument *document) {
        connect(document, &KeyManagerDocument::unsavedChanged, this, &KeyManagersPage::updateActions);
        connect(document, &KeyManagerDocument::findingsChanged, this, &KeyManagersPage::showSummary);
        connect(document->undoStack(), &QUndoStack::indexChanged, this, &KeyManagersPage::updateActions);
    });
    connect(m_keeper, &KeyManagerKeeper::documentRemoved, this, [this](const KeyManagerDocument *document) {
        if (m_shown == document) {
            m_form->setDocument(nullptr);
            m_json->setDocument(nullptr);
            m_shown = nullptr;
        }
        showCurrent();
    });
    connect(m_keeper, &KeyManagerKeeper::removed, this, &KeyManagersPage::tellRemoved);
    connect(m_keeper, &KeyManagerKeeper::problem, this, &KeyManagersPage::tellProblem);
    connect(m_keeper, &KeyManagerKeeper::conflict, this, &KeyManagersPage::tellConflict);
    connect(m_busy, &BusyBar::cancelRequested, this, [this] {
        m_fetcher->cancel();
        m_busy->end();
        updateActions();
    });
}

KeyManagerDocument *KeyManagersPage::current() const
{
    return m_keeper->model()->at(m_list->currentIndex());
}

void KeyManagersPage::select(KeyManagerDocument *document)
{
    m_list->setCurrentIndex(m_keeper->model()->indexOf(document));
    showCurrent();
    m_tabs->setCurrentIndex(0);
}

void KeyManagersPage::showCurrent()
{
    m_stack->setCurrentIndex(m_keeper->model()->rowCount() == 0 ? 0 : 1);
    KeyManagerDocument *document = current();
    if (document && document != m_shown) {
        m_shown = document;
        m_lastProblem.clear();
        m_form->setDocument(document);
        m_json->setDocument(document);
    }
    showSummary();
    updateActions();
}

void KeyManagersPage::showSummary()
{
    const KeyManagerDocument *document = current();
    if (!document)
        return;
    const auto errors = countOf(document->findings(), Finding::Severity::Error);
    const auto warnings = countOf(document->findings(), Finding::Severity::Warning);
    QStringList parts;
    if (errors > 0)
        parts.append(errors == 1 ? tr("1 field is missing or wrong")
                                 : tr("%1 fields are missing or wrong").arg(errors));
    if (warnings > 0)
        parts.append(warnings == 1 ? tr("1 warning") : tr("%1 warnings").arg(warnings));
    if (parts.isEmpty())
        m_summary->setState(Tone::Good, u"outcome-pass"_s, tr("Nothing is missing or wrong"));
    else
        m_summary->setState(errors > 0 ? Tone::Bad : Tone::Caution, errors > 0 ? u"outcome-fail"_s : u"outcome-warn"_s,
                            parts.join(u", "_s));
    m_nextProblem->setEnabled(!parts.isEmpty());
}

void KeyManagersPage::goToNextProblem()
{
    KeyManagerDocument *document = current();
    if (!document || document->findings().isEmpty())
        return;
    document->showAllFindings();
    m_tabs->setCurrentIndex(0);
    const Findings &findings = document->findings();
    const auto last = std::find_if(findings.crbegin(), findings.crend(),
                                   [this](const Finding &finding) { return finding.field == m_lastProblem; });
    const auto next = last == findings.crend() || last == findings.crbegin() ? findings.cbegin() : last.base();
    m_lastProblem = next->field;
    m_form->goTo(m_lastProblem);
}

void KeyManagersPage::tellProblem(const QString &text, const QString &detail)
{
    m_notice->showNotice(Tone::Bad, u"outcome-fail"_s, text, detail);
}

void KeyManagersPage::tellRemoved(const RemovedKeyManager &removed)
{
    const QString name = removed.edited.name;
    m_notice->showNotice(Tone::Neutral, u"edit-delete"_s,
                         tr("%1 was deleted.").arg(name.isEmpty() ? tr("The new key manager") : name));
    offerUndo(removed);
}

/// Until the button goes, with its notice or with the page.
void KeyManagersPage::offerUndo(const RemovedKeyManager &removed)
{
    endUndoOffer();
    m_removed = removed;
    QPushButton *undoButton = m_notice->addAction(tr("Undo"), u"noticeUndo"_s);
    connect(undoButton, &QPushButton::clicked, this, [this] {
        if (!m_removed)
            return;
        const RemovedKeyManager last = *std::exchange(m_removed, std::nullopt);
        m_keeper->restore(last, [this, last](KeyManagerDocument *document) {
            if (document)
                select(document);
            else
                offerUndo(last);
        });
    });
    connect(undoButton, &QObject::destroyed, this, [this, offer = ++m_undoOffer] {
        if (offer == m_undoOffer)
            endUndoOffer();
    });
}

void KeyManagersPage::endUndoOffer()
{
    if (m_removed)
        m_keeper->forget(*std::exchange(m_removed, std::nullopt));
}

void KeyManagersPage::tellConflict(KeyManagerDocument *document, const QString &text)
{
    m_notice->showNotice(Tone::Caution, u"outcome-warn"_s, text,
                         tr("Your changes are not saved. Taking the other version gives them up."));
    QPushButton *take = m_notice->addAction(tr("Take the other version"), u"noticeReload"_s);
    connect(take, &QPushButton::clicked, this, [this, document = QPointer(document)] {
        if (document)
            m_keeper->reload(document);
    });
}

bool KeyManagersPage::mayClose()
{
    if (m_removed && (m_isDiscarding || m_keeper->unsaved().isEmpty())) {
        endUndoOffer();
        m_notice->dismiss();
    }
    if (m_keeper->isSaving()) {
        connect(m_keeper, &KeyManagerKeeper::savingChanged, this, &Page::readyToClose,
                static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
        return false;
    }
    const QList<KeyManagerDocument *> unsaved = m_keeper->unsaved();
    if (m_isDiscarding || unsaved.isEmpty())
        return true;
    if (findChild<QMessageBox *>(u"closeKeyManagersQuestion"_s))
        return false;
    QStringList names;
    QList<QPointer<KeyManagerDocument>> left;
    for (KeyManagerDocument *document : unsaved) {
        names += document->displayName();
        left += document;
    }
    auto *question = new QMessageBox(QMessageBox::Warning, tr("Unsaved key managers"),
                                     names.size() == 1 ? tr("A key manager has unsaved changes.")
                                                       : tr("%1 key managers have unsaved changes.").arg(names.size()),
                                     QMessageBox::SaveAll | QMessageBox::Discard | QMessageBox::Cancel, this);
    question->setObjectName(u"closeKeyManagersQuestion"_s);
    question->setInformativeText(names.join(u'\n'));
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QMessageBox::finished, this, [this, left](int answer) {
        if (answer == QMessageBox::Discard) {
            m_isDiscarding = true;
            Q_EMIT readyToClose();
        } else if (answer == QMessageBox::SaveAll) {
            saveNext(left);
        }
    });
    question->open();
    return false;
}

/// One after the other, until one fails: then the window stays.
void KeyManagersPage::saveNext(QList<QPointer<KeyManagerDocument>> left)
{
    while (!left.isEmpty() && !left.constFirst())
        left.removeFirst();
    if (left.isEmpty()) {
        Q_EMIT readyToClose();
        return;
    }
    KeyManagerDocument *document = left.takeFirst();
    m_keeper->save(document, [this, left](bool saved) {
        if (saved)
            saveNext(left);
    });
}

void KeyManagersPage::focusFirst()
{
    if (current())
        m_list->setFocus();
    else
        m_empty->findChild<QPushButton *>(u"emptyTemplateButton"_s)->setFocus();
}

void KeyManagersPage::refresh()
{
    m_keeper->load();
}

void KeyManagersPage::saveState(QSettings &settings) const
{
    settings.setValue("keymanagers/splitter"_L1, m_splitter->saveState());
}

void KeyManagersPage::restoreState(const QSettings &settings)
{
    m_splitter->restoreState(settings.value("keymanagers/splitter"_L1).toByteArray());
}

} // namespace gatehouse::ui
