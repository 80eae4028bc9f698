#pragma once

#include <QFutureWatcher>
#include <QWidget>

#include "base/result.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;

namespace gatehouse::ui {

class MessageFilter;
class MessageLog;
class OutcomeLabel;

/// The program's own messages: filtered, copied, saved for whoever looks into a fault.
class MessageWindow : public QWidget
{
    Q_OBJECT

public:
    /// `log` must outlive it.
    explicit MessageWindow(MessageLog &log, QWidget *parent = nullptr);
    ~MessageWindow() override;

    /// What is shown, as lines; of the selected ones where there are some.
    QString text() const;
    void saveTo(const QString &path);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QLayout *makeBar();
    void makeTable();
    void showCount();
    void chooseFile();

    MessageLog &m_log;
    MessageFilter *m_filter;
    QTableView *m_table;
    QComboBox *m_level;
    QLineEdit *m_search;
    QLabel *m_count;
    OutcomeLabel *m_saved;
    QFutureWatcher<Result<void>> m_saving;
    QString m_path;
};

} // namespace gatehouse::ui
