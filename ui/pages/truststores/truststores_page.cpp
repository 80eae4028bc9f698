#include "truststores_page.h"

#include "store_document.h"
#include "store_edits.h"
#include "store_tabs.h"
#include "store_view.h"
#include "ui/icons.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/notice_bar.h"

#include <QAction>
#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

struct TruststoresPage::ActionEntry {
    const char *id;
    const char *icon;
    const char *text;
    const char *tip;
    QKeySequence shortcut;
    Needs needs;
    void (*run)(TruststoresPage &page);
};

#define GATEHOUSE_TEXT(text) QT_TRANSLATE_NOOP("gatehouse::ui::TruststoresPage", text)

const QList<TruststoresPage::ActionEntry> &TruststoresPage::actions()
{
    // Not before there is an application: the platform says which keys are standard.
    static const QList<ActionEntry> Entries = {
        {"open", "document-open", GATEHOUSE_TEXT("&Open…"), GATEHOUSE_TEXT("Open truststores: JKS, PKCS#12 or PEM"),
         QKeySequence(), Needs::Nothing, [](TruststoresPage &page) { page.chooseFiles(); }},
        {"new", "document-new", GATEHOUSE_TEXT("&New…"), GATEHOUSE_TEXT("Make an empty truststore"),
         QKeySequence(Qt::CTRL | Qt::Key_N), Needs::Nothing, [](TruststoresPage &page) { page.m_files->makeNew(); }},
        {"save", "document-save", GATEHOUSE_TEXT("&Save"),
         GATEHOUSE_TEXT("Write the changes to the file; its predecessor is kept as .bak"),
         QKeySequence(QKeySequence::Save), Needs::Unsaved,
         [](TruststoresPage &page) { page.m_files->save({page.tabs()->currentDocument()}); }},
        {"saveAs", "document-save", GATEHOUSE_TEXT("Save &as…"), "", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S),
         Needs::Store, [](TruststoresPage &page) { page.m_files->chooseSaveAs(page.tabs()->current()); }},
        {"saveAll", "document-save", GATEHOUSE_TEXT("Save a&ll"), "", QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_S),
         Needs::AnyUnsaved, [](TruststoresPage &page) { page.saveAll(); }},
        {"reload", "view-refresh", GATEHOUSE_TEXT("&Reload from the disk"), "", QKeySequence(), Needs::Store,
         [](TruststoresPage &page) { page.m_files->reload(page.tabs()->current()); }},
        {"close", "window-close", GATEHOUSE_TEXT("&Close"), "", QKeySequence(Qt::CTRL | Qt::Key_W), Needs::Store,
         [](TruststoresPage &page) { page.m_files->close(page.tabs()->current()); }},
        {"undo", "edit-undo", GATEHOUSE_TEXT("&Undo"), "", QKeySequence(QKeySequence::Undo), Needs::Undo,
         [](TruststoresPage &page) { page.m_edits->undo(); }},
        {"redo", "edit-redo", GATEHOUSE_TEXT("&Redo"), "", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), Needs::Redo,
         [](TruststoresPage &page) { page.m_edits->redo(); }},
        {"rename", "edit-rename", GATEHOUSE_TEXT("Ren&ame…"), "", QKeySequence(Qt::Key_F2), Needs::OneEntry,
         [](TruststoresPage &page) { page.m_edits->rename(); }},
        {"delete", "edit-delete", GATEHOUSE_TEXT("&Delete"),
         GATEHOUSE_TEXT("Take the selected entries out of the store"), QKeySequence(QKeySequence::Delete),
         Needs::Entries, [](TruststoresPage &page) { page.m_edits->remove(); }},
        {"copy", "edit-copy", GATEHOUSE_TEXT("&Copy as PEM"), "", QKeySequence(QKeySequence::Copy), Needs::Entries,
         [](TruststoresPage &page) { page.m_edits->copy(); }},
        {"copyFingerprint", "edit-copy", GATEHOUSE_TEXT("Copy SHA-256 &fingerprint"), "",
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), Needs::Entries,
         [](TruststoresPage &page) { page.m_edits->copyFingerprint(); }},
        {"exportPem", "document-export", GATEHOUSE_TEXT("Selected as &PEM…"), "", QKeySequence(Qt::CTRL | Qt::Key_E),
         Needs::Entries, [](TruststoresPage &page) { page.m_edits->chooseExport(StoreEdits::ExportForm::Pem); }},
        {"exportDer", "document-export", GATEHOUSE_TEXT("Selected as &DER…"), "", QKeySequence(), Needs::OneEntry,
         [](TruststoresPage &page) { page.m_edits->chooseExport(StoreEdits::ExportForm::Der); }},
        {"exportPkcs7", "document-export", GATEHOUSE_TEXT("Selected as P&KCS#7…"), "", QKeySequence(), Needs::Entries,
         [](TruststoresPage &page) { page.m_edits->chooseExport(StoreEdits::ExportForm::Pkcs7); }},
        {"exportCsv", "document-export", GATEHOUSE_TEXT("The list as &CSV…"), "", QKeySequence(), Needs::Store,
         [](TruststoresPage &page) { page.m_edits->chooseExport(StoreEdits::ExportForm::Csv); }},
        {"password", "key", GATEHOUSE_TEXT("Change the pass&word…"), "", QKeySequence(), Needs::Password,
         [](TruststoresPage &page) { page.m_edits->changePassword(); }},
        {"convert", "document-save", GATEHOUSE_TEXT("Con&vert to another format…"), "", QKeySequence(), Needs::Store,
         [](TruststoresPage &page) { page.m_files->convert(page.tabs()->current()); }},
        {"find", "edit-find", GATEHOUSE_TEXT("F&ilter"), "", QKeySequence(QKeySequence::Find), Needs::Store,
         [](TruststoresPage &page) { page.tabs()->current()->focusSearch(); }},
    };
    return Entries;
}

