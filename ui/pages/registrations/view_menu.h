#pragma once

#include "client_views.h"

#include <QToolButton>

namespace gatehouse::ui {

/// The saved ways to look at the list, in a menu: to take one, to save the one that is shown, to remove one.
class ViewMenu : public QToolButton
{
    Q_OBJECT

public:
    explicit ViewMenu(QWidget *parent = nullptr);

    /// The user's own.
    const QList<ClientView> &views() const { return m_views; }
    void setViews(const QList<ClientView> &views);
    /// Names the view that shows it; the button says which it is.
    void setCurrent(const ClientSelection &selection, const store::ClientSort &sort);
    /// Replaces the one of that name.
    void save(const ClientView &view);
    void remove(const QString &name);

Q_SIGNALS:
    void chosen(const gatehouse::ui::ClientView &view);
    /// The user wants what is shown saved; save() follows.
    void saveRequested(const QString &name);

private:
    void fill();
    void askName();

    QList<ClientView> m_views;
    QString m_current; ///< empty: no view shows this
};

} // namespace gatehouse::ui
