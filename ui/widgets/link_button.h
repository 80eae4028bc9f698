#pragma once

#include "ui/icons.h"

#include <QPushButton>

namespace gatehouse::ui {

/// Text that leads somewhere: in the colour of links, underlined under the pointer and with the focus. Breaks into
/// lines where it has little room.
class LinkButton : public QPushButton
{
    Q_OBJECT

public:
    enum class Size : quint8 { Text, Figure };

    explicit LinkButton(Size size = Size::Text, QWidget *parent = nullptr);

    /// The icon stands for what the text says. Nothing is drawn anew where nothing changes.
    void setState(Tone tone, const QString &iconName, const QString &text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int indent() const;
    void applySize();

    Size m_size;
    Tone m_tone = Tone::Neutral;
    QString m_iconName;
};

} // namespace gatehouse::ui
