#pragma once

#include "state_comparison.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace gatehouse::ui {

/// Two states beside each other, scrolled together. Signs at the beginning of the lines say what their colours do.
class StateView : public QWidget
{
    Q_OBJECT

public:
    explicit StateView(QWidget *parent = nullptr);

    /// Null where there was nothing, or is nothing: then the other has all of the room.
    void setStates(const Json &before, const Json &after);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Side {
        QWidget *box = nullptr;
        QLabel *title = nullptr;
        QPlainTextEdit *text = nullptr;
    };
    Side makeSide(const QString &title, const QString &objectName);
    void draw();

    QList<ComparedLine> m_lines;
    Side m_before, m_after;
};

} // namespace gatehouse::ui
