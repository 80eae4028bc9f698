#include "signature_view.h"

#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QFileInfo>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using Status = jose::SignatureVerdict::Status;

SignatureView::SignatureView(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(title, this))
    , m_verdict(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_key(new QuietLabel(this))
{
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_key->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_verdict->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_title);
    layout->addWidget(m_verdict);
    layout->addWidget(m_key);
    layout->addStretch();
}

void SignatureView::setVerdict(const jose::SignatureVerdict &verdict, const QString &origin)
{
    switch (verdict.status) {
    case Status::Valid:
        m_verdict->setOutcome(dcr::Outcome::Pass, tr("Valid"));
        break;
    case Status::Invalid:
        m_verdict->setOutcome(dcr::Outcome::Fail, tr("Not valid: %1").arg(verdict.reason));
        break;
    case Status::Unverified:
        m_verdict->setOutcome(dcr::Outcome::Skipped, tr("Not verified: %1").arg(verdict.reason));
        break;
    }
    QStringList parts;
    parts += verdict.alg.isEmpty() ? tr("no algorithm named") : QString::fromUtf8(verdict.alg);
    parts += verdict.kid.isEmpty() ? tr("no key named") : tr("key %1").arg(QString::fromUtf8(verdict.kid.left(100)));
    if (verdict.key)
        parts += verdict.key->describe();
    if (!origin.isEmpty())
        parts += tr("looked up in %1").arg(QFileInfo(origin).fileName());
    m_key->setText(parts.join(u" · "_s));
    m_key->setToolTip(origin);
    setAccessibleName(tr("%1: %2").arg(m_title->text(), m_verdict->text()));
}

} // namespace gatehouse::ui
