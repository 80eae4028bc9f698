#pragma once

#include "store/activity_log.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QDateEdit;
class QLineEdit;
class QSettings;
class QToolButton;

namespace gatehouse::ui {

/// Which rows of the record are shown. Days begin and end in UTC, as the list tells the time.
class ActivityFilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityFilterBar(Clock clock, QWidget *parent = nullptr);

    store::ActivityFilter filter() const;
    bool isFiltering() const;
    /// Everyone who may be chosen; the choice stays.
    void setActors(const QStringList &actors);
    void setText(const QString &text);
    QLineEdit *search() const { return m_search; }
    void saveState(QSettings &settings) const;
    void restoreState(const QSettings &settings);

public Q_SLOTS:
    void clear();

Q_SIGNALS:
    /// After the last key typed, or at once where something was chosen.
    void changed();

private:
    void makeKinds();
    void makeTimes();
    void takeTime();
    void announce();

    Clock m_clock;
    QLineEdit *m_search;
    QComboBox *m_kind;
    QComboBox *m_actor;
    QComboBox *m_origin;
    QComboBox *m_time;
    QDateEdit *m_from;
    QDateEdit *m_to;
    QToolButton *m_clear;
    QTimer m_typing;
};

} // namespace gatehouse::ui
