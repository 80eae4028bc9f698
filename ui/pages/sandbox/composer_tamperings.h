#pragma once

#include "sandbox/tampering.h"

#include <QGroupBox>

class QCheckBox;
class QLabel;
class QPushButton;

namespace gatehouse::ui {

/// One tick for each thing that can be wrong with a request, and the checks that should see what is ticked.
class ComposerTamperings : public QGroupBox
{
    Q_OBJECT

public:
    explicit ComposerTamperings(QWidget *parent = nullptr);

    QList<const sandbox::Tampering *> chosen() const;
    /// What is at hand; a tick for what is not goes away.
    void setAvailable(const QList<sandbox::TamperingNeeds> &atHand);

Q_SIGNALS:
    void changed();

private:
    struct Row {
        const sandbox::Tampering *tampering;
        QCheckBox *box;
    };

    void showExpectation();

    QList<Row> m_rows;
    QLabel *m_expectation;
    QPushButton *m_none;
};

} // namespace gatehouse::ui
