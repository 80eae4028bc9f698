#pragma once

#include <QDialog>

class QComboBox;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// Which two files are the truststores of the API Manager and of the Identity Server.
class PairDialog : public QDialog
{
    Q_OBJECT

public:
    /// `candidates` are files that are open or were lately.
    PairDialog(const QStringList &candidates, const QString &apiManager, const QString &identityServer,
               QWidget *parent = nullptr);

    QString apiManager() const;
    QString identityServer() const;

private:
    QLayout *makeRow(QComboBox *combo, const QString &name, const QString &objectName);
    QString problem() const;
    void check();

    QComboBox *m_apiManager;
    QComboBox *m_identityServer;
    OutcomeLabel *m_problem;
    QPushButton *m_pair = nullptr;
};

} // namespace gatehouse::ui
