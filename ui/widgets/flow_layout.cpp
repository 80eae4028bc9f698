#include "flow_layout.h"

#include <QWidget>

namespace gatehouse::ui {

FlowLayout::FlowLayout(QWidget *parent)
    : QLayout(parent)
{}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::insertWidget(int index, QWidget *widget)
{
    addChildWidget(widget);
    m_items.insert(index, new QWidgetItem(widget));
    invalidate();
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
}

int FlowLayout::count() const
{
    return static_cast<int>(m_items.size());
}

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return m_items.value(index);
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const
{
    return layOut({0, 0, width, 0}, Mode::Measure);
}

QSize FlowLayout::sizeHint() const
{
    constexpr int UsualWidth = 400;
    return {UsualWidth, heightForWidth(UsualWidth)};
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : m_items)
        size = size.expandedTo(item->minimumSize());
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    layOut(rect, Mode::Place);
}

int FlowLayout::layOut(const QRect &rect, Mode mode) const
{
    const QMargins margins = contentsMargins();
    const QRect area = rect.marginsRemoved(margins);
    const int gap = std::max(spacing(), 2);
    int x = area.x();
    int y = area.y();
    int lineHeight = 0;
    for (QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize wanted = item->sizeHint();
        if (x > area.x() && x + wanted.width() > area.x() + area.width()) {
            x = area.x();
            y += lineHeight + gap;
            lineHeight = 0;
        }
        // What wants to grow fills the rest of its line.
        const bool grows = item->expandingDirections() & Qt::Horizontal;
        const int left = std::max(area.x() + area.width() - x, 0);
        const int width = grows ? left : std::min(wanted.width(), left);
        if (mode == Mode::Place)
            item->setGeometry({x, y, width, wanted.height()});
        x += width + gap;
        lineHeight = std::max(lineHeight, wanted.height());
    }
    return y + lineHeight - rect.y() + margins.bottom();
}

} // namespace gatehouse::ui
