#pragma once

#include "sandbox/exchange.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;

namespace gatehouse::ui {

class ChecksView;
class OutcomeLabel;
class TokenView;

/// One request and its answer in detail.
class ExchangeView : public QWidget
{
    Q_OBJECT

public:
    explicit ExchangeView(QWidget *parent = nullptr);

    void setExchange(const sandbox::Exchange &exchange);
    void clear();
    /// For the curl command.
    void setBaseUrl(const QString &baseUrl);

Q_SIGNALS:
    void inspectRequested(const QByteArray &text, gatehouse::Instant at);

private:
    QPlainTextEdit *makeText(const QString &objectName, const QString &accessibleName);
    void showToken();
    void copyAsCurl();

    OutcomeLabel *m_outcome;
    QLabel *m_connection;
    QPushButton *m_curl;
    QPushButton *m_inspect;
    QTabWidget *m_tabs;
    QPlainTextEdit *m_request;
    QPlainTextEdit *m_response;
    ChecksView *m_checks;
    TokenView *m_token;
    sandbox::Exchange m_exchange;
    QString m_baseUrl;
};

} // namespace gatehouse::ui
