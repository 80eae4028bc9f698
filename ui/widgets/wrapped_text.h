#pragma once

#include <QPlainTextEdit>

namespace gatehouse::ui {

/// A read-only text that breaks where it must, also inside a word, and is as high as its lines: it never scrolls. A
/// QLabel would be as wide as its longest word instead.
class WrappedText : public QPlainTextEdit
{
    Q_OBJECT

public:
    enum class Style : quint8 {
        Label, ///< part of the page; selected with the mouse
        Field, ///< in a frame and in fixed-width type; reached by the keyboard
    };

    explicit WrappedText(Style style, QWidget *parent = nullptr);

    void setText(const QString &text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void fit();
};

} // namespace gatehouse::ui
