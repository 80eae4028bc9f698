#include "roomy_delegate.h"

#include <QApplication>
#include <QPainter>

namespace gatehouse::ui {

QSize RoomyDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return QStyledItemDelegate::sizeHint(option, index) + QSize(0, 2 * Room);
}

void RoomyDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    const QStyle *style = background.widget ? background.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &background, painter, background.widget);
    QStyleOptionViewItem content = option;
    content.rect.adjust(0, Room, 0, -Room);
    QStyledItemDelegate::paint(painter, content, index);
}

void RoomyDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = m_elideMode.value_or(option->textElideMode);
    option->decorationAlignment = option->displayAlignment & Qt::AlignTop ? Qt::AlignHCenter | Qt::AlignTop
                                                                         : Qt::AlignCenter;
}

} // namespace gatehouse::ui
