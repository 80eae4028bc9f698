// What can be done on the Truststores page: its actions, the buttons and menus that offer them, and when.
#include "store_checks.h"
#include "store_comparison.h"
#include "store_document.h"
#include "store_edits.h"
#include "store_filter_bar.h"
#include "store_import.h"
#include "store_tabs.h"
#include "store_view.h"
#include "truststores_page.h"
#include "ui/icons.h"
#include "ui/widgets/empty_state.h"

#include <QAction>
#include <QMenu>
#include <QPushButton>
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
         GATEHOUSE_TEXT("Write the changes to the file, and those of its pair; predecessors are kept as .bak"),
         QKeySequence(QKeySequence::Save), Needs::Unsaved,
         [](TruststoresPage &page) {
             page.m_saving->save(page.m_saving->savedTogether(page.tabs()->currentDocument()));
         }},
        {"saveAs", "document-save", GATEHOUSE_TEXT("Save &as…"), "", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S),
         Needs::Store, [](TruststoresPage &page) { page.m_saving->chooseSaveAs(page.tabs()->current()); }},
        {"saveAll", "document-save", GATEHOUSE_TEXT("Save a&ll"), "", QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_S),
         Needs::AnyUnsaved, [](TruststoresPage &page) { page.saveAll(); }},
        {"reload", "view-refresh", GATEHOUSE_TEXT("&Reload from the disk"), "", QKeySequence(), Needs::File,
         [](TruststoresPage &page) { page.m_files->reload(page.tabs()->current()); }},
        {"close", "window-close", GATEHOUSE_TEXT("Cl&ose"), "", QKeySequence(Qt::CTRL | Qt::Key_W), Needs::Store,
         [](TruststoresPage &page) { page.m_files->close(page.tabs()->current()); }},
        {"undo", "edit-undo", GATEHOUSE_TEXT("&Undo"), "", QKeySequence(QKeySequence::Undo), Needs::Undo,
         [](TruststoresPage &page) { page.m_edits->undo(); }},
        {"redo", "edit-redo", GATEHOUSE_TEXT("&Redo"), "", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), Needs::Redo,
         [](TruststoresPage &page) { page.m_edits->redo(); }},
        {"importFiles", "document-import", GATEHOUSE_TEXT("From &files…"),
         GATEHOUSE_TEXT("PEM, DER and PKCS#7, also several at once"), QKeySequence(Qt::CTRL | Qt::Key_I), Needs::Store,
         [](TruststoresPage &page) { page.m_import->chooseFiles(); }},
        {"paste", "edit-paste", GATEHOUSE_TEXT("From the &clipboard"), "", QKeySequence(QKeySequence::Paste),
         Needs::Store, [](TruststoresPage &page) { page.m_import->paste(); }},
        {"importServer", "network-server", GATEHOUSE_TEXT("From a TLS &server…"), "", QKeySequence(), Needs::Store,
         [](TruststoresPage &page) { page.m_import->importFromServer(); }},
        {"rename", "edit-rename", GATEHOUSE_TEXT("Re&name…"), "", QKeySequence(Qt::Key_F2), Needs::OneEntry,
         [](TruststoresPage &page) { page.m_edits->rename(); }},
        {"delete", "edit-delete", GATEHOUSE_TEXT("&Delete"),
         GATEHOUSE_TEXT("Take the selected entries out of the store"), QKeySequence(QKeySequence::Delete),
         Needs::Entries, [](TruststoresPage &page) { page.m_edits->remove(); }},
        {"copy", "edit-copy", GATEHOUSE_TEXT("&Copy as PEM"), "", QKeySequence(QKeySequence::Copy), Needs::Entries,
         [](TruststoresPage &page) { page.m_edits->copy(); }},
        {"cut", "edit-cut", GATEHOUSE_TEXT("Cu&t"),
         GATEHOUSE_TEXT("Move the selected certificates: paste them into another truststore"),
         QKeySequence(QKeySequence::Cut), Needs::Entries, [](TruststoresPage &page) { page.m_edits->cut(); }},
        {"copyFingerprint", "edit-copy", GATEHOUSE_TEXT("Copy SHA-256 &fingerprint"), "",
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), Needs::Entries,
         [](TruststoresPage &page) { page.m_edits->copyFingerprint(); }},
        {"exportPem", "document-export", GATEHOUSE_TEXT("Selected as &PEM…"), "", QKeySequence(Qt::CTRL | Qt::Key_E),
         Needs::Entries, [](TruststoresPage &page) { page.m_edits->chooseExport(StoreEdits::ExportForm::Pem); }},
        {"exportDer", "document-export", GATEHOUSE_TEXT("Selected as D&ER…"), "", QKeySequence(), Needs::OneEntry,
         [](TruststoresPage &page) { page.m_edits->chooseExport(StoreEdits::ExportForm::Der); }},
        {"exportPkcs7", "document-export", GATEHOUSE_TEXT("Selected as P&KCS#7…"), "", QKeySequence(), Needs::Entries,
         [](TruststoresPage &page) { page.m_edits->chooseExport(StoreEdits::ExportForm::Pkcs7); }},
        {"exportCsv", "document-export", GATEHOUSE_TEXT("The list as &CSV…"), "", QKeySequence(), Needs::Store,
         [](TruststoresPage &page) { page.m_edits->chooseExport(StoreEdits::ExportForm::Csv); }},
        {"password", "key", GATEHOUSE_TEXT("Change the pass&word…"), "", QKeySequence(), Needs::Password,
         [](TruststoresPage &page) { page.m_edits->changePassword(); }},
        {"convert", "document-save", GATEHOUSE_TEXT("Con&vert to another format…"), "", QKeySequence(), Needs::Store,
         [](TruststoresPage &page) { page.m_files->convert(page.tabs()->current()); }},
        {"review", "store-review", GATEHOUSE_TEXT("&What is wrong"),
         GATEHOUSE_TEXT("Look for what has expired, is weak, is there twice or leads to no root"),
         QKeySequence(Qt::CTRL | Qt::Key_R), Needs::Store,
         [](TruststoresPage &page) { page.tabs()->current()->checks()->showCheck(StoreChecks::Check::Review); }},
        {"admission", "user", GATEHOUSE_TEXT("W&hom it lets in…"),
         GATEHOUSE_TEXT("Whether a client's certificate is let in, through which entry, or why not"),
         QKeySequence(Qt::CTRL | Qt::Key_T), Needs::Store,
         [](TruststoresPage &page) { page.tabs()->current()->checks()->showCheck(StoreChecks::Check::Admission); }},
        {"compareEntries", "compare-differs", GATEHOUSE_TEXT("C&ompare the two selected"), "",
         QKeySequence(Qt::CTRL | Qt::Key_D), Needs::TwoEntries,
         [](TruststoresPage &page) { page.m_comparison->showSelected(); }},
        {"compareFile", "compare-differs", GATEHOUSE_TEXT("Compare with a f&ile…"), "",
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), Needs::OneEntry,
         [](TruststoresPage &page) { page.m_comparison->chooseFile(); }},
        {"forget", "key", GATEHOUSE_TEXT("Re&membered passwords…"), GATEHOUSE_TEXT("See them, and forget one"),
         QKeySequence(), Needs::Memory, [](TruststoresPage &page) { page.showRemembered(); }},
        {"compare", "compare-differs", GATEHOUSE_TEXT("Compare with ano&ther store…"), "", QKeySequence(),
         Needs::TwoStores, [](TruststoresPage &page) { page.chooseComparison(); }},
        {"pair", "pair", GATEHOUSE_TEXT("&Pair with another server's…"),
         GATEHOUSE_TEXT("The truststores of an API Manager and its Identity Server, worked on together"),
         QKeySequence(), Needs::Nothing, [](TruststoresPage &page) { page.choosePair(); }},
        {"find", "edit-find", GATEHOUSE_TEXT("F&ilter"), "", QKeySequence(QKeySequence::Find), Needs::Store,
         [](TruststoresPage &page) { page.tabs()->current()->filterBar()->focusSearch(); }},
    };
    return Entries;
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
    for (const char *id : {"cut", "copy", "copyFingerprint", "rename", "delete", "compareEntries", "compareFile",
                           "exportPem", "exportDer", "exportPkcs7"})
        m_entryMenu->addAction(action(id));
}

