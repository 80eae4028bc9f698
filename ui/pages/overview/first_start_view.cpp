#include "first_start_view.h"

#include "sandbox/sandbox.h"
#include "ui/icons.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/link_button.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QDir>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using workspace::FirstSteps;

namespace {

#define GATEHOUSE_TEXT(text) QT_TRANSLATE_NOOP("gatehouse::ui::FirstStartView", text)

struct StepText {
    FirstSteps::Step step;
    const char *objectName;
    const char *title;
    const char *text;
    const char *button;
    const char *icon;
};

constexpr StepText StepTexts[] = {
    {FirstSteps::Step::StartSandbox, "firstSandbox", GATEHOUSE_TEXT("Start the sandbox"),
     GATEHOUSE_TEXT("A registration endpoint on this machine, with a test directory of its own. No network is needed."),
     GATEHOUSE_TEXT("&Start the sandbox"), "media-playback-start"},
    {FirstSteps::Step::MakeTpp, "firstTpp", GATEHOUSE_TEXT("Make a test TPP"),
     GATEHOUSE_TEXT("The test directory issues its keys, its certificates and a software statement."),
     GATEHOUSE_TEXT("&Make a test TPP"), "list-add"},
    {FirstSteps::Step::Register, "firstRegister", GATEHOUSE_TEXT("Register it"),
     GATEHOUSE_TEXT("The TPP sends its signed request over mutual TLS, as a real one does."),
     GATEHOUSE_TEXT("&Register it"), "go-next"},
};

struct Signpost {
    const char *page;
    const char *icon;
    const char *title;
    const char *text;
};

constexpr Signpost Signposts[] = {
    {"keymanagers", "keymanagers", GATEHOUSE_TEXT("Key managers"),
     GATEHOUSE_TEXT("what the API Manager knows of an Identity Server: endpoints, grant types, certificates")},
    {"jwks", "jwks", GATEHOUSE_TEXT("JWKS"),
     GATEHOUSE_TEXT("the directory's key sets, by which software statements are verified")},
    {"policy", "policy", GATEHOUSE_TEXT("Policy"), GATEHOUSE_TEXT("what a registration may ask for")},
    {"truststores", "truststores", GATEHOUSE_TEXT("Truststores"),
     GATEHOUSE_TEXT("whose certificates the servers trust: JKS, PKCS#12 and PEM")},
};

QLabel *heading(const QString &text, double scale, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont font = label->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * scale);
    label->setFont(font);
    label->setWordWrap(true);
    return label;
}

} // namespace

