#pragma once

#include <QLayout>

namespace gatehouse::ui {

/// Items in lines, as words of a text.
class FlowLayout : public QLayout
{
public:
    explicit FlowLayout(QWidget *parent);
    ~FlowLayout() override;

    /// Before the item that is there now.
    void insertWidget(int index, QWidget *widget);

    void addItem(QLayoutItem *item) override;
    int count() const override;
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    enum class Mode { Measure, Place };
    /// The height that the lines take.
    int layOut(const QRect &rect, Mode mode) const;

    QList<QLayoutItem *> m_items;
};

} // namespace gatehouse::ui
