#include "endpoint_panel.h"

#include "client_trust_row.h"
#include "sandbox/endpoint_facts.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::ClientCertificateMode;
using sandbox::Sandbox;

namespace {

struct ModeEntry {
    ClientCertificateMode mode;
    const char *title;
    const char *meaning;
};

constexpr ModeEntry Modes[] = {
    {ClientCertificateMode::Required, QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "Required"),
     QT_TRANSLATE_NOOP(
         "gatehouse::ui::EndpointPanel",
         "As in production: a registration without a certificate that the truststore vouches for is refused.")},
    {ClientCertificateMode::Optional, QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "Optional"),
     QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel",
                       "A certificate is judged where one is presented, and may be left out.")},
    {ClientCertificateMode::Off, QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "Not asked for"),
     QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "No certificate is asked for or judged. Signatures still are.")},
};

struct StateLook {
    Sandbox::State state;
    Tone tone;
    const char *icon;
    const char *text;
    const char *button;
    const char *buttonIcon;
};

constexpr StateLook StateLooks[] = {
    {Sandbox::State::Stopped, Tone::Neutral, "state-stopped",
     QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "Stopped"),
     QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "&Start"), "media-playback-start"},
    {Sandbox::State::Starting, Tone::Caution, "state-busy",
     QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "Starting…"),
     QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "&Start"), "media-playback-start"},
    {Sandbox::State::Running, Tone::Good, "state-running", QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "Running"),
     QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "&Stop"), "media-playback-stop"},
    {Sandbox::State::Stopping, Tone::Caution, "state-busy",
     QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "Stopping…"),
     QT_TRANSLATE_NOOP("gatehouse::ui::EndpointPanel", "&Stop"), "media-playback-stop"},
};

const StateLook &lookOf(Sandbox::State state)
{
    return StateLooks[static_cast<std::size_t>(state)];
}

} // namespace

