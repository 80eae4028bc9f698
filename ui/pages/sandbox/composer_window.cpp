#include "composer_window.h"

#include "composer_claims_editor.h"
#include "composer_result.h"
#include "composer_tamperings.h"
#include "composer_target.h"
#include "composer_tpp_choice.h"
#include "ui/appearance.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/token_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTabWidget>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::SendAction;

namespace {

struct ActionEntry {
    SendAction action;
    const char *text;
};

constexpr ActionEntry Actions[] = {
    {SendAction::Register, QT_TRANSLATE_NOOP("gatehouse::ui::ComposerWindow", "Register (POST)")},
    {SendAction::Read, QT_TRANSLATE_NOOP("gatehouse::ui::ComposerWindow", "Read (GET)")},
    {SendAction::Update, QT_TRANSLATE_NOOP("gatehouse::ui::ComposerWindow", "Update (PUT)")},
    {SendAction::Delete, QT_TRANSLATE_NOOP("gatehouse::ui::ComposerWindow", "Delete (DELETE)")},
};

QPlainTextEdit *makeReadOnly(QWidget *parent)
{
    auto *edit = new QPlainTextEdit(parent);
    edit->setReadOnly(true);
    edit->setFont(fixedFont());
    edit->setWordWrapMode(QTextOption::WrapAnywhere);
    edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return edit;
}

} // namespace

