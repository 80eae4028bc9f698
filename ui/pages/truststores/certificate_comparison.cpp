#include "certificate_comparison.h"

#include "trust/certificate_facts.h"
#include "ui/appearance.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScreen>
#include <QTreeWidget>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using trust::CertificateFact;
using trust::FactPair;

namespace {

enum Column { LabelColumn, LeftColumn, RightColumn };

/// What is compared character by character is seen whole.
constexpr qsizetype MaxLineCharacters = 30;

QString brokenIntoLines(const QString &text)
{
    QStringList lines;
    const QStringList given = text.split(u'\n');
    for (const QString &line : given) {
        for (qsizetype at = 0; at == 0 || at < line.size(); at += MaxLineCharacters)
            lines += line.mid(at, MaxLineCharacters);
    }
    return lines.join(u'\n');
}

QTreeWidgetItem *makeItem(const FactPair &pair, const QPalette &palette)
{
    auto *item = new QTreeWidgetItem({pair.label, pair.left, pair.right});
    for (const Column column : {LeftColumn, RightColumn}) {
        if (item->text(column).isEmpty())
            item->setText(column, u"–"_s);
        item->setToolTip(column, item->text(column));
        item->setTextAlignment(column, Qt::AlignLeft | Qt::AlignTop);
        if (pair.style == CertificateFact::Style::Code) {
            item->setFont(column, fixedFont());
            item->setText(column, brokenIntoLines(item->text(column)));
        }
        if (pair.differs())
            item->setBackground(column, toneBackground(Tone::Caution, palette));
    }
    item->setTextAlignment(LabelColumn, Qt::AlignLeft | Qt::AlignTop);
    item->setToolTip(LabelColumn,
                     pair.differs() ? CertificateComparison::tr("%1 differs").arg(pair.label)
                                    : CertificateComparison::tr("%1 is the same").arg(pair.label));
    item->setIcon(LabelColumn,
                  pair.differs() ? tonedIcon(u"compare-differs"_s, Tone::Caution) : icon(u"compare-same"_s));
    item->setData(LabelColumn, Qt::AccessibleTextRole, item->toolTip(LabelColumn));
    item->setData(LabelColumn, Qt::UserRole, pair.differs());
    return item;
}

} // namespace

CertificateComparison::CertificateComparison(const Named &left, const Named &right, Instant now, QWidget *parent)
    : QDialog(parent)
    , m_summary(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_alone(new QCheckBox(tr("&Only what differs"), this))
    , m_table(new QTreeWidget(this))
{
    setWindowTitle(tr("Compare %1 with %2").arg(left.name, right.name));
    m_summary->setObjectName(u"comparisonSummary"_s);
    m_summary->setWordWrap(true);
    m_alone->setObjectName(u"comparisonDifferences"_s);
    makeTable(left, right);
    fill(left, right, now);
    connect(m_alone, &QCheckBox::toggled, this, &CertificateComparison::showWhatDiffers);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_alone);
    foot->addStretch();
    foot->addWidget(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_summary);
    layout->addWidget(m_table, 1);
    layout->addLayout(foot);
    resize(QSize(fontMetrics().averageCharWidth() * 150, fontMetrics().height() * 40)
               .boundedTo(screen()->availableSize()));
    m_table->setFocus();
}

void CertificateComparison::makeTable(const Named &left, const Named &right)
{
    m_table->setObjectName(u"comparisonTable"_s);
    m_table->setAccessibleName(tr("The two certificates side by side"));
    m_table->setHeaderLabels({tr("Property"), left.name, right.name});
    m_table->setItemDelegate(new RoomyDelegate(m_table));
    m_table->setRootIsDecorated(false);
    m_table->setItemsExpandable(false);
    m_table->setIndentation(0);
    m_table->setWordWrap(true);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->header()->setSectionsMovable(false);
    m_table->header()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->header()->setSectionResizeMode(LabelColumn, QHeaderView::ResizeToContents);
}

void CertificateComparison::fill(const Named &left, const Named &right, Instant now)
{
    QFont bold = m_table->font();
    bold.setBold(true);
    std::optional<trust::FactSection> section;
    int differing = 0;
    const QList<FactPair> pairs = trust::pairFacts(left.certificate, right.certificate, now);
    for (const FactPair &pair : pairs) {
        if (section != pair.section) {
            section = pair.section;
            auto *heading = new QTreeWidgetItem(m_table, {trust::title(pair.section)});
            heading->setFont(LabelColumn, bold);
            heading->setFirstColumnSpanned(true);
            heading->setFlags(Qt::ItemIsEnabled);
        }
        m_table->addTopLevelItem(makeItem(pair, palette()));
        differing += pair.differs() ? 1 : 0;
    }
    m_alone->setEnabled(differing > 0);
    if (left.certificate == right.certificate)
        m_summary->setState(Tone::Good, u"compare-same"_s, tr("They are the same certificate."));
    else
        m_summary->setState(
            Tone::Caution, u"compare-differs"_s,
            tr("They are two certificates: %1 of %2 properties differ.").arg(differing).arg(pairs.size()));
}

void CertificateComparison::showWhatDiffers(bool alone)
{
    QTreeWidgetItem *heading = nullptr;
    for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = m_table->topLevelItem(i);
        const QVariant differs = item->data(LabelColumn, Qt::UserRole);
        if (!differs.isValid()) {
            heading = item;
            heading->setHidden(alone);
            continue;
        }
        item->setHidden(alone && !differs.toBool());
        if (heading && !item->isHidden())
            heading->setHidden(false);
    }
}

} // namespace gatehouse::ui
