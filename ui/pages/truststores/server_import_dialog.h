#pragma once

#include "trust/server_probe.h"

#include <QDialog>
#include <QTimer>

#include <optional>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace gatehouse::ui {

class CertificateListModel;
class CertificateView;
class EmptyState;
class OutcomeLabel;

/// Fetches the certificates that a TLS server shows and lets the user choose which of them to import.
class ServerImportDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ServerImportDialog(Clock clock, QWidget *parent = nullptr);

    /// For the field; nothing is fetched yet.
    void setAddress(const QString &address);
    /// In the order of the chain.
    QList<trust::Certificate> chosen() const;

    void reject() override;

private:
    QLayout *makeAddressRow();
    QWidget *makeChain();
    void fetch();
    void stop();
    void showChain(const trust::ProbedServer &server);
    void showProblem(const QString &text);
    void setFetching(bool isFetching);
    void updateImport();

    Clock m_clock;
    trust::ServerProbe m_probe;
    QTimer m_progressDelay;
    bool m_isFetching = false;
    QLineEdit *m_address;
    QPushButton *m_fetch;
    QPushButton *m_stop;
    OutcomeLabel *m_problem;
    QProgressBar *m_progress;
    QStackedWidget *m_stack;
    QLabel *m_connection;
    QWidget *m_remarks = nullptr;
    CertificateListModel *m_model;
    QTableView *m_table;
    CertificateView *m_view;
    QPushButton *m_import;
};

} // namespace gatehouse::ui
