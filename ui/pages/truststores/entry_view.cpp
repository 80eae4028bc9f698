#include "entry_view.h"

#include "ui/widgets/certificate_view.h"
#include "ui/widgets/outcome_label.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using trust::StoreEntry;

EntryView::EntryView(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_note(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_chain(new QComboBox(this))
    , m_certificate(new CertificateView(this))
{
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(u"entryTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_note->setObjectName(u"entryNote"_s);
    m_note->setWordWrap(true);
    m_chain->setObjectName(u"entryChain"_s);
    m_chain->setAccessibleName(tr("Certificate of the chain"));
    m_chain->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_chain->setMinimumContentsLength(12);
    connect(m_chain, &QComboBox::currentIndexChanged, this, &EntryView::showCertificate);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->addWidget(m_title);
    layout->addWidget(m_note);
    layout->addWidget(m_chain);
    layout->addWidget(m_certificate, 1);
    setCount(0);
}

void EntryView::setEntry(const StoreEntry &entry, const QList<trust::Certificate> &known, Instant now)
{
    m_certificates = entry.certificates;
    m_known = known;
    // A trusted certificate is among them.
    if (entry.kind != StoreEntry::Kind::TrustedCertificate)
        m_known += entry.certificates;
    m_now = now;
    m_title->setText(entry.alias);
    m_note->setVisible(entry.kind != StoreEntry::Kind::TrustedCertificate || !entry.problem.isEmpty());
    if (!entry.problem.isEmpty())
        m_note->setState(Tone::Caution, u"outcome-warn"_s, entry.problem);
    else if (entry.kind == StoreEntry::Kind::PrivateKey)
        m_note->setState(Tone::Neutral, u"key"_s,
                         tr("A private key and its chain. Gatehouse never opens the key: it is saved as it was read."));
    else
        m_note->setState(Tone::Neutral, u"outcome-skipped"_s,
                         tr("Nothing that a server would trust; it is saved as it was read."));
    const QSignalBlocker blocker(m_chain);
    m_chain->clear();
    for (qsizetype i = 0; i < m_certificates.size(); ++i)
        m_chain->addItem(tr("%1 of %2: %3").arg(i + 1).arg(m_certificates.size()).arg(m_certificates[i].displayName()));
    m_chain->setVisible(m_certificates.size() > 1);
    showCertificate(0);
}

void EntryView::setCount(qsizetype count)
{
    m_certificates.clear();
    m_note->hide();
    m_chain->hide();
    m_certificate->clear();
    m_title->setText(count == 0 ? tr("Choose an entry to see it whole")
                                : tr("%n entries are selected", nullptr, static_cast<int>(count)));
}

void EntryView::showCertificate(int index)
{
    if (index >= 0 && index < m_certificates.size())
        m_certificate->setCertificate(m_certificates[index], m_known, m_now);
    else
        m_certificate->clear();
}

} // namespace gatehouse::ui