FirstStartView::FirstStartView(FirstSteps &steps, QWidget *parent)
    : QWidget(parent)
    , m_steps(steps)
{
    setObjectName(u"firstStart"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addLayout(makeHead());
    layout->addWidget(makeSteps());
    addAdministration(*layout);
    layout->addStretch();
    connect(&m_steps, &FirstSteps::changed, this, &FirstStartView::showSteps);
    showSteps();
}

QLayout *FirstStartView::makeHead()
{
    m_all = new QPushButton(icon(u"media-playback-start"_s), tr("&Do all of it"), this);
    m_all->setObjectName(u"firstAll"_s);
    m_all->setDefault(true);
    connect(m_all, &QPushButton::clicked, &m_steps, &FirstSteps::takeAll);
    auto *texts = new QVBoxLayout;
    texts->addWidget(heading(tr("Welcome to Gatehouse"), 1.35, this));
    texts->addWidget(new QuietLabel(tr("Nobody is registered here yet. Three steps lead to a first registration; they "
                                       "take a few seconds and touch nothing outside this workspace."),
                                    this));
    auto *row = new QHBoxLayout;
    row->addLayout(texts, 1);
    row->addWidget(m_all, 0, Qt::AlignVCenter);
    return row;
}

QWidget *FirstStartView::makeSteps()
{
    auto *frame = new QFrame(this);
    frame->setFrameShape(QFrame::StyledPanel);
    frame->setBackgroundRole(QPalette::Base);
    frame->setAutoFillBackground(true);
    auto *grid = new QGridLayout(frame);
    grid->setContentsMargins(14, 12, 14, 12);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(14);
    grid->setColumnStretch(1, 1);
    int number = 0;
    for (const StepText &text : StepTexts) {
        addStep(*grid, ++number, tr(text.title), tr(text.text));
        auto *button = new QPushButton(icon(QString::fromLatin1(text.icon)), tr(text.button), frame);
        button->setObjectName(QLatin1String(text.objectName));
        connect(button, &QPushButton::clicked, this, [this, step = text.step] { m_steps.take(step); });
        grid->addWidget(button, number - 1, 2, Qt::AlignTop);
        m_rows.back().button = button;
    }
    addLook(*grid);
    return frame;
}

void FirstStartView::addStep(QGridLayout &grid, int number, const QString &title, const QString &text)
{
    QWidget *frame = grid.parentWidget();
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(heading(title, 1.0, frame));
    texts->addWidget(new QuietLabel(text, frame));
    StepRow row;
    row.progress = new QProgressBar(frame);
    row.progress->setRange(0, 0);
    row.progress->setTextVisible(false);
    row.progress->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    row.progress->setAccessibleName(tr("%1: under way").arg(title));
    row.state = new OutcomeLabel(OutcomeLabel::Style::Plain, frame);
    row.state->setWordWrap(true);
    texts->addWidget(row.progress);
    texts->addWidget(row.state);
    grid.addWidget(heading(QString::number(number), 1.35, frame), number - 1, 0, Qt::AlignTop);
    grid.addLayout(texts, number - 1, 1);
    m_rows.push_back(row);
}

void FirstStartView::addLook(QGridLayout &grid)
{
    QWidget *frame = grid.parentWidget();
    const int row = static_cast<int>(m_rows.size());
    grid.addWidget(heading(QString::number(row + 1), 1.35, frame), row, 0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(6);
    texts->addWidget(heading(tr("Look at it"), 1.0, frame));
    m_lookText = new QuietLabel(frame);
    texts->addWidget(m_lookText);
    auto *buttons = new QWidget(frame);
    auto *flow = new FlowLayout(buttons);
    flow->setContentsMargins(0, 0, 0, 0);
    flow->setSpacing(8);
    m_registration = new QPushButton(icon(u"user"_s), tr("The re&gistration"), buttons);
    m_inspect = new QPushButton(icon(u"inspector"_s), tr("Its re&quest in the Inspector"), buttons);
    m_log = new QPushButton(icon(u"sandbox"_s), tr("The sandbox's &log"), buttons);
    m_registration->setObjectName(u"firstRegistration"_s);
    m_inspect->setObjectName(u"firstInspect"_s);
    m_log->setObjectName(u"firstLog"_s);
    for (QPushButton *button : {m_registration, m_inspect, m_log})
        flow->addWidget(button);
    connect(m_registration, &QPushButton::clicked, this,
            [this] { Q_EMIT pageRequested(u"registrations"_s, m_steps.clientId()); });
    connect(m_inspect, &QPushButton::clicked, this, [this] { Q_EMIT inspectRequested(m_steps.sentRequest()); });
    connect(m_log, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(u"sandbox"_s, {}); });
    texts->addWidget(buttons);
    grid.addLayout(texts, row, 1, 1, 2);
}

void FirstStartView::addAdministration(QVBoxLayout &layout)
{
    layout.addWidget(heading(tr("For administrators"), 1.0, this));
    layout.addWidget(
        new QuietLabel(tr("A bank's servers are set up on these pages; none of them needs the sandbox."), this));
    for (const Signpost &post : Signposts) {
        auto *link = new LinkButton(LinkButton::Size::Text, this);
        link->setObjectName(u"first-"_s + QLatin1String(post.page));
        link->setState(Tone::Neutral, QString::fromLatin1(post.icon), tr("%1: %2").arg(tr(post.title), tr(post.text)));
        connect(link, &QPushButton::clicked, this,
                [this, page = QString::fromLatin1(post.page)] { Q_EMIT pageRequested(page, {}); });
        layout.addWidget(link);
    }
    m_leave = new QPushButton(icon(u"go-next"_s), tr("Sho&w the overview"), this);
    m_leave->setObjectName(u"firstLeave"_s);
    connect(m_leave, &QPushButton::clicked, this, &FirstStartView::left);
    layout.addWidget(m_leave, 0, Qt::AlignLeft);
}

void FirstStartView::showSteps()
{
    for (const StepText &text : StepTexts)
        showStep(text.step);
    const bool isRegistered = !m_steps.clientId().isEmpty();
    for (QPushButton *button : {m_registration, m_inspect})
        button->setEnabled(isRegistered);
    m_log->setEnabled(m_steps.state(FirstSteps::Step::StartSandbox) == FirstSteps::State::Done);
    m_lookText->setText(isRegistered
                            ? tr("The client's id is %1. Its kit, to send requests with from elsewhere, is in %2.")
                                  .arg(m_steps.clientId(), QDir::toNativeSeparators(m_steps.kitFolder()))
                            : tr("What was registered, how each check came out, and what went over the wire."));
    // While a step is under way it does no harm, and keeps the focus.
    const bool hasFocus = m_all->hasFocus();
    m_all->setEnabled(!m_steps.areDone());
    if (hasFocus && !m_all->isEnabled())
        m_registration->setFocus();
}

void FirstStartView::showStep(FirstSteps::Step step)
{
    const StepRow &row = m_rows[static_cast<std::size_t>(step)];
    const FirstSteps::State state = m_steps.state(step);
    row.progress->setVisible(state == FirstSteps::State::Running);
    row.state->setVisible(state == FirstSteps::State::Done || state == FirstSteps::State::Failed);
    row.state->setDetail({});
    if (state == FirstSteps::State::Done) {
        row.state->setOutcome(dcr::Outcome::Pass, tr("Done"));
    } else if (state == FirstSteps::State::Failed) {
        row.state->setOutcome(dcr::Outcome::Fail, m_steps.problem(step)->message);
        row.state->setDetail(step == FirstSteps::Step::StartSandbox
                                 ? tr("Try again: then any free port is taken.")
                                 : tr("Mend it and try again; what is done already stays done."));
    }
    row.button->setEnabled(state == FirstSteps::State::Ready || state == FirstSteps::State::Failed);
}

QWidget *FirstStartView::primaryButton() const
{
    return m_all->isEnabled() ? m_all : m_registration->isEnabled() ? m_registration : m_leave;
}

} // namespace gatehouse::ui
