#include "client_filter_bar.h"

#include "registration_look.h"
#include "ui/widgets/flow_layout.h"
#include "workspace/registration_record.h"

#include <QComboBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using store::ClientStatus;

namespace {

/// A pause in typing; longer than between two key strokes.
constexpr int SearchDelayMs = 200;
constexpr int MaxSearchCharacters = 200;

constexpr ClientStatus Statuses[] = {ClientStatus::Held, ClientStatus::Active, ClientStatus::Suspended,
                                     ClientStatus::Deleted};
constexpr const char *Roles[] = {"AISP", "PISP", "CBPII", "ASPSP"};

struct PeriodEntry {
    RegisteredWithin within;
    const char *title;
};

constexpr PeriodEntry Periods[] = {
    {RegisteredWithin::AnyTime, QT_TRANSLATE_NOOP("gatehouse::ui::ClientFilterBar", "Any time")},
    {RegisteredWithin::Day, QT_TRANSLATE_NOOP("gatehouse::ui::ClientFilterBar", "Last 24 hours")},
    {RegisteredWithin::Week, QT_TRANSLATE_NOOP("gatehouse::ui::ClientFilterBar", "Last 7 days")},
    {RegisteredWithin::Month, QT_TRANSLATE_NOOP("gatehouse::ui::ClientFilterBar", "Last 30 days")},
    {RegisteredWithin::Year, QT_TRANSLATE_NOOP("gatehouse::ui::ClientFilterBar", "Last 365 days")},
    {RegisteredWithin::Between, QT_TRANSLATE_NOOP("gatehouse::ui::ClientFilterBar", "From … to …")},
};

/// Those that a choice does not list are added: a saved view may name one that no client has any more.
void choose(QComboBox &box, const QString &value)
{
    int index = box.findData(value);
    if (index < 0) {
        box.addItem(value, value);
        index = box.count() - 1;
    }
    box.setCurrentIndex(index);
}

} // namespace

ClientFilterBar::ClientFilterBar(QDate today, QWidget *parent)
    : QWidget(parent)
    , m_search(new QLineEdit(this))
    , m_environment(makeChoice(u"filterEnvironment"_s, tr("Environment"), tr("Any environment")))
    , m_role(makeChoice(u"filterRole"_s, tr("Role"), tr("Any role")))
    , m_period(new QComboBox(this))
    , m_from(new QDateEdit(this))
    , m_to(new QDateEdit(this))
    , m_range(new QWidget(this))
    , m_clear(new QToolButton(this))
{
    for (const char *role : Roles)
        m_role->addItem(QString::fromLatin1(role), QString::fromLatin1(role));
    m_clear->setObjectName(u"filterClear"_s);
    m_clear->setText(tr("Clear"));
    m_clear->setIcon(icon(u"edit-clear"_s));
    m_clear->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_clear->setFocusPolicy(Qt::StrongFocus);
    m_clear->setToolTip(tr("Show every registration that is not deregistered"));
    connect(m_clear, &QToolButton::clicked, this, [this] { setSelection({}); });
    makeSearch();
    makePeriod(today);
    auto *layout = new FlowLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_search);
    makeChips();
    for (QWidget *widget : {static_cast<QWidget *>(m_environment), static_cast<QWidget *>(m_role),
                            static_cast<QWidget *>(m_period), m_range, static_cast<QWidget *>(m_clear)})
        layout->addWidget(widget);
    m_delay.setSingleShot(true);
    m_delay.setInterval(SearchDelayMs);
    connect(&m_delay, &QTimer::timeout, this, &ClientFilterBar::tell);
    m_clear->setEnabled(false);
}

