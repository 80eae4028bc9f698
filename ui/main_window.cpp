#include "main_window.h"

#include "about_dialog.h"
#include "sandbox/sandbox.h"
#include "store/client_store.h"
#include "store/sqlite_version.h"
#include "ui/diagnostics/message_window.h"
#include "ui/help/help_window.h"
#include "ui/language.h"
#include "ui/pages/activity/activity_page.h"
#include "ui/pages/inspector/inspector_page.h"
#include "ui/pages/jwks/jwks_page.h"
#include "ui/pages/keymanagers/keymanagers_page.h"
#include "ui/pages/overview/overview_page.h"
#include "ui/pages/policy/policy_page.h"
#include "ui/pages/registrations/registrations_page.h"
#include "ui/pages/sandbox/sandbox_page.h"
#include "ui/pages/truststores/store_files.h"
#include "ui/pages/truststores/store_pair.h"
#include "ui/pages/truststores/truststores_page.h"
#include "ui/pages/truststores/vault_passwords.h"
#include "ui/palette/command_palette.h"
#include "ui/palette/command_sources.h"
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
    {"overview", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Overview"), "overview",
     [](workspace::Workspace &workspace) -> Page * { return new OverviewPage(workspace); }},
    {"registrations", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Registrations"), "registrations",
     [](workspace::Workspace &workspace) -> Page * { return new RegistrationsPage(workspace); }},
    {"inspector", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Inspector"), "inspector",
     [](workspace::Workspace &workspace) -> Page * { return new InspectorPage(inspectorServices(workspace)); }},
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
    {"sandbox", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Sandbox"), "sandbox",
     [](workspace::Workspace &workspace) -> Page * {
         return new SandboxPage(workspace.sandbox(), workspace.directory(), workspace.clock(), workspace.folder());
     }},
    {"activity", QT_TRANSLATE_NOOP("gatehouse::ui::MainWindow", "Activity"), "activity",
     [](workspace::Workspace &workspace) -> Page * {
         return new ActivityPage(workspace.activity(), workspace.database(), workspace.clock());
     }},
};

/// Which page looks after what a row of the record of changes is about; a deployment.toml has none.
struct SubjectPage {
    const char *kind; ///< store::Activity::subjectKind
    const char *page;
};

constexpr SubjectPage SubjectPages[] = {
    {"client", "registrations"}, {"policy", "policy"},          {"keymanager", "keymanagers"}, {"keyset", "jwks"},
    {"directory", "sandbox"},    {"truststore", "truststores"}, {"sandbox", "sandbox"},
};

constexpr int MessageMs = 8000;
/// Where there is little room, pages are shown by their icons alone.
constexpr int SidebarIconWidth = 38;
/// Of the menu's actions that choose a page: its id.
constexpr char PageProperty[] = "page";

} // namespace

MainWindow::MainWindow(workspace::Workspace &workspace, QWidget *parent)
    : QMainWindow(parent)
    , m_workspace(workspace)
    , m_settings(languageFile(workspace.folder()), QSettings::IniFormat)
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
    // What the sidebar may have it gets first.
    layout->addWidget(m_sidebar, 1000);
    layout->addWidget(m_stack, 1);
    m_sidebar->setMinimumWidth(SidebarIconWidth);
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
    m_stack->setObjectName(u"pages"_s);
    m_sidebar->setObjectName(u"sidebar"_s);
    m_sidebar->setAccessibleName(tr("Pages"));
    m_sidebar->setFrameShape(QFrame::NoFrame);
    m_sidebar->setIconSize({20, 20});
    m_sidebar->setSpacing(2);
    for (const PageEntry &entry : Pages) {
        auto *item = new QListWidgetItem(icon(QString::fromLatin1(entry.icon)), tr(entry.title), m_sidebar);
        item->setData(Qt::AccessibleTextRole, tr(entry.title));
        item->setSizeHint({0, fontMetrics().height() + 16});
        Page *page = entry.create(m_workspace);
        page->setObjectName(QString::fromLatin1(entry.id));
        connect(page, &Page::message, this, [this](const QString &text) { statusBar()->showMessage(text, MessageMs); });
        connect(page, &Page::readyToClose, this, &QWidget::close);
        connect(page, &Page::pageRequested, this, &MainWindow::openPage);
        m_pages.append(page);
        m_stack->addWidget(page);
    }
    connect(m_sidebar, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connectPages();
}

