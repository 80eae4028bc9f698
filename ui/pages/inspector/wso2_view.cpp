#include "wso2_view.h"

#include "ui/widgets/outcome_label.h"

#include <QComboBox>
#include <QHBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using dcr::Wso2Generation;

Wso2View::Wso2View(QWidget *parent)
    : QWidget(parent)
    , m_generation(new QComboBox(this))
    , m_answer(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    m_generation->setObjectName(u"wso2Generation"_s);
    m_generation->setAccessibleName(tr("Generation of WSO2's servers"));
    m_generation->setToolTip(tr("Which generation of WSO2's servers is asked"));
    for (Wso2Generation generation : {Wso2Generation::Accelerator3, Wso2Generation::Accelerator4})
        m_generation->addItem(dcr::title(generation), static_cast<int>(generation));
    m_answer->setObjectName(u"wso2Answer"_s);
    m_answer->setWordWrap(true);
    connect(m_generation, &QComboBox::currentIndexChanged, this, &Wso2View::showAnswer);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_generation, 0, Qt::AlignTop);
    layout->addWidget(m_answer, 1);
    hide();
}

void Wso2View::setAnswers(const std::optional<dcr::Wso2Answer> &third, const std::optional<dcr::Wso2Answer> &fourth)
{
    m_third = third;
    m_fourth = fourth;
    setVisible(third && fourth);
    showAnswer();
}

void Wso2View::showAnswer()
{
    const bool isThird = m_generation->currentData().toInt() == static_cast<int>(Wso2Generation::Accelerator3);
    const std::optional<dcr::Wso2Answer> &answer = isThird ? m_third : m_fourth;
    if (!answer)
        return;
    m_answer->setOutcome(answer->isAccepted() ? dcr::Outcome::Pass : dcr::Outcome::Fail,
                         tr("would answer %1").arg(answer->summary()));
    QStringList notes;
    notes.append(answer->isAccepted() ? tr("Where it is configured as the policy is.")
                                      : tr("Answered by: %1.").arg(answer->step));
    for (const QString &assumption : answer->assumptions)
        notes.append(tr("Provided that: %1").arg(assumption));
    notes += answer->remarks;
    m_answer->setDetail(notes.join(u' '));
    m_answer->setToolTip(answer->body.is_null() ? QString() : QString::fromUtf8(toBytes(answer->body)));
}

} // namespace gatehouse::ui
