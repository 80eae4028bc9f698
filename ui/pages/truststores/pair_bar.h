#pragma once

#include <QWidget>

class QCheckBox;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;
class StorePair;

/// Says of the pair whether its stores trust the same, and what can be done with both. Hidden while there is none.
class PairBar : public QWidget
{
    Q_OBJECT

public:
    explicit PairBar(StorePair *pair, QWidget *parent = nullptr);

Q_SIGNALS:
    void openRequested();
    void compareRequested();
    void saveRequested();

private:
    void update();

    StorePair *m_pair;
    OutcomeLabel *m_state;
    QCheckBox *m_together;
    QPushButton *m_open;
    QPushButton *m_compare;
    QPushButton *m_save;
    QPushButton *m_end;
};

} // namespace gatehouse::ui
