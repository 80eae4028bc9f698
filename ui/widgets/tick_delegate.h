#pragma once

#include "ui/widgets/roomy_delegate.h"

namespace gatehouse::ui {

/// For rows that are ticked: Fusion's box has hardly an edge on a dark background.
class TickDelegate : public RoomyDelegate
{
    Q_OBJECT

public:
    using RoomyDelegate::RoomyDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace gatehouse::ui