TruststoresPage::TruststoresPage(Clock clock, PasswordMemory *memory, QWidget *parent)
    : Page(parent)
{
    m_desk.window = this;
    m_desk.tabs = new StoreTabs(this);
    m_desk.busy = new BusyBar(this);
    m_desk.notice = new NoticeBar(this);
    m_desk.memory = memory;
    m_desk.clock = std::move(clock);
    m_desk.notice->setObjectName(u"pageNotice"_s);
    m_files = new StoreFiles(m_desk, this);
    m_edits = new StoreEdits(m_desk, this);
    makeActions();
    m_stack = new QStackedWidget(this);
    makeEmptyState();
    m_stack->addWidget(m_desk.tabs);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeBar());
    layout->addWidget(m_desk.busy);
    layout->addWidget(m_desk.notice);
    layout->addWidget(m_stack, 1);
    connect(m_files, &StoreFiles::message, this, &Page::message);
    connect(m_edits, &StoreEdits::message, this, &Page::message);
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

void TruststoresPage::makeActions()
{
    for (const ActionEntry &entry : actions()) {
        auto *made = new QAction(icon(QString::fromLatin1(entry.icon)), tr(entry.text), this);
        made->setObjectName(u"action-"_s + QLatin1String(entry.id));
        made->setShortcut(entry.shortcut);
        made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        if (*entry.tip)
            made->setToolTip(tr(entry.tip));
        connect(made, &QAction::triggered, this, [this, run = entry.run] { run(*this); });
        addAction(made);
        m_actions.insert(entry.id, made);
    }
    m_entryMenu = new QMenu(this);
    for (const char *id : {"copy", "copyFingerprint", "rename", "delete", "exportPem", "exportDer", "exportPkcs7"})
        m_entryMenu->addAction(action(id));
}

QAction *TruststoresPage::action(const char *id) const
{
    return m_actions.value(id);
}

QPushButton *TruststoresPage::makeButton(const char *id)
{
    const QAction *of = action(id);
    auto *button = new QPushButton(of->icon(), of->text(), this);
    button->setObjectName(QLatin1String(id) + u"Button"_s);
    connect(button, &QPushButton::clicked, of, &QAction::trigger);
    const auto follow = [of, button] {
        button->setEnabled(of->isEnabled());
        const QString keys = of->shortcut().toString(QKeySequence::NativeText);
        button->setToolTip(keys.isEmpty() ? of->toolTip() : tr("%1 (%2)").arg(of->toolTip(), keys));
    };
    connect(of, &QAction::changed, button, follow);
    follow();
    return button;
}

QPushButton *TruststoresPage::makeMenuButton(const QString &text, const QString &iconName, const QString &objectName,
                                             const QList<const char *> &ids)
{
    auto *button = new QPushButton(icon(iconName), text, this);
    button->setObjectName(objectName);
    auto *menu = new QMenu(button);
    for (const char *id : ids) {
        if (*id)
            menu->addAction(action(id));
        else
            menu->addSeparator();
    }
    button->setMenu(menu);
    return button;
}

