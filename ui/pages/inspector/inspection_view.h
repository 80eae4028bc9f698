#pragma once

#include "inspection.h"

#include <QWidget>

class QLabel;
class QTabWidget;
class QTableView;

namespace gatehouse::ui {

class ChecksView;
class ComparisonModel;
class OutcomeLabel;
class SignatureView;
class TimelineWidget;
class TokenView;
class Wso2View;

/// What an inspection found: the headline, the signatures, the time line, and the details in tabs.
class InspectionView : public QWidget
{
    Q_OBJECT

public:
    explicit InspectionView(QWidget *parent = nullptr);

    void showInspection(const Inspection &inspection);

private:
    QWidget *makeComparison();
    void showClaim(dcr::CheckSubject subject, const QByteArray &claim);
    void showComparison(const dcr::Evidence &evidence);

    QLabel *m_foundIn;
    OutcomeLabel *m_headline;
    Wso2View *m_wso2;
    SignatureView *m_requestSignature;
    SignatureView *m_statementSignature;
    TimelineWidget *m_timeline;
    QTabWidget *m_tabs;
    ChecksView *m_checks;
    TokenView *m_request;
    TokenView *m_statement;
    ComparisonModel *m_comparisonModel;
    QTableView *m_comparison = nullptr;
};

} // namespace gatehouse::ui
