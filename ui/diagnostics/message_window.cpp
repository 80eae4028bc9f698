#include "message_window.h"

#include "base/files.h"
#include "message_model.h"
#include "ui/icons.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

MessageWindow::MessageWindow(MessageLog &log, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_log(log)
    , m_filter(new MessageFilter(this))
    , m_table(new QTableView(this))
    , m_level(new QComboBox(this))
    , m_search(new QLineEdit(this))
    , m_count(new QuietLabel(this))
    , m_saved(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    setObjectName(u"messageWindow"_s);
    setWindowTitle(tr("Messages of the program - Gatehouse"));
    m_filter->setSourceModel(new MessageModel(log, this));
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeBar());
    makeTable();
    layout->addWidget(m_table, 1);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_count);
    foot->addWidget(m_saved, 1);
    layout->addLayout(foot);
    m_saved->hide();
    for (auto change : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filter, change, this, &MessageWindow::showCount);
    connect(m_filter, &QAbstractItemModel::modelReset, this, &MessageWindow::showCount);
    connect(&m_saving, &QFutureWatcherBase::finished, this, [this] {
        const Result<void> saved = m_saving.result();
        m_saved->setOutcome(saved ? dcr::Outcome::Pass : dcr::Outcome::Fail,
                            saved ? tr("Saved as %1").arg(QDir::toNativeSeparators(m_path)) : saved.error().message);
        m_saved->show();
    });
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 30);
    showCount();
}

MessageWindow::~MessageWindow()
{
    m_saving.disconnect(this);
    m_saving.waitForFinished();
}

QLayout *MessageWindow::makeBar()
{
    auto *label = new QLabel(tr("&Level:"), this);
    label->setBuddy(m_level);
    m_level->setObjectName(u"messageLevel"_s);
    const std::pair<QtMsgType, QString> levels[] = {{QtDebugMsg, tr("Everything")},
                                                    {QtInfoMsg, tr("Information and above")},
                                                    {QtWarningMsg, tr("Warnings and errors")},
                                                    {QtCriticalMsg, tr("Errors")}};
    for (const auto &[level, title] : levels)
        m_level->addItem(title, static_cast<int>(level));
    connect(m_level, &QComboBox::currentIndexChanged, this, [this] {
        m_filter->setLeastLevel(static_cast<QtMsgType>(m_level->currentData().toInt()));
        showCount();
    });
    m_search->setObjectName(u"messageSearch"_s);
    m_search->setPlaceholderText(tr("Part or message holds"));
    m_search->setAccessibleName(tr("Part or message holds"));
    m_search->setClearButtonEnabled(true);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        showCount();
    });
    auto *copy = new QPushButton(icon(u"edit-copy"_s), tr("&Copy"), this);
    copy->setObjectName(u"messageCopy"_s);
    copy->setToolTip(tr("The selected lines, or all that are shown"));
    connect(copy, &QPushButton::clicked, this, [this, copy] { copyText(text(), copy); });
    auto *save = new QPushButton(icon(u"document-save"_s), tr("&Save…"), this);
    save->setObjectName(u"messageSave"_s);
    connect(save, &QPushButton::clicked, this, &MessageWindow::chooseFile);
    auto *clear = new QPushButton(icon(u"edit-clear"_s), tr("Cl&ear"), this);
    clear->setObjectName(u"messageClear"_s);
    connect(clear, &QPushButton::clicked, &m_log, &MessageLog::clear);
    auto *bar = new QHBoxLayout;
    bar->addWidget(label);
    bar->addWidget(m_level);
    bar->addWidget(m_search, 1);
    for (QPushButton *button : {copy, save, clear})
        bar->addWidget(button);
    return bar;
}

void MessageWindow::makeTable()
{
    m_table->setObjectName(u"messageTable"_s);
    m_table->setAccessibleName(tr("Messages"));
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new RoomyDelegate(m_table));
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 2 * RoomyDelegate::Room + 2);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    const int character = fontMetrics().averageCharWidth();
    header->resizeSection(MessageModel::WhenColumn, character * 27);
    header->resizeSection(MessageModel::LevelColumn, character * 20);
    header->resizeSection(MessageModel::CategoryColumn, character * 22);
    // Who looks at the end wants to see what comes.
    connect(m_filter, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] {
        const QScrollBar *bar = m_table->verticalScrollBar();
        if (bar->value() == bar->maximum())
            QMetaObject::invokeMethod(m_table, &QTableView::scrollToBottom, Qt::QueuedConnection);
    });
}

void MessageWindow::showCount()
{
    const int shown = m_filter->rowCount();
    const int all = m_filter->sourceModel()->rowCount();
    m_count->setText(all == 0 ? tr("Nothing was said yet.") : tr("%1 of %2 messages").arg(shown).arg(all));
}

QString MessageWindow::text() const
{
    QList<int> rows;
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        rows += index.row();
    std::ranges::sort(rows);
    if (rows.isEmpty()) {
        for (int row = 0; row < m_filter->rowCount(); ++row)
            rows += row;
    }
    QString lines;
    for (const int row : rows)
        lines += logLine(m_filter->message(row)) + u'\n';
    return lines;
}

void MessageWindow::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the messages"), QDir::home().filePath(u"gatehouse.log"_s));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, &MessageWindow::saveTo);
    dialog->open();
}

void MessageWindow::saveTo(const QString &path)
{
    m_path = path;
    m_saving.setFuture(QtConcurrent::run([path, lines = text().toUtf8()] { return saveFile(path, lines); }));
}

void MessageWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else if (event->matches(QKeySequence::Copy))
        copyText(text(), m_table);
    else
        QWidget::keyPressEvent(event);
}

} // namespace gatehouse::ui
