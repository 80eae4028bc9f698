#pragma once

#include "ui/icons.h"

#include <QWidget>

class QLabel;

namespace gatehouse::ui {

/// An icon and the words that say the same: a state, a verdict, what is wrong with a field.
class OutcomeLabel : public QWidget
{
    Q_OBJECT

public:
    enum class Style : quint8 {
        Plain,
        Filled, ///< on a faint background of its tone
    };

    explicit OutcomeLabel(Style style = Style::Plain, QWidget *parent = nullptr);

    void setState(Tone tone, const QString &iconName, const QString &text);
    void setOutcome(dcr::Outcome outcome, const QString &text);
    QString text() const;
    /// A second, quieter line; empty for none.
    void setDetail(const QString &detail);
    /// Otherwise the text is on one line.
    void setWordWrap(bool wrap);
    void setBold(bool bold);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void applyColours();

    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_detail;
    Style m_style;
    Tone m_tone = Tone::Neutral;
    QString m_iconName;
};

} // namespace gatehouse::ui
