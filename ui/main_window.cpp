#include "main_window.h"

#include "about_dialog.h"
#include "sandbox/sandbox.h"
#include "ui/pages/activity/activity_page.h"
#include "ui/pages/inspector/inspector_page.h"
#include "ui/pages/jwks/jwks_page.h"
#include "ui/pages/keymanagers/keymanagers_page.h"
#include "ui/pages/policy/policy_page.h"
#include "ui/pages/registrations/registrations_page.h"
#include "ui/pages/sandbox/sandbox_page.h"
#include "ui/pages/truststores/truststores_page.h"
#include "ui/pages/truststores/vault_passwords.h"
#include "ui/widgets/deployment_toml_dialog.h"
#include "ui/widgets/outcome_label.h"
#include "ui/workspace_services.h"
#include "workspace/workspace.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStatusBar>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::Sandbox;

namespace {

struct PageEntry {
    const char *id; ///< remembers the page that was open
    const char *title;
    const char *icon;
    Page *(*create)(workspace::Workspace &workspace);
};

/// In the order of the sidebar.
constexpr PageEntry Pages[] = {
    {"sandbox", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Sandbox"), "sandbox",
     [](workspace::Workspace &workspace) -> Page * {
         return new SandboxPage(workspace.sandbox(), workspace.directory(), workspace.clock(), workspace.folder());
     }},
    {"inspector", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Inspector"), "inspector",
     [](workspace::Workspace &workspace) -> Page * { return new InspectorPage(inspectorServices(workspace)); }},
    {"registrations", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Registrations"), "registrations",
     [](workspace::Workspace &workspace) -> Page * { return new RegistrationsPage(workspace); }},
    {"keymanagers", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Key managers"), "keymanagers",
     [](workspace::Workspace &workspace) -> Page * { return new KeyManagersPage(workspace); }},
    {"jwks", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "JWKS"), "jwks",
     [](workspace::Workspace &workspace) -> Page * {
         return new JwksPage(workspace.keySets(), workspace.database(), workspace.clock(), workspace.recorder());
     }},
    {"policy", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Policy"), "policy",
     [](workspace::Workspace &workspace) -> Page * { return new PolicyPage(workspace); }},
    {"truststores", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Truststores"), "truststores",
     [](workspace::Workspace &workspace) -> Page * {
         return new TruststoresPage(workspace.clock(), std::make_shared<VaultPasswords>(workspace.vault()),
                                    workspace.recorder());
     }},
    {"activity", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Activity"), "activity",
     [](workspace::Workspace &workspace) -> Page * {
         return new ActivityPage(workspace.activity(), workspace.database(), workspace.clock());
     }},
};

constexpr int MessageMs = 8000;

} // namespace

MainWindow::MainWindow(workspace::Workspace &workspace, QWidget *parent)
    : QMainWindow(parent)
    , m_workspace(workspace)
    , m_settings(QDir(workspace.folder()).filePath(u"console.ini"_s), QSettings::IniFormat)
    , m_sidebar(new QListWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_sandboxState(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    setWindowTitle(tr("Gatehouse"));
    setWindowIcon(applicationIcon());
    makePages();
    makeMenus();
    makeStatusBar();
    auto *centre = new QWidget(this);
    auto *layout = new QHBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_sidebar);
    layout->addWidget(m_stack, 1);
    setCentralWidget(centre);
    restore();
}

MainWindow::~MainWindow()
{
    // Pages speak to the workspace until they are gone.
    qDeleteAll(m_pages);
}

