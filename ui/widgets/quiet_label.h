#pragma once

#include <QLabel>

namespace gatehouse::ui {

/// Plain text that explains: wrapped, and quieter than what it explains, in either palette.
class QuietLabel : public QLabel
{
    Q_OBJECT

public:
    explicit QuietLabel(QWidget *parent = nullptr);
    explicit QuietLabel(const QString &text, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColour();
};

} // namespace gatehouse::ui
