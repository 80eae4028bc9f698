#include "certificate_facts_view.h"

#include "ui/widgets/copyable_field.h"
#include "ui/widgets/copyable_text.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/wrapped_text.h"

#include <QGridLayout>
#include <QLabel>

#include <algorithm>
#include <optional>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using trust::CertificateFact;

namespace {

/// Longer ones are broken into lines: what is compared by eye is seen whole.
constexpr qsizetype MaxOneLineCharacters = 20;

/// Of the view's width; the rest is for the values.
constexpr int MaxLabelPercent = 38;

QWidget *makeCode(const CertificateFact &fact, const QString &name, QWidget *parent)
{
    if (fact.value.size() > MaxOneLineCharacters) {
        auto *text = new CopyableText(name, parent);
        text->setValue(fact.value);
        return text;
    }
    auto *field = new CopyableField(name, parent);
    field->setValue(fact.value);
    return field;
}

QWidget *makeValue(const CertificateFact &fact, QWidget *parent)
{
    const QString name = u"%1: %2"_s.arg(trust::title(fact.section), fact.label);
    if (fact.style == CertificateFact::Style::Code)
        return makeCode(fact, name, parent);
    auto *text = new WrappedText(WrappedText::Style::Label, parent);
    text->setText(fact.value);
    text->setAccessibleName(name);
    if (fact.mark == CertificateFact::Mark::None)
        return text;
    auto *marked = new QWidget(parent);
    auto *warning = new OutcomeLabel(OutcomeLabel::Style::Plain, marked);
    warning->setWordWrap(true);
    warning->setState(Tone::Caution, u"outcome-warn"_s, fact.note);
    auto *layout = new QVBoxLayout(marked);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(text);
    layout->addWidget(warning);
    return marked;
}

/// The label stands beside the first line of its value, also where that is in a frame.
QLabel *makeLabel(const CertificateFact &fact, QWidget *parent)
{
    auto *label = new QuietLabel(fact.label, parent);
    label->setToolTip(fact.note);
    if (fact.style == CertificateFact::Style::Code)
        label->setContentsMargins(0, 4, 0, 0);
    return label;
}

} // namespace

QLabel *makeHeading(const QString &text, QWidget *parent)
{
    auto *heading = new QLabel(text, parent);
    QFont font = heading->font();
    font.setBold(true);
    heading->setFont(font);
    return heading;
}

CertificateFactsView::CertificateFactsView(const trust::Certificate &certificate, Instant now, QWidget *parent)
    : QWidget(parent)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    std::optional<trust::FactSection> section;
    int row = 0;
    const QList<CertificateFact> all = trust::certificateFacts(certificate, now);
    for (const CertificateFact &fact : all) {
        // The header says it.
        if (fact.section == trust::FactSection::Validity)
            continue;
        if (section != fact.section) {
            section = fact.section;
            if (row > 0)
                grid->setRowMinimumHeight(row++, 6);
            grid->addWidget(makeHeading(trust::title(fact.section), this), row++, 0, 1, 2);
        }
        QLabel *label = makeLabel(fact, this);
        m_labels += label;
        m_labelWidth = std::max(m_labelWidth, label->fontMetrics().horizontalAdvance(fact.label) + 2);
        QWidget *value = makeValue(fact, this);
        grid->addWidget(label, row, 0, Qt::AlignTop);
        grid->addWidget(value, row, 1);
        ++row;
    }
    fitLabels();
}

void CertificateFactsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitLabels();
}

void CertificateFactsView::fitLabels()
{
    const int width = std::min(m_labelWidth, this->width() * MaxLabelPercent / 100);
    for (QLabel *label : std::as_const(m_labels))
        label->setFixedWidth(width);
}

} // namespace gatehouse::ui
