#include "truststores_page.h"

#include "cut_entries.h"
#include "pair_bar.h"
#include "pair_dialog.h"
#include "password_memory.h"
#include "remembered_dialog.h"
#include "store_comparison.h"
#include "store_document.h"
#include "store_edits.h"
#include "store_import.h"
#include "store_pair.h"
#include "store_tabs.h"
#include "store_view.h"
#include "ui/icons.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/notice_bar.h"

#include <QAction>
#include <QDir>
#include <QDragEnterEvent>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

TruststoresPage::TruststoresPage(Clock clock, std::shared_ptr<PasswordMemory> memory,
                                 const store::ActivityRecorder &recorder, QWidget *parent)
    : Page(parent)
    , m_memory(std::move(memory))
{
    setAcceptDrops(true);
    m_desk.window = this;
    m_desk.tabs = new StoreTabs(this);
    m_desk.busy = new BusyBar(this);
    m_desk.notice = new NoticeBar(this);
    m_desk.memory = m_memory.get();
    m_desk.clock = std::move(clock);
    m_desk.recorder = recorder;
    m_desk.notice->setObjectName(u"pageNotice"_s);
    if (m_memory)
        m_memory->onProblem = [notice = QPointer(m_desk.notice)](const QString &text) {
            if (notice)
                notice->showNotice(Tone::Caution, u"outcome-warn"_s, tr("The vault did not remember a password."),
                                   text);
        };
    m_pair = new StorePair(m_desk.tabs, this);
    m_saving = new StoreSaving(m_desk, m_pair, this);
    m_files = new StoreFiles(m_desk, m_saving, this);
    m_cut = new CutEntries(this);
    m_edits = new StoreEdits(m_desk, m_pair, m_cut, this);
    m_import = new StoreImport(m_desk, m_pair, m_cut, this);
    m_comparison = new StoreComparison(m_desk, m_import, this);
    makeActions();
    m_stack = new QStackedWidget(this);
    makeEmptyState();
    m_stack->addWidget(m_desk.tabs);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeBar());
    layout->addWidget(m_desk.busy);
    layout->addWidget(m_desk.notice);
    layout->addWidget(makePairBar());
    layout->addWidget(m_stack, 1);
    connect(m_files, &StoreFiles::message, this, &Page::message);
    connect(m_edits, &StoreEdits::message, this, &Page::message);
    connect(m_import, &StoreImport::message, this, &Page::message);
    connect(m_import, &StoreImport::openRequested, this, &TruststoresPage::openFile);
    connect(m_import, &StoreImport::savePairRequested, this, &TruststoresPage::savePair);
    connect(m_files, &StoreFiles::recentFilesChanged, this, &TruststoresPage::updateRecentMenu);
    connectTabs();
    updateRecentMenu();
    updateActions();
}

TruststoresPage::~TruststoresPage()
{
    // Views tell it of their end.
    m_desk.tabs->disconnect(this);
    const QList<StoreView *> views = m_desk.tabs->views();
    for (StoreView *view : views)
        view->document()->undoStack()->disconnect();
}

QLayout *TruststoresPage::makeBar()
{
    auto *recent = new QPushButton(icon(u"clock"_s), tr("Recen&t"), this);
    recent->setObjectName(u"recentButton"_s);
    m_recentMenu = new QMenu(recent);
    recent->setMenu(m_recentMenu);
    auto *bar = new QHBoxLayout;
    bar->addWidget(makeButton("open", ButtonText::Shown));
    bar->addWidget(recent);
    bar->addWidget(makeButton("new", ButtonText::Shown));
    bar->addSpacing(10);
    bar->addWidget(makeButton("save", ButtonText::Shown));
    bar->addWidget(makeButton("undo", ButtonText::Hidden));
    bar->addWidget(makeButton("redo", ButtonText::Hidden));
    bar->addSpacing(10);
    bar->addWidget(makeMenuButton(tr("&Import"), u"document-import"_s, u"importButton"_s,
                                  {"importFiles", "paste", "importServer"}));
    bar->addWidget(makeMenuButton(tr("E&xport"), u"document-export"_s, u"exportButton"_s,
                                  {"exportPem", "exportDer", "exportPkcs7", "", "exportCsv"}));
    bar->addWidget(makeButton("delete", ButtonText::Hidden));
    bar->addSpacing(10);
    bar->addWidget(makeMenuButton(tr("&Check"), u"store-review"_s, u"checkButton"_s,
                                  {"review", "admission", "", "compareEntries", "compareFile", "compare"}));
    bar->addStretch();
    bar->addWidget(makeMenuButton(tr("&More"), u"view-more"_s, u"moreButton"_s,
                                  {"rename", "cut", "copy", "copyFingerprint", "find", "", "pair", "", "saveAs",
                                   "saveAll", "reload", "", "password", "convert", "forget", "", "close"}));
    return bar;
}

