#pragma once

#include "store_files.h"
#include "store_saving.h"
#include "ui/pages/page.h"

#include <memory>

class QMenu;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace gatehouse::ui {

class CutEntries;
class EmptyState;
class StoreComparison;
class StoreEdits;
class StoreImport;
class StorePair;

/// Truststores of any format, several at a time: what is in them, and every change to them.
class TruststoresPage : public Page
{
    Q_OBJECT

public:
    /// `memory` may be null: passwords are not remembered then.
    TruststoresPage(Clock clock, std::shared_ptr<PasswordMemory> memory, const store::ActivityRecorder &recorder = {},
                    QWidget *parent = nullptr);
    ~TruststoresPage() override;

    void chooseFiles();
    /// Asks for a password where one is needed.
    void openFile(const QString &path);

    void focusFirst() override;
    void refresh() override;
    /// A truststore's path.
    void open(const QString &subject) override;
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;
    bool mayClose() override;

    StoreTabs *tabs() const { return m_desk.tabs; }
    StoreFiles *files() const { return m_files; }
    StoreSaving *saving() const { return m_saving; }
    StoreEdits *edits() const { return m_edits; }
    StoreImport *importing() const { return m_import; }
    StorePair *pair() const { return m_pair; }
    StoreComparison *comparison() const { return m_comparison; }

protected:
    bool event(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    /// What there must be for an action to make sense.
    enum class Needs : quint8 {
        Nothing,
        Store,
        Unsaved,
        AnyUnsaved,
        Undo,
        Redo,
        Entries,
        OneEntry,
        TwoEntries,
        Password,
        TwoStores,
        File,
        Memory,
    };
    enum class ButtonText : quint8 { Shown, Hidden };
    struct ActionEntry;
    static const QList<ActionEntry> &actions();

    void makeActions();
    QAction *action(const char *id) const;
    QPushButton *makeButton(const char *id, ButtonText text);
    QPushButton *makeMenuButton(const QString &text, const QString &iconName, const QString &objectName,
                                const QList<const char *> &ids);
    QLayout *makeBar();
    QWidget *makePairBar();
    void makeEmptyState();
    void connectTabs();
    void updateActions();
    void updateRecentMenu();
    bool isSatisfied(Needs needs) const;
    void saveAll();
    /// Where something is being written: then the page says when it is ready.
    bool waitForSaving();
    /// Those of the pair together, the others each by itself.
    StoreSaving::Groups unsavedGroups() const;
    void openPair();
    void savePair();
    void choosePair();
    void chooseComparison();
    void showRemembered();

    std::shared_ptr<PasswordMemory> m_memory;
    StoreDesk m_desk;
    StoreSaving *m_saving = nullptr;
    StoreFiles *m_files = nullptr;
    CutEntries *m_cut = nullptr;
    StoreEdits *m_edits = nullptr;
    StoreImport *m_import = nullptr;
    StorePair *m_pair = nullptr;
    StoreComparison *m_comparison = nullptr;
    QHash<QByteArray, QAction *> m_actions;
    QMenu *m_recentMenu = nullptr;
    QMenu *m_entryMenu = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    bool m_isWaiting = false;    ///< the window closes once a store is written
    bool m_isDiscarding = false; ///< the user gave the unsaved changes up
};

} // namespace gatehouse::ui
