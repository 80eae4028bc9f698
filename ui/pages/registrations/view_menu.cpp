#include "view_menu.h"

#include "ui/icons.h"

#include <QInputDialog>
#include <QMenu>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype MaxNameCharacters = 60;

/// Menus and buttons take "&" for a mark of a key.
QString withoutMnemonic(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

bool isShownBy(const ClientView &view, const ClientSelection &selection, const store::ClientSort &sort)
{
    return view.selection == selection && view.sort == sort;
}

} // namespace

ViewMenu::ViewMenu(QWidget *parent)
    : QToolButton(parent)
{
    setObjectName(u"viewButton"_s);
    setIcon(ui::icon(u"view-more"_s));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setToolTip(tr("Saved views: a filter, a sort and columns under one name"));
    setMenu(new QMenu(this));
    menu()->setToolTipsVisible(true);
    fill();
}

void ViewMenu::setViews(const QList<ClientView> &views)
{
    m_views = views;
    fill();
}

void ViewMenu::setCurrent(const ClientSelection &selection, const store::ClientSort &sort)
{
    m_current.clear();
    const QList<ClientView> all = builtInViews() + m_views;
    for (const ClientView &view : all) {
        if (m_current.isEmpty() && isShownBy(view, selection, sort))
            m_current = view.name;
    }
    fill();
}

void ViewMenu::save(const ClientView &view)
{
    m_views.removeIf([&](const ClientView &old) { return old.name == view.name; });
    m_views.append(view);
    setCurrent(view.selection, view.sort);
}

void ViewMenu::remove(const QString &name)
{
    m_views.removeIf([&](const ClientView &view) { return view.name == name; });
    if (m_current == name)
        m_current.clear();
    fill();
}

void ViewMenu::fill()
{
    setText(m_current.isEmpty() ? tr("View: your own") : tr("View: %1").arg(withoutMnemonic(m_current)));
    setAccessibleName(m_current.isEmpty() ? tr("View: your own") : tr("View: %1").arg(m_current));
    menu()->clear();
    const auto add = [this](const ClientView &view) {
        QAction *action = menu()->addAction(withoutMnemonic(view.name), this, [this, view] { Q_EMIT chosen(view); });
        action->setCheckable(true);
        action->setChecked(view.name == m_current);
    };
    for (const ClientView &view : builtInViews())
        add(view);
    if (!m_views.isEmpty())
        menu()->addSeparator();
    for (const ClientView &view : std::as_const(m_views))
        add(view);
    menu()->addSeparator();
    menu()
        ->addAction(ui::icon(u"document-save"_s), tr("&Save this view…"), this, &ViewMenu::askName)
        ->setObjectName(u"saveView"_s);
    for (const ClientView &view : std::as_const(m_views)) {
        if (view.name == m_current)
            menu()
                ->addAction(ui::icon(u"edit-delete"_s), tr("&Remove “%1”").arg(withoutMnemonic(view.name)), this,
                            [this, name = view.name] { remove(name); })
                ->setObjectName(u"removeView"_s);
    }
}

void ViewMenu::askName()
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"viewNameDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save this view"));
    dialog->setLabelText(tr("A name for the filter, the sort and the columns as they are now:"));
    dialog->setOkButtonText(tr("Save"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &text) {
        const QString name = text.simplified().left(MaxNameCharacters);
        if (!name.isEmpty())
            Q_EMIT saveRequested(name);
    });
    dialog->open();
}

} // namespace gatehouse::ui