QWidget *TruststoresPage::makePairBar()
{
    auto *bar = new PairBar(m_pair, this);
    bar->setObjectName(u"pairBar"_s);
    connect(bar, &PairBar::openRequested, this, &TruststoresPage::openPair);
    connect(bar, &PairBar::compareRequested, this, [this] {
        m_comparison->show(m_pair->document(PairRole::ApiManager), m_pair->document(PairRole::IdentityServer));
    });
    connect(bar, &PairBar::saveRequested, this, &TruststoresPage::savePair);
    return bar;
}

void TruststoresPage::makeEmptyState()
{
    m_empty = new EmptyState(u"truststores"_s, tr("No truststore is open"),
                             tr("Open the file whose certificates the server trusts. WSO2's API Manager and Identity "
                                "Server have it as repository/resources/security/client-truststore.jks below their "
                                "folder. You see who is trusted and until when, and you can change it."),
                             this);
    QPushButton *open = m_empty->addAction(u"document-open"_s, tr("Open a truststore…"));
    open->setObjectName(u"emptyOpenButton"_s);
    open->setDefault(true);
    connect(open, &QPushButton::clicked, this, &TruststoresPage::chooseFiles);
    QPushButton *make = m_empty->addAction(u"document-new"_s, tr("Make a new one…"));
    make->setObjectName(u"emptyNewButton"_s);
    connect(make, &QPushButton::clicked, m_files, &StoreFiles::makeNew);
    m_stack->addWidget(m_empty);
}

void TruststoresPage::connectTabs()
{
    connect(m_desk.tabs, &StoreTabs::viewAdded, this, [this](StoreView *view) {
        view->setContextMenu(m_entryMenu);
        connect(view, &StoreView::reloadRequested, this, [this, view] { m_files->reload(view); });
        connect(view, &StoreView::importRequested, m_import, &StoreImport::chooseFiles);
        connect(view, &StoreView::serverImportRequested, m_import, &StoreImport::importFromServer);
    });
    connect(m_desk.tabs, &StoreTabs::closeRequested, m_files, &StoreFiles::close);
    connect(m_desk.tabs, &StoreTabs::currentStateChanged, this, &TruststoresPage::updateActions);
}

void TruststoresPage::updateRecentMenu()
{
    m_recentMenu->clear();
    const QStringList recent = m_files->recentFiles();
    for (qsizetype i = 0; i < recent.size(); ++i) {
        const QString text = QDir::toNativeSeparators(recent[i]).replace(u'&', u"&&"_s);
        m_recentMenu->addAction(u"&%1  %2"_s.arg((i + 1) % 10).arg(text), this,
                                [this, path = recent[i]] { openFile(path); });
    }
    if (!recent.isEmpty()) {
        m_recentMenu->addSeparator();
        m_recentMenu->addAction(icon(u"edit-clear"_s), tr("&Forget these"), this,
                                [this] { m_files->setRecentFiles({}); });
    }
    if (auto *button = findChild<QPushButton *>(u"recentButton"_s))
        button->setEnabled(!recent.isEmpty());
}

void TruststoresPage::chooseFiles()
{
    m_files->choose();
}

void TruststoresPage::openFile(const QString &path)
{
    m_files->open(path);
}

void TruststoresPage::openPair()
{
    for (const PairRole role : PairRoles)
        openFile(m_pair->path(role));
}

void TruststoresPage::savePair()
{
    QList<StoreDocument *> unsaved = m_desk.tabs->unsavedDocuments();
    unsaved.removeIf([this](const StoreDocument *document) { return !m_pair->contains(document); });
    if (!unsaved.isEmpty())
        m_saving->save(unsaved);
}

void TruststoresPage::choosePair()
{
    QStringList candidates;
    const QList<StoreDocument *> documents = m_desk.tabs->documents();
    for (const StoreDocument *document : documents)
        candidates += document->path();
    candidates += m_files->recentFiles();
    candidates.removeDuplicates();
    auto *dialog =
        new PairDialog(candidates, m_pair->path(PairRole::ApiManager), m_pair->path(PairRole::IdentityServer), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_pair->set(dialog->apiManager(), dialog->identityServer());
        openPair();
    });
    dialog->open();
}

void TruststoresPage::chooseComparison()
{
    StoreDocument *current = m_desk.tabs->currentDocument();
    QList<StoreDocument *> others = m_desk.tabs->documents();
    others.removeOne(current);
    if (others.size() == 1) {
        m_comparison->show(current, others.constFirst());
        return;
    }
    QStringList paths;
    for (const StoreDocument *document : std::as_const(others))
        paths += document->path();
    const QStringList titles = distinctTitles(paths);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (qsizetype i = 0; i < others.size(); ++i)
        menu->addAction(tr("With %1").arg(titles[i]), others[i],
                        [this, current, other = others[i]] { m_comparison->show(current, other); });
    const QWidget *button = findChild<QPushButton *>(u"checkButton"_s);
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
}

