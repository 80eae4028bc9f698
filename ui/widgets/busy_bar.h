#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace gatehouse::ui {

/// Says what is under way once it has taken long enough to be noticed.
class BusyBar : public QWidget
{
    Q_OBJECT

public:
    explicit BusyBar(QWidget *parent = nullptr);

    enum class Cancel : quint8 { Offered, NotPossible };

    /// Several may be under way: the last one is named, and all must end before the bar goes.
    void begin(const QString &text, Cancel cancel = Cancel::NotPossible);
    /// While something is under way: how far it is.
    void setText(const QString &text);
    void end();

Q_SIGNALS:
    void cancelRequested();

private:
    static constexpr int NoticedMs = 300;

    QLabel *m_text;
    QPushButton *m_cancel;
    QTimer m_delay;
    int m_count = 0;
};

} // namespace gatehouse::ui