void MainWindow::connectPages()
{
    m_sandboxPage = findChild<SandboxPage *>();
    m_inspectorPage = findChild<InspectorPage *>();
    m_truststoresPage = findChild<TruststoresPage *>();
    auto *overview = findChild<OverviewPage *>();
    connect(m_inspectorPage, &InspectorPage::statementVerified, findChild<JwksPage *>(), &JwksPage::markStatementKey);
    connect(m_sandboxPage, &SandboxPage::truststoreRequested, this,
            [this](const QString &path) { openPage(u"truststores"_s, path); });
    // It judges by the policy that counts.
    connect(findChild<PolicyPage *>(), &PolicyPage::loaded, m_inspectorPage, &InspectorPage::refresh);
    const auto inspect = [this](const QByteArray &text, Instant at) {
        m_inspectorPage->setJudgedAt(at);
        m_inspectorPage->inspectText(text);
        openPage(u"inspector"_s);
    };
    connect(m_sandboxPage, &SandboxPage::inspectRequested, this, inspect);
    auto *registrations = findChild<RegistrationsPage *>();
    connect(registrations, &RegistrationsPage::inspectRequested, this, inspect);
    connect(registrations, &RegistrationsPage::sandboxRequested, this, [this] { openPage(u"sandbox"_s); });
    connect(overview, &OverviewPage::inspectRequested, this, [this](const QByteArray &text) {
        m_inspectorPage->inspectText(text);
        openPage(u"inspector"_s);
    });
    connect(findChild<ActivityPage *>(), &ActivityPage::subjectActivated, this,
            [this](const QString &kind, const QString &subject) {
                for (const SubjectPage &entry : SubjectPages) {
                    if (kind == QLatin1String(entry.kind))
                        openPage(QString::fromLatin1(entry.page), subject);
                }
            });
    overview->setSandboxSettings([this] { return m_sandboxPage->endpointSettings(); });
    overview->setTruststores([page = m_truststoresPage] {
        QStringList paths = page->files()->recentFiles();
        for (const PairRole role : {PairRole::ApiManager, PairRole::IdentityServer}) {
            const QString path = page->pair()->path(role);
            if (!path.isEmpty() && !paths.contains(path))
                paths.append(path);
        }
        return paths;
    });
}

void MainWindow::makeMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addAction(icon(u"document-open"_s), tr("&Open token in Inspector…"), QKeySequence::Open, this, [this] {
        openPage(u"inspector"_s);
        m_inspectorPage->chooseFile();
    });
    file->addAction(icon(u"truststores"_s), tr("Open &truststores…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O),
                    this, [this] {
                        openPage(u"truststores"_s);
                        m_truststoresPage->chooseFiles();
                    });
    file->addSeparator();
    file->addAction(icon(u"application-exit"_s), tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this,
                    &QWidget::close);

    QMenu *view = menuBar()->addMenu(tr("&View"));
    for (int index = 0; index < m_pages.size(); ++index) {
        const PageEntry &entry = Pages[index];
        QAction *action =
            view->addAction(icon(QString::fromLatin1(entry.icon)), tr(entry.title),
                            QKeySequence(QKeyCombination(Qt::CTRL, static_cast<Qt::Key>(Qt::Key_1 + index))), this,
                            [this, index] { showPage(index); });
        action->setProperty(PageProperty, QString::fromLatin1(entry.id));
        m_pageActions.append(action);
    }
    view->addSeparator();
    view->addAction(icon(u"edit-find"_s), tr("&Find and run…"), QKeySequence(Qt::CTRL | Qt::Key_K), this,
                    &MainWindow::showPalette);
    view->addAction(icon(u"view-refresh"_s), tr("&Refresh"), QKeySequence::Refresh, this,
                    [this] { m_pages[m_stack->currentIndex()]->refresh(); });
    view->addSeparator();
    makeColourMenu(view->addMenu(tr("&Colours")));
    makeLanguageMenu(view->addMenu(tr("&Language")));
    makeHelpMenu(menuBar()->addMenu(tr("&Help")));
}

void MainWindow::makeHelpMenu(QMenu *menu)
{
    menu->addAction(icon(u"help-contents"_s), tr("&Help on this page"), QKeySequence(Qt::Key_F1), this,
                    [this] { showHelp(m_pages[m_stack->currentIndex()]->objectName()); });
    menu->addAction(icon(u"help-contents"_s), tr("&Contents"), QKeySequence(Qt::SHIFT | Qt::Key_F1), this,
                    [this] { showHelp(QString::fromLatin1(HelpLibrary::IndexTopic)); });
    menu->addAction(icon(u"help-contents"_s), tr("&Keyboard"), this, [this] { showHelp(u"keyboard"_s); });
    menu->addSeparator();
    menu->addAction(icon(u"go-next"_s), tr("&First steps"), this, [this] {
        openPage(u"overview"_s);
        findChild<OverviewPage *>()->showFirstStart();
    });
    m_showMessages =
        menu->addAction(icon(u"terminal"_s), tr("&Messages of the program"), this, &MainWindow::showMessages);
    m_showMessages->setVisible(false);
    menu->addSeparator();
    menu->addAction(icon(u"help-about"_s), tr("&About Gatehouse"), this, &MainWindow::showAbout);
}