ComposerWindow::ComposerWindow(sandbox::Sandbox &sandbox, std::shared_ptr<directory::Directory> directory, Clock clock,
                               const QString &kitsFolder, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_sandbox(sandbox)
    , m_clock(clock)
    , m_sender(directory, std::move(clock))
    , m_tpps(new ComposerTppChoice(std::move(directory), kitsFolder, this))
    , m_target(new ComposerTarget(sandbox, this))
    , m_tabs(new QTabWidget(this))
    , m_request(new ComposerClaimsEditor(u"requestClaims"_s, tr("Claims of the request"), dcr::requestClaims(), this))
    , m_statement(new ComposerClaimsEditor(u"statementClaims"_s, tr("Claims of the software statement"),
                                           dcr::statementClaims(), this))
    , m_renew(new QCheckBox(tr("New iat, exp and &jti each time it is sent"), this))
    , m_key(new QComboBox(this))
    , m_algorithm(new QComboBox(this))
    , m_tamperings(new ComposerTamperings(this))
    , m_curl(makeReadOnly(this))
    , m_token(new TokenView(this))
    , m_previewProblem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_action(new QComboBox(this))
    , m_clientId(new QComboBox(this))
    , m_send(new QPushButton(icon(u"go-next"_s), tr("S&end"), this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_busy(new BusyBar(this))
    , m_result(new ComposerResult(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
{
    setWindowTitle(tr("Compose a registration request"));
    setObjectName(u"composerWindow"_s);
    m_splitter->addWidget(makeComposition());
    m_splitter->addWidget(makeOutcome());
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 5);
    m_splitter->setStretchFactor(1, 4);
    m_splitter->setHandleWidth(13);
    m_splitter->setSizes({700, 560});
    auto *line = new QFrame(this);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Sunken);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeHead());
    layout->addWidget(line);
    layout->addWidget(m_splitter, 1);
    resize(1280, 860);
    connectParts();
    showState();
}

ComposerWindow::~ComposerWindow()
{
    // A cell that is being edited is committed when its table goes, after this object is no ComposerWindow any more.
    const QList<QObject *> parts = findChildren<QObject *>();
    for (QObject *part : parts)
        part->disconnect(this);
}

QLayout *ComposerWindow::makeHead()
{
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Test TPP:"), m_tpps);
    form->addRow(tr("Send t&o:"), m_target);
    qobject_cast<QLabel *>(form->labelForField(m_tpps))->setBuddy(m_tpps->focusTarget());
    qobject_cast<QLabel *>(form->labelForField(m_target))->setBuddy(m_target->findChild<QComboBox *>());
    return form;
}

QWidget *ComposerWindow::makeComposition()
{
    m_tabs->setObjectName(u"composerTabs"_s);
    m_tabs->setAccessibleName(tr("Parts of the request"));
    m_tabs->setDocumentMode(true);
    m_sentTab = makeSentTab();
    m_tabs->addTab(m_request, tr("&Request"));
    m_tabs->addTab(m_statement, tr("Software state&ment"));
    m_tabs->addTab(m_sentTab, tr("&As it is sent"));
    auto *side = new QWidget(this);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(makeSigning());
    layout->addWidget(m_tamperings);
    return side;
}

QWidget *ComposerWindow::makeSentTab()
{
    auto *tab = new QWidget(this);
    m_curl->setObjectName(u"composerCurl"_s);
    m_curl->setAccessibleName(tr("curl command"));
    m_token->setObjectName(u"composerToken"_s);
    m_token->setAccessibleName(tr("The request's token"));
    m_previewProblem->setObjectName(u"composerPreviewProblem"_s);
    m_previewProblem->setWordWrap(true);
    m_previewProblem->hide();
    auto *copy = new QPushButton(icon(u"terminal"_s), tr("&Copy as curl"), tab);
    copy->setObjectName(u"composerCopyCurl"_s);
    copy->setToolTip(tr("The same request, to be run in the folder of the TPP's kit"));
    auto *inspect = new QPushButton(icon(u"inspector"_s), tr("Open in &Inspector"), tab);
    inspect->setObjectName(u"composerInspect"_s);
    connect(copy, &QPushButton::clicked, this, [this, copy] { copyText(m_curl->toPlainText(), copy); });
    connect(inspect, &QPushButton::clicked, this, [this] {
        if (m_previewed)
            Q_EMIT inspectRequested(m_previewed->exchange.requestBody, m_previewed->sentAt);
    });
    auto *split = new QSplitter(Qt::Vertical, tab);
    split->addWidget(m_token);
    split->addWidget(m_curl);
    split->setChildrenCollapsible(false);
    split->setSizes({300, 140});
    auto *row = new QHBoxLayout;
    row->addWidget(m_previewProblem, 1);
    row->addStretch();
    row->addWidget(copy);
    row->addWidget(inspect);
    auto *layout = new QVBoxLayout(tab);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addLayout(row);
    layout->addWidget(split, 1);
    return tab;
}

QWidget *ComposerWindow::makeSigning()
{
    auto *signing = new QWidget(this);
    m_renew->setObjectName(u"composerRenew"_s);
    m_renew->setChecked(true);
    m_renew->setToolTip(tr("Otherwise they are sent as they are written"));
    m_request->addToBar(m_renew);
    m_key->setObjectName(u"composerKey"_s);
    m_key->setAccessibleName(tr("Key that signs the request"));
    m_key->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_key->setMinimumContentsLength(24);
    m_algorithm->setObjectName(u"composerAlgorithm"_s);
    m_algorithm->setAccessibleName(tr("Algorithm of the request's signature"));
    auto *keyLabel = new QLabel(tr("Si&gned by:"), signing);
    keyLabel->setBuddy(m_key);
    auto *algorithmLabel = new QLabel(tr("&with:"), signing);
    algorithmLabel->setBuddy(m_algorithm);
    auto *row = new QHBoxLayout(signing);
    row->setContentsMargins(6, 2, 6, 2);
    row->addWidget(keyLabel);
    row->addWidget(m_key, 1);
    row->addWidget(algorithmLabel);
    row->addWidget(m_algorithm);
    return signing;
}

QWidget *ComposerWindow::makeOutcome()
{
    m_action->setObjectName(u"composerAction"_s);
    m_action->setAccessibleName(tr("What is asked of the endpoint"));
    for (const ActionEntry &entry : Actions)
        m_action->addItem(tr(entry.text), static_cast<int>(entry.action));
    m_clientId->setObjectName(u"composerClientId"_s);
    m_clientId->setAccessibleName(tr("Client id"));
    m_clientId->setEditable(true);
    m_clientId->setInsertPolicy(QComboBox::NoInsert);
    m_clientId->lineEdit()->setPlaceholderText(tr("client_id"));
    m_clientId->lineEdit()->setFont(fixedFont());
    m_clientId->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_clientId->setMinimumContentsLength(14);
    m_send->setObjectName(u"composerSend"_s);
    m_send->setDefault(true);
    m_problem->setObjectName(u"composerProblem"_s);
    m_problem->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->addWidget(m_action);
    row->addWidget(m_clientId, 1);
    row->addStretch();
    row->addWidget(m_send);
    auto *side = new QWidget(this);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_problem);
    layout->addWidget(m_busy);
    layout->addWidget(m_result, 1);
    return side;
}

void ComposerWindow::connectParts()
{
    connect(m_tpps, &ComposerTppChoice::changed, this, &ComposerWindow::takeTpp);
    connect(m_tpps, &ComposerTppChoice::newTppRequested, this, &ComposerWindow::newTppRequested);
    connect(m_target, &ComposerTarget::startRequested, this, &ComposerWindow::startRequested);
    connect(m_target, &ComposerTarget::changed, this, [this] {
        // What somebody wrote is not written over because the port is another.
        if (!m_isEdited && m_tpps->tpp() && m_claimsBase != m_target->baseUrl())
            resetClaims();
        showState();
        schedulePreview();
    });
    for (ComposerClaimsEditor *editor : {m_request, m_statement}) {
        connect(editor, &ComposerClaimsEditor::edited, this, &ComposerWindow::noteEdit);
        connect(editor, &ComposerClaimsEditor::resetRequested, this, [this, editor] { resetEditor(editor); });
    }
    connect(m_key, &QComboBox::currentIndexChanged, this, [this] {
        const QStringList chosen = m_key->currentData().toStringList();
        if (chosen.size() == 2 && !chosen[1].isEmpty())
            m_tpps->setOther(chosen[1]);
        showState();
        schedulePreview();
    });
    for (QComboBox *box : {m_algorithm, m_action}) {
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            showState();
            schedulePreview();
        });
    }
    connect(m_clientId, &QComboBox::editTextChanged, this, [this] {
        showState();
        schedulePreview();
    });
    connect(m_renew, &QCheckBox::toggled, this, &ComposerWindow::schedulePreview);
    connect(m_tamperings, &ComposerTamperings::changed, this, &ComposerWindow::schedulePreview);
    connect(m_tabs, &QTabWidget::currentChanged, this, &ComposerWindow::schedulePreview);
    m_previewTimer.setSingleShot(true);
    m_previewTimer.setInterval(150);
    connect(&m_previewTimer, &QTimer::timeout, this, &ComposerWindow::preview);
    connect(m_send, &QPushButton::clicked, this, &ComposerWindow::send);
    auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(shortcut, &QShortcut::activated, m_send, &QPushButton::click);
    m_send->setToolTip(tr("Sends it (%1)").arg(shortcut->key().toString(QKeySequence::NativeText)));
    connect(new QShortcut(QKeySequence::Close, this), &QShortcut::activated, this, &QWidget::close);
    connect(m_busy, &BusyBar::cancelRequested, this, [this] {
        m_sender.cancel();
        concludeSending();
        m_result->showError(tr("It was cancelled. The endpoint may have acted on it all the same."));
    });
    connect(&m_sender, &sandbox::RequestSender::sent, this, &ComposerWindow::takeSent);
    connect(&m_sender, &sandbox::RequestSender::failed, this, [this](const Error &error) {
        concludeSending();
        m_result->showError(error.message);
    });
    connect(&m_sender, &sandbox::RequestSender::previewed, this, &ComposerWindow::takePreview);
    connect(&m_sender, &sandbox::RequestSender::previewFailed, this, &ComposerWindow::showPreviewProblem);
    connect(&m_sandbox, &sandbox::Sandbox::exchangesAdded, this, &ComposerWindow::takeRecords);
}