void ClientFilterBar::makeSearch()
{
    m_search->setObjectName(u"clientSearch"_s);
    m_search->setAccessibleName(tr("Search the registrations"));
    m_search->setPlaceholderText(tr("Client, organisation, software, URI or role"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaxLength(MaxSearchCharacters);
    m_search->addAction(icon(u"edit-find"_s), QLineEdit::LeadingPosition);
    m_search->setToolTip(
        tr("Words that are part of a client's name or id, its organisation, software id, redirect URIs "
           "or roles"));
    // Otherwise it would have a line for itself.
    m_search->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_search->setFixedWidth(fontMetrics().averageCharWidth() * 34);
    connect(m_search, &QLineEdit::textChanged, this, [this] {
        if (!m_isSetting)
            m_delay.start();
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        tell();
        Q_EMIT entered();
    });
}

void ClientFilterBar::makeChips()
{
    QWidget *before = m_search;
    for (const ClientStatus status : Statuses) {
        auto *button = new QToolButton(this);
        setTabOrder(std::exchange(before, button), button);
        button->setObjectName(u"status-"_s + store::name(status));
        button->setCheckable(true);
        button->setText(workspace::title(status));
        button->setIcon(tonedIcon(iconName(status), toneOf(status)));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setAccessibleName(tr("Show those that are: %1").arg(workspace::title(status)));
        connect(button, &QToolButton::toggled, this, &ClientFilterBar::tell);
        layout()->addWidget(button);
        m_statuses.append({status, button});
    }
}

QComboBox *ClientFilterBar::makeChoice(const QString &id, const QString &name, const QString &any)
{
    auto *box = new QComboBox(this);
    box->setObjectName(id);
    box->setAccessibleName(name);
    box->addItem(any, QString());
    connect(box, &QComboBox::currentIndexChanged, this, &ClientFilterBar::tell);
    return box;
}

void ClientFilterBar::makePeriod(QDate today)
{
    m_period->setObjectName(u"filterPeriod"_s);
    m_period->setAccessibleName(tr("When it was registered"));
    for (const PeriodEntry &entry : Periods)
        m_period->addItem(tr(entry.title));
    auto *layout = new QHBoxLayout(m_range);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    const std::pair<QDateEdit *, QString> edits[] = {{m_from, tr("Registered from, UTC")},
                                                     {m_to, tr("Registered to, UTC")}};
    for (const auto &[edit, name] : edits) {
        edit->setDisplayFormat(u"yyyy-MM-dd"_s);
        edit->setCalendarPopup(true);
        edit->setAccessibleName(name);
        edit->setToolTip(name);
        edit->setDate(edit == m_from ? today.addMonths(-1) : today);
        edit->setKeyboardTracking(false);
        connect(edit, &QDateEdit::dateChanged, this, &ClientFilterBar::tell);
        layout->addWidget(edit);
    }
    m_from->setObjectName(u"filterFrom"_s);
    m_to->setObjectName(u"filterTo"_s);
    m_range->hide();
    connect(m_period, &QComboBox::currentIndexChanged, this, &ClientFilterBar::tell);
}

ClientSelection ClientFilterBar::selection() const
{
    ClientSelection selection;
    selection.text = m_search->text();
    for (const StatusChip &chip : m_statuses) {
        if (chip.button->isChecked())
            selection.statuses.append(chip.status);
    }
    selection.environment = m_environment->currentData().toString();
    selection.role = m_role->currentData().toString();
    selection.within = Periods[std::max(0, m_period->currentIndex())].within;
    if (selection.within == RegisteredWithin::Between) {
        selection.from = m_from->date();
        selection.to = m_to->date();
    }
    return selection;
}

void ClientFilterBar::setSelection(const ClientSelection &selection)
{
    m_isSetting = true;
    m_search->setText(selection.text);
    for (const StatusChip &chip : std::as_const(m_statuses))
        chip.button->setChecked(selection.statuses.contains(chip.status));
    choose(*m_environment, selection.environment);
    choose(*m_role, selection.role);
    for (int i = 0; i < m_period->count(); ++i) {
        if (Periods[i].within == selection.within)
            m_period->setCurrentIndex(i);
    }
    if (selection.from.isValid())
        m_from->setDate(selection.from);
    if (selection.to.isValid())
        m_to->setDate(selection.to);
    m_isSetting = false;
    tell();
}

void ClientFilterBar::setEnvironments(const QStringList &environments)
{
    const QSignalBlocker blocker(m_environment);
    const QString chosen = m_environment->currentData().toString();
    while (m_environment->count() > 1)
        m_environment->removeItem(1);
    for (const QString &environment : environments)
        m_environment->addItem(environment.left(60), environment);
    choose(*m_environment, chosen);
}

void ClientFilterBar::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

bool ClientFilterBar::isNarrowing() const
{
    return !(selection() == ClientSelection());
}

void ClientFilterBar::tell()
{
    if (m_isSetting)
        return;
    m_delay.stop();
    const ClientSelection now = selection();
    m_range->setVisible(now.within == RegisteredWithin::Between);
    m_clear->setEnabled(isNarrowing());
    if (now == m_told)
        return;
    m_told = now;
    Q_EMIT changed();
}

} // namespace gatehouse::ui
