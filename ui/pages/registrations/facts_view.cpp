#include "facts_view.h"

#include "ui/widgets/certificate_facts_view.h"
#include "ui/widgets/copyable_text.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/wrapped_text.h"

#include <QGridLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using workspace::FactGroup;
using workspace::RegistrationFact;

namespace {

QWidget *makeText(const RegistrationFact &fact, const QString &name, QWidget *parent)
{
    if (fact.style == RegistrationFact::Style::Code) {
        auto *code = new CopyableText(name, parent);
        code->setValue(fact.value);
        return code;
    }
    auto *text = new WrappedText(WrappedText::Style::Label, parent);
    text->setText(fact.value);
    text->setAccessibleName(name);
    return text;
}

QWidget *makeValue(const RegistrationFact &fact, const QString &group, QWidget *parent)
{
    const QString name = u"%1: %2"_s.arg(group, fact.label);
    if (fact.mark == RegistrationFact::Mark::None)
        return makeText(fact, name, parent);
    auto *marked = new QWidget(parent);
    auto *warning = new OutcomeLabel(OutcomeLabel::Style::Plain, marked);
    warning->setWordWrap(true);
    warning->setState(Tone::Caution, u"outcome-warn"_s, fact.note);
    auto *layout = new QVBoxLayout(marked);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(makeText(fact, name, marked));
    layout->addWidget(warning);
    return marked;
}

void fillGrid(QGridLayout &grid, const QList<FactGroup> &groups, QWidget *parent)
{
    constexpr int GapAboveGroup = 8;
    int row = 0;
    for (const FactGroup &group : groups) {
        if (row > 0)
            grid.setRowMinimumHeight(row++, GapAboveGroup);
        grid.addWidget(makeHeading(group.title, parent), row++, 0, 1, 2);
        for (const RegistrationFact &fact : group.facts) {
            auto *label = new QuietLabel(fact.label, parent);
            // Beside the first line of a value, which has a frame where it is code.
            label->setContentsMargins(0, fact.style == RegistrationFact::Style::Code ? 4 : 0, 0, 0);
            grid.addWidget(label, row, 0, Qt::AlignTop);
            grid.addWidget(makeValue(fact, group.title, parent), row, 1);
            ++row;
        }
    }
    grid.setRowStretch(row, 1);
}

} // namespace

FactsView::FactsView(QWidget *parent)
    : QScrollArea(parent)
{
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void FactsView::setGroups(const QList<FactGroup> &groups)
{
    auto *content = new QWidget;
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(8, 8, 8, 8);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(0, fontMetrics().averageCharWidth() * 20);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 3);
    fillGrid(*grid, groups, content);
    setWidget(content);
}

void FactsView::clear()
{
    setWidget(new QWidget);
}

} // namespace gatehouse::ui
