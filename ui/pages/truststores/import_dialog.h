#pragma once

#include "trust/trust_store.h"

#include <QDialog>
#include <QStringList>

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace gatehouse::ui {

class CertificateView;
class ImportFilter;
class ImportModel;
class OutcomeLabel;

/// Shows certificates that were read from somewhere and lets the user choose which of them come into a store, and
/// under which alias. Changes nothing itself: see trust::importCertificates().
class ImportDialog : public QDialog
{
    Q_OBJECT

public:
    /// `store` is where they are to go; `ignored` says what else was where the certificates came from.
    ImportDialog(const trust::TrustStore &store, const QList<trust::Certificate> &certificates,
                 const QStringList &ignored, Instant now, QWidget *parent = nullptr);

    /// Instead of what is made from the certificates, in their order; those that are empty or cannot be used are left.
    void proposeAliases(const QStringList &aliases);

    QList<trust::Certificate> chosen() const;
    /// Of chosen(), in the same order.
    QStringList aliases() const;

    /// Only while every alias can be used.
    void accept() override;

private:
    QWidget *makeList();
    QWidget *makeDetails();
    QWidget *makeIgnored(const QStringList &ignored);
    QLayout *makeFoot();
    void setUpTable();
    /// In the model; -1 where none is selected.
    int currentRow() const;
    void selectRow(int row);
    void showCurrent();
    void updateAlias();
    void updateSummary();
    void showNextProblem();
    void tickShown(Qt::CheckState state);

    QList<trust::Certificate> m_known; ///< those of the store and those on their way into it
    Instant m_now;
    ImportModel *m_model;
    ImportFilter *m_filter;
    QTableView *m_table;
    QLineEdit *m_alias;
    OutcomeLabel *m_aliasProblem;
    CertificateView *m_view;
    OutcomeLabel *m_summary;
    QPushButton *m_next;
    QPushButton *m_import = nullptr;
};

} // namespace gatehouse::ui
