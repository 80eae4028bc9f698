#pragma once

#include "trust/trust_store.h"

#include <QDialog>
#include <QStringList>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace gatehouse::ui {

class CertificateView;
class ImportModel;
class OutcomeLabel;

/// Shows certificates that were read from somewhere and lets the user choose which of them come into a store, and
/// under which alias. Changes nothing itself: see trust::importCertificates().
class ImportDialog : public QDialog
{
    Q_OBJECT

public:
    /// `ignored` says what else was where the certificates came from; `store` is where they are to go.
    ImportDialog(const trust::TrustStore &store, const QList<trust::Certificate> &certificates,
                 const QStringList &ignored, Instant now, QWidget *parent = nullptr);

    QList<trust::Certificate> chosen() const;
    /// Of chosen(), in the same order; all of them may be used.
    QStringList aliases() const;

    void accept() override;

private:
    QWidget *makeList();
    QWidget *makeDetails();
    int currentRow() const;
    void showCurrent();
    void editAlias(const QString &alias);
    void updateAliasProblem();
    void updateSummary();
    void showNextProblem();
    void tickShown(Qt::CheckState state);

    QList<trust::Certificate> m_known;
    Instant m_now;
    ImportModel *m_model;
    QSortFilterProxyModel *m_filter;
    QTableView *m_table;
    QLineEdit *m_alias;
    QLabel *m_aliasLabel;
    OutcomeLabel *m_aliasProblem;
    CertificateView *m_view;
    OutcomeLabel *m_summary;
    QPushButton *m_next;
    QPushButton *m_import;
};

} // namespace gatehouse::ui