void MainWindow::makePages()
{
    m_sidebar->setObjectName(u"sidebar"_s);
    m_sidebar->setAccessibleName(tr("Pages"));
    m_sidebar->setFrameShape(QFrame::NoFrame);
    m_sidebar->setIconSize({20, 20});
    m_sidebar->setSpacing(2);
    m_sidebar->setFixedWidth(fontMetrics().averageCharWidth() * 20 + 20);
    for (const PageEntry &entry : Pages) {
        auto *item = new QListWidgetItem(icon(QString::fromLatin1(entry.icon)), tr(entry.title), m_sidebar);
        item->setSizeHint({0, fontMetrics().height() + 16});
        Page *page = entry.create(m_workspace);
        page->setObjectName(QString::fromLatin1(entry.id));
        connect(page, &Page::message, this, [this](const QString &text) { statusBar()->showMessage(text, MessageMs); });
        connect(page, &Page::readyToClose, this, &QWidget::close);
        m_pages.append(page);
        m_stack->addWidget(page);
    }
    connect(m_sidebar, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    m_sandboxPage = findChild<SandboxPage *>();
    m_inspectorPage = findChild<InspectorPage *>();
    m_truststoresPage = findChild<TruststoresPage *>();
    connect(m_inspectorPage, &InspectorPage::statementVerified, findChild<JwksPage *>(), &JwksPage::markStatementKey);
    connect(m_sandboxPage, &SandboxPage::truststoreRequested, this, [this](const QString &path) {
        showPage(static_cast<int>(m_pages.indexOf(m_truststoresPage)));
        m_truststoresPage->openFile(path);
    });
    // It judges by the policy that counts.
    connect(findChild<PolicyPage *>(), &PolicyPage::loaded, m_inspectorPage, &InspectorPage::refresh);
    const auto inspect = [this](const QByteArray &text, Instant at) {
        m_inspectorPage->setJudgedAt(at);
        m_inspectorPage->inspectText(text);
        showPage(static_cast<int>(m_pages.indexOf(m_inspectorPage)));
    };
    connect(m_sandboxPage, &SandboxPage::inspectRequested, this, inspect);
    auto *registrations = findChild<RegistrationsPage *>();
    connect(registrations, &RegistrationsPage::inspectRequested, this, inspect);
    connect(registrations, &RegistrationsPage::sandboxRequested, this,
            [this] { showPage(static_cast<int>(m_pages.indexOf(m_sandboxPage))); });
}

void MainWindow::makeMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addAction(icon(u"document-open"_s), tr("&Open token in Inspector…"), QKeySequence::Open, this, [this] {
        showPage(static_cast<int>(m_pages.indexOf(m_inspectorPage)));
        m_inspectorPage->chooseFile();
    });
    file->addAction(icon(u"truststores"_s), tr("Open &truststores…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
                    this, [this] {
                        showPage(static_cast<int>(m_pages.indexOf(m_truststoresPage)));
                        m_truststoresPage->chooseFiles();
                    });
    file->addSeparator();
    file->addAction(icon(u"application-exit"_s), tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this,
                    &QWidget::close);

    QMenu *view = menuBar()->addMenu(tr("&View"));
    for (int index = 0; index < m_pages.size(); ++index) {
        const PageEntry &entry = Pages[index];
        view->addAction(icon(QString::fromLatin1(entry.icon)), tr(entry.title),
                        QKeySequence(QKeyCombination(Qt::CTRL, static_cast<Qt::Key>(Qt::Key_1 + index))), this,
                        [this, index] { showPage(index); });
    }
    view->addSeparator();
    view->addAction(icon(u"view-refresh"_s), tr("&Refresh"), QKeySequence::Refresh, this,
                    [this] { m_pages[m_stack->currentIndex()]->refresh(); });
    view->addSeparator();
    makeColourMenu(view->addMenu(tr("&Colours")));

    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addAction(icon(u"help-about"_s), tr("&About Gatehouse"), this, [this] { showAbout(this); });
}

void MainWindow::makeColourMenu(QMenu *menu)
{
    const std::pair<ColourScheme, QString> entries[] = {
        {ColourScheme::System, tr("As the &system")},
        {ColourScheme::Light, tr("&Light")},
        {ColourScheme::Dark, tr("&Dark")},
    };
    m_scheme = colourSchemeFromName(m_settings.value("window/colours"_L1).toString()).value_or(ColourScheme::System);
    auto *group = new QActionGroup(this);
    for (const auto &[scheme, title] : entries) {
        QAction *action = menu->addAction(title, this, [this, scheme = scheme] { setColourScheme(scheme); });
        action->setCheckable(true);
        action->setChecked(scheme == m_scheme);
        group->addAction(action);
    }
    setColourScheme(m_scheme);
}

void MainWindow::makeStatusBar()
{
    m_sandboxState->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Maximum);
    m_sandboxState->setObjectName(u"statusSandbox"_s);
    auto *folder = new QLabel(tr("Workspace: %1").arg(QDir::toNativeSeparators(m_workspace.folder())), this);
    folder->setContentsMargins(12, 0, 4, 0);
    folder->setTextFormat(Qt::PlainText);
    folder->setToolTip(tr("Registrations, keys and the test directory are kept in this folder"));
    statusBar()->addPermanentWidget(m_sandboxState);
    statusBar()->addPermanentWidget(folder);
    connect(&m_workspace.sandbox(), &Sandbox::stateChanged, this, &MainWindow::showSandboxState);
    // Stays until something else is said: a record with a gap is not to be missed.
    connect(&m_workspace, &workspace::Workspace::recordingFailed, this,
            [this](const Error &error) { statusBar()->showMessage(error.message); });
    showSandboxState();
}

