#include "composer_window.h"

#include "composer_claims_editor.h"
#include "composer_result.h"
#include "composer_tamperings.h"
#include "composer_target.h"
#include "composer_tpp_choice.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/token_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTabWidget>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::RequestKey;
using sandbox::SendAction;

namespace {

/// What a key's entry carries: which kind of key, and whose.
QStringList keyData(RequestKey key, const QString &softwareId = {})
{
    return {QString::number(static_cast<int>(key)), softwareId};
}

/// Whoever writes one of them means it.
constexpr const char *RenewedClaims[] = {"iat", "exp", "jti"};

} // namespace

void ComposerWindow::takeTpp()
{
    const auto &tpp = m_tpps->tpp();
    if (tpp) {
        m_sender.setTpps(tpp->tpp, tpp->other);
        setWindowTitle(tr("Compose a registration request: %1").arg(m_tpps->name()));
        const bool isAnother = m_softwareId != tpp->tpp.softwareId;
        if (isAnother) {
            m_softwareId = tpp->tpp.softwareId;
            m_result->clear();
            m_sent.reset();
            m_clientId->clear();
            noteClients(m_sandbox.recentExchanges());
        }
        if (isAnother || !m_isEdited)
            resetClaims();
        fillKeys();
        fillAlgorithms();
    }
    showState();
    schedulePreview();
}

void ComposerWindow::fillKeys()
{
    const QSignalBlocker blocker(m_key);
    const QStringList before = m_key->currentData().toStringList();
    m_key->clear();
    m_key->addItem(tr("its own key"), keyData(RequestKey::Own));
    const QList<ComposerTppChoice::Software> others = m_tpps->others();
    for (const ComposerTppChoice::Software &other : others)
        m_key->addItem(tr("another TPP's key: %1 (%2)").arg(other.name, other.record.softwareId),
                       keyData(RequestKey::OtherTpp, other.record.softwareId));
    m_key->addItem(tr("a fresh key that nobody lists"), keyData(RequestKey::Fresh));
    m_key->setCurrentIndex(std::max(0, m_key->findData(before)));
}

void ComposerWindow::fillAlgorithms()
{
    const QSignalBlocker blocker(m_algorithm);
    const QString before = m_algorithm->currentText();
    m_algorithm->clear();
    const QList<jose::Algorithm> algorithms = sandbox::algorithmsFor(m_tpps->tpp()->tpp.signingKey);
    for (const jose::Algorithm algorithm : algorithms)
        m_algorithm->addItem(jose::name(algorithm));
    m_algorithm->setCurrentIndex(std::max(0, m_algorithm->findText(before)));
}

void ComposerWindow::resetClaims()
{
    for (ComposerClaimsEditor *editor : {m_request, m_statement})
        resetEditor(editor);
    m_isEdited = false;
}

void ComposerWindow::resetEditor(ComposerClaimsEditor *editor)
{
    if (!m_tpps->tpp())
        return;
    m_claimsBase = m_target->baseUrl();
    const sandbox::RequestDraft fresh = sandbox::untamperedDraft(m_tpps->tpp()->tpp, m_tpps->tpp()->record,
                                                                 directory::EndpointFacts::at(m_claimsBase), m_clock());
    editor->setClaims(editor == m_request ? fresh.request : fresh.statement);
    if (editor == m_request)
        m_renew->setChecked(true);
    showState();
    schedulePreview();
}

void ComposerWindow::noteEdit()
{
    m_isEdited = true;
    const Json &now = m_request->claims();
    for (const char *claim : RenewedClaims) {
        const Json *value = member(now, claim);
        const Json *before = member(m_previousClaims, claim);
        if (value && (!before || *value != *before))
            m_renew->setChecked(false);
    }
    showState();
    schedulePreview();
}

dcr::Policy ComposerWindow::policy() const
{
    dcr::Policy policy = m_sandbox.settings().policy;
    const sandbox::SendTarget target = m_target->target();
    if (m_target->isSandbox() || !policy.audiences.isEmpty())
        policy.audiences +=
            {m_target->baseUrl(), target.registrationEndpoint.toString(), target.tokenEndpoint.toString()};
    return policy;
}

sandbox::RequestDraft ComposerWindow::draft() const
{
    sandbox::RequestDraft draft;
    draft.request = m_request->claims();
    draft.statement = m_statement->claims();
    draft.freshness = m_renew->isChecked() ? sandbox::Freshness::Renewed : sandbox::Freshness::AsWritten;
    draft.key = static_cast<RequestKey>(m_key->currentData().toStringList().value(0).toInt());
    draft.algorithm = jose::algorithmFromName(m_algorithm->currentText().toLatin1());
    return draft;
}

SendAction ComposerWindow::action() const
{
    return static_cast<SendAction>(m_action->currentData().toInt());
}

sandbox::SendOrder ComposerWindow::order() const
{
    return {action(), draft(), m_tamperings->chosen(), m_target->target(), m_clientId->currentText().trimmed(),
            policy()};
}

