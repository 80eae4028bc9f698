#include "composer_result.h"

#include "ui/appearance.h"
#include "ui/format.h"
#include "ui/widgets/checks_view.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QPlainTextEdit>
#include <QSplitter>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::SentRequest;

namespace {

struct Success {
    const char *method;
    const char *text;
};

constexpr Success Successes[] = {
    {"POST", QT_TRANSLATE_NOOP("gatehouse::ui::ComposerResult", "Registered")},
    {"GET", QT_TRANSLATE_NOOP("gatehouse::ui::ComposerResult", "Read")},
    {"PUT", QT_TRANSLATE_NOOP("gatehouse::ui::ComposerResult", "Updated")},
    {"DELETE", QT_TRANSLATE_NOOP("gatehouse::ui::ComposerResult", "Deleted")},
};

QString successText(const QByteArray &method)
{
    for (const Success &success : Successes) {
        if (method == success.method)
            return ComposerResult::tr(success.text);
    }
    return ComposerResult::tr("Accepted");
}

QString originText(SentRequest::ChecksOrigin origin)
{
    switch (origin) {
    case SentRequest::ChecksOrigin::Recorded:
        return ComposerResult::tr("Checks, as the endpoint judged:");
    case SentRequest::ChecksOrigin::Judged:
        return ComposerResult::tr("Checks, as this workspace's policy and test directory judge:");
    case SentRequest::ChecksOrigin::None:
        break;
    }
    return ComposerResult::tr("No checks: there is no registration request in what was sent.");
}

QString responseText(const sandbox::TppExchange &exchange)
{
    QString text = QString::number(exchange.status) + u'\n';
    for (const auto &[name, value] : exchange.responseHeaders)
        text += u"%1: %2\n"_s.arg(QString::fromLatin1(name), QString::fromLatin1(value));
    if (!exchange.responseBody.isEmpty())
        text += u'\n' + prettyBody(exchange.responseBody);
    return text;
}

} // namespace

ComposerResult::ComposerResult(QWidget *parent)
    : QWidget(parent)
    , m_outcome(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_sentTo(new QuietLabel(this))
    , m_verdicts(new QVBoxLayout)
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_response(new QPlainTextEdit(this))
    , m_checksTitle(new QuietLabel(this))
    , m_checks(new ChecksView(ChecksView::Bar::ChipsOnly, this))
{
    m_outcome->setObjectName(u"composerOutcome"_s);
    m_outcome->setBold(true);
    m_outcome->setWordWrap(true);
    m_response->setObjectName(u"composerResponse"_s);
    m_response->setAccessibleName(tr("The answer"));
    m_response->setReadOnly(true);
    m_response->setFont(fixedFont());
    m_response->setWordWrapMode(QTextOption::WrapAnywhere);
    m_response->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_checksTitle->setObjectName(u"composerChecksTitle"_s);
    auto *checks = new QWidget(this);
    auto *checksLayout = new QVBoxLayout(checks);
    checksLayout->setContentsMargins(0, 0, 0, 0);
    checksLayout->setSpacing(0);
    checksLayout->addWidget(m_checksTitle);
    checksLayout->addWidget(m_checks, 1);
    m_splitter->addWidget(m_response);
    m_splitter->addWidget(checks);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({180, 320});
    m_verdicts->setSpacing(2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_outcome);
    layout->addWidget(m_sentTo);
    layout->addLayout(m_verdicts);
    layout->addWidget(m_splitter, 1);
    layout->addStretch();
    clear();
}

void ComposerResult::showSent(const SentRequest &sent)
{
    showHeadline(sent);
    m_sentTo->setText(tr("%1 %2 at %3")
                          .arg(QString::fromLatin1(sent.exchange.method), sent.exchange.url.toDisplayString(),
                               momentText(sent.sentAt)));
    m_sentTo->show();
    showVerdicts(sent.verdicts());
    m_response->setPlainText(responseText(sent.exchange));
    m_checksTitle->setText(originText(sent.checksOrigin));
    m_checks->setEvaluation(sent.evaluation);
    m_checks->setVisible(sent.evaluation != nullptr);
    const dcr::Check *refusal = sent.refusedBy();
    m_checks->setRefusal(refusal ? refusal->id : QLatin1String());
    m_splitter->show();
}

void ComposerResult::showHeadline(const SentRequest &sent)
{
    if (sent.exchange.succeeded()) {
        m_outcome->setOutcome(dcr::Outcome::Pass,
                              u"%1 %2"_s.arg(sent.exchange.status).arg(successText(sent.exchange.method)));
        const QString client = stringMember(sent.exchange.json(), "client_id").value_or(QString());
        m_outcome->setDetail(client.isEmpty() ? QString() : tr("client_id %1").arg(client));
        return;
    }
    const Json answer = sent.exchange.json();
    const dcr::Check *refusal = sent.refusedBy();
    const QString error = stringMember(answer, "error").value_or(QString());
    m_outcome->setOutcome(dcr::Outcome::Fail,
                          refusal ? tr("%1 Refused by “%2”").arg(sent.exchange.status).arg(dcr::title(*refusal))
                                  : tr("%1 Refused %2").arg(QString::number(sent.exchange.status), error).trimmed());
    m_outcome->setDetail(stringMember(answer, "error_description").value_or(QString()));
}

void ComposerResult::showVerdicts(const QList<sandbox::TamperingVerdict> &verdicts)
{
    for (QWidget *label : std::exchange(m_verdictLabels, {}))
        label->deleteLater();
    for (const sandbox::TamperingVerdict &verdict : verdicts) {
        auto *label = new OutcomeLabel(OutcomeLabel::Style::Plain, this);
        label->setObjectName(u"verdict-"_s + verdict.tampering->id);
        label->setWordWrap(true);
        label->setOutcome(verdict.outcome(), tr("%1: %2").arg(sandbox::title(*verdict.tampering), verdict.message));
        m_verdicts->addWidget(label);
        m_verdictLabels.append(label);
    }
}

void ComposerResult::showError(const QString &message)
{
    showVerdicts({});
    m_outcome->setOutcome(dcr::Outcome::Fail, tr("There is no answer"));
    m_outcome->setDetail(message);
    m_sentTo->hide();
    m_splitter->hide();
}

void ComposerResult::clear()
{
    showVerdicts({});
    m_outcome->setState(Tone::Neutral, u"go-next"_s, tr("Nothing was sent yet"));
    m_outcome->setDetail(tr("The answer and what every check makes of the request are shown here."));
    m_sentTo->hide();
    m_splitter->hide();
}

QByteArray ComposerResult::saveState() const
{
    return m_splitter->saveState();
}

void ComposerResult::restoreState(const QByteArray &state)
{
    m_splitter->restoreState(state);
}

} // namespace gatehouse::ui
