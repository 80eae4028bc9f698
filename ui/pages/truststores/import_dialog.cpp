#include "import_dialog.h"

#include "ui/icons.h"
#include "ui/pages/truststores/import_model.h"
#include "ui/widgets/certificate_view.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/tick_delegate.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QTableView>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype MaxIgnoredLines = 4; ///< the others are in the tool tip
constexpr int PaneGap = 4;

} // namespace

ImportDialog::ImportDialog(const trust::TrustStore &store, const QList<trust::Certificate> &certificates,
                           const QStringList &ignored, Instant now, QWidget *parent)
    : QDialog(parent)
    , m_known(store.trustedCertificates() + certificates)
    , m_now(now)
    , m_model(new ImportModel(store, certificates, now, this))
    , m_filter(new ImportFilter(m_model, this))
    , m_table(new QTableView(this))
    , m_alias(new QLineEdit(this))
    , m_aliasProblem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_view(new CertificateView(this))
    , m_summary(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_next(new QPushButton(icon(u"go-next"_s), tr("Show the &next"), this))
{
    setWindowTitle(tr("Import certificates"));
    QWidget *list = makeList();
    auto *splitter = new QSplitter(this);
    splitter->addWidget(list);
    splitter->addWidget(makeDetails());
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    // One certificate needs no list.
    const bool isSingle = certificates.size() == 1;
    list->setVisible(!isSingle);
    auto *layout = new QVBoxLayout(this);
    if (!ignored.isEmpty())
        layout->addWidget(makeIgnored(ignored));
    layout->addWidget(splitter, 1);
    layout->addLayout(makeFoot());
    resize(QSize(fontMetrics().averageCharWidth() * (isSingle ? 90 : 200), fontMetrics().height() * 44)
               .boundedTo(screen()->availableSize()));

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ImportDialog::showCurrent);
    connect(m_model, &ImportModel::choiceChanged, this, &ImportDialog::updateAlias);
    connect(m_model, &ImportModel::choiceChanged, this, &ImportDialog::updateSummary);
    selectRow(0);
    updateSummary();
    if (isSingle)
        m_alias->setFocus();
    else
        m_table->setFocus();
}

QWidget *ImportDialog::makeList()
{
    auto *filter = new QLineEdit(this);
    filter->setObjectName(u"importFilter"_s);
    filter->setAccessibleName(tr("Filter"));
    filter->setPlaceholderText(tr("Name, issuer or alias"));
    filter->setClearButtonEnabled(true);
    connect(filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        const int row = currentRow();
        m_filter->setText(text);
        if (currentRow() != row || !m_table->currentIndex().isValid())
            selectRow(row);
    });
    auto *label = new QLabel(tr("&Filter:"), this);
    label->setBuddy(filter);
    auto *all = new QPushButton(tr("&Tick all"), this);
    all->setObjectName(u"importTickAll"_s);
    all->setToolTip(tr("Tick every certificate that is shown"));
    auto *none = new QPushButton(tr("&Untick all"), this);
    none->setObjectName(u"importTickNone"_s);
    none->setToolTip(tr("Untick every certificate that is shown"));
    connect(all, &QPushButton::clicked, this, [this] { tickShown(Qt::Checked); });
    connect(none, &QPushButton::clicked, this, [this] { tickShown(Qt::Unchecked); });
    for (QPushButton *button : {all, none, m_next})
        button->setAutoDefault(false);
    setUpTable();

    auto *bar = new QHBoxLayout;
    bar->addWidget(label);
    bar->addWidget(filter, 1);
    bar->addWidget(all);
    bar->addWidget(none);
    auto *list = new QWidget(this);
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, PaneGap, 0);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    return list;
}

