#include "inspector_page.h"

#include "base/files.h"
#include "inspection_view.h"
#include "key_choice.h"
#include "token_input.h"
#include "ui/appearance.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/outcome_label.h"

#include <QClipboard>
#include <QDateTimeEdit>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// Typing pauses for longer; a paste is not felt to wait.
constexpr int DelayMs = 60;

} // namespace

InspectorPage::InspectorPage(InspectorServices services, QWidget *parent)
    : Page(parent)
    , m_services(std::move(services))
{
    setAcceptDrops(true);
    // Made in the order in which they are read: the tab key follows it.
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeActionBar());
    layout->addLayout(makeKeyBar());
    m_keyProblem = new OutcomeLabel(OutcomeLabel::Style::Plain, this);
    m_keyProblem->setObjectName(u"keyProblem"_s);
    m_keyProblem->setWordWrap(true);
    m_keyProblem->hide();
    layout->addWidget(m_keyProblem);

    m_splitter = new QSplitter(Qt::Vertical, this);
    m_input = new TokenInput(m_splitter);
    m_input->setObjectName(u"tokenInput"_s);
    makeResults();
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    layout->addWidget(m_splitter, 1);

    connectInputs();
    m_statementKeys->setSelection({KeySelection::Source::TestDirectory, {}});
    setJudgedAt(std::nullopt);
}

InspectorPage::~InspectorPage()
{
    // The lookups it was given belong to whoever made this page.
    m_watcher.waitForFinished();
}

void InspectorPage::makeResults()
{
    m_results = new QStackedWidget(m_splitter);
    m_empty = makeEmptyState();
    auto *problemPage = new QWidget(m_results);
    m_problem = new OutcomeLabel(OutcomeLabel::Style::Filled, problemPage);
    m_problem->setObjectName(u"tokenProblem"_s);
    m_problem->setWordWrap(true);
    auto *problemLayout = new QVBoxLayout(problemPage);
    problemLayout->setContentsMargins(0, 0, 0, 0);
    problemLayout->addWidget(m_problem);
    problemLayout->addStretch();
    m_view = new InspectionView(m_results);
    m_results->addWidget(m_empty);
    m_results->addWidget(problemPage);
    m_results->addWidget(m_view);
}

void InspectorPage::connectInputs()
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(DelayMs);
    connect(&m_delay, &QTimer::timeout, this, &InspectorPage::run);
    connect(m_input, &TokenInput::contentChanged, this, [this] {
        m_clear->setEnabled(!m_input->text().isEmpty());
        schedule();
    });
    connect(m_input, &TokenInput::fileOffered, this, &InspectorPage::inspectFile);
    connect(m_statementKeys, &KeyChoice::changed, this, &InspectorPage::schedule);
    connect(m_requestKeys, &KeyChoice::changed, this, &InspectorPage::schedule);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        if (m_isOutdated)
            run();
        else
            showInspection(*m_watcher.result());
    });
}

QLayout *InspectorPage::makeKeyBar()
{
    m_statementKeys = new KeyChoice(KeyChoice::Subject::Statement, this);
    m_statementKeys->setObjectName(u"statementKeys"_s);
    m_requestKeys = new KeyChoice(KeyChoice::Subject::Request, this);
    m_requestKeys->setObjectName(u"requestKeys"_s);
    auto *bar = new QHBoxLayout;
    bar->setSpacing(16);
    bar->addWidget(m_statementKeys, 1);
    bar->addWidget(m_requestKeys, 1);
    return bar;
}

QLayout *InspectorPage::makeActionBar()
{
    auto *paste = new QPushButton(icon(u"edit-paste"_s), tr("&Paste"), this);
    paste->setObjectName(u"pasteButton"_s);
    paste->setToolTip(tr("Inspect what is on the clipboard"));
    connect(paste, &QPushButton::clicked, this, &InspectorPage::pasteFromClipboard);
    auto *open = new QPushButton(icon(u"document-open"_s), tr("&Open…"), this);
    connect(open, &QPushButton::clicked, this, &InspectorPage::chooseFile);
    m_clear = new QPushButton(icon(u"edit-clear"_s), tr("&Clear"), this);
    m_clear->setObjectName(u"clearButton"_s);
    m_clear->setEnabled(false);
    connect(m_clear, &QPushButton::clicked, this, [this] {
        inspectText({});
        m_input->setFocus();
    });

    auto *bar = new QHBoxLayout;
    for (QPushButton *button : {paste, open, m_clear})
        bar->addWidget(button);
    bar->addStretch();
    bar->addLayout(makeMomentBar());
    return bar;
}

