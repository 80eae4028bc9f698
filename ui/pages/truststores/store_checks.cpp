#include "store_checks.h"

#include "admission_panel.h"
#include "review_panel.h"
#include "ui/icons.h"

#include <QKeyEvent>
#include <QTabBar>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

StoreChecks::StoreChecks(StoreDocument *document, QWidget *parent)
    : QTabWidget(parent)
    , m_review(new ReviewPanel(document, this))
    , m_admission(new AdmissionPanel(document, this))
{
    setObjectName(u"storeChecks"_s);
    setAccessibleName(tr("Checks of the truststore"));
    setDocumentMode(true);
    tabBar()->setObjectName(u"storeChecksBar"_s);
    tabBar()->setAccessibleName(tr("Checks of the truststore"));
    addTab(m_review, icon(u"store-review"_s), tr("What is wrong"));
    addTab(m_admission, icon(u"user"_s), tr("Whom it lets in"));
    auto *button = new QToolButton(this);
    button->setObjectName(u"storeChecksClose"_s);
    button->setIcon(icon(u"window-close"_s));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolTip(tr("Close the checks (Esc)"));
    button->setAccessibleName(tr("Close the checks"));
    setCornerWidget(button);
    connect(button, &QToolButton::clicked, this, &StoreChecks::close);
    connect(m_review, &ReviewPanel::entryChosen, this, &StoreChecks::entryChosen);
    connect(m_admission, &AdmissionPanel::entryChosen, this, &StoreChecks::entryChosen);
    hide();
}

void StoreChecks::showCheck(Check check)
{
    QWidget *panel = check == Check::Review ? static_cast<QWidget *>(m_review) : m_admission;
    setCurrentWidget(panel);
    show();
    panel->findChild<QWidget *>(check == Check::Review ? u"reviewTable"_s : u"admissionFile"_s)->setFocus();
}

void StoreChecks::close()
{
    hide();
    Q_EMIT closed();
}

void StoreChecks::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QTabWidget::keyPressEvent(event);
}

} // namespace gatehouse::ui
