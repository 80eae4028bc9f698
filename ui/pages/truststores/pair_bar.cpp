#include "pair_bar.h"

#include "pair_import.h"
#include "store_document.h"
#include "store_pair.h"
#include "ui/widgets/outcome_label.h"

#include <QCheckBox>
#include <QDir>
#include <QHBoxLayout>
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

PairBar::PairBar(StorePair *pair, QWidget *parent)
    : QWidget(parent)
    , m_pair(pair)
    , m_state(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_together(new QCheckBox(tr("Change &both"), this))
    , m_open(new QPushButton(tr("Open both"), this))
    , m_compare(new QPushButton(icon(u"compare-differs"_s), tr("Differences"), this))
    , m_save(new QPushButton(icon(u"document-save"_s), tr("Save both"), this))
    , m_end(new QPushButton(tr("End the pair"), this))
{
    m_state->setObjectName(u"pairState"_s);
    m_state->setWordWrap(true);
    m_together->setObjectName(u"pairTogether"_s);
    m_together->setToolTip(
        tr("What is imported into one of the two is imported into the other as well; what is deleted or "
           "renamed in one goes the same way in the other; and so does undo"));
    m_open->setObjectName(u"pairOpen"_s);
    m_compare->setObjectName(u"pairCompare"_s);
    m_save->setObjectName(u"pairSave"_s);
    m_save->setToolTip(tr("Writes both files or neither"));
    m_end->setObjectName(u"pairEnd"_s);
    m_end->setToolTip(tr("The files stay as they are and open"));
    connect(m_together, &QCheckBox::toggled, m_pair, &StorePair::setChangesTogether);
    connect(m_open, &QPushButton::clicked, this, &PairBar::openRequested);
    connect(m_compare, &QPushButton::clicked, this, &PairBar::compareRequested);
    connect(m_save, &QPushButton::clicked, this, &PairBar::saveRequested);
    connect(m_end, &QPushButton::clicked, m_pair, &StorePair::clear);
    connect(m_pair, &StorePair::changed, this, &PairBar::update);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_state, 1);
    layout->addWidget(m_together);
    for (QPushButton *button : {m_open, m_compare, m_save, m_end})
        layout->addWidget(button);
    update();
}

void PairBar::update()
{
    setVisible(m_pair->isSet());
    if (!m_pair->isSet())
        return;
    const StoreDocument *first = m_pair->document(PairRole::ApiManager);
    const StoreDocument *second = m_pair->document(PairRole::IdentityServer);
    const bool isOpen = first && second;
    m_open->setVisible(!isOpen);
    for (QWidget *widget :
         {static_cast<QWidget *>(m_together), static_cast<QWidget *>(m_compare), static_cast<QWidget *>(m_save)})
        widget->setVisible(isOpen);
    m_state->setToolTip(tr("API Manager: %1\nIdentity Server: %2")
                            .arg(QDir::toNativeSeparators(m_pair->path(PairRole::ApiManager)),
                                 QDir::toNativeSeparators(m_pair->path(PairRole::IdentityServer))));
    if (!isOpen) {
        m_state->setState(Tone::Neutral, u"pair"_s,
                          tr("API Manager and Identity Server are a pair; open both to work "
                             "on them together."));
        return;
    }
    const qsizetype differences = countDifferences(first->store(), second->store());
    if (differences == 0)
        m_state->setState(Tone::Good, u"outcome-pass"_s, tr("API Manager and Identity Server trust the same."));
    else
        m_state->setState(
            Tone::Caution, u"outcome-warn"_s,
            differences == 1
                ? tr("1 certificate is trusted by only one of API Manager and Identity Server.")
                : tr("%1 certificates are trusted by only one of API Manager and Identity Server.").arg(differences));
    m_save->setEnabled((first->isModified() || second->isModified()) && !first->isSaving() && !second->isSaving());
    const QSignalBlocker blocker(m_together);
    m_together->setChecked(m_pair->changesTogether());
}

} // namespace gatehouse::ui
