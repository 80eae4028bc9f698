#pragma once

#include <QWidget>

class QToolButton;

namespace gatehouse::ui {

class WrappedText;

/// CopyableField for what is too long for one line: breaks anywhere and is as high as its lines.
class CopyableText : public QWidget
{
    Q_OBJECT

public:
    explicit CopyableText(const QString &name, QWidget *parent = nullptr);

    void setValue(const QString &value);
    QString value() const;

public Q_SLOTS:
    void copy();

private:
    WrappedText *m_text;
    QToolButton *m_button;
};

} // namespace gatehouse::ui