EndpointPanel::EndpointPanel(Sandbox &sandbox, std::shared_ptr<directory::Directory> directory, Clock clock,
                             QWidget *parent)
    : QWidget(parent)
    , m_sandbox(sandbox)
    , m_state(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_toggle(new QPushButton(this))
    , m_address(new QComboBox(this))
    , m_port(new QSpinBox(this))
    , m_mode(new QComboBox(this))
    , m_modeMeaning(new QuietLabel(this))
    , m_failureRow(new QWidget(this))
    , m_freePort(new QPushButton(tr("Use any &free port"), m_failureRow))
    , m_failure(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_clientTrust(new ClientTrustRow(sandbox, std::move(directory), std::move(clock), this))
    , m_registration(new CopyableField(tr("Registration endpoint"), this))
    , m_discovery(new CopyableField(tr("Discovery document"), this))
    , m_keySet(new CopyableField(tr("Test directory's key set"), this))
{
    m_mode->setObjectName(u"clientCertificateMode"_s);
    m_mode->setAccessibleName(tr("Client certificate"));
    for (const ModeEntry &entry : Modes)
        m_mode->addItem(tr(entry.title), QVariant::fromValue(static_cast<int>(entry.mode)));
    connect(m_mode, &QComboBox::currentIndexChanged, this, &EndpointPanel::showModeMeaning);

    m_freePort->setObjectName(u"freePortButton"_s);
    connect(m_freePort, &QPushButton::clicked, this, &EndpointPanel::startOnFreePort);
    m_failure->setObjectName(u"endpointProblem"_s);
    m_failure->setWordWrap(true);
    auto *failureLayout = new QHBoxLayout(m_failureRow);
    failureLayout->setContentsMargins(0, 0, 0, 0);
    failureLayout->addWidget(m_failure, 1);
    failureLayout->addWidget(m_freePort, 0, Qt::AlignTop);
    m_failureRow->hide();

    auto *modeRow = new QHBoxLayout;
    modeRow->addWidget(m_mode, 0, Qt::AlignTop);
    modeRow->addWidget(m_modeMeaning, 1);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    QLayout *addressRow = makeAddressRow();
    form->addRow(tr("&Address:"), addressRow);
    form->addRow(m_failureRow);
    form->addRow(tr("Client c&ertificate:"), modeRow);
    form->addRow(tr("Trusted clients:"), m_clientTrust);
    form->addRow(tr("Registration:"), m_registration);
    form->addRow(tr("Discovery:"), m_discovery);
    form->addRow(tr("Directory's keys:"), m_keySet);
    qobject_cast<QLabel *>(form->labelForField(addressRow))->setBuddy(m_address);
    qobject_cast<QLabel *>(form->labelForField(modeRow))->setBuddy(m_mode);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(makeStateRow());
    layout->addLayout(form);
    layout->addStretch();
    m_registration->setObjectName(u"registrationUrl"_s);
    for (CopyableField *field : {m_registration, m_discovery, m_keySet})
        field->setPlaceholder(tr("Known once the endpoint runs"));

    connect(m_clientTrust, &ClientTrustRow::truststoreRequested, this, &EndpointPanel::truststoreRequested);
    connect(&m_sandbox, &Sandbox::stateChanged, this, &EndpointPanel::showState);
    for (auto success : {&Sandbox::started, &Sandbox::clientTrustChanged})
        connect(&m_sandbox, success, m_failureRow, &QWidget::hide);
    connect(&m_sandbox, &Sandbox::failed, this, &EndpointPanel::showFailure);
    setSettings({});
    showModeMeaning();
    showState();
}

QLayout *EndpointPanel::makeStateRow()
{
    m_state->setObjectName(u"endpointState"_s);
    m_state->setBold(true);
    m_toggle->setObjectName(u"startStopButton"_s);
    m_toggle->setDefault(true);
    m_toggle->setMinimumWidth(fontMetrics().averageCharWidth() * 16);
    connect(m_toggle, &QPushButton::clicked, this, &EndpointPanel::toggle);
    auto *title = new QLabel(tr("Registration endpoint"), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    auto *row = new QHBoxLayout;
    row->addWidget(title);
    row->addSpacing(12);
    row->addWidget(m_state);
    row->addStretch();
    row->addWidget(m_toggle);
    return row;
}

QLayout *EndpointPanel::makeAddressRow()
{
    m_address->setObjectName(u"address"_s);
    m_address->setAccessibleName(tr("Address"));
    m_address->addItem(tr("This machine only (localhost)"), QHostAddress(QHostAddress::LocalHost).toString());
    m_address->addItem(tr("Every address of this machine"), QHostAddress(QHostAddress::AnyIPv4).toString());
    m_port->setObjectName(u"port"_s);
    m_port->setAccessibleName(tr("Port"));
    m_port->setRange(0, 65535);
    m_port->setSpecialValueText(tr("any free"));
    m_port->setToolTip(tr("0 picks any free port"));
    auto *portLabel = new QLabel(tr("&Port:"), this);
    portLabel->setBuddy(m_port);
    auto *row = new QHBoxLayout;
    row->addWidget(m_address, 1);
    row->addSpacing(8);
    row->addWidget(portLabel);
    row->addWidget(m_port);
    return row;
}

sandbox::Settings EndpointPanel::settings() const
{
    sandbox::Settings settings = m_sandbox.settings();
    settings.policyOrigin = sandbox::PolicyOrigin::Workspace;
    settings.address = QHostAddress(m_address->currentData().toString());
    settings.port = static_cast<quint16>(m_port->value());
    settings.mode = static_cast<ClientCertificateMode>(m_mode->currentData().toInt());
    return settings;
}

void EndpointPanel::setSettings(const sandbox::Settings &settings)
{
    m_address->setCurrentIndex(std::max(0, m_address->findData(settings.address.toString())));
    m_port->setValue(settings.port);
    m_mode->setCurrentIndex(std::max(0, m_mode->findData(static_cast<int>(settings.mode))));
}

QString EndpointPanel::expectedBaseUrl() const
{
    if (m_sandbox.state() == Sandbox::State::Running)
        return m_sandbox.baseUrl().toString(QUrl::StripTrailingSlash);
    return u"https://localhost:%1"_s.arg(m_port->value());
}

QWidget *EndpointPanel::primaryButton() const
{
    return m_toggle;
}

void EndpointPanel::refresh()
{
    m_clientTrust->refresh();
}

void EndpointPanel::start()
{
    m_failureRow->hide();
    m_sandbox.start(settings());
}

void EndpointPanel::startOnFreePort()
{
    m_port->setValue(0);
    start();
}

void EndpointPanel::toggle()
{
    if (m_sandbox.state() == Sandbox::State::Running)
        m_sandbox.stop();
    else if (m_sandbox.state() == Sandbox::State::Stopped)
        start();
}

void EndpointPanel::showState()
{
    const Sandbox::State state = m_sandbox.state();
    const StateLook &look = lookOf(state);
    m_state->setState(look.tone, QString::fromLatin1(look.icon), tr(look.text));
    m_toggle->setText(tr(look.button));
    m_toggle->setIcon(icon(QString::fromLatin1(look.buttonIcon)));
    const bool isStopped = state == Sandbox::State::Stopped;
    for (QWidget *field : std::initializer_list<QWidget *>{m_address, m_port, m_mode})
        field->setEnabled(isStopped);
    const bool isRunning = state == Sandbox::State::Running;
    const sandbox::EndpointFacts facts{isRunning ? m_sandbox.baseUrl().toString(QUrl::StripTrailingSlash) : QString()};
    m_registration->setValue(isRunning ? facts.registrationEndpoint() : QString());
    m_discovery->setValue(isRunning ? facts.url(sandbox::path::Discovery) : QString());
    m_keySet->setValue(isRunning ? facts.url(sandbox::path::DirectoryJwks) : QString());
}

void EndpointPanel::showFailure(const Error &error)
{
    m_failure->setOutcome(dcr::Outcome::Fail, error.message);
    m_failure->setToolTip(error.detail);
    m_failureRow->show();
    showState();
    const bool couldNotStart = m_sandbox.state() == Sandbox::State::Stopped;
    m_freePort->setVisible(couldNotStart);
    if (!couldNotStart)
        return;
    m_port->setFocus();
    m_port->selectAll();
}

void EndpointPanel::showModeMeaning()
{
    m_modeMeaning->setText(tr(Modes[m_mode->currentIndex()].meaning));
}

} // namespace gatehouse::ui
