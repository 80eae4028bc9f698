#include "certificate_chain_view.h"

#include "certificate_facts_view.h"
#include "ui/icons.h"
#include "ui/validity.h"
#include "ui/widgets/outcome_label.h"

#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QTreeWidgetItemIterator>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// Longer words may break.
constexpr qsizetype MaxWordCharacters = 20;

/// A label is as wide as its longest word: here a word, such as that of a name without spaces, may break.
QString breakable(const QString &text)
{
    constexpr QChar ZeroWidthSpace(0x200B);
    QString broken;
    qsizetype run = 0;
    for (const QChar character : text) {
        run = character.isSpace() ? 0 : run + 1;
        broken += character;
        if (run > 0 && run % MaxWordCharacters == 0 && !character.isHighSurrogate())
            broken += ZeroWidthSpace;
    }
    return broken;
}

/// A few certificates, always unfolded: without the marks to fold them.
class ChainTree : public QTreeWidget
{
public:
    using QTreeWidget::QTreeWidget;

protected:
    void drawBranches(QPainter *, const QRect &, const QModelIndex &) const override {}
};

QTreeWidgetItem *makeChainItem(const trust::Certificate &certificate, Instant now)
{
    const QString validity = trust::describeValidity(certificate, now);
    auto *item = new QTreeWidgetItem({certificate.displayName(), validity});
    item->setIcon(0, validityIcon(trust::validityAt(certificate, now)));
    const QString tip = u"%1\n%2"_s.arg(certificate.subject(), validity);
    item->setToolTip(0, tip);
    item->setToolTip(1, tip);
    return item;
}

} // namespace

CertificateChainView::CertificateChainView(QWidget *parent)
    : QWidget(parent)
    , m_tree(new ChainTree(this))
    , m_outcome(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    m_tree->setObjectName(u"certificateChain"_s);
    m_tree->setAccessibleName(tr("Chain of the certificate, its root first"));
    m_tree->setColumnCount(2);
    m_tree->setHeaderHidden(true);
    m_tree->setItemsExpandable(false);
    m_tree->setRootIsDecorated(false);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setIndentation(16);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    connect(m_tree, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem *item) {
        const int position = item->data(0, Qt::UserRole).toInt();
        if (position > 0 && position < m_path.certificates.size())
            Q_EMIT issuerActivated(m_path.certificates.at(position));
    });
    m_outcome->setObjectName(u"certificateChainOutcome"_s);
    m_outcome->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(makeHeading(tr("Chain"), this));
    layout->addWidget(m_outcome);
    layout->addWidget(m_tree);
}

void CertificateChainView::setCertificate(const trust::Certificate &certificate, const QList<trust::Certificate> &known,
                                          Instant now)
{
    m_path = trust::findIssuerPath(certificate, known, now);
    showPath(now);
}

void CertificateChainView::clear()
{
    m_path = {};
    m_tree->clear();
}

void CertificateChainView::showPath(Instant now)
{
    m_tree->clear();
    QTreeWidgetItem *parent = m_tree->invisibleRootItem();
    const auto descend = [&parent](QTreeWidgetItem *item) {
        parent->addChild(item);
        parent = item;
    };
    if (!m_path.reachesRoot) {
        auto *missing = new QTreeWidgetItem({tr("Missing: %1").arg(m_path.certificates.constLast().issuer())});
        missing->setIcon(0, tonedIcon(u"outcome-warn"_s, Tone::Caution));
        missing->setToolTip(0, m_path.problem);
        descend(missing);
        missing->setFirstColumnSpanned(true);
    }
    for (qsizetype i = m_path.certificates.size() - 1; i >= 0; --i) {
        QTreeWidgetItem *item = makeChainItem(m_path.certificates[i], now);
        item->setData(0, Qt::UserRole, static_cast<int>(i));
        descend(item);
    }
    QFont bold = m_tree->font();
    bold.setBold(true);
    parent->setFont(0, bold);
    m_tree->expandAll();
    fit();
    if (!m_path.problem.isEmpty())
        m_outcome->setState(Tone::Caution, u"outcome-warn"_s, breakable(m_path.problem));
    else if (m_path.certificates.size() == 1)
        m_outcome->setState(Tone::Neutral, u"certificate"_s, tr("A root: it vouches for itself"));
    else
        m_outcome->setState(Tone::Good, u"outcome-pass"_s, tr("Complete up to its root"));
}

void CertificateChainView::fit()
{
    int height = 2 * m_tree->frameWidth() + 2;
    for (QTreeWidgetItemIterator item(m_tree); *item; ++item)
        height += m_tree->sizeHintForIndex(m_tree->indexFromItem(*item)).height();
    m_tree->setFixedHeight(height);
}

} // namespace gatehouse::ui
