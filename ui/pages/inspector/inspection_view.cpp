#include "inspection_view.h"

#include "ui/models/checks_model.h"
#include "ui/models/claim_comparison.h"
#include "ui/widgets/checks_view.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"
#include "ui/widgets/signature_view.h"
#include "ui/widgets/timeline_widget.h"
#include "ui/widgets/token_view.h"
#include "wso2_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTabWidget>
#include <QTableView>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

enum Tab { ChecksTab, RequestTab, StatementTab, ComparisonTab };

QString describe(const dcr::ExtractedToken &token)
{
    const bool isRequest = token.kind == dcr::TokenKind::Request;
    const QString what = isRequest ? InspectionView::tr("Registration request with a software statement")
                                   : InspectionView::tr("Software statement");
    if (token.foundIn.isEmpty())
        return InspectionView::tr("%1, %2 characters").arg(what).arg(token.compact.size());
    return InspectionView::tr("%1, found %2, %3 characters").arg(what, token.foundIn).arg(token.compact.size());
}

} // namespace

InspectionView::InspectionView(QWidget *parent)
    : QWidget(parent)
    , m_foundIn(new QuietLabel(this))
    , m_headline(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_wso2(new Wso2View(this))
    , m_requestSignature(new SignatureView(tr("Signature of the request"), this))
    , m_statementSignature(new SignatureView(tr("Signature of the statement"), this))
    , m_timeline(new TimelineWidget(this))
    , m_tabs(new QTabWidget(this))
    , m_checks(new ChecksView(ChecksView::Bar::Whole, this))
    , m_request(new TokenView(this))
    , m_statement(new TokenView(this))
    , m_comparisonModel(new ComparisonModel(this))
{
    m_foundIn->setObjectName(u"foundIn"_s);
    m_headline->setObjectName(u"headline"_s);
    m_headline->setBold(true);
    m_headline->setWordWrap(true);
    m_requestSignature->setObjectName(u"requestSignature"_s);
    m_statementSignature->setObjectName(u"statementSignature"_s);
    m_timeline->setObjectName(u"timeline"_s);
    m_request->setObjectName(u"requestToken"_s);
    m_request->setAccessibleName(tr("The request's header and claims"));
    m_statement->setObjectName(u"statementToken"_s);
    m_statement->setAccessibleName(tr("The statement's header and claims"));
    m_tabs->setObjectName(u"inspectionTabs"_s);
    m_tabs->setAccessibleName(tr("Details"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_checks, tr("Chec&ks"));
    m_tabs->addTab(m_request, tr("&Request"));
    m_tabs->addTab(m_statement, tr("&Statement"));
    m_tabs->addTab(makeComparison(), tr("Side &by side"));
    connect(m_checks, &ChecksView::claimActivated, this, &InspectionView::showClaim);

    auto *signatures = new QHBoxLayout;
    signatures->setSpacing(16);
    signatures->addWidget(m_requestSignature, 1);
    signatures->addWidget(m_statementSignature, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_foundIn);
    layout->addWidget(m_headline);
    layout->addWidget(m_wso2);
    layout->addLayout(signatures);
    layout->addWidget(m_timeline);
    layout->addWidget(m_tabs, 1);
}

QWidget *InspectionView::makeComparison()
{
    m_comparison = new QTableView(this);
    m_comparison->setModel(m_comparisonModel);
    m_comparison->setItemDelegate(new RoomyDelegate(m_comparison));
    m_comparison->setObjectName(u"comparison"_s);
    m_comparison->setAccessibleName(tr("Claims of the request beside those of the statement"));
    m_comparison->setSelectionBehavior(QTableView::SelectRows);
    m_comparison->setAlternatingRowColors(true);
    m_comparison->setShowGrid(false);
    m_comparison->setTabKeyNavigation(false);
    m_comparison->verticalHeader()->hide();
    m_comparison->horizontalHeader()->setHighlightSections(false);
    return m_comparison;
}

void InspectionView::showInspection(const Inspection &inspection)
{
    const dcr::Evidence &evidence = inspection.evidence;
    const dcr::Evaluation &evaluation = *inspection.evaluation;
    m_foundIn->setText(describe(*inspection.token));
    const Headline headline = headlineOf(evidence, evaluation);
    m_headline->setOutcome(headline.outcome, headline.title);
    m_headline->setDetail(headline.detail);
    m_wso2->setAnswers(inspection.accelerator3, inspection.accelerator4);

    m_requestSignature->setVisible(evidence.request.has_value());
    if (evidence.request) {
        m_requestSignature->setVerdict(evaluation.requestSignature, evidence.requestKeys.origin);
        m_request->setToken(*evidence.request, dcr::TokenKind::Request, evidence.now);
    }
    m_statementSignature->setVisible(evidence.statement.has_value());
    if (evidence.statement) {
        m_statementSignature->setVerdict(evaluation.statementSignature, evidence.statementKeys.origin);
        m_statement->setToken(*evidence.statement, dcr::TokenKind::Statement, evidence.now);
    }
    m_timeline->setEvents(timelineOf(evaluation, evidence.now));
    m_checks->setEvaluation(inspection.evaluation);
    m_tabs->setTabVisible(RequestTab, evidence.request.has_value());
    m_tabs->setTabVisible(StatementTab, evidence.statement.has_value());
    m_tabs->setTabText(ChecksTab, tr("Chec&ks (%1)").arg(evaluation.results.size()));
    showComparison(evidence);
}

void InspectionView::showComparison(const dcr::Evidence &evidence)
{
    const bool hasBoth =
        evidence.request && evidence.request->claims && evidence.statement && evidence.statement->claims;
    m_tabs->setTabVisible(ComparisonTab, hasBoth);
    if (!hasBoth)
        return;
    const std::vector<ComparedClaim> claims = compareClaims(*evidence.request->claims, *evidence.statement->claims);
    const auto differing = std::count_if(
        claims.begin(), claims.end(), [](const ComparedClaim &claim) { return claim.agreement == Agreement::Differs; });
    m_tabs->setTabText(ComparisonTab,
                       differing == 0 ? tr("Side &by side") : tr("Side &by side (%1 differ)").arg(differing));
    m_comparisonModel->setClaims(claims);
    QHeaderView *header = m_comparison->horizontalHeader();
    header->setSectionResizeMode(ComparisonModel::AgreementColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ComparisonModel::ClaimColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ComparisonModel::RequestColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(ComparisonModel::StatementColumn, QHeaderView::Stretch);
    m_comparison->resizeRowsToContents();
}

void InspectionView::showClaim(dcr::CheckSubject subject, const QByteArray &claim)
{
    if (claim.isEmpty() || subject == dcr::CheckSubject::Transport)
        return;
    const bool isRequest = subject == dcr::CheckSubject::Request;
    TokenView *view = isRequest ? m_request : m_statement;
    if (!view->showClaim(claim))
        return;
    m_tabs->setCurrentIndex(isRequest ? RequestTab : StatementTab);
    view->setFocus();
}

} // namespace gatehouse::ui