void MainWindow::makeLanguageMenu(QMenu *menu)
{
    const QString chosen = chosenLanguage(m_settings);
    auto *group = new QActionGroup(this);
    const QList<Language> all = QList<Language>{{{}, tr("As the &system")}} + languages();
    for (const Language &language : all) {
        QAction *action = menu->addAction(language.name, this, [this, code = language.code] {
            chooseLanguage(m_settings, code);
            statusBar()->showMessage(tr("The language changes when Gatehouse is started again."), MessageMs);
        });
        action->setCheckable(true);
        action->setChecked(language.code == chosen);
        group->addAction(action);
    }
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

void MainWindow::openPage(const QString &id, const QString &subject)
{
    for (int index = 0; index < m_pages.size(); ++index) {
        if (m_pages[index]->objectName() != id)
            continue;
        showPage(index);
        if (!subject.isEmpty())
            m_pages[index]->open(subject);
    }
}

QList<Command> MainWindow::commands() const
{
    QList<Command> commands;
    for (QAction *action : m_pageActions) {
        Command command;
        command.title = plainText(action->text());
        command.id = u"page:"_s + action->property(PageProperty).toString();
        command.context = tr("Page");
        command.icon = action->icon();
        command.shortcut = action->shortcut();
        command.run = [action] { action->trigger(); };
        commands.append(command);
    }
    const int index = m_stack->currentIndex();
    commands += commandsOf(*m_pages[index], m_pages[index]->objectName(), tr(Pages[index].title));
    commands += commandsOf(*menuBar(), [](const QAction *action) { return action->property(PageProperty).isValid(); });
    return commands;
}

void MainWindow::showPalette()
{
    auto *palette = new CommandPalette(commands(), m_settings.value("palette/recent"_L1).toStringList(), this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->setClientSearch(
        [&clients = m_workspace.clients()](const QString &text) {
            store::ClientFilter filter;
            filter.text = text;
            return clients.page(filter, std::nullopt, CommandPalette::MaxClients);
        },
        [this](const QString &clientId) { openPage(u"registrations"_s, clientId); });
    connect(palette, &CommandPalette::recentChanged, this,
            [this](const QStringList &recent) { m_settings.setValue("palette/recent"_L1, recent); });
    palette->show();
}

void MainWindow::fitSidebar()
{
    const int full = fontMetrics().averageCharWidth() * 20 + 20;
    const bool isRoomy = width() >= full + m_stack->minimumSizeHint().width();
    m_sidebar->setMaximumWidth(isRoomy ? full : SidebarIconWidth);
    for (int row = 0; row < m_sidebar->count(); ++row) {
        QListWidgetItem *item = m_sidebar->item(row);
        const QString title = item->data(Qt::AccessibleTextRole).toString();
        item->setText(isRoomy ? title : QString());
        item->setToolTip(isRoomy ? QString() : title);
    }
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    fitSidebar();
    QMainWindow::resizeEvent(event);
}

void MainWindow::setMessageLog(MessageLog *log)
{
    m_log = log;
    m_showMessages->setVisible(log);
}

void MainWindow::showHelp(const QString &topic)
{
    if (!m_help) {
        m_help = new HelpWindow(HelpLibrary::builtIn(), this);
        m_help->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_help->showTopic(topic);
    m_help->show();
    m_help->raise();
    m_help->activateWindow();
}

void MainWindow::showMessages()
{
    if (!m_messages) {
        m_messages = new MessageWindow(*m_log, this);
        m_messages->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_messages->show();
    m_messages->raise();
    m_messages->activateWindow();
}

void MainWindow::showAbout()
{
    auto *dialog =
        new AboutDialog([&database = m_workspace.database()] { return store::sqliteVersion(database); }, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::setColourScheme(ColourScheme scheme)
{
    m_scheme = scheme;
    applyColourScheme(scheme);
}

void MainWindow::openInInspector(const QString &path)
{
    openPage(u"inspector"_s);
    m_inspectorPage->inspectFile(path);
}

void MainWindow::startDemo()
{
    openPage(u"sandbox"_s);
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
