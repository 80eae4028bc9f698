#pragma once

#include "client_views.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QDateEdit;
class QLineEdit;
class QToolButton;

namespace gatehouse::ui {

/// What is looked for in the list of clients: words, and chips for the rest.
class ClientFilterBar : public QWidget
{
    Q_OBJECT

public:
    /// `today`, in UTC, is where a range of dates ends at first.
    explicit ClientFilterBar(QDate today, QWidget *parent = nullptr);

    ClientSelection selection() const;
    /// Tells of it once.
    void setSelection(const ClientSelection &selection);
    /// Those that clients have.
    void setEnvironments(const QStringList &environments);
    void focusSearch();
    /// Whether there is anything that leaves clients out.
    bool isNarrowing() const;

Q_SIGNALS:
    /// After a pause in typing.
    void changed();
    /// Enter in the search field.
    void entered();

private:
    struct StatusChip {
        store::ClientStatus status;
        QToolButton *button;
    };

    void makeSearch();
    void makeChips();
    void makePeriod(QDate today);
    QComboBox *makeChoice(const QString &id, const QString &name, const QString &any);
    void tell();

    QLineEdit *m_search;
    QList<StatusChip> m_statuses;
    QComboBox *m_environment;
    QComboBox *m_role;
    QComboBox *m_period;
    QDateEdit *m_from;
    QDateEdit *m_to;
    QWidget *m_range;
    QToolButton *m_clear;
    QTimer m_delay;
    ClientSelection m_told;
    bool m_isSetting = false;
};

} // namespace gatehouse::ui
