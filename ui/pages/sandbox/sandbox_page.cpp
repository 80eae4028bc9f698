#include "sandbox_page.h"

#include "composer_window.h"
#include "endpoint_panel.h"
#include "log_view.h"
#include "sandbox/demo.h"
#include "tpp_panel.h"
#include "ui/widgets/outcome_label.h"

#include <QDir>
#include <QFrame>
#include <QHBoxLayout>
#include <QSettings>
#include <QSplitter>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::Sandbox;

SandboxPage::SandboxPage(Sandbox &sandbox, std::shared_ptr<directory::Directory> directory, Clock clock,
                         const QString &workspaceFolder, QWidget *parent)
    : Page(parent)
    , m_sandbox(sandbox)
    , m_directory(std::move(directory))
    , m_clock(std::move(clock))
    , m_kitsFolder(QDir(workspaceFolder).filePath(u"kits"_s))
    , m_endpoint(new EndpointPanel(sandbox, m_directory, m_clock, this))
    , m_tpps(new TppPanel(m_directory, m_clock, m_kitsFolder, this))
    , m_demoProblem(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_log(new LogView(this))
    , m_composer(new ComposerWindow(sandbox, m_directory, m_clock, m_kitsFolder, this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
{
    m_splitter->addWidget(m_endpoint);
    m_splitter->addWidget(m_tpps);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({700, 420});
    m_splitter->setHandleWidth(17);
    m_splitter->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    m_demoProblem->setObjectName(u"demoProblem"_s);
    m_demoProblem->setWordWrap(true);
    m_demoProblem->hide();
    auto *line = new QFrame(this);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Sunken);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_splitter);
    layout->addWidget(m_demoProblem);
    layout->addWidget(line);
    layout->addWidget(m_log, 1);

    m_tpps->setBaseUrl([this] { return m_endpoint->expectedBaseUrl(); });
    connect(m_endpoint, &EndpointPanel::truststoreRequested, this, &SandboxPage::truststoreRequested);
    connect(m_tpps, &TppPanel::message, this, &Page::message);
    connect(&m_sandbox, &Sandbox::exchangesAdded, m_log, &LogView::append);
    connect(&m_sandbox, &Sandbox::stateChanged, this, [this](Sandbox::State state) {
        const bool isRunning = state == Sandbox::State::Running;
        m_log->setEndpointRunning(isRunning);
        if (isRunning)
            m_log->setBaseUrl(m_sandbox.baseUrl().toString(QUrl::StripTrailingSlash));
    });
    connect(m_log, &LogView::startRequested, m_endpoint, &EndpointPanel::start);
    connect(m_log, &LogView::demoRequested, this, &SandboxPage::registerTestTpp);
    connect(m_log, &LogView::cleared, this, [this] { m_sandbox.clearRecentExchanges(); });
    connect(m_log, &LogView::inspectRequested, this, &SandboxPage::inspectRequested);
    m_log->append(m_sandbox.recentExchanges());
    connectComposer();
    refresh();
}

void SandboxPage::connectComposer()
{
    m_composer->setSandboxBaseUrl([this] { return m_endpoint->expectedBaseUrl(); });
    connect(m_tpps, &TppPanel::composeRequested, m_composer, &ComposerWindow::compose);
    connect(m_tpps, &TppPanel::kitWritten, m_composer, &ComposerWindow::addKitFolder);
    connect(m_tpps, &TppPanel::refreshed, m_composer, [this] {
        if (m_composer->isVisible())
            m_composer->refresh();
    });
    connect(m_composer, &ComposerWindow::startRequested, m_endpoint, &EndpointPanel::start);
    connect(m_composer, &ComposerWindow::newTppRequested, m_tpps, &TppPanel::showNewDialog);
    connect(m_composer, &ComposerWindow::inspectRequested, this, &SandboxPage::inspectRequested);
}

SandboxPage::~SandboxPage()
{
    endDemo();
}

sandbox::Settings SandboxPage::endpointSettings() const
{
    return m_endpoint->settings();
}

void SandboxPage::startOnFreePort()
{
    m_endpoint->startOnFreePort();
}

void SandboxPage::registerTestTpp()
{
    if (m_demo || m_sandbox.state() != Sandbox::State::Running)
        return;
    m_demoProblem->hide();
    m_log->setDemoRunning(true);
    m_demo = new sandbox::Demo(m_directory, m_sandbox.baseUrl(), m_clock, sandbox::Demo::Extent::Register, this);
    m_demo->keepKitIn(
        QDir(m_kitsFolder).filePath(u"kit-%1"_s.arg(toDateTime(m_clock()).toString(u"yyyyMMdd-HHmmss-zzz"_s))));
    connect(m_demo, &sandbox::Demo::stepStarted, this, [this](const QString &title) { Q_EMIT message(title + u'…'); });
    connect(m_demo, &sandbox::Demo::finished, this, [this] {
        endDemo();
        Q_EMIT message(tr("A test TPP was made and registered."));
    });
    connect(m_demo, &sandbox::Demo::failed, this, [this](const Error &error) {
        m_demoProblem->setOutcome(dcr::Outcome::Fail, tr("The test TPP could not be registered."));
        m_demoProblem->setDetail(error.message);
        m_demoProblem->show();
        endDemo();
    });
    m_demo->start();
}

void SandboxPage::endDemo()
{
    if (!m_demo)
        return;
    // It is one of its own signals that ends it.
    m_demo->deleteLater();
    m_demo = nullptr;
    m_log->setDemoRunning(false);
    m_tpps->refresh();
}

void SandboxPage::focusFirst()
{
    m_endpoint->primaryButton()->setFocus();
}

void SandboxPage::refresh()
{
    m_endpoint->refresh();
    m_tpps->refresh();
}

void SandboxPage::saveState(QSettings &settings) const
{
    const sandbox::Settings endpoint = m_endpoint->settings();
    settings.setValue("sandbox/address"_L1, endpoint.address.toString());
    settings.setValue("sandbox/port"_L1, endpoint.port);
    settings.setValue("sandbox/clientCertificate"_L1, QString(sandbox::name(endpoint.mode)));
    settings.setValue("sandbox/splitter"_L1, m_splitter->saveState());
    settings.setValue("sandbox/log"_L1, m_log->saveState());
    m_composer->saveState(settings);
}

void SandboxPage::restoreState(const QSettings &settings)
{
    sandbox::Settings endpoint = m_endpoint->settings();
    const QHostAddress address(settings.value("sandbox/address"_L1).toString());
    if (!address.isNull())
        endpoint.address = address;
    bool isNumber = false;
    const uint port = settings.value("sandbox/port"_L1).toUInt(&isNumber);
    if (isNumber && port <= 65535)
        endpoint.port = static_cast<quint16>(port);
    if (const auto mode =
            sandbox::clientCertificateModeFromName(settings.value("sandbox/clientCertificate"_L1).toString()))
        endpoint.mode = *mode;
    m_endpoint->setSettings(endpoint);
    m_splitter->restoreState(settings.value("sandbox/splitter"_L1).toByteArray());
    m_log->restoreState(settings.value("sandbox/log"_L1).toByteArray());
    m_composer->restoreState(settings);
}

} // namespace gatehouse::ui
