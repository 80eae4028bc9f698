#include "store_filter_bar.h"

#include "store_model.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// A pause in typing; longer than between two key strokes.
constexpr int SearchDelayMs = 120;

} // namespace

StoreFilterBar::StoreFilterBar(const StoreModel *model, StoreFilter *filter, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_filter(filter)
    , m_search(new QLineEdit(this))
{
    m_search->setObjectName(u"storeSearch"_s);
    m_search->setAccessibleName(tr("Filter the entries"));
    m_search->setPlaceholderText(tr("Filter by alias, name, key, date or fingerprint"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(u"edit-find"_s), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 56);
    connect(m_search, &QLineEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        flush();
        Q_EMIT entered();
    });
    m_delay.setSingleShot(true);
    m_delay.setInterval(SearchDelayMs);
    connect(&m_delay, &QTimer::timeout, this, &StoreFilterBar::applySearch);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_search, 1);
    addChip(std::nullopt, u"all"_s);
    for (const EntryState state : EntryStates)
        addChip(state, name(state));
    auto *group = new QButtonGroup(this);
    for (const Chip &chip : std::as_const(m_chips)) {
        group->addButton(chip.button);
        layout->addWidget(chip.button);
    }
    layout->addStretch();
    m_chips.constFirst().button->setChecked(true);
    updateChips();
}

void StoreFilterBar::addChip(std::optional<EntryState> state, const QString &id)
{
    auto *button = new QToolButton(this);
    button->setCheckable(true);
    button->setObjectName(u"chip-"_s + id);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    if (state)
        button->setIcon(tonedIcon(iconOf(*state), toneOf(*state)));
    connect(button, &QToolButton::clicked, this, [this, state] {
        m_filter->setState(state);
        Q_EMIT filtered();
    });
    m_chips.append({state, button});
}

void StoreFilterBar::updateChips()
{
    for (const Chip &chip : std::as_const(m_chips)) {
        const int count = chip.state ? m_model->count(*chip.state) : m_model->rowCount();
        const QString label = chip.state ? word(*chip.state) : tr("All");
        chip.button->setText(tr("%1 %2").arg(label).arg(count));
        chip.button->setAccessibleName(tr("Show %1: %2 entries").arg(label).arg(count));
        // What there is none of is no choice, unless it is the one that was made.
        chip.button->setVisible(!chip.state || count > 0 || chip.button->isChecked());
    }
}

void StoreFilterBar::applySearch()
{
    m_delay.stop();
    m_filter->setText(m_search->text());
    Q_EMIT filtered();
}

void StoreFilterBar::flush()
{
    if (m_delay.isActive())
        applySearch();
}

void StoreFilterBar::clear()
{
    m_search->clear();
    m_chips.constFirst().button->setChecked(true);
    m_filter->setState(std::nullopt);
    applySearch();
}

void StoreFilterBar::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

} // namespace gatehouse::ui
