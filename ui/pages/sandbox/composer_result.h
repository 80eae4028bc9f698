#pragma once

#include "sandbox/sent_request.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QSplitter;
class QVBoxLayout;

namespace gatehouse::ui {

class ChecksView;
class OutcomeLabel;

/// What came of the request that was sent last: the verdict on each tampering, the answer, and the checks.
class ComposerResult : public QWidget
{
    Q_OBJECT

public:
    explicit ComposerResult(QWidget *parent = nullptr);

    void showSent(const sandbox::SentRequest &sent);
    void showError(const QString &message);
    /// Nothing was sent yet, or what was is no longer what is shown beside it.
    void clear();

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

private:
    void showVerdicts(const QList<sandbox::TamperingVerdict> &verdicts);
    void showHeadline(const sandbox::SentRequest &sent);

    OutcomeLabel *m_outcome;
    QLabel *m_sentTo;
    QVBoxLayout *m_verdicts;
    QList<QWidget *> m_verdictLabels;
    QSplitter *m_splitter;
    QPlainTextEdit *m_response;
    QLabel *m_checksTitle;
    ChecksView *m_checks;
};

} // namespace gatehouse::ui