QString ComposerWindow::problem() const
{
    if (!m_tpps->tpp())
        return tr("Choose a test TPP whose kit is at hand.");
    for (const ComposerClaimsEditor *editor : {m_request, m_statement}) {
        if (editor->hasMistake())
            return editor == m_request ? tr("The request's claims are no JSON. %1").arg(editor->mistake())
                                       : tr("The statement's claims are no JSON. %1").arg(editor->mistake());
    }
    if (QString problem = m_target->problem(); !problem.isEmpty())
        return problem;
    if (action() != SendAction::Register && m_clientId->currentText().trimmed().isEmpty())
        return tr("Say which client: register one first, or type its client_id.");
    return {};
}

void ComposerWindow::showState()
{
    const QString text = problem();
    m_problem->setVisible(!text.isEmpty());
    if (!text.isEmpty())
        m_problem->setOutcome(dcr::Outcome::Warn, text);
    m_send->setEnabled(text.isEmpty() && !m_sender.isBusy());
    m_clientId->setVisible(action() != SendAction::Register);
    const bool hasTpp = m_tpps->tpp().has_value();
    for (QWidget *part :
         {static_cast<QWidget *>(m_tabs), static_cast<QWidget *>(m_tamperings), static_cast<QWidget *>(m_key),
          static_cast<QWidget *>(m_algorithm), static_cast<QWidget *>(m_renew), static_cast<QWidget *>(m_action)})
        part->setEnabled(hasTpp);
    QList<sandbox::TamperingNeeds> atHand;
    if (m_sender.hasOther())
        atHand.append(sandbox::TamperingNeeds::OtherTpp);
    if (m_sender.hasAcceptedRequest())
        atHand.append(sandbox::TamperingNeeds::AcceptedRequest);
    m_tamperings->setAvailable(atHand);
    const dcr::Policy &judge = m_sandbox.settings().policy;
    m_request->setMandatory(judge.mandatoryRequestClaims);
    m_statement->setMandatory(judge.mandatoryStatementClaims);
    m_previousClaims = m_request->claims();
}

void ComposerWindow::schedulePreview()
{
    if (m_tabs->currentWidget() == m_sentTab)
        m_previewTimer.start();
}

void ComposerWindow::preview()
{
    if (!m_tpps->tpp())
        return;
    if (m_request->hasMistake() || m_statement->hasMistake())
        return showPreviewProblem({Error::Malformed, problem(), {}});
    m_sender.preview(order());
}

void ComposerWindow::takePreview(const sandbox::SentRequest &request)
{
    m_previewed = request;
    m_previewProblem->hide();
    m_curl->setPlainText(sandbox::toCurl(request));
    const QByteArray &body = request.exchange.requestBody;
    m_token->setVisible(!body.isEmpty());
    if (!body.isEmpty())
        m_token->setToken(jose::dissect(body), dcr::TokenKind::Request, request.sentAt);
}

void ComposerWindow::showPreviewProblem(const Error &error)
{
    m_previewed.reset();
    m_token->clearToken();
    m_curl->clear();
    m_previewProblem->setOutcome(dcr::Outcome::Fail, error.message);
    m_previewProblem->show();
}

void ComposerWindow::send()
{
    if (!problem().isEmpty() || m_sender.isBusy())
        return;
    // What is being typed into a cell counts.
    m_send->setFocus();
    m_records.clear();
    m_busy->begin(tr("Sending…"), BusyBar::Cancel::Offered);
    m_sender.send(order());
    showState();
}

void ComposerWindow::concludeSending()
{
    m_busy->end();
    showState();
}

void ComposerWindow::takeSent(const sandbox::SentRequest &sent)
{
    concludeSending();
    m_sent = sent;
    const QString clientId = stringMember(sent.exchange.json(), "client_id").value_or(QString());
    if (sent.exchange.succeeded() && sent.exchange.method == "POST" && !clientId.isEmpty()) {
        m_clientId->insertItem(0, clientId);
        m_clientId->setCurrentIndex(0);
    }
    if (sent.exchange.succeeded() && sent.exchange.method == "DELETE")
        m_clientId->removeItem(m_clientId->findText(m_clientId->currentText()));
    m_result->showSent(sent);
    takeRecords(std::exchange(m_records, {}));
}

void ComposerWindow::takeRecords(const QList<sandbox::Exchange> &exchanges)
{
    if (m_sender.isBusy()) {
        m_records += exchanges;
        return;
    }
    if (!m_sent || !m_target->isSandbox() || m_sent->checksOrigin != sandbox::SentRequest::ChecksOrigin::Judged)
        return;
    for (auto record = exchanges.crbegin(); record != exchanges.crend(); ++record) {
        if (!record->evaluation || !m_sent->isRecordedBy(*record))
            continue;
        m_sent->takeRecord(*record);
        m_result->showSent(*m_sent);
        return;
    }
}

void ComposerWindow::noteClients(const QList<sandbox::Exchange> &exchanges)
{
    constexpr int Created = 201;
    for (const sandbox::Exchange &exchange : exchanges) {
        if (exchange.status == Created && exchange.softwareId == m_softwareId && !exchange.clientId.isEmpty())
            m_clientId->insertItem(0, exchange.clientId);
    }
    m_clientId->setCurrentIndex(m_clientId->count() > 0 ? 0 : -1);
}

} // namespace gatehouse::ui
