#include "composer_claims_editor.h"

#include "base/json_mistake.h"
#include "composer_claims_model.h"
#include "dcr/claim_text.h"
#include "ui/appearance.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/tick_delegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTextBlock>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

enum View { TableView, JsonView };
constexpr int IndentOfJson = 2;

} // namespace

ComposerClaimsEditor::ComposerClaimsEditor(const QString &name, const QString &title,
                                           std::span<const dcr::ClaimInfo> table, QWidget *parent)
    : QWidget(parent)
    , m_infos(table)
    , m_model(new ComposerClaimsModel(table, this))
    , m_table(new QTableView(this))
    , m_text(new QPlainTextEdit(this))
    , m_stack(new QStackedWidget(this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_bar(new QHBoxLayout)
    , m_tableButton(new QRadioButton(tr("Table"), this))
    , m_jsonButton(new QRadioButton(tr("JSON"), this))
{
    setObjectName(name);
    makeTable(name, title);
    m_text->setObjectName(name + u"Json"_s);
    m_text->setAccessibleName(tr("%1 as JSON").arg(title));
    m_text->setFont(fixedFont());
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_problem->setObjectName(name + u"Mistake"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_text);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    makeBar(name);
    layout->addLayout(m_bar);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_problem);
    connect(m_text, &QPlainTextEdit::textChanged, this, &ComposerClaimsEditor::takeText);
    connect(m_model, &ComposerClaimsModel::edited, this, &ComposerClaimsEditor::edited);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &ComposerClaimsEditor::scheduleLayout);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ComposerClaimsEditor::scheduleLayout);
}

void ComposerClaimsEditor::makeBar(const QString &name)
{
    m_tableButton->setObjectName(name + u"TableButton"_s);
    m_jsonButton->setObjectName(name + u"JsonButton"_s);
    m_tableButton->setChecked(true);
    connect(m_tableButton, &QRadioButton::clicked, this, [this] { showAs(TableView); });
    connect(m_jsonButton, &QRadioButton::clicked, this, [this] { showAs(JsonView); });
    auto *reset = new QPushButton(icon(u"edit-undo"_s), tr("Reset"), this);
    reset->setObjectName(name + u"Reset"_s);
    reset->setToolTip(tr("Takes back every change to these claims"));
    connect(reset, &QPushButton::clicked, this, &ComposerClaimsEditor::resetRequested);
    m_bar->addWidget(m_tableButton);
    m_bar->addWidget(m_jsonButton);
    m_bar->addStretch();
    m_bar->addWidget(reset);
}

void ComposerClaimsEditor::addToBar(QWidget *widget)
{
    m_bar->insertWidget(m_bar->count() - 1, widget);
}

void ComposerClaimsEditor::makeTable(const QString &name, const QString &title)
{
    m_table->setModel(m_model);
    m_table->setObjectName(name + u"Table"_s);
    m_table->setAccessibleName(title);
    auto *delegate = new TickDelegate(m_table);
    delegate->setElideMode(Qt::ElideRight);
    m_table->setItemDelegate(delegate);
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setSelectionMode(QTableView::SingleSelection);
    m_table->setEditTriggers(QTableView::DoubleClicked | QTableView::EditKeyPressed | QTableView::AnyKeyPressed
                             | QTableView::SelectedClicked);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(true);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QTableView::ScrollPerPixel);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->viewport()->installEventFilter(this);
}

void ComposerClaimsEditor::setClaims(const Json &claims)
{
    m_model->setClaims(claims);
    writeText();
}

const Json &ComposerClaimsEditor::claims() const
{
    return m_model->claims();
}

void ComposerClaimsEditor::setMandatory(const QStringList &names)
{
    m_model->setMandatory(names);
}

void ComposerClaimsEditor::showAs(int page)
{
    if (page == JsonView && m_stack->currentIndex() != JsonView)
        writeText();
    m_stack->setCurrentIndex(page);
    (page == JsonView ? static_cast<QWidget *>(m_text) : m_table)->setFocus();
}

void ComposerClaimsEditor::writeText()
{
    m_isWriting = true;
    m_text->setPlainText(QString::fromStdString(dcr::inReadingOrder(m_model->claims(), m_infos)
                                                    .dump(IndentOfJson, ' ', false, Json::error_handler_t::replace)));
    m_isWriting = false;
    m_mistake.clear();
    markMistake(0);
}

void ComposerClaimsEditor::takeText()
{
    if (m_isWriting)
        return;
    const QByteArray text = m_text->toPlainText().toUtf8();
    const auto mistake = findJsonMistake(text);
    m_mistake = mistake ? mistake->message : QString();
    markMistake(mistake ? mistake->line : 0);
    if (const Result<Json> claims = parseJsonObject(text); claims && *claims != m_model->claims())
        m_model->setClaims(*claims);
    Q_EMIT edited();
}

void ComposerClaimsEditor::markMistake(int line)
{
    m_mistakenLine = line;
    m_problem->setVisible(line > 0);
    m_tableButton->setEnabled(line == 0);
    m_tableButton->setToolTip(line == 0 ? QString() : tr("Mend the mistake first"));
    QList<QTextEdit::ExtraSelection> marks;
    if (line > 0) {
        m_problem->setOutcome(dcr::Outcome::Fail, m_mistake);
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_text->document()->findBlockByNumber(line - 1));
        mark.format.setBackground(toneBackground(Tone::Bad, palette()));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks.append(mark);
    }
    m_text->setExtraSelections(marks);
}

void ComposerClaimsEditor::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        markMistake(m_mistakenLine);
    QWidget::changeEvent(event);
}

bool ComposerClaimsEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        scheduleLayout();
    return QWidget::eventFilter(watched, event);
}

void ComposerClaimsEditor::scheduleLayout()
{
    if (std::exchange(m_isLayoutDue, true))
        return;
    QMetaObject::invokeMethod(this, &ComposerClaimsEditor::layOutRows, Qt::QueuedConnection);
}

void ComposerClaimsEditor::layOutRows()
{
    m_isLayoutDue = false;
    const int width = m_table->viewport()->width();
    const int nameWidth = std::min(QFontMetrics(fixedFont()).averageCharWidth() * 34, width * 36 / 100);
    const int valueWidth = (width - nameWidth) * 48 / 100;
    QHeaderView *header = m_table->horizontalHeader();
    header->resizeSection(ComposerClaimsModel::NameColumn, nameWidth);
    header->resizeSection(ComposerClaimsModel::ValueColumn, valueWidth);
    header->resizeSection(ComposerClaimsModel::AboutColumn, width - nameWidth - valueWidth);
    m_table->resizeRowsToContents();
    // A long value is read whole in its tool tip or as JSON.
    const int maxHeight = fontMetrics().lineSpacing() * 4 + 2 * RoomyDelegate::Room;
    for (int row = 0; row < m_model->rowCount(); ++row)
        m_table->setRowHeight(row, std::min(m_table->rowHeight(row), maxHeight));
}

} // namespace gatehouse::ui
