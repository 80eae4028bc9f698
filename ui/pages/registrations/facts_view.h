#pragma once

#include "workspace/registration_summary.h"

#include <QScrollArea>

namespace gatehouse::ui {

/// Facts in groups, one below the other: labels on the left, values beside them, what is compared character by
/// character with a button that copies it. Nothing in it is taken for markup.
class FactsView : public QScrollArea
{
    Q_OBJECT

public:
    explicit FactsView(QWidget *parent = nullptr);

    void setGroups(const QList<workspace::FactGroup> &groups);
    void clear();
};

} // namespace gatehouse::ui
