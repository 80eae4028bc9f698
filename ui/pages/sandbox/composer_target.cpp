#include "composer_target.h"

#include "directory/endpoint_paths.h"
#include "directory/key_file.h"
#include "fetch/https_get.h"
#include "ui/widgets/outcome_label.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::Sandbox;

namespace {

enum Where { ThisSandbox, AnotherEndpoint };

QString originOf(const QUrl &url)
{
    return url.toString(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::StripTrailingSlash);
}

QUrl urlIn(const QLineEdit *edit)
{
    return QUrl(edit->text().trimmed(), QUrl::StrictMode);
}

} // namespace

ComposerTarget::ComposerTarget(Sandbox &sandbox, QWidget *parent)
    : QWidget(parent)
    , m_sandbox(sandbox)
    , m_where(new QComboBox(this))
    , m_state(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_start(new QPushButton(icon(u"media-playback-start"_s), tr("Start the sandbo&x"), this))
    , m_addressForm(new QWidget(this))
    , m_registration(new QLineEdit(m_addressForm))
    , m_token(new QLineEdit(m_addressForm))
    , m_trust(new QLineEdit(m_addressForm))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(makeSandboxRow());
    layout->addWidget(makeAddressForm());
    layout->addWidget(m_problem);
    m_problem->setObjectName(u"composerTargetProblem"_s);
    m_problem->setWordWrap(true);
    connect(&m_sandbox, &Sandbox::stateChanged, this, [this] {
        showState();
        Q_EMIT changed();
    });
    connect(&m_sandbox, &Sandbox::failed, this, &ComposerTarget::showState);
    connect(&m_trustWatcher, &QFutureWatcherBase::finished, this, [this] {
        const Trust trust = m_trustWatcher.result();
        if (trust.path != m_trust->text().trimmed())
            return loadTrust();
        m_authorities = trust.certificates.value_or(QList<trust::Certificate>());
        m_trustProblem = trust.certificates ? QString() : trust.certificates.error().message;
        showState();
        Q_EMIT changed();
    });
    showState();
}

ComposerTarget::~ComposerTarget()
{
    m_trustWatcher.waitForFinished();
}

QLayout *ComposerTarget::makeSandboxRow()
{
    m_where->setObjectName(u"composerWhere"_s);
    m_where->setAccessibleName(tr("Send to"));
    m_where->addItems({tr("This sandbox"), tr("Another endpoint")});
    m_state->setObjectName(u"composerSandboxState"_s);
    m_start->setObjectName(u"composerStart"_s);
    connect(m_start, &QPushButton::clicked, this, &ComposerTarget::startRequested);
    connect(m_where, &QComboBox::currentIndexChanged, this, [this] {
        showState();
        Q_EMIT changed();
    });
    auto *row = new QHBoxLayout;
    row->addWidget(m_where);
    row->addWidget(m_state);
    row->addStretch();
    row->addWidget(m_start);
    return row;
}

QWidget *ComposerTarget::makeAddressForm()
{
    const struct {
        QLineEdit *edit;
        const char *objectName;
        QString label;
        QString placeholder;
    } fields[] = {
        {m_registration, "composerRegistrationUrl", tr("Registration endpoint:"),
         u"https://bank.example.com/open-banking/v3.3.0/register"_s},
        {m_token, "composerTokenUrl", tr("Token endpoint:"), tr("the same host's /oauth2/token")},
        {m_trust, "composerTrustFile", tr("Trusted authorities (PEM):"), tr("those of the test directory")},
    };
    auto *form = new QFormLayout(m_addressForm);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const auto &field : fields) {
        field.edit->setObjectName(QLatin1String(field.objectName));
        field.edit->setAccessibleName(field.label.chopped(1));
        field.edit->setPlaceholderText(field.placeholder);
        if (field.edit == m_trust)
            continue;
        form->addRow(field.label, field.edit);
        connect(field.edit, &QLineEdit::textChanged, this, [this] {
            showState();
            Q_EMIT changed();
        });
    }
    auto *choose = new QToolButton(m_addressForm);
    choose->setIcon(icon(u"document-open"_s));
    choose->setToolTip(tr("Choose a file"));
    choose->setAccessibleName(tr("Choose the file of trusted authorities"));
    choose->setFocusPolicy(Qt::StrongFocus);
    connect(choose, &QToolButton::clicked, this, &ComposerTarget::chooseTrust);
    connect(m_trust, &QLineEdit::textChanged, this, &ComposerTarget::loadTrust);
    auto *row = new QHBoxLayout;
    row->addWidget(m_trust, 1);
    row->addWidget(choose);
    form->addRow(fields[2].label, row);
    return m_addressForm;
}