void ImportDialog::setUpTable()
{
    m_table->setObjectName(u"importTable"_s);
    m_table->setAccessibleName(tr("Certificates to import"));
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new TickDelegate(m_table));
    auto *sentences = new RoomyDelegate(m_table);
    sentences->setElideMode(Qt::ElideRight);
    m_table->setItemDelegateForColumn(ImportModel::RemarkColumn, sentences);
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setSelectionMode(QTableView::SingleSelection);
    m_table->setEditTriggers(QTableView::DoubleClicked | QTableView::EditKeyPressed);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->setColumnHidden(CertificateListModel::IssuerColumn, true);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->moveSection(header->visualIndex(ImportModel::AliasColumn), 1);
    header->setSortIndicatorClearable(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    const int character = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(CertificateListModel::NameColumn, character * 31);
    m_table->setColumnWidth(ImportModel::AliasColumn, character * 25);
    header->setSectionResizeMode(CertificateListModel::ExpiryColumn, QHeaderView::ResizeToContents);
    header->setStretchLastSection(true);
}

QWidget *ImportDialog::makeDetails()
{
    m_alias->setObjectName(u"importAlias"_s);
    m_alias->setAccessibleName(tr("Alias"));
    m_alias->setToolTip(tr("What the entry is called in the store"));
    m_aliasProblem->setObjectName(u"importAliasProblem"_s);
    m_aliasProblem->setWordWrap(true);
    m_view->setObjectName(u"importCertificate"_s);
    connect(m_alias, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (currentRow() >= 0)
            m_model->setAlias(currentRow(), text);
    });
    connect(m_view, &CertificateView::issuerActivated, this, [this](const trust::Certificate &issuer) {
        if (const qsizetype row = m_model->certificates().indexOf(issuer); row >= 0)
            selectRow(static_cast<int>(row));
    });
    auto *label = new QLabel(tr("&Alias:"), this);
    label->setBuddy(m_alias);
    auto *form = new QGridLayout;
    form->addWidget(label, 0, 0);
    form->addWidget(m_alias, 0, 1);
    form->addWidget(m_aliasProblem, 1, 1);
    auto *details = new QWidget(this);
    auto *layout = new QVBoxLayout(details);
    layout->setContentsMargins(m_model->rowCount() == 1 ? 0 : PaneGap, 0, 0, 0);
    layout->addLayout(form);
    layout->addWidget(m_view, 1);
    return details;
}

QWidget *ImportDialog::makeIgnored(const QStringList &ignored)
{
    auto *label = new OutcomeLabel(OutcomeLabel::Style::Filled, this);
    label->setObjectName(u"importIgnored"_s);
    label->setWordWrap(true);
    label->setState(Tone::Caution, u"outcome-warn"_s, tr("Left out, as it is no certificate:"));
    QStringList lines = ignored.first(std::min(ignored.size(), MaxIgnoredLines));
    if (ignored.size() > MaxIgnoredLines)
        lines += tr("and %1 more").arg(ignored.size() - MaxIgnoredLines);
    label->setDetail(lines.join(u'\n'));
    label->setToolTip(ignored.join(u'\n'));
    return label;
}

QLayout *ImportDialog::makeFoot()
{
    m_summary->setObjectName(u"importSummary"_s);
    m_next->setObjectName(u"importNextProblem"_s);
    m_next->setToolTip(tr("Go to the next certificate whose alias cannot be used"));
    connect(m_next, &QPushButton::clicked, this, &ImportDialog::showNextProblem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_import = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
    m_import->setObjectName(u"importAccept"_s);
    m_import->setIcon(icon(u"list-add"_s));
    m_import->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &ImportDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *row = new QHBoxLayout;
    row->addWidget(m_summary, 0, Qt::AlignVCenter);
    row->addWidget(m_next);
    row->addStretch(1);
    row->addWidget(buttons);
    return row;
}

void ImportDialog::proposeAliases(const QStringList &aliases)
{
    for (int row = 0; row < std::min<qsizetype>(aliases.size(), m_model->rowCount()); ++row) {
        const QString before = m_model->alias(row);
        if (aliases[row].isEmpty() || !m_model->whyNot(row).isEmpty())
            continue;
        m_model->setAlias(row, aliases[row]);
        if (!m_model->aliasProblem(row).isEmpty())
            m_model->setAlias(row, before);
    }
}

QList<trust::Certificate> ImportDialog::chosen() const
{
    return m_model->ticked();
}

QStringList ImportDialog::aliases() const
{
    QStringList aliases;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->isTicked(row))
            aliases += m_model->alias(row);
    }
    return aliases;
}

