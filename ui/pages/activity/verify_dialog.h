#pragma once

#include "store/activity_log.h"
#include "store/reply_box.h"

#include <QDialog>
#include <QThreadPool>

#include <atomic>
#include <memory>

class QLineEdit;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace gatehouse::ui {

class CopyableField;
class OutcomeLabel;

/// Works the chain of hashes out again, in the background: whether the record is as it was written. Beside the page,
/// which goes to the row of a fault.
class VerifyDialog : public QDialog
{
    Q_OBJECT

public:
    /// `log` must outlive it.
    explicit VerifyDialog(const store::ActivityLog &log, QWidget *parent = nullptr);
    ~VerifyDialog() override;

    void verify();
    bool isVerifying() const { return m_isVerifying; }

Q_SIGNALS:
    void rowActivated(qint64 number);
    void verified(const gatehouse::store::ActivityVerdict &verdict);

private:
    QLayout *makeNoted();
    void makeFaults();
    void checkNoted();
    void cancel();
    void showProgress(qint64 rows, qint64 total);
    void conclude(const Result<store::ActivityVerdict> &verdict);
    void showVerdict(const store::ActivityVerdict &verdict);
    void setVerifying(bool isVerifying);

    const store::ActivityLog &m_log;
    store::ReplyBox m_replies;
    QThreadPool m_pool;
    std::shared_ptr<std::atomic_bool> m_isCancelled;
    bool m_isVerifying = false;
    QLineEdit *m_noted;
    OutcomeLabel *m_notedProblem;
    QPushButton *m_verify;
    QPushButton *m_cancel;
    QProgressBar *m_progress;
    OutcomeLabel *m_outcome;
    QWidget *m_headBox;
    CopyableField *m_head;
    QTreeWidget *m_faults;
};

} // namespace gatehouse::ui
