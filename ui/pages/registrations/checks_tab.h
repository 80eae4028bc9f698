#pragma once

#include "workspace/registration_recheck.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QTableView;

namespace gatehouse::ui {

class OutcomeLabel;
class RecheckedModel;

/// The checks of a registration as they came out, and what the policy and the keys of today would make of it.
class ChecksTab : public QWidget
{
    Q_OBJECT

public:
    explicit ChecksTab(QWidget *parent = nullptr);

    /// As they came out; what they come out to now follows.
    void setRecorded(const QByteArray &record);
    void setRecheck(const Result<workspace::Recheck> &recheck);
    workspace::JudgedAs judgedAs() const;

Q_SIGNALS:
    /// The user wants it judged as of another moment.
    void recheckRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLayout *makeBar();
    void makeTable();
    void showHeadline();
    void showChecks();
    void scheduleLayout();
    void layOutRows();

    QByteArray m_record;
    std::optional<Result<workspace::Recheck>> m_recheck;
    QList<workspace::ComparedCheck> m_checks;
    RecheckedModel *m_model;
    QTableView *m_table;
    OutcomeLabel *m_headline;
    QComboBox *m_moment;
    QCheckBox *m_onlyDifferences;
    QLabel *m_nothing;
    bool m_isLayoutDue = false;
};

} // namespace gatehouse::ui
