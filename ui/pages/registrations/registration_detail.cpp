#include "registration_detail.h"

#include "checks_tab.h"
#include "directory/directory.h"
#include "facts_view.h"
#include "history_tab.h"
#include "keys_tab.h"
#include "registration_look.h"
#include "sandbox/background.h"
#include "sandbox/sandbox.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/signature_view.h"
#include "ui/widgets/token_view.h"
#include "ui/widgets/wrapped_text.h"
#include "versions_tab.h"
#include "workspace/workspace.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>

#include <algorithm>
#include <iterator>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// Longer than between two key strokes in a list.
constexpr int LoadDelayMs = 90;
/// One may wait for a server of keys while the next client is read.
constexpr int Threads = 3;

workspace::RecheckSources sourcesOf(workspace::Workspace &workspace)
{
    return {workspace.policies(),
            workspace.keySets(),
            workspace.directory(),
            {workspace.sandbox().clientTruststore(), std::nullopt}};
}

} // namespace

RegistrationDetail::RegistrationDetail(workspace::Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_stack(new QStackedWidget(this))
    , m_placeholder(new QuietLabel(this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
{
    m_pool.setMaxThreadCount(Threads);
    m_placeholder->setObjectName(u"detailPlaceholder"_s);
    m_placeholder->setAlignment(Qt::AlignCenter);
    m_problem->setObjectName(u"detailProblem"_s);
    m_problem->setWordWrap(true);
    auto *problemPage = new QWidget(this);
    auto *problemLayout = new QVBoxLayout(problemPage);
    problemLayout->addWidget(m_problem);
    problemLayout->addStretch();
    m_stack->addWidget(m_placeholder);
    m_stack->addWidget(makeContent());
    m_stack->addWidget(problemPage);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    m_delay.setSingleShot(true);
    m_delay.setInterval(LoadDelayMs);
    connect(&m_delay, &QTimer::timeout, this, &RegistrationDetail::load);
    showClient({});
}

RegistrationDetail::~RegistrationDetail()
{
    m_pool.waitForDone();
}

QWidget *RegistrationDetail::makeContent()
{
    auto *content = new QWidget(this);
    m_tabs = new QTabWidget(content);
    m_tabs->setObjectName(u"registrationTabs"_s);
    m_tabs->setAccessibleName(tr("The registration"));
    m_tabs->setDocumentMode(true);
    m_tabs->setUsesScrollButtons(true);
    m_summary = new FactsView(m_tabs);
    m_summary->setObjectName(u"registrationSummary"_s);
    m_summary->setAccessibleName(tr("Summary"));
    m_metadata = new TokenView(m_tabs);
    m_metadata->setObjectName(u"registrationMetadata"_s);
    m_metadata->setAccessibleName(tr("Metadata of the client"));
    m_checks = new ChecksTab(m_tabs);
    m_keys = new KeysTab(m_workspace.clock(), m_tabs);
    m_history = new HistoryTab(m_workspace.clock(), m_tabs);
    m_versions = new VersionsTab(m_tabs);
    m_tabs->addTab(m_summary, tr("Summary"));
    m_tabs->addTab(m_metadata, tr("Metadata"));
    m_tabs->addTab(makeStatement(), tr("Statement"));
    m_tabs->addTab(m_checks, tr("Checks"));
    m_tabs->addTab(m_keys, tr("Keys"));
    m_tabs->setTabToolTip(KeysTabIndex, tr("Certificates and keys"));
    m_tabs->addTab(m_history, tr("History"));
    m_tabs->addTab(m_versions, tr("Versions"));
    connect(m_tabs, &QTabWidget::currentChanged, this, &RegistrationDetail::fillTab);
    connect(m_checks, &ChecksTab::recheckRequested, this, &RegistrationDetail::startRecheck);
    connect(m_keys, &KeysTab::fetchRequested, this, [this] { startKeyLookup(KeyLookup::Now); });
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->addLayout(makeHeader());
    layout->addWidget(m_tabs, 1);
    return content;
}

QLayout *RegistrationDetail::makeHeader()
{
    m_name = new WrappedText(WrappedText::Style::Label, this);
    m_name->setObjectName(u"registrationName"_s);
    QFont bold = m_name->font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.1);
    m_name->setFont(bold);
    m_status = new OutcomeLabel(OutcomeLabel::Style::Plain, this);
    m_status->setObjectName(u"registrationStatus"_s);
    auto *inspect = new QPushButton(icon(u"inspector"_s), tr("&Inspect"), this);
    inspect->setObjectName(u"inspectRegistration"_s);
    inspect->setToolTip(tr("Open the request as it was sent in the Inspector, judged as of when it was registered"));
    connect(inspect, &QPushButton::clicked, this, [this] {
        if (m_loaded && !m_loaded->record.versions.isEmpty())
            Q_EMIT inspectRequested(m_loaded->record.newest.stored.requestJwt,
                                    m_loaded->record.newest.stored.registeredAt);
    });
    auto *report = new QPushButton(icon(u"document-export"_s), tr("Repo&rt…"), this);
    report->setObjectName(u"reportRegistration"_s);
    report->setToolTip(tr("A printable dossier of this registration as PDF"));
    connect(report, &QPushButton::clicked, this, &RegistrationDetail::reportRequested);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_name);
    texts->addWidget(m_status);
    auto *header = new QHBoxLayout;
    header->addLayout(texts, 1);
    header->addWidget(inspect, 0, Qt::AlignTop);
    header->addWidget(report, 0, Qt::AlignTop);
    return header;
}

QWidget *RegistrationDetail::makeStatement()
{
    auto *page = new QWidget(m_tabs);
    m_signature = new SignatureView(tr("Its signature, by the keys of today"), page);
    m_signature->setObjectName(u"statementSignatureNow"_s);
    m_statement = new TokenView(page);
    m_statement->setObjectName(u"registrationStatement"_s);
    m_statement->setAccessibleName(tr("The statement's header and claims"));
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addWidget(m_signature);
    layout->addWidget(m_statement, 1);
    return page;
}

void RegistrationDetail::say(const QString &text)
{
    ++m_load;
    m_delay.stop();
    m_clientId.clear();
    m_loaded.reset();
    m_placeholder->setText(text);
    m_stack->setCurrentIndex(0);
}

void RegistrationDetail::showClient(const QString &clientId)
{
    if (clientId.isEmpty())
        return say(tr("Choose a registration to see who it is, what it may do and how it was judged."));
    if (clientId == m_clientId)
        return;
    ++m_load;
    m_clientId = clientId;
    m_delay.start();
}

void RegistrationDetail::showSeveral(qsizetype count)
{
    say(tr("%1 registrations are chosen. What the buttons above the list do, they do to all of them.").arg(count));
}

void RegistrationDetail::reload()
{
    if (!m_clientId.isEmpty())
        load();
}

std::shared_ptr<const workspace::RegistrationRecord> RegistrationDetail::record() const
{
    // While another one is read, what is seen is no longer the one that is chosen.
    const bool isChosen = m_loaded && m_loaded->record.client.clientId == m_clientId;
    return isChosen ? std::shared_ptr<const workspace::RegistrationRecord>(m_loaded, &m_loaded->record) : nullptr;
}

int RegistrationDetail::currentTab() const
{
    return m_tabs->currentIndex();
}

void RegistrationDetail::setCurrentTab(int tab)
{
    m_tabs->setCurrentIndex(std::clamp(tab, 0, TabCount - 1));
}

void RegistrationDetail::load()
{
    const quint64 number = ++m_load;
    using Outcome = Result<std::shared_ptr<const Loaded>>;
    sandbox::inBackground<Outcome>(
        m_replies,
        [&workspace = m_workspace, clientId = m_clientId, now = m_workspace.now(),
         truststore = m_workspace.sandbox().clientTruststore()]() -> Outcome {
            auto record =
                workspace::readRegistration(workspace.clients(), store::ActivityLog(workspace.database()), clientId);
            if (!record)
                return tl::unexpected(record.error());
            auto loaded = std::make_shared<Loaded>(Loaded{*std::move(record), {}, Json(), {}});
            loaded->summary = workspace::summarise(loaded->record, now);
            loaded->metadata = parseJsonObject(loaded->record.client.metadata);
            // Where the truststore cannot be read, the chain ends at the certificate; the Sandbox page says why.
            if (const auto anchors = sandbox::loadClientAnchors({truststore, std::nullopt}))
                loaded->known = anchors->certificates();
            return loaded;
        },
        [this, number](const Outcome &outcome) {
            if (number != m_load)
                return;
            if (outcome)
                return showLoaded(*outcome);
            m_loaded.reset();
            m_problem->setOutcome(dcr::Outcome::Fail, outcome.error().message);
            m_stack->setCurrentIndex(2);
            Q_EMIT shown();
        },
        m_pool);
}

void RegistrationDetail::showLoaded(const std::shared_ptr<const Loaded> &loaded)
{
    m_loaded = loaded;
    ++m_recheck;
    const store::Client &client = loaded->record.client;
    m_name->setText(client.clientName.isEmpty() ? client.clientId : client.clientName.left(300));
    m_status->setState(toneOf(client.status), iconName(client.status), workspace::title(client.status));
    std::fill(std::begin(m_isFilled), std::end(m_isFilled), false);
    m_stack->setCurrentIndex(1);
    fillTab(m_tabs->currentIndex());
    Q_EMIT shown();
}

void RegistrationDetail::fillTab(int tab)
{
    if (!m_loaded || tab < 0 || std::exchange(m_isFilled[tab], true))
        return;
    const workspace::RegistrationRecord &record = m_loaded->record;
    const auto &statement = record.newest.evidence.statement;
    switch (tab) {
    case SummaryTab:
        return m_summary->setGroups(m_loaded->summary);
    case MetadataTab:
        return m_metadata->setObject(tr("Metadata"), m_loaded->metadata, dcr::metadataMembers(), m_workspace.now());
    case StatementTab:
        if (!statement)
            return m_statement->clearToken();
        m_statement->setToken(*statement, dcr::TokenKind::Statement, m_workspace.now());
        m_signature->setVerdict({}, {});
        return startRecheck();
    case ChecksTabIndex:
        m_checks->setRecorded(record.newest.stored.checks);
        return startRecheck();
    case KeysTabIndex:
        m_keys->setVersion(record.newest, m_loaded->known);
        return startKeyLookup(KeyLookup::WhereDue);
    case HistoryTabIndex:
        return m_history->setRecord(record);
    case VersionsTabIndex:
        return m_versions->setVersions(record.versions);
    default:
        return;
    }
}

void RegistrationDetail::startRecheck()
{
    if (!m_loaded || m_loaded->record.versions.isEmpty())
        return;
    const quint64 number = ++m_recheck;
    using Outcome = Result<workspace::Recheck>;
    sandbox::inBackground<Outcome>(
        m_replies,
        [sources = sourcesOf(m_workspace), loaded = m_loaded, as = m_checks->judgedAs(), now = m_workspace.now()] {
            return workspace::recheck(sources, loaded->record.client, loaded->record.newest, as, now);
        },
        [this, number](const Outcome &judged) {
            if (number != m_recheck)
                return;
            m_checks->setRecheck(judged);
            if (judged)
                m_signature->setVerdict(judged->evaluation->statementSignature, judged->statementKeys.origin);
        },
        m_pool);
}

void RegistrationDetail::startKeyLookup(KeyLookup lookup)
{
    if (!m_loaded)
        return;
    sandbox::inBackground<SoftwareKeys>(
        m_replies,
        [loaded = m_loaded, directory = m_workspace.directory(), &keySets = m_workspace.keySets(),
         now = m_workspace.now(),
         lookup] { return lookUpKeys(loaded->record.newest.statement, *directory, keySets, now, lookup); },
        [this, loaded = m_loaded](const SoftwareKeys &keys) {
            if (loaded == m_loaded)
                m_keys->setKeys(keys);
        },
        m_pool);
}

} // namespace gatehouse::ui
