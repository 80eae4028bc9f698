#pragma once

#include <QStyledItemDelegate>

#include <optional>

namespace gatehouse::ui {

/// Cells with room above and below, and the icon beside the first line of a text that has several.
class RoomyDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    static constexpr int Room = 4;

    /// Instead of the view's own.
    void setElideMode(Qt::TextElideMode mode) { m_elideMode = mode; }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    std::optional<Qt::TextElideMode> m_elideMode;
};

} // namespace gatehouse::ui
