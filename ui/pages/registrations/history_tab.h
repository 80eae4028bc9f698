#pragma once

#include "workspace/registration_record.h"

#include <QWidget>

class QLabel;
class QTreeWidget;

namespace gatehouse::ui {

class WrappedText;

/// What happened to a client: versions and decisions, with who and why.
class HistoryTab : public QWidget
{
    Q_OBJECT

public:
    HistoryTab(Clock clock, QWidget *parent = nullptr);

    void setRecord(const workspace::RegistrationRecord &record);

private:
    void showReason();

    Clock m_clock;
    QTreeWidget *m_list;
    QLabel *m_note;
    WrappedText *m_reason;
};

} // namespace gatehouse::ui