void MainWindow::showSandboxState()
{
    const Sandbox &sandbox = m_workspace.sandbox();
    switch (sandbox.state()) {
    case Sandbox::State::Running:
        m_sandboxState->setState(Tone::Good, u"state-running"_s,
                                 tr("Sandbox runs at %1").arg(sandbox.baseUrl().toString(QUrl::StripTrailingSlash)));
        break;
    case Sandbox::State::Starting:
        m_sandboxState->setState(Tone::Caution, u"state-busy"_s, tr("Sandbox is starting"));
        break;
    case Sandbox::State::Stopping:
        m_sandboxState->setState(Tone::Caution, u"state-busy"_s, tr("Sandbox is stopping"));
        break;
    case Sandbox::State::Stopped:
        m_sandboxState->setState(Tone::Neutral, u"state-stopped"_s, tr("Sandbox is stopped"));
        break;
    }
}

void MainWindow::showPage(int index)
{
    m_sidebar->setCurrentRow(index);
    m_pages[index]->focusFirst();
}

void MainWindow::setColourScheme(ColourScheme scheme)
{
    m_scheme = scheme;
    applyColourScheme(scheme);
}

void MainWindow::openInInspector(const QString &path)
{
    showPage(static_cast<int>(m_pages.indexOf(m_inspectorPage)));
    m_inspectorPage->inspectFile(path);
}

void MainWindow::startDemo()
{
    showPage(static_cast<int>(m_pages.indexOf(m_sandboxPage)));
    connect(&m_workspace.sandbox(), &Sandbox::started, m_sandboxPage, &SandboxPage::registerTestTpp,
            Qt::SingleShotConnection);
    m_sandboxPage->startOnFreePort();
}

void MainWindow::restore()
{
    resize(1280, 800);
    restoreGeometry(m_settings.value("window/geometry"_L1).toByteArray());
    setProperty(DeploymentTomlDialog::RecentProperty, m_settings.value("deploymentToml/recent"_L1));
    for (Page *page : std::as_const(m_pages))
        page->restoreState(m_settings);
    const QString lastPage = m_settings.value("window/page"_L1).toString();
    int index = 0;
    for (int i = 0; i < m_pages.size(); ++i) {
        if (lastPage == QLatin1String(Pages[i].id))
            index = i;
    }
    showPage(index);
}

void MainWindow::save()
{
    m_settings.setValue("window/geometry"_L1, saveGeometry());
    m_settings.setValue("deploymentToml/recent"_L1, property(DeploymentTomlDialog::RecentProperty));
    m_settings.setValue("window/page"_L1, QString::fromLatin1(Pages[m_stack->currentIndex()].id));
    m_settings.setValue("window/colours"_L1, QString(name(m_scheme)));
    for (const Page *page : std::as_const(m_pages))
        page->saveState(m_settings);
    m_settings.sync();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    for (int index = 0; index < m_pages.size(); ++index) {
        if (m_pages[index]->mayClose())
            continue;
        // It asks something.
        showPage(index);
        event->ignore();
        return;
    }
    save();
    QMainWindow::closeEvent(event);
}

} // namespace gatehouse::ui
