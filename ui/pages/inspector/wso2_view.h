#pragma once

#include "dcr/wso2_answer.h"

#include <QWidget>

class QComboBox;

namespace gatehouse::ui {

class OutcomeLabel;

/// What a WSO2 server would answer, beside Gatehouse's own judgement; its generation is chosen here.
class Wso2View : public QWidget
{
    Q_OBJECT

public:
    explicit Wso2View(QWidget *parent = nullptr);

    /// Hidden where there is no answer.
    void setAnswers(const std::optional<dcr::Wso2Answer> &third, const std::optional<dcr::Wso2Answer> &fourth);

private:
    void showAnswer();

    QComboBox *m_generation;
    OutcomeLabel *m_answer;
    std::optional<dcr::Wso2Answer> m_third, m_fourth;
};

} // namespace gatehouse::ui
