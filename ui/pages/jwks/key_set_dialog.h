#pragma once

#include "store/key_set_store.h"

#include <QDialog>
#include <QStringList>

class QLineEdit;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// Name, URL and truststore of a key set. Says beside each field what is wrong with it once it was left.
class KeySetDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Purpose : quint8 { Add, Edit };

    /// `taken` are the names of the other sets.
    KeySetDialog(Purpose purpose, const store::NamedKeySet &named, const QStringList &taken, QWidget *parent = nullptr);

    store::NamedKeySet named() const;

private:
    struct Field {
        QLineEdit *edit;
        OutcomeLabel *problem;
        bool isLeft = false; ///< before that it is not yet wrong
        QString (KeySetDialog::*check)() const;
    };

    Field makeField(const QString &objectName, const QString &name, const QString &value,
                    QString (KeySetDialog::*check)() const);
    QString nameProblem() const;
    QString urlProblem() const;
    QString truststoreProblem() const;
    void chooseTruststore();
    void check();

    store::NamedKeySet m_before;
    QStringList m_taken;
    QList<Field> m_fields;
    QPushButton *m_accept;
};

} // namespace gatehouse::ui
