#pragma once

#include "store/client_store.h"

#include <QDialog>

class QComboBox;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// "Approve", "Suspend" …: what it is called to make a client `to`.
QString decisionVerb(store::ClientStatus from, store::ClientStatus to);

/// Asks for the reason of a decision, and says whom it is about and what they lose or get. The only one that warns is
/// deregistering: it is for ever.
class DecisionDialog : public QDialog
{
    Q_OBJECT

public:
    /// Each of `clients` may become `to`; `leftOut` others were chosen too and may not.
    DecisionDialog(const QList<store::Client> &clients, store::ClientStatus to, qsizetype leftOut,
                   const QStringList &recentReasons, QWidget *parent = nullptr);

    /// Without space around it; never empty once the dialog was accepted.
    QString reason() const;

    void accept() override;

private:
    QWidget *makeList(const QList<store::Client> &clients);
    QWidget *makeReason(const QStringList &recentReasons);
    QWidget *makeButtons(const QString &verb);

    store::ClientStatus m_to;
    QComboBox *m_reason = nullptr;
    OutcomeLabel *m_problem = nullptr;
};

} // namespace gatehouse::ui
