#include "exchange_view.h"

#include "dcr/token_extraction.h"
#include "ui/appearance.h"
#include "ui/format.h"
#include "ui/models/exchange_model.h"
#include "ui/widgets/checks_view.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/token_view.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

enum Tab { RequestTab, ResponseTab, ChecksTab, TokenTab };

QString messageText(const QString &firstLine, const QList<QPair<QByteArray, QByteArray>> &headers, const QByteArray &body)
{
    QString text = firstLine + u'\n';
    for (const auto &[name, value] : headers)
        text += u"%1: %2\n"_s.arg(QString::fromLatin1(name), QString::fromLatin1(value));
    if (!body.isEmpty())
        text += u'\n' + prettyBody(body);
    return text;
}

} // namespace

ExchangeView::ExchangeView(QWidget *parent)
    : QWidget(parent)
    , m_outcome(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_connection(new QuietLabel(this))
    , m_curl(new QPushButton(icon(u"terminal"_s), tr("Copy as c&url"), this))
    , m_inspect(new QPushButton(icon(u"inspector"_s), tr("Open in &Inspector"), this))
    , m_tabs(new QTabWidget(this))
    , m_request(makeText(u"requestText"_s, tr("The request")))
    , m_response(makeText(u"responseText"_s, tr("The response")))
    , m_checks(new ChecksView(ChecksView::Bar::ChipsOnly, this))
    , m_token(new TokenView(this))
{
    m_outcome->setObjectName(u"exchangeOutcome"_s);
    m_outcome->setBold(true);
    m_outcome->setWordWrap(true);
    m_connection->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_curl->setObjectName(u"curlButton"_s);
    m_inspect->setObjectName(u"inspectButton"_s);
    m_curl->setToolTip(tr("A command that sends the same request again"));
    m_token->setObjectName(u"exchangeToken"_s);
    m_token->setAccessibleName(tr("The token in the request"));
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(u"exchangeTabs"_s);
    m_tabs->setAccessibleName(tr("Details of the request"));
    m_tabs->addTab(m_request, tr("Re&quest"));
    m_tabs->addTab(m_response, tr("Resp&onse"));
    m_tabs->addTab(m_checks, tr("Chec&ks"));
    m_tabs->addTab(m_token, tr("&Token"));
    connect(m_curl, &QPushButton::clicked, this, &ExchangeView::copyAsCurl);
    connect(m_inspect, &QPushButton::clicked, this,
            [this] { Q_EMIT inspectRequested(m_exchange.requestBody, m_exchange.arrivedAt); });

    auto *actions = new QHBoxLayout;
    actions->addWidget(m_curl);
    actions->addWidget(m_inspect);
    actions->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->addWidget(m_outcome);
    layout->addWidget(m_connection);
    layout->addLayout(actions);
    layout->addWidget(m_tabs, 1);
    clear();
}

QPlainTextEdit *ExchangeView::makeText(const QString &objectName, const QString &accessibleName)
{
    auto *edit = new QPlainTextEdit(this);
    edit->setReadOnly(true);
    edit->setObjectName(objectName);
    edit->setAccessibleName(accessibleName);
    edit->setFont(fixedFont());
    edit->setWordWrapMode(QTextOption::WrapAnywhere);
    edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return edit;
}

void ExchangeView::setExchange(const sandbox::Exchange &exchange)
{
    m_exchange = exchange;
    m_outcome->setOutcome(isFailure(exchange) ? dcr::Outcome::Fail : dcr::Outcome::Pass, outcomeText(exchange));
    m_outcome->setDetail(exchange.errorDescription);
    QStringList connection = {exchange.peerAddress, exchange.tls,
                              exchange.peerSubject.isEmpty() ? tr("no client certificate") : exchange.peerSubject};
    // A subject has no spaces to break at.
    connection.back().replace(u',', u", "_s);
    connection.removeAll(QString());
    m_connection->setText(tr("From %1").arg(connection.join(u" · "_s)));

    QString request = messageText(u"%1 %2"_s.arg(QString::fromLatin1(exchange.method), QString::fromUtf8(exchange.target)),
                                  exchange.requestHeaders, exchange.requestBody);
    if (exchange.requestBodyCut)
        request += tr("\n… the rest of the body was not kept");
    m_request->setPlainText(request);
    m_response->setPlainText(exchange.status == 0
                                 ? tr("The connection ended before an answer.")
                                 : messageText(QString::number(exchange.status), exchange.responseHeaders, exchange.responseBody));
    m_checks->setEvaluation(exchange.evaluation);
    m_tabs->setTabVisible(ChecksTab, exchange.evaluation != nullptr);
    showToken();
    m_curl->setEnabled(!exchange.method.isEmpty());
    m_tabs->setEnabled(true);
}

void ExchangeView::showToken()
{
    const Result<dcr::ExtractedToken> token = dcr::extractToken(m_exchange.requestBody);
    m_tabs->setTabVisible(TokenTab, token.has_value());
    m_inspect->setEnabled(token.has_value());
    if (token)
        m_token->setToken(jose::dissect(token->compact), token->kind, m_exchange.arrivedAt);
    else
        m_token->clearToken();
}

void ExchangeView::clear()
{
    m_exchange = {};
    m_outcome->setState(Tone::Neutral, u"go-next"_s, tr("Choose a request to see it whole"));
    m_outcome->setDetail({});
    m_connection->clear();
    m_request->clear();
    m_response->clear();
    m_token->clearToken();
    m_checks->setEvaluation({});
    m_curl->setEnabled(false);
    m_inspect->setEnabled(false);
    m_tabs->setEnabled(false);
    m_tabs->setTabVisible(ChecksTab, false);
    m_tabs->setTabVisible(TokenTab, false);
}

void ExchangeView::setBaseUrl(const QString &baseUrl)
{
    m_baseUrl = baseUrl;
}

void ExchangeView::copyAsCurl()
{
    copyText(sandbox::toCurl(m_exchange, m_baseUrl), m_curl);
}

} // namespace gatehouse::ui