QAction *TruststoresPage::action(const char *id) const
{
    return m_actions.value(id);
}

QPushButton *TruststoresPage::makeButton(const char *id, ButtonText text)
{
    const QAction *of = action(id);
    auto *button = new QPushButton(of->icon(), text == ButtonText::Shown ? of->text() : QString(), this);
    button->setAccessibleName(QString(of->text()).remove(u'&'));
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

bool TruststoresPage::isSatisfied(Needs needs) const
{
    const StoreView *view = m_desk.tabs->current();
    if (needs == Needs::Nothing)
        return true;
    if (needs == Needs::AnyUnsaved)
        return !m_desk.tabs->unsavedDocuments().isEmpty();
    if (needs == Needs::Memory)
        return m_memory != nullptr;
    if (needs == Needs::TwoStores)
        return m_desk.tabs->count() > 1;
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
    case Needs::TwoEntries:
        return view->selectedCount() == 2;
    case Needs::File:
        return !document->digest().isEmpty();
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
    for (const QString &button : {u"importButton"_s, u"exportButton"_s, u"checkButton"_s})
        findChild<QPushButton *>(button)->setEnabled(m_desk.tabs->count() > 0);
    m_stack->setCurrentWidget(m_desk.tabs->count() == 0 ? static_cast<QWidget *>(m_empty) : m_desk.tabs);
}

} // namespace gatehouse::ui
