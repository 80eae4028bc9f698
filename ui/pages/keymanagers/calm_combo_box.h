#pragma once

#include <QComboBox>
#include <QWheelEvent>

namespace gatehouse::ui {

/// A wheel that scrolls the form must not change what it passes over.
class CalmComboBox : public QComboBox
{
public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent *event) override { event->ignore(); }
};

} // namespace gatehouse::ui
