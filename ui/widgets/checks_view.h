#pragma once

#include "dcr/check.h"

#include <QWidget>

#include <memory>

class QButtonGroup;
class QComboBox;
class QTableView;
class QToolButton;

namespace gatehouse::ui {

class ChecksFilter;
class ChecksModel;

/// Every check of a judgement, filtered by outcome and put in order.
class ChecksView : public QWidget
{
    Q_OBJECT

public:
    enum class Bar : quint8 {
        Whole,
        ChipsOnly, ///< for narrow places; worst first
    };

    explicit ChecksView(Bar bar = Bar::Whole, QWidget *parent = nullptr);

    void setEvaluation(std::shared_ptr<const dcr::Evaluation> evaluation);
    /// Marks the check that an endpoint refused by and selects it; empty: none.
    void setRefusal(QLatin1String checkId);

Q_SIGNALS:
    /// A check was activated: show the claim that it is about.
    void claimActivated(gatehouse::dcr::CheckSubject subject, const QByteArray &claim);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Chip {
        std::optional<dcr::Outcome> outcome; ///< nothing: all
        QToolButton *button;
    };

    void addChip(std::optional<dcr::Outcome> outcome, const QString &objectName);
    void updateChips();
    void scheduleLayout();
    void layOutRows();

    ChecksModel *m_model;
    ChecksFilter *m_filter;
    QTableView *m_table;
    QButtonGroup *m_chipGroup;
    QComboBox *m_order;
    QList<Chip> m_chips;
    bool m_isLayoutDue = false;
};

} // namespace gatehouse::ui