void ComposerWindow::setSandboxBaseUrl(std::function<QString()> baseUrl)
{
    m_target->setSandboxBaseUrl(std::move(baseUrl));
}

void ComposerWindow::compose(const QString &organisationId, const QString &softwareId)
{
    if (softwareId.isEmpty())
        m_tpps->refresh();
    else
        m_tpps->choose(organisationId, softwareId);
    show();
    raise();
    activateWindow();
    m_tpps->focusTarget()->setFocus();
}

void ComposerWindow::refresh()
{
    m_tpps->refresh();
}

void ComposerWindow::addKitFolder(const QString &folder)
{
    m_tpps->addKitFolder(folder);
}

void ComposerWindow::saveState(QSettings &settings) const
{
    settings.setValue("composer/geometry"_L1, saveGeometry());
    settings.setValue("composer/splitter"_L1, m_splitter->saveState());
    settings.setValue("composer/result"_L1, m_result->saveState());
    settings.setValue("composer/kits"_L1, m_tpps->kitFolders());
}

void ComposerWindow::restoreState(const QSettings &settings)
{
    restoreGeometry(settings.value("composer/geometry"_L1).toByteArray());
    m_splitter->restoreState(settings.value("composer/splitter"_L1).toByteArray());
    m_result->restoreState(settings.value("composer/result"_L1).toByteArray());
    m_tpps->setKitFolders(settings.value("composer/kits"_L1).toStringList());
}

} // namespace gatehouse::ui
