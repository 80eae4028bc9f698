#include "help_window.h"

#include "ui/icons.h"
#include "ui/widgets/roomy_delegate.h"

#include <QAction>
#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QSplitter>
#include <QTextBlock>
#include <QTextBrowser>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// Of an entry in the list: the place that it leads to.
constexpr int PlaceRole = Qt::UserRole;
constexpr int TextMargin = 16;

QString idOf(const QString &place)
{
    const QString file = place.section(u'#', 0, 0);
    return file.endsWith(".md"_L1) ? file.chopped(3) : file;
}

} // namespace

HelpWindow::HelpWindow(const HelpLibrary &library, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_library(library)
    , m_splitter(new QSplitter(Qt::Horizontal, this))
{
    setObjectName(u"helpWindow"_s);
    setWindowTitle(tr("Gatehouse help"));
    m_splitter->addWidget(makeSide());
    m_splitter->addWidget(makeText());
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_splitter);
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 38);
    showList();
    showTopic(QString::fromLatin1(HelpLibrary::IndexTopic));
}

QWidget *HelpWindow::makeSide()
{
    auto *side = new QWidget(this);
    m_search = new QLineEdit(side);
    m_search->setObjectName(u"helpSearch"_s);
    m_search->setPlaceholderText(tr("Search the help"));
    m_search->setAccessibleName(tr("Search the help"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(u"edit-find"_s), QLineEdit::LeadingPosition);
    m_list = new QListWidget(side);
    m_list->setObjectName(u"helpList"_s);
    m_list->setAccessibleName(tr("Topics"));
    m_list->setWordWrap(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new RoomyDelegate(m_list));
    connect(m_search, &QLineEdit::textChanged, this, &HelpWindow::showList);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (m_list->count() > 0)
            choose(std::max(0, m_list->currentRow()));
    });
    connect(m_list, &QListWidget::itemActivated, this, [this](QListWidgetItem *item) { choose(m_list->row(item)); });
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem *item) { choose(m_list->row(item)); });
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    side->setMinimumWidth(fontMetrics().averageCharWidth() * 28);
    return side;
}

QWidget *HelpWindow::makeText()
{
    auto *right = new QWidget(this);
    m_back = new QAction(icon(u"go-previous"_s), tr("Back"), this);
    m_back->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Left));
    connect(m_back, &QAction::triggered, this, [this] { go(Step::Back); });
    m_forward = new QAction(icon(u"go-next"_s), tr("Forward"), this);
    m_forward->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Right));
    connect(m_forward, &QAction::triggered, this, [this] { go(Step::Forward); });
    auto *contents = new QAction(icon(u"help-contents"_s), tr("Contents"), this);
    contents->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Home));
    connect(contents, &QAction::triggered, this, [this] { showTopic(QString::fromLatin1(HelpLibrary::IndexTopic)); });
    auto *find = new QAction(this);
    find->setShortcut(QKeySequence::Find);
    connect(find, &QAction::triggered, m_search, qOverload<>(&QWidget::setFocus));
    addAction(find);
    auto *bar = new QHBoxLayout;
    for (QAction *action : {m_back, m_forward, contents}) {
        addAction(action);
        auto *button = new QToolButton(right);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setAccessibleName(action->text());
        bar->addWidget(button);
    }
    bar->addStretch();
    m_text = new QTextBrowser(right);
    m_text->setObjectName(u"helpText"_s);
    m_text->setAccessibleName(tr("Help"));
    m_text->setOpenLinks(false);
    m_text->document()->setDocumentMargin(TextMargin);
    connect(m_text, &QTextBrowser::anchorClicked, this, [this](const QUrl &url) {
        const QString link = url.toString();
        showTopic(link.startsWith(u'#') ? m_topic + u".md"_s + link : link);
    });
    auto *layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(m_text, 1);
    return right;
}

void HelpWindow::showTopic(const QString &place)
{
    const QString known = m_library.find(idOf(place)) ? place : QString::fromLatin1(HelpLibrary::IndexTopic);
    if (m_at < 0 || m_history[m_at] != known) {
        m_history = m_history.mid(0, m_at + 1);
        m_history += known;
        m_at = m_history.size() - 1;
    }
    render();
}

void HelpWindow::go(Step step)
{
    m_at += step == Step::Back ? -1 : 1;
    render();
}

void HelpWindow::render()
{
    const QString place = m_history.value(m_at);
    const HelpTopic *topic = m_library.find(idOf(place));
    if (!topic)
        return;
    m_topic = topic->id;
    m_text->setMarkdown(topic->markdown);
    setWindowTitle(tr("%1 - Gatehouse help").arg(topic->title));
    // Nothing but the text's beginning shows that another one was opened.
    m_text->moveCursor(QTextCursor::Start);
    if (const QString slug = place.section(u'#', 1); !slug.isEmpty())
        scrollTo(slug);
    for (int row = 0; row < m_list->count() && m_search->text().isEmpty(); ++row) {
        if (m_list->item(row)->data(PlaceRole).toString() == m_topic)
            m_list->setCurrentRow(row);
    }
    updateSteps();
}

void HelpWindow::scrollTo(const QString &slug)
{
    for (QTextBlock block = m_text->document()->begin(); block.isValid(); block = block.next()) {
        if (block.blockFormat().headingLevel() == 0 || headingSlug(block.text()) != slug)
            continue;
        // From below, so that it comes to stand at the top.
        m_text->moveCursor(QTextCursor::End);
        m_text->setTextCursor(QTextCursor(block));
        return;
    }
}

void HelpWindow::updateSteps()
{
    m_back->setEnabled(m_at > 0);
    m_forward->setEnabled(m_at + 1 < m_history.size());
}

void HelpWindow::search(const QString &words)
{
    m_search->setText(words);
    m_search->setFocus();
}

void HelpWindow::showList()
{
    m_list->clear();
    const auto add = [this](const QString &text, const QString &place) {
        auto *item = new QListWidgetItem(text, m_list);
        item->setData(PlaceRole, place);
    };
    const QString words = m_search->text().trimmed();
    if (words.isEmpty()) {
        for (const HelpTopic &topic : m_library.topics())
            add(topic.title, topic.id);
        return;
    }
    const QList<HelpHit> hits = m_library.search(words);
    for (const HelpHit &hit : hits) {
        const QString title = m_library.find(hit.topic)->title;
        add(hit.heading == title ? u"%1\n%2"_s.arg(title, hit.snippet)
                                 : u"%1 › %2\n%3"_s.arg(title, hit.heading, hit.snippet),
            u"%1.md#%2"_s.arg(hit.topic, headingSlug(hit.heading)));
    }
    if (hits.isEmpty()) {
        auto *item = new QListWidgetItem(tr("Nothing is said about that. Try another word."), m_list);
        item->setFlags(Qt::NoItemFlags);
    }
    m_list->setCurrentRow(0);
}

void HelpWindow::choose(int row)
{
    if (const QString place = m_list->item(row)->data(PlaceRole).toString(); !place.isEmpty())
        showTopic(place);
}

void HelpWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    // The colour of links was taken from the palette as it was.
    if (event->type() == QEvent::PaletteChange && m_text)
        render();
}

void HelpWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace gatehouse::ui