QLayout *TruststoresPage::makeBar()
{
    auto *recent = new QPushButton(icon(u"clock"_s), tr("Recen&t"), this);
    recent->setObjectName(u"recentButton"_s);
    m_recentMenu = new QMenu(recent);
    recent->setMenu(m_recentMenu);
    auto *bar = new QHBoxLayout;
    bar->addWidget(makeButton("open"));
    bar->addWidget(recent);
    bar->addWidget(makeButton("new"));
    bar->addSpacing(10);
    bar->addWidget(makeButton("save"));
    bar->addWidget(makeButton("undo"));
    bar->addWidget(makeButton("redo"));
    bar->addSpacing(10);
    bar->addWidget(makeButton("delete"));
    bar->addWidget(makeMenuButton(tr("E&xport"), u"document-export"_s, u"exportButton"_s,
                                  {"exportPem", "exportDer", "exportPkcs7", "", "exportCsv"}));
    bar->addStretch();
    bar->addWidget(makeMenuButton(tr("&More"), u"view-more"_s, u"moreButton"_s,
                                  {"rename", "copy", "copyFingerprint", "find", "", "saveAs", "saveAll", "reload", "",
                                   "password", "convert", "", "close"}));
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
    });
    connect(m_desk.tabs, &StoreTabs::closeRequested, m_files, &StoreFiles::close);
    connect(m_desk.tabs, &StoreTabs::currentStateChanged, this, &TruststoresPage::updateActions);
}

bool TruststoresPage::isSatisfied(Needs needs) const
{
    const StoreView *view = m_desk.tabs->current();
    if (needs == Needs::Nothing)
        return true;
    if (needs == Needs::AnyUnsaved)
        return !m_desk.tabs->unsavedDocuments().isEmpty();
    if (!view || view->document()->isSaving())
        return false;
    StoreDocument *document = view->document();
    switch (needs) {
    case Needs::Unsaved:
        return document->isModified();
    case Needs::Undo:
        return document->undoStack()->canUndo();
    case Needs::Redo:
        return document->undoStack()->canRedo();
    case Needs::Entries:
        return view->selectedCount() > 0;
    case Needs::OneEntry:
        return view->selectedCount() == 1;
    case Needs::Password:
        return document->store().format != trust::StoreFormat::Pem;
    default:
        return true;
    }
}

void TruststoresPage::updateActions()
{
    for (const ActionEntry &entry : actions())
        action(entry.id)->setEnabled(isSatisfied(entry.needs));
    if (StoreDocument *document = m_desk.tabs->currentDocument()) {
        const QString undo = document->undoStack()->undoText();
        const QString redo = document->undoStack()->redoText();
        action("undo")->setToolTip(undo.isEmpty() ? tr("Undo") : tr("Undo: %1").arg(undo));
        action("redo")->setToolTip(redo.isEmpty() ? tr("Redo") : tr("Redo: %1").arg(redo));
    }
    m_stack->setCurrentWidget(m_desk.tabs->count() == 0 ? static_cast<QWidget *>(m_empty) : m_desk.tabs);
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

void TruststoresPage::saveAll()
{
    StoreFiles::Groups groups;
    const QList<StoreDocument *> unsaved = m_desk.tabs->unsavedDocuments();
    for (StoreDocument *document : unsaved)
        groups.append(QList<QPointer<StoreDocument>>{document});
    m_files->saveGroups(groups, [](bool) {});
}

bool TruststoresPage::mayClose()
{
    const QList<StoreDocument *> unsaved = m_desk.tabs->unsavedDocuments();
    if (m_isDiscarding || unsaved.isEmpty())
        return true;
    QStringList names;
    StoreFiles::Groups groups;
    for (StoreDocument *document : unsaved) {
        names += QDir::toNativeSeparators(document->path());
        groups.append(QList<QPointer<StoreDocument>>{document});
    }
    auto *question =
        new QMessageBox(QMessageBox::Warning, tr("Unsaved truststores"),
                        tr("%n truststore(s) have unsaved changes.", nullptr, static_cast<int>(names.size())),
                        QMessageBox::SaveAll | QMessageBox::Discard | QMessageBox::Cancel, this);
    question->setObjectName(u"closeAllQuestion"_s);
    question->setInformativeText(names.join(u'\n'));
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QMessageBox::finished, this, [this, groups](int answer) {
        if (answer == QMessageBox::Discard) {
            m_isDiscarding = true;
            Q_EMIT readyToClose();
        }
        if (answer != QMessageBox::SaveAll)
            return;
        m_files->saveGroups(groups, [this](bool saved) {
            if (saved)
                Q_EMIT readyToClose();
        });
    });
    question->open();
    return false;
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

void TruststoresPage::saveState(QSettings &settings) const
{
    settings.setValue("truststores/recent"_L1, m_files->recentFiles());
    settings.setValue("truststores/columns"_L1, m_desk.tabs->columnState());
    settings.setValue("truststores/splitter"_L1, m_desk.tabs->splitterState());
}

void TruststoresPage::restoreState(const QSettings &settings)
{
    m_files->setRecentFiles(settings.value("truststores/recent"_L1).toStringList());
    m_desk.tabs->restoreLayout(settings.value("truststores/columns"_L1).toByteArray(),
                               settings.value("truststores/splitter"_L1).toByteArray());
}

} // namespace gatehouse::ui
