#pragma once

#include "store_row.h"

#include <QTimer>
#include <QWidget>

class QLineEdit;
class QToolButton;

namespace gatehouse::ui {

class StoreFilter;
class StoreModel;

/// What is looked for in the entries of a truststore: words, and a state of those that there are.
class StoreFilterBar : public QWidget
{
    Q_OBJECT

public:
    StoreFilterBar(const StoreModel *model, StoreFilter *filter, QWidget *parent = nullptr);

    /// Counts anew.
    void updateChips();
    /// What was typed counts now.
    void flush();
    void clear();
    void focusSearch();

Q_SIGNALS:
    /// The filter shows other rows.
    void filtered();
    /// The user has typed what to look for.
    void entered();

private:
    struct Chip {
        std::optional<EntryState> state; ///< nothing: all
        QToolButton *button;
    };

    void addChip(std::optional<EntryState> state, const QString &id);
    void applySearch();

    const StoreModel *m_model;
    StoreFilter *m_filter;
    QLineEdit *m_search;
    QList<Chip> m_chips;
    QTimer m_delay;
};

} // namespace gatehouse::ui