void TruststoresPage::showRemembered()
{
    auto *dialog = new RememberedDialog(m_memory.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

StoreSaving::Groups TruststoresPage::unsavedGroups() const
{
    QList<StoreDocument *> unsaved = m_desk.tabs->unsavedDocuments();
    StoreSaving::Groups groups;
    while (!unsaved.isEmpty()) {
        StoreDocument *document = unsaved.takeFirst();
        QList<QPointer<StoreDocument>> group = {document};
        if (StoreDocument *partner = m_pair->partnerOf(document); partner && unsaved.removeOne(partner))
            group += partner;
        groups += group;
    }
    return groups;
}

void TruststoresPage::saveAll()
{
    m_saving->saveGroups(unsavedGroups(), [](bool) {});
}

bool TruststoresPage::waitForSaving()
{
    const QList<StoreDocument *> documents = m_desk.tabs->documents();
    const auto saving = std::ranges::find_if(documents, &StoreDocument::isSaving);
    if (saving == documents.end())
        return false;
    if (!std::exchange(m_isWaiting, true)) {
        // Queued: what became of the writing is shown first.
        connect(
            *saving, &StoreDocument::savingChanged, this,
            [this] {
                m_isWaiting = false;
                Q_EMIT readyToClose();
            },
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    }
    return true;
}

bool TruststoresPage::mayClose()
{
    if (waitForSaving())
        return false;
    const QList<StoreDocument *> unsaved = m_desk.tabs->unsavedDocuments();
    if (m_isDiscarding || unsaved.isEmpty())
        return true;
    if (findChild<QMessageBox *>(u"closeAllQuestion"_s))
        return false;
    QStringList names;
    for (const StoreDocument *document : unsaved)
        names += QDir::toNativeSeparators(document->path());
    auto *question = new QMessageBox(QMessageBox::Warning, tr("Unsaved truststores"),
                                     names.size() == 1 ? tr("A truststore has unsaved changes.")
                                                       : tr("%1 truststores have unsaved changes.").arg(names.size()),
                                     QMessageBox::SaveAll | QMessageBox::Discard | QMessageBox::Cancel, this);
    question->setObjectName(u"closeAllQuestion"_s);
    question->setInformativeText(names.join(u'\n'));
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QMessageBox::finished, this, [this](int answer) {
        if (answer == QMessageBox::Discard) {
            m_isDiscarding = true;
            Q_EMIT readyToClose();
        }
        if (answer != QMessageBox::SaveAll)
            return;
        m_saving->saveGroups(unsavedGroups(), [this](bool saved) {
            if (saved)
                Q_EMIT readyToClose();
        });
    });
    question->open();
    return false;
}

void TruststoresPage::dragEnterEvent(QDragEnterEvent *event)
{
    // What is dragged within a store is there already.
    const auto *from = qobject_cast<const QWidget *>(event->source());
    const StoreView *view = m_desk.tabs->current();
    if (StoreImport::canTake(event->mimeData()) && !(from && view && view->isAncestorOf(from)))
        event->acceptProposedAction();
}

void TruststoresPage::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    m_import->take(event->mimeData());
}

void TruststoresPage::focusFirst()
{
    if (StoreView *view = m_desk.tabs->current())
        view->focusTable();
    else
        m_empty->findChild<QPushButton *>(u"emptyOpenButton"_s)->setFocus();
}

void TruststoresPage::refresh()
{
    const QList<StoreDocument *> documents = m_desk.tabs->documents();
    for (StoreDocument *document : documents) {
        document->refreshValidity();
        document->checkDisk();
    }
}

bool TruststoresPage::event(QEvent *event)
{
    // The window is looked at again: somebody may have run keytool meanwhile.
    if (event->type() == QEvent::WindowActivate) {
        const QList<StoreDocument *> documents = m_desk.tabs->documents();
        for (StoreDocument *document : documents)
            document->checkDisk();
    }
    return Page::event(event);
}

void TruststoresPage::open(const QString &subject)
{
    openFile(subject);
}

void TruststoresPage::saveState(QSettings &settings) const
{
    settings.setValue("truststores/recent"_L1, m_files->recentFiles());
    if (m_memory)
        settings.setValue("truststores/remembered"_L1, m_memory->paths());
    settings.setValue("truststores/pair"_L1,
                      QStringList{m_pair->path(PairRole::ApiManager), m_pair->path(PairRole::IdentityServer)});
    settings.setValue("truststores/importTogether"_L1, m_pair->changesTogether());
    settings.setValue("truststores/columns"_L1, m_desk.tabs->columnState());
    settings.setValue("truststores/splitter"_L1, m_desk.tabs->splitterState());
}

void TruststoresPage::restoreState(const QSettings &settings)
{
    m_files->setRecentFiles(settings.value("truststores/recent"_L1).toStringList());
    if (m_memory)
        m_memory->setPaths(settings.value("truststores/remembered"_L1).toStringList());
    const QStringList pair = settings.value("truststores/pair"_L1).toStringList();
    m_pair->set(pair.value(0), pair.value(1));
    m_pair->setChangesTogether(settings.value("truststores/importTogether"_L1, true).toBool());
    m_desk.tabs->restoreLayout(settings.value("truststores/columns"_L1).toByteArray(),
                               settings.value("truststores/splitter"_L1).toByteArray());
}

} // namespace gatehouse::ui