QLayout *InspectorPage::makeMomentBar()
{
    m_moment = new QDateTimeEdit(this);
    m_moment->setObjectName(u"judgedAt"_s);
    m_moment->setAccessibleName(tr("The moment to judge at, in UTC"));
    m_moment->setTimeSpec(Qt::UTC);
    m_moment->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    m_moment->setCalendarPopup(true);
    m_moment->setKeyboardTracking(false);
    m_moment->setToolTip(tr("Checks look at the token as if it were this moment, in UTC"));
    connect(m_moment, &QDateTimeEdit::dateTimeChanged, this, [this](const QDateTime &moment) {
        m_judgedAt = fromDateTime(moment);
        schedule();
    });
    auto *now = new QPushButton(tr("&Now"), this);
    now->setObjectName(u"nowButton"_s);
    now->setToolTip(tr("Judge at the present moment"));
    connect(now, &QPushButton::clicked, this, [this] { setJudgedAt(std::nullopt); });
    m_whenIssued = new QPushButton(tr("When &issued"), this);
    m_whenIssued->setObjectName(u"whenIssuedButton"_s);
    m_whenIssued->setToolTip(tr("Judge at the moment the token was issued: was it right then?"));
    m_whenIssued->setEnabled(false);
    connect(m_whenIssued, &QPushButton::clicked, this, [this] { setJudgedAt(issuedAt()); });

    auto *label = new QLabel(tr("&As of (UTC):"), this);
    label->setBuddy(m_moment);
    auto *bar = new QHBoxLayout;
    bar->addWidget(label);
    bar->addWidget(m_moment);
    bar->addWidget(now);
    bar->addWidget(m_whenIssued);
    return bar;
}

QWidget *InspectorPage::makeEmptyState()
{
    auto *empty =
        new EmptyState(u"inspector"_s, tr("Nothing to inspect yet"),
                       tr("Paste a software statement, a registration request, JSON that holds one or a whole "
                          "curl command; or drop a file here. You see what it says, who signed it, and "
                          "whether a registration with it would be accepted, and why."),
                       this);
    QPushButton *paste = empty->addAction(u"edit-paste"_s, tr("Paste from the clipboard"));
    paste->setObjectName(u"emptyPasteButton"_s);
    paste->setDefault(true);
    connect(paste, &QPushButton::clicked, this, &InspectorPage::pasteFromClipboard);
    QPushButton *open = empty->addAction(u"document-open"_s, tr("Open a file…"));
    connect(open, &QPushButton::clicked, this, &InspectorPage::chooseFile);
    return empty;
}

void InspectorPage::inspectText(const QByteArray &text)
{
    m_input->setContent(text);
}

void InspectorPage::inspectFile(const QString &path)
{
    QtConcurrent::run([path] {
        return readFile(path, dcr::MaxPastedBytes);
    }).then(this, [this](const Result<QByteArray> &bytes) {
        inspectText(bytes.value_or(QByteArray()));
        if (!bytes)
            showProblem(bytes.error());
    });
}

void InspectorPage::chooseFile()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a token"), {},
                                                      tr("Tokens (*.jwt *.txt *.json *.sh);;All files (*)"));
    if (!path.isEmpty())
        inspectFile(path);
}

void InspectorPage::pasteFromClipboard()
{
    const QMimeData *content = QGuiApplication::clipboard()->mimeData();
    if (!content || !m_input->takeMimeData(content))
        Q_EMIT message(tr("There is no text on the clipboard."));
}

void InspectorPage::setJudgedAt(std::optional<Instant> at)
{
    {
        const QSignalBlocker blocker(m_moment);
        m_moment->setDateTime(toDateTime(at.value_or(m_services.clock())));
    }
    m_judgedAt = at;
    schedule();
}

