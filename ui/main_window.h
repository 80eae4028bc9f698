#pragma once

#include "ui/appearance.h"

#include <QMainWindow>
#include <QPointer>
#include <QSettings>

class QAction;
class QLabel;
class QListWidget;
class QStackedWidget;

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

class HelpWindow;
class InspectorPage;
class MessageLog;
class MessageWindow;
struct Command;
class OutcomeLabel;
class Page;
class SandboxPage;
class TruststoresPage;

/// The console's window on one workspace: the list of pages, the pages, the menus. What is remembered between runs
/// is in `console.ini` in the workspace's folder.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// `workspace` must outlive the window.
    explicit MainWindow(workspace::Workspace &workspace, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openInInspector(const QString &path);
    /// Runs the sandbox on a free port and registers one test TPP.
    void startDemo();
    /// What the Help menu shows; must outlive the window. Without one the menu does not offer it.
    void setMessageLog(MessageLog *log);

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// Large fonts and small screens leave it no room for words.
    void fitSidebar();
    void makePages();
    void connectPages();
    void makeMenus();
    void makeColourMenu(QMenu *menu);
    void makeLanguageMenu(QMenu *menu);
    void makeHelpMenu(QMenu *menu);
    void makeStatusBar();
    void showPage(int index);
    /// Where there is no such page, nothing happens.
    void openPage(const QString &id, const QString &subject = {});
    QList<Command> commands() const;
    void showPalette();
    void showHelp(const QString &topic);
    void showMessages();
    void showAbout();
    void showSandboxState();
    void setColourScheme(ColourScheme scheme);
    void restore();
    void save();

    workspace::Workspace &m_workspace;
    QSettings m_settings;
    QListWidget *m_sidebar;
    QStackedWidget *m_stack;
    QList<Page *> m_pages;
    QList<QAction *> m_pageActions;
    SandboxPage *m_sandboxPage = nullptr;
    InspectorPage *m_inspectorPage = nullptr;
    TruststoresPage *m_truststoresPage = nullptr;
    OutcomeLabel *m_sandboxState;
    QAction *m_showMessages = nullptr;
    MessageLog *m_log = nullptr;
    QPointer<HelpWindow> m_help;
    QPointer<MessageWindow> m_messages;
    ColourScheme m_scheme = ColourScheme::System;
};

} // namespace gatehouse::ui
