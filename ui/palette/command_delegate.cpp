#include "command_delegate.h"

#include "command_model.h"
#include "ui/appearance.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

namespace gatehouse::ui {

namespace {

constexpr int Room = 6;
constexpr int IconSize = 16;

void drawTitle(QPainter &painter, const QRect &rect, const QFont &font, const QString &text,
               const QList<qsizetype> &positions)
{
    const QString shown = QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width());
    QTextLayout layout(shown, font);
    QList<QTextLayout::FormatRange> formats;
    for (const qsizetype position : positions) {
        if (position >= shown.size())
            break;
        QTextLayout::FormatRange range;
        range.start = static_cast<int>(position);
        range.length = 1;
        range.format.setFontWeight(QFont::Bold);
        formats.append(range);
    }
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rect.width());
    layout.endLayout();
    painter.setClipRect(rect);
    layout.draw(&painter, QPointF(rect.x(), rect.y() + (rect.height() - line.height()) / 2));
    painter.setClipping(false);
}

} // namespace

QSize CommandDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.averageCharWidth() * 30, option.fontMetrics.height() + 2 * Room};
}

void CommandDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    item.icon = {};
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const auto *model = qobject_cast<const CommandModel *>(index.model());
    const bool isEnabled = !model || model->command(index.row()).isEnabled;
    const QColor text = isSelected ? option.palette.color(QPalette::HighlightedText)
        : isEnabled                ? option.palette.color(QPalette::Text)
                                   : quietTextColour(option.palette);
    const QColor quiet = isSelected ? text : quietTextColour(option.palette);
    painter->save();
    QRect rest = option.rect.adjusted(Room, 0, -Room, 0);
    const QRect iconRect(rest.x(), rest.center().y() - IconSize / 2, IconSize, IconSize);
    index.data(Qt::DecorationRole)
        .value<QIcon>()
        .paint(painter, iconRect, Qt::AlignCenter, isSelected ? QIcon::Selected : QIcon::Normal);
    rest.setLeft(iconRect.right() + 2 * Room);
    painter->setPen(quiet);
    for (const int role : {static_cast<int>(CommandModel::ShortcutRole), static_cast<int>(CommandModel::ContextRole)}) {
        const QString shown = index.data(role).toString();
        if (shown.isEmpty())
            continue;
        const int width = option.fontMetrics.horizontalAdvance(shown);
        painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter, shown);
        rest.setRight(rest.right() - width - 3 * Room);
    }
    painter->setPen(text);
    drawTitle(*painter, rest, option.font, index.data().toString(),
              index.data(CommandModel::PositionsRole).value<QList<qsizetype>>());
    painter->restore();
}

} // namespace gatehouse::ui
