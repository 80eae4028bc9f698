#pragma once

#include "key_manager_keeper.h"

#include "base/time.h"
#include "keymanager/discovery.h"
#include "keymanager/key_manager_store.h"
#include "ui/pages/page.h"

#include <QHash>
#include <QPointer>

class QAction;
class QListView;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

class BusyBar;
class EmptyState;
class JsonView;
class KeyManagerDocument;
class KeyManagerFetcher;
class KeyManagerForm;
class NoticeBar;
class OutcomeLabel;

/// The key managers of a WSO2 API Manager: each as the form of its portal, and as the JSON of its Admin API.
class KeyManagersPage : public Page
{
    Q_OBJECT

public:
    /// `workspace` must outlive the page.
    explicit KeyManagersPage(workspace::Workspace &workspace, QWidget *parent = nullptr);
    ~KeyManagersPage() override;

    void importFiles(const QStringList &paths);
    void importText(const QByteArray &text, const QString &source);
    void exportTo(const QString &path);
    void trustCertificates(const QString &path);
    void select(KeyManagerDocument *document);
    KeyManagerDocument *current() const;
    KeyManagerKeeper *keeper() const { return m_keeper; }

    void focusFirst() override;
    void refresh() override;
    void saveState(QSettings &settings) const override;
    void restoreState(const QSettings &settings) override;
    bool mayClose() override;

private:
    /// What there must be for an action to make sense.
    enum class Needs : quint8 { Nothing, Document, Unsaved, Undo, Redo, NotResident, WellKnown };
    struct ActionEntry;
    static const QList<ActionEntry> &actions();

    void makeActions();
    QAction *action(const char *id) const;
    QPushButton *makeButton(const char *id);
    QPushButton *makeIconButton(const char *id);
    QPushButton *makeMenuButton(const QString &text, const QString &iconName, const QString &objectName,
                                const QList<const char *> &ids);
    QLayout *makeBar();
    QWidget *makeContents();
    QWidget *makeEmptyState();
    void connectKeeper();
    void showCurrent();
    void updateActions();
    void showSummary();
    void goToNextProblem();

    void newFromTemplate();
    void newFromSandbox();
    void newBlank();
    void chooseImport();
    void paste();
    void chooseExport();
    void exportWithSecrets();
    void write(const QString &path, const QByteArray &text, Result<void> (*save)(const QString &, QByteArrayView));
    void duplicate();
    void saveCurrent();
    void removeCurrent();
    void toggleEnabled();
    void undo();
    void redo();
    void fillFromWellKnown();
    void propose(KeyManagerDocument *document, const QUrl &wellKnown, const keymanager::DiscoveryDocument &found);
    void probe();
    void chooseCertificates();
    void tellRemoved(const RemovedKeyManager &removed);
    void offerUndo(const RemovedKeyManager &removed);
    void endUndoOffer();
    void tellConflict(KeyManagerDocument *document, const QString &text);
    void tellProblem(const QString &text, const QString &detail);
    void saveNext(QList<QPointer<KeyManagerDocument>> left);

    workspace::Workspace &m_workspace;
    KeyManagerKeeper *m_keeper;
    KeyManagerFetcher *m_fetcher;
    QHash<QByteArray, QAction *> m_actions;
    QStackedWidget *m_stack;
    EmptyState *m_empty = nullptr;
    QListView *m_list;
    QSplitter *m_splitter = nullptr;
    QTabWidget *m_tabs;
    KeyManagerForm *m_form;
    JsonView *m_json;
    BusyBar *m_busy;
    NoticeBar *m_notice;
    OutcomeLabel *m_summary;
    QPushButton *m_nextProblem;
    QPointer<KeyManagerDocument> m_shown;
    std::optional<RemovedKeyManager> m_removed; ///< as long as Undo is offered
    int m_undoOffer = 0;                        ///< the one that m_removed belongs to
    QString m_lastProblem;                      ///< the field that "Next problem" went to
    bool m_isDiscarding = false;
};

} // namespace gatehouse::ui
