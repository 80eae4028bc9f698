#pragma once

#include "ui/appearance.h"

#include <QMainWindow>
#include <QSettings>

class QLabel;
class QListWidget;
class QStackedWidget;

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

class InspectorPage;
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

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void makePages();
    void makeMenus();
    void makeColourMenu(QMenu *menu);
    void makeStatusBar();
    void showPage(int index);
    void showSandboxState();
    void setColourScheme(ColourScheme scheme);
    void restore();
    void save();

    workspace::Workspace &m_workspace;
    QSettings m_settings;
    QListWidget *m_sidebar;
    QStackedWidget *m_stack;
    QList<Page *> m_pages;
    SandboxPage *m_sandboxPage = nullptr;
    InspectorPage *m_inspectorPage = nullptr;
    TruststoresPage *m_truststoresPage = nullptr;
    OutcomeLabel *m_sandboxState;
    ColourScheme m_scheme = ColourScheme::System;
};

} // namespace gatehouse::ui
