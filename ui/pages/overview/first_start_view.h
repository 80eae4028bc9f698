#pragma once

#include "workspace/first_steps.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace gatehouse::ui {

class OutcomeLabel;

/// What a workspace shows that nobody has registered in yet: the steps to a first registration, each with the button
/// that takes it, and where an administrator finds the rest.
class FirstStartView : public QWidget
{
    Q_OBJECT

public:
    /// `steps` must outlive it.
    explicit FirstStartView(workspace::FirstSteps &steps, QWidget *parent = nullptr);

    QWidget *primaryButton() const;

Q_SIGNALS:
    void pageRequested(const QString &id, const QString &subject);
    void inspectRequested(const QByteArray &text);
    /// Enough of this: the figures.
    void left();

private:
    struct StepRow {
        OutcomeLabel *state = nullptr;
        QProgressBar *progress = nullptr;
        QPushButton *button = nullptr;
    };

    QLayout *makeHead();
    QWidget *makeSteps();
    void addStep(QGridLayout &grid, int number, const QString &title, const QString &text);
    void addLook(QGridLayout &grid);
    void addAdministration(QVBoxLayout &layout);
    void showSteps();
    void showStep(workspace::FirstSteps::Step step);

    workspace::FirstSteps &m_steps;
    std::vector<StepRow> m_rows;
    QPushButton *m_all = nullptr;
    QPushButton *m_leave = nullptr;
    QPushButton *m_inspect = nullptr;
    QPushButton *m_registration = nullptr;
    QPushButton *m_log = nullptr;
    QLabel *m_lookText = nullptr;
};

} // namespace gatehouse::ui
