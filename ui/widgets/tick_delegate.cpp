#include "tick_delegate.h"

#include "ui/appearance.h"

#include <QApplication>
#include <QPainter>

namespace gatehouse::ui {

void TickDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    RoomyDelegate::paint(painter, option, index);
    if (!index.data(Qt::CheckStateRole).isValid())
        return;
    QStyleOptionViewItem content = option;
    content.rect.adjust(0, Room, 0, -Room);
    initStyleOption(&content, index);
    const QStyle *style = content.widget ? content.widget->style() : QApplication::style();
    const QRect box = style->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &content, content.widget);
    const bool isSelected = content.state & QStyle::State_Selected;
    const bool isCheckable = index.flags() & Qt::ItemIsUserCheckable;
    QColor edge = isSelected ? content.palette.color(QPalette::HighlightedText) : quietTextColour(content.palette);
    if (!isCheckable)
        edge.setAlphaF(0.4F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(edge);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter->restore();
}

} // namespace gatehouse::ui
