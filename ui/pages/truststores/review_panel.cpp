#include "review_panel.h"

#include "review_model.h"
#include "store_document.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using Level = trust::ReviewFinding::Level;

ReviewPanel::ReviewPanel(StoreDocument *document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_model(new ReviewModel(this))
    , m_summary(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_notes(new QCheckBox(tr("Re&marks too"), this))
    , m_table(new QTableView(this))
{
    m_summary->setObjectName(u"reviewSummary"_s);
    m_notes->setObjectName(u"reviewNotes"_s);
    m_notes->setToolTip(tr("Also what is worth knowing and nothing to do about"));
    connect(m_notes, &QCheckBox::toggled, m_model, &ReviewModel::setNotesShown);
    makeTable();
    auto *head = new QHBoxLayout;
    head->addWidget(m_summary, 1);
    head->addWidget(m_notes);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_table, 1);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &ReviewPanel::conclude);
    connect(m_document, &StoreDocument::storeChanged, this, [this] {
        m_isCurrent = false;
        if (isVisible())
            review();
    });
}

ReviewPanel::~ReviewPanel()
{
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void ReviewPanel::makeTable()
{
    m_table->setModel(m_model);
    m_table->setObjectName(u"reviewTable"_s);
    m_table->setAccessibleName(tr("What is wrong with the truststore"));
    m_table->setItemDelegate(new RoomyDelegate(m_table));
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setSelectionMode(QTableView::SingleSelection);
    m_table->setEditTriggers(QTableView::NoEditTriggers);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 2 * RoomyDelegate::Room + 2);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const int character = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(ReviewModel::LevelColumn, character * 16);
    m_table->setColumnWidth(ReviewModel::EntryColumn, character * 32);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ReviewPanel::chooseCurrent);
    // Once more, where the selection went elsewhere meanwhile.
    connect(m_table, &QTableView::clicked, this, &ReviewPanel::chooseCurrent);
    connect(m_table, &QTableView::activated, this, &ReviewPanel::chooseCurrent);
}

void ReviewPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_isCurrent)
        review();
}

void ReviewPanel::review()
{
    m_isCurrent = true;
    m_summary->setState(Tone::Neutral, u"state-busy"_s, tr("The entries are being looked at …"));
    // What an earlier edit asked for and is not done yet is not waited for: its outcome is not shown.
    m_watcher.setFuture(QtConcurrent::run(
        [store = m_document->store(), now = m_document->now()] { return trust::reviewStore(store, now); }));
}

void ReviewPanel::conclude()
{
    const QModelIndex current = m_table->currentIndex();
    const trust::StoreFinding before = current.isValid() ? m_model->finding(current.row()) : trust::StoreFinding();
    {
        // The list comes anew; the user has chosen nothing.
        const QSignalBlocker blocker(m_table->selectionModel());
        m_model->setFindings(m_watcher.result());
        for (int row = 0; current.isValid() && row < m_model->rowCount(); ++row) {
            const trust::StoreFinding &each = m_model->finding(row);
            if (each.alias == before.alias && each.finding.text == before.finding.text) {
                m_table->setCurrentIndex(m_model->index(row, 0));
                break;
            }
        }
    }
    m_table->viewport()->update();
    summarise();
    Q_EMIT reviewed();
}

void ReviewPanel::summarise()
{
    const auto problems = static_cast<int>(m_model->count(Level::Problem));
    const auto warnings = static_cast<int>(m_model->count(Level::Warning));
    const auto notes = static_cast<int>(m_model->count(Level::Note));
    const auto counted = [](int count, const QString &one, const QString &several) {
        return count == 1 ? one : several.arg(count);
    };
    const QStringList parts = {counted(problems, tr("1 problem"), tr("%1 problems")),
                               counted(warnings, tr("1 warning"), tr("%1 warnings")),
                               counted(notes, tr("1 remark"), tr("%1 remarks"))};
    if (problems + warnings == 0)
        m_summary->setState(Tone::Good, u"outcome-pass"_s, tr("Nothing is wrong · %1").arg(parts[2]));
    else
        m_summary->setState(problems > 0 ? Tone::Bad : Tone::Caution,
                            problems > 0 ? u"outcome-fail"_s : u"outcome-warn"_s, parts.join(u" · "_s));
    m_notes->setEnabled(notes > 0);
}

void ReviewPanel::chooseCurrent()
{
    if (const QModelIndex current = m_table->currentIndex(); current.isValid())
        Q_EMIT entryChosen(m_model->finding(current.row()).alias);
}

} // namespace gatehouse::ui