void ImportDialog::accept()
{
    if (m_model->tickedCount() == 0)
        return;
    if (m_model->rowsWithProblem().isEmpty())
        QDialog::accept();
    else
        showNextProblem();
}

int ImportDialog::currentRow() const
{
    return m_filter->mapToSource(m_table->currentIndex()).row();
}

void ImportDialog::selectRow(int row)
{
    const QModelIndex shown = m_filter->mapFromSource(m_model->index(row, CertificateListModel::NameColumn));
    m_table->setCurrentIndex(shown.isValid() ? shown : m_filter->index(0, CertificateListModel::NameColumn));
    m_table->scrollTo(m_table->currentIndex());
}

void ImportDialog::showCurrent()
{
    const int row = currentRow();
    if (row < 0)
        m_view->clear();
    else
        m_view->setCertificate(m_model->certificate(row), m_known, m_now);
    updateAlias();
}

void ImportDialog::updateAlias()
{
    const int row = currentRow();
    const QString alias = row < 0 ? QString() : m_model->alias(row);
    // Setting the text that is there would move the cursor.
    if (m_alias->text() != alias)
        m_alias->setText(alias);
    const bool isImportable = row >= 0 && m_model->whyNot(row).isEmpty();
    m_alias->setEnabled(isImportable);
    const QString problem = isImportable ? m_model->aliasProblem(row) : QString();
    if (!problem.isEmpty())
        m_aliasProblem->setOutcome(dcr::Outcome::Fail, problem);
    else if (row >= 0 && !isImportable)
        m_aliasProblem->setState(Tone::Neutral, u"outcome-skipped"_s, m_model->whyNot(row));
    m_aliasProblem->setVisible(row >= 0 && (!problem.isEmpty() || !isImportable));
}

void ImportDialog::updateSummary()
{
    const qsizetype ticked = m_model->tickedCount();
    const qsizetype problems = m_model->rowsWithProblem().size();
    const qsizetype rest = m_model->rowCount() - m_model->countImportable();
    if (problems > 0)
        m_summary->setOutcome(dcr::Outcome::Fail,
                              problems == 1 ? tr("1 alias cannot be used")
                                            : tr("%1 aliases cannot be used").arg(problems));
    else if (m_model->countImportable() == 0)
        m_summary->setState(Tone::Neutral, u"outcome-skipped"_s,
                            tr("Nothing to import: the store trusts all of it already"));
    else if (rest > 0)
        m_summary->setState(
            Tone::Neutral, u"certificate"_s,
            tr("%1 of %2 ticked, %3 in the store already").arg(ticked).arg(m_model->rowCount()).arg(rest));
    else
        m_summary->setState(Tone::Neutral, u"certificate"_s,
                            tr("%1 of %2 ticked").arg(ticked).arg(m_model->rowCount()));
    m_next->setVisible(problems > 0 && m_model->rowCount() > 1);
    m_import->setEnabled(ticked > 0 && problems == 0);
    m_import->setText(ticked == 0       ? tr("&Import")
                          : ticked == 1 ? tr("&Import 1 certificate")
                                        : tr("&Import %1 certificates").arg(ticked));
}

void ImportDialog::showNextProblem()
{
    const QList<int> rows = m_model->rowsWithProblem();
    if (rows.isEmpty())
        return;
    const auto next = std::upper_bound(rows.begin(), rows.end(), currentRow());
    const int row = next == rows.end() ? rows.constFirst() : *next;
    if (!m_filter->mapFromSource(m_model->index(row, 0)).isValid())
        findChild<QLineEdit *>(u"importFilter"_s)->clear();
    selectRow(row);
    m_alias->setFocus();
    m_alias->selectAll();
}

void ImportDialog::tickShown(Qt::CheckState state)
{
    QList<int> rows;
    for (int shown = 0; shown < m_filter->rowCount(); ++shown) {
        const int row = m_filter->mapToSource(m_filter->index(shown, 0)).row();
        if (m_model->whyNot(row).isEmpty())
            rows.append(row);
    }
    m_model->setTicked(rows, state);
}

} // namespace gatehouse::ui
