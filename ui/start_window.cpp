#include "start_window.h"

#include "icons.h"
#include "ui/widgets/outcome_label.h"
#include "workspace/workspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int NoticedMs = 300;

} // namespace

StartWindow::StartWindow(QString folder, Clock clock, vault::Vault::Keychain keychain, QWidget *parent)
    : QWidget(parent)
    , m_folder(std::move(folder))
    , m_clock(std::move(clock))
    , m_keychain(keychain)
    , m_stack(new QStackedWidget(this))
    , m_progressText(new QLabel(this))
    , m_failure(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
{
    setWindowTitle(tr("Gatehouse"));
    setWindowIcon(applicationIcon());
    auto *logo = new QLabel(this);
    logo->setPixmap(applicationIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    m_stack->addWidget(makeProgressPage());
    m_stack->addWidget(makeFailurePage());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(20, 20, 20, 20);
    layout->setSpacing(20);
    layout->addWidget(logo, 0, Qt::AlignTop);
    layout->addWidget(m_stack, 1);
    resize(fontMetrics().averageCharWidth() * 95, fontMetrics().height() * 11);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &StartWindow::finish);
}

StartWindow::~StartWindow()
{
    m_watcher.waitForFinished();
}

QWidget *StartWindow::makeProgressPage()
{
    auto *page = new QWidget(this);
    auto *bar = new QProgressBar(page);
    bar->setRange(0, 0);
    bar->setAccessibleName(tr("Opening the workspace"));
    m_progressText->setWordWrap(true);
    m_progressText->setTextFormat(Qt::PlainText);
    auto *hint = new QLabel(tr("The first time takes a second longer: the test directory makes its keys."), page);
    hint->setWordWrap(true);
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(m_progressText);
    layout->addWidget(bar);
    layout->addWidget(hint);
    layout->addStretch();
    return page;
}

QWidget *StartWindow::makeFailurePage()
{
    auto *page = new QWidget(this);
    m_failure->setObjectName(u"startProblem"_s);
    m_failure->setWordWrap(true);
    auto *again = new QPushButton(tr("&Try again"), page);
    auto *choose = new QPushButton(icon(u"document-open"_s), tr("&Choose another folder…"), page);
    auto *quit = new QPushButton(icon(u"application-exit"_s), tr("&Quit"), page);
    connect(again, &QPushButton::clicked, this, &StartWindow::open);
    connect(choose, &QPushButton::clicked, this, &StartWindow::chooseFolder);
    connect(quit, &QPushButton::clicked, this, &QWidget::close);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(again);
    buttons->addWidget(choose);
    buttons->addStretch();
    buttons->addWidget(quit);
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(m_failure);
    layout->addStretch();
    layout->addLayout(buttons);
    return page;
}

void StartWindow::open()
{
    if (m_watcher.isRunning())
        return;
    m_progressText->setText(tr("Opening the workspace %1 …").arg(QDir::toNativeSeparators(m_folder)));
    m_stack->setCurrentIndex(0);
    QTimer::singleShot(NoticedMs, this, [this] {
        if (m_watcher.isRunning())
            show();
    });
    m_watcher.setFuture(
        QtConcurrent::run([folder = m_folder, clock = m_clock, keychain = m_keychain, thread = thread()] {
            auto opened = std::make_shared<Result<std::unique_ptr<workspace::Workspace>>>(
                workspace::Workspace::open(folder, clock, keychain));
            if (*opened)
                (**opened)->moveTo(thread);
            return opened;
        }));
}

void StartWindow::finish()
{
    Result<std::unique_ptr<workspace::Workspace>> &result = *m_watcher.result();
    if (result) {
        m_workspace = *std::move(result);
        Q_EMIT opened();
        return;
    }
    m_failure->setOutcome(dcr::Outcome::Fail, tr("The workspace could not be opened."));
    m_failure->setDetail(result.error().message);
    m_failure->setToolTip(result.error().detail);
    m_stack->setCurrentIndex(1);
    show();
}

std::unique_ptr<workspace::Workspace> StartWindow::takeWorkspace()
{
    return std::move(m_workspace);
}

void StartWindow::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of the workspace"), m_folder);
    if (folder.isEmpty())
        return;
    m_folder = folder;
    open();
}

} // namespace gatehouse::ui
