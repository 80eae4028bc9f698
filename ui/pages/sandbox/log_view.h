#pragma once

#include "ui/models/exchange_model.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace gatehouse::ui {

class EmptyState;
class ExchangeView;

/// The live log: every request that the endpoint answered, filtered, and the chosen one in detail. Follows the
/// newest while the last row is in sight.
class LogView : public QWidget
{
    Q_OBJECT

public:
    explicit LogView(QWidget *parent = nullptr);

    void append(const QList<sandbox::Exchange> &exchanges);
    void setBaseUrl(const QString &baseUrl);
    void setEndpointRunning(bool running);
    /// One is being registered.
    void setDemoRunning(bool running);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void demoRequested();
    void startRequested();
    void cleared();
    void inspectRequested(const QByteArray &text, gatehouse::Instant at);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLayout *makeBar();
    void makeTable();
    void chooseColumns();
    void showSelected();
    void updateEmptyState();
    void setPaused(bool paused);
    void clear();

    ExchangeModel *m_model;
    ExchangeFilter *m_filter;
    // Made in the order in which Tab leads through them.
    QComboBox *m_show;
    QLineEdit *m_search;
    QToolButton *m_pause;
    QToolButton *m_clear;
    QTableView *m_table;
    ExchangeView *m_detail;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QPushButton *m_start;
    QPushButton *m_demo;
    QList<sandbox::Exchange> m_held; ///< arrived while paused
    bool m_follows = true;           ///< the last row is in sight: what arrives is shown
    bool m_isPaused = false;
    bool m_isRunning = false;
    bool m_isDemoRunning = false;
};

} // namespace gatehouse::ui