void ComposerTarget::setSandboxBaseUrl(std::function<QString()> baseUrl)
{
    m_sandboxBaseUrl = std::move(baseUrl);
    showState();
}

bool ComposerTarget::isSandbox() const
{
    return m_where->currentIndex() == ThisSandbox;
}

QString ComposerTarget::baseUrl() const
{
    if (!isSandbox())
        return originOf(urlIn(m_registration));
    if (m_sandbox.state() == Sandbox::State::Running)
        return originOf(m_sandbox.baseUrl());
    return m_sandboxBaseUrl ? m_sandboxBaseUrl() : QString();
}

sandbox::SendTarget ComposerTarget::target() const
{
    if (isSandbox()) {
        const directory::EndpointFacts facts = directory::EndpointFacts::at(baseUrl());
        return {QUrl(facts.registrationEndpoint), QUrl(facts.tokenEndpoint), {}};
    }
    const QUrl token =
        m_token->text().trimmed().isEmpty() ? QUrl(baseUrl() + QLatin1String(directory::path::Token)) : urlIn(m_token);
    return {urlIn(m_registration), token, m_authorities};
}

QString ComposerTarget::addressProblem() const
{
    if (m_registration->text().trimmed().isEmpty())
        return tr("Type the address of the registration endpoint.");
    for (const QUrl &url : {target().registrationEndpoint, target().tokenEndpoint}) {
        if (const auto checked = fetch::checkFetchable(url); !checked)
            return checked.error().message;
    }
    return m_trustProblem;
}

QString ComposerTarget::problem() const
{
    if (!isSandbox())
        return addressProblem();
    return m_sandbox.state() == Sandbox::State::Running ? QString() : tr("The sandbox is not running.");
}

void ComposerTarget::chooseTrust()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Trusted authorities"), m_trust->text(),
                                                      tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    if (!path.isEmpty())
        m_trust->setText(path);
}

void ComposerTarget::loadTrust()
{
    const QString path = m_trust->text().trimmed();
    m_authorities.clear();
    m_trustProblem = path.isEmpty() ? QString() : tr("The trusted authorities are being read.");
    // What is read now is looked at again when it has been read.
    if (!path.isEmpty() && !m_trustWatcher.isRunning())
        m_trustWatcher.setFuture(QtConcurrent::run([path] { return Trust{path, directory::loadCertificates(path)}; }));
    showState();
    Q_EMIT changed();
}

void ComposerTarget::showState()
{
    const bool isRunning = m_sandbox.state() == Sandbox::State::Running;
    const bool isStarting = m_sandbox.state() == Sandbox::State::Starting;
    m_state->setVisible(isSandbox());
    m_start->setVisible(isSandbox() && !isRunning);
    m_start->setEnabled(m_sandbox.state() == Sandbox::State::Stopped);
    if (isRunning)
        m_state->setState(Tone::Good, u"state-running"_s, tr("Running at %1").arg(baseUrl()));
    else if (isStarting)
        m_state->setState(Tone::Caution, u"state-busy"_s, tr("Starting…"));
    else
        m_state->setState(Tone::Neutral, u"state-stopped"_s, tr("Stopped: nothing can be sent until it runs"));
    m_addressForm->setVisible(!isSandbox());
    const QString text = isSandbox() ? QString() : addressProblem();
    m_problem->setVisible(!text.isEmpty());
    if (!text.isEmpty())
        m_problem->setOutcome(dcr::Outcome::Warn, text);
}

} // namespace gatehouse::ui