std::optional<Instant> InspectorPage::issuedAt() const
{
    if (!m_inspection || !m_inspection->evaluation)
        return std::nullopt;
    const dcr::Evaluation &evaluation = *m_inspection->evaluation;
    if (evaluation.request && evaluation.request->issuedAt)
        return evaluation.request->issuedAt;
    return evaluation.statement ? evaluation.statement->issuedAt : std::nullopt;
}

void InspectorPage::schedule()
{
    if (m_input->text().trimmed().isEmpty()) {
        m_delay.stop();
        m_inspection.reset();
        tellSigner();
        m_isOutdated = m_watcher.isRunning();
        m_results->setCurrentWidget(m_empty);
        m_keyProblem->hide();
        m_whenIssued->setEnabled(false);
        return;
    }
    m_delay.start();
}

void InspectorPage::run()
{
    m_isOutdated = m_watcher.isRunning();
    if (m_isOutdated || m_input->text().trimmed().isEmpty())
        return;
    InspectionInput input;
    input.text = m_input->text();
    input.at = m_judgedAt.value_or(m_services.clock());
    input.statementKeys = m_statementKeys->selection();
    input.requestKeys = m_requestKeys->selection();
    input.policy = m_services.policy;
    input.directoryKeys = m_services.directoryKeys;
    input.softwareKeys = m_services.softwareKeys;
    input.urlKeys = m_services.urlKeys;
    m_watcher.setFuture(QtConcurrent::run([input = std::move(input)] { return inspect(input); }));
}

void InspectorPage::showInspection(const Inspection &inspection)
{
    m_inspection = m_watcher.result();
    tellSigner();
    if (!inspection.token) {
        showProblem(inspection.token.error());
        Q_EMIT inspected();
        return;
    }
    showKeyProblems(inspection.evidence);
    m_view->showInspection(inspection);
    m_results->setCurrentWidget(m_view);
    m_whenIssued->setEnabled(issuedAt().has_value());
    Q_EMIT inspected();
}

void InspectorPage::tellSigner()
{
    const dcr::Evaluation *evaluation = m_inspection ? m_inspection->evaluation.get() : nullptr;
    const bool isValid = evaluation && evaluation->statementSignature.status == jose::SignatureVerdict::Status::Valid;
    if (isValid)
        Q_EMIT statementVerified(evaluation->statementSignature.key->kid(),
                                 evaluation->statementSignature.key->thumbprint());
    else
        Q_EMIT statementVerified({}, {});
}

void InspectorPage::showProblem(const Error &error)
{
    m_keyProblem->hide();
    m_whenIssued->setEnabled(false);
    m_problem->setOutcome(dcr::Outcome::Fail, error.message);
    m_results->setCurrentWidget(m_problem->parentWidget());
}

void InspectorPage::showKeyProblems(const dcr::Evidence &evidence)
{
    QStringList problems;
    for (const dcr::KeySource *source : {&evidence.statementKeys, &evidence.requestKeys}) {
        if (source->state == dcr::KeySource::State::Unavailable && !problems.contains(source->problem))
            problems += source->problem;
    }
    m_keyProblem->setVisible(!problems.isEmpty());
    if (!problems.isEmpty())
        m_keyProblem->setOutcome(dcr::Outcome::Fail, problems.join(u'\n'));
}

void InspectorPage::focusFirst()
{
    m_input->setFocus();
}

void InspectorPage::refresh()
{
    if (!m_judgedAt)
        setJudgedAt(std::nullopt);
    schedule();
}

void InspectorPage::saveState(QSettings &settings) const
{
    settings.setValue("inspector/splitter"_L1, m_splitter->saveState());
    settings.setValue("inspector/statementKeys"_L1, m_statementKeys->toStrings());
    settings.setValue("inspector/requestKeys"_L1, m_requestKeys->toStrings());
}

void InspectorPage::restoreState(const QSettings &settings)
{
    m_splitter->restoreState(settings.value("inspector/splitter"_L1).toByteArray());
    m_statementKeys->setFromStrings(settings.value("inspector/statementKeys"_L1).toStringList());
    m_requestKeys->setFromStrings(settings.value("inspector/requestKeys"_L1).toStringList());
}

void InspectorPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasText())
        event->acceptProposedAction();
}

void InspectorPage::dropEvent(QDropEvent *event)
{
    if (m_input->takeMimeData(event->mimeData()))
        event->acceptProposedAction();
}

} // namespace gatehouse::ui
