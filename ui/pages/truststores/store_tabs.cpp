#include "store_tabs.h"

#include "store_document.h"
#include "store_view.h"
#include "ui/icons.h"

#include <QDir>
#include <QTabBar>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// From the file upwards.
QStringList componentsOf(const QString &path)
{
    QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    std::reverse(parts.begin(), parts.end());
    return parts;
}

} // namespace

QStringList distinctTitles(const QStringList &paths)
{
    QList<QStringList> parts;
    for (const QString &path : paths)
        parts += componentsOf(path);
    QStringList titles;
    for (qsizetype i = 0; i < paths.size(); ++i) {
        QString title = parts[i].value(0);
        // The level at which it differs from all of its namesakes, or else from most.
        qsizetype level = 0;
        for (qsizetype other = 0; other < paths.size(); ++other) {
            if (other == i || parts[other].value(0) != title)
                continue;
            qsizetype differs = 1;
            while (differs < parts[i].size() && parts[i].value(differs) == parts[other].value(differs))
                ++differs;
            level = std::max(level, differs);
        }
        if (level > 0 && !parts[i].value(level).isEmpty())
            title = StoreTabs::tr("%1 (%2)").arg(title, parts[i][level]);
        titles += title;
    }
    return titles;
}

StoreTabs::StoreTabs(QWidget *parent)
    : QTabWidget(parent)
{
    setObjectName(u"storeTabs"_s);
    setAccessibleName(tr("Open truststores"));
    setDocumentMode(true);
    setMovable(true);
    setElideMode(Qt::ElideMiddle);
    tabBar()->setObjectName(u"storeTabBar"_s);
    tabBar()->setAccessibleName(tr("Open truststores"));
    // What is dragged from one store can be dropped into another.
    tabBar()->setAcceptDrops(true);
    tabBar()->setChangeCurrentOnDrag(true);
    connect(this, &QTabWidget::currentChanged, this, [this] {
        if (StoreView *view = current(); view && !m_columns.isEmpty())
            view->restoreLayout(m_columns, m_splitter);
        Q_EMIT currentStateChanged();
    });
}

StoreView *StoreTabs::add(StoreDocument *document)
{
    auto *view = new StoreView(document, this);
    connect(document, &StoreDocument::pathChanged, this, &StoreTabs::updateTitles);
    connect(document, &StoreDocument::modifiedChanged, this, &StoreTabs::updateTitles);
    connect(document, &StoreDocument::storeChanged, this, &StoreTabs::currentStateChanged);
    connect(document, &StoreDocument::savingChanged, this, &StoreTabs::currentStateChanged);
    connect(document->undoStack(), &QUndoStack::indexChanged, this, &StoreTabs::currentStateChanged);
    connect(view, &StoreView::selectionChanged, this, &StoreTabs::currentStateChanged);
    connect(view, &StoreView::layoutEdited, this, [this, view] {
        m_columns = view->columnState();
        m_splitter = view->splitterState();
    });
    addTab(view, QString());
    tabBar()->setTabButton(count() - 1, QTabBar::RightSide, makeCloseButton(view));
    updateTitles();
    Q_EMIT viewAdded(view);
    setCurrentWidget(view);
    return view;
}

QWidget *StoreTabs::makeCloseButton(StoreView *view)
{
    auto *button = new QToolButton(this);
    button->setIcon(icon(u"window-close"_s));
    button->setIconSize({12, 12});
    button->setAutoRaise(true);
    // The keyboard closes with Ctrl+W.
    button->setFocusPolicy(Qt::NoFocus);
    button->setToolTip(tr("Close this truststore"));
    button->setAccessibleName(tr("Close this truststore"));
    connect(button, &QToolButton::clicked, this, [this, view] { Q_EMIT closeRequested(view); });
    return button;
}

void StoreTabs::remove(StoreView *view)
{
    // Its last words are about nothing that is open.
    view->document()->disconnect(this);
    view->document()->undoStack()->disconnect(this);
    view->disconnect(this);
    removeTab(indexOf(view));
    view->deleteLater();
    updateTitles();
    Q_EMIT viewRemoved();
    Q_EMIT currentStateChanged();
}

StoreView *StoreTabs::current() const
{
    return qobject_cast<StoreView *>(currentWidget());
}

StoreDocument *StoreTabs::currentDocument() const
{
    const StoreView *view = current();
    return view ? view->document() : nullptr;
}

QList<StoreView *> StoreTabs::views() const
{
    QList<StoreView *> views;
    for (int i = 0; i < count(); ++i)
        views += qobject_cast<StoreView *>(widget(i));
    return views;
}

QList<StoreDocument *> StoreTabs::documents() const
{
    QList<StoreDocument *> documents;
    const QList<StoreView *> all = views();
    for (const StoreView *view : all)
        documents += view->document();
    return documents;
}

QList<StoreDocument *> StoreTabs::unsavedDocuments() const
{
    QList<StoreDocument *> unsaved = documents();
    unsaved.removeIf([](const StoreDocument *document) { return !document->isModified(); });
    return unsaved;
}

StoreView *StoreTabs::viewOf(const StoreDocument *document) const
{
    const QList<StoreView *> all = views();
    for (StoreView *view : all) {
        if (view->document() == document)
            return view;
    }
    return nullptr;
}

StoreView *StoreTabs::find(const QString &path) const
{
    const QString wanted = QDir::cleanPath(path);
    const QList<StoreView *> all = views();
    for (StoreView *view : all) {
        if (view->document()->path() == wanted)
            return view;
    }
    return nullptr;
}

void StoreTabs::restoreLayout(const QByteArray &columns, const QByteArray &splitter)
{
    m_columns = columns;
    m_splitter = splitter;
}

void StoreTabs::updateTitles()
{
    QStringList paths;
    const QList<StoreDocument *> all = documents();
    for (const StoreDocument *document : all)
        paths += document->path();
    const QStringList titles = distinctTitles(paths);
    for (int i = 0; i < all.size(); ++i) {
        // An ampersand in a file name is no mnemonic.
        QString title = QString(titles[i]).replace(u'&', u"&&"_s);
        setTabText(i, all[i]->isModified() ? tr("● %1").arg(title) : title);
        setTabToolTip(i,
                      all[i]->isModified() ? tr("%1\nNot saved").arg(QDir::toNativeSeparators(paths[i]))
                                           : QDir::toNativeSeparators(paths[i]));
    }
}

} // namespace gatehouse::ui
