#pragma once

#include "store/activity_log.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace gatehouse::ui {

class CopyableField;
class QuietLabel;
class StateView;

/// One row of the record: who did what to what, why, and what was before and after.
class ActivityDetail : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityDetail(Clock clock, QWidget *parent = nullptr);

    void setActivity(const store::Activity &activity);
    const store::Activity &activity() const { return m_activity; }

Q_SIGNALS:
    void subjectActivated(const QString &kind, const QString &subject);
    void historyRequested(const QString &subject);

private:
    QLayout *makeForm();

    Clock m_clock;
    store::Activity m_activity;
    QLabel *m_title;
    QuietLabel *m_meaning;
    QPushButton *m_subject;
    QPushButton *m_history;
    QLabel *m_when;
    QLabel *m_who;
    QLabel *m_reason;
    QLabel *m_reasonTitle;
    CopyableField *m_hash;
    StateView *m_states;
    QuietLabel *m_nothing;
};

} // namespace gatehouse::ui
