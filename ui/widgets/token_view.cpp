#include "token_view.h"

#include "ui/icons.h"
#include "ui/models/claim_model.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/roomy_delegate.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

TokenView::TokenView(QWidget *parent)
    : QTreeView(parent)
    , m_model(new ClaimModel(this))
{
    setModel(m_model);
    setItemDelegate(new RoomyDelegate(this));
    auto *meaningDelegate = new RoomyDelegate(this);
    meaningDelegate->setElideMode(Qt::ElideRight);
    setItemDelegateForColumn(ClaimModel::MeaningColumn, meaningDelegate);
    setAlternatingRowColors(true);
    setUniformRowHeights(true);
    setTextElideMode(Qt::ElideMiddle);
    setSelectionBehavior(SelectRows);
    setTabKeyNavigation(false);
    header()->setStretchLastSection(false);
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == ClaimModel::CopyColumn)
            copyValue();
    });
}

void TokenView::setToken(const jose::JwsParts &token, dcr::TokenKind kind, Instant now)
{
    m_model->setToken(token, kind, now);
    expandToDepth(0);
    layOutColumns();
    setCurrentIndex(m_model->index(0, 0));
}

void TokenView::setObject(const QString &title, const Result<Json> &object, std::span<const dcr::ClaimInfo> table,
                          Instant now)
{
    m_model->setObject(title, object, table, now);
    expandToDepth(0);
    layOutColumns();
    setCurrentIndex(m_model->index(0, 0));
}

void TokenView::clearToken()
{
    m_model->clear();
}

bool TokenView::showClaim(QByteArrayView claim)
{
    const QModelIndex index = m_model->indexOfClaim(claim);
    if (!index.isValid())
        return false;
    setCurrentIndex(index);
    scrollTo(index, PositionAtCenter);
    return true;
}

void TokenView::copyValue()
{
    const QString value = currentIndex().siblingAtColumn(0).data(ClaimModel::RawValueRole).toString();
    if (!value.isEmpty())
        copyText(value, this);
}

void TokenView::copyName()
{
    copyText(currentIndex().siblingAtColumn(0).data().toString(), this);
}

void TokenView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copyValue();
        return;
    }
    QTreeView::keyPressEvent(event);
}

void TokenView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!currentIndex().isValid())
        return;
    QMenu menu(this);
    QAction *copyValueAction = menu.addAction(icon(u"edit-copy"_s), tr("Copy &value"), this, &TokenView::copyValue);
    copyValueAction->setShortcut(QKeySequence::Copy);
    menu.addAction(tr("Copy &name"), this, &TokenView::copyName);
    menu.exec(event->globalPos());
}

void TokenView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    if (header()->count() == ClaimModel::ColumnCount)
        layOutColumns();
}

void TokenView::layOutColumns()
{
    header()->setSectionResizeMode(ClaimModel::NameColumn, QHeaderView::Interactive);
    header()->setSectionResizeMode(ClaimModel::ValueColumn, QHeaderView::Stretch);
    header()->setSectionResizeMode(ClaimModel::MeaningColumn, QHeaderView::Stretch);
    header()->setSectionResizeMode(ClaimModel::CopyColumn, QHeaderView::Fixed);
    const int character = fontMetrics().averageCharWidth();
    header()->resizeSection(ClaimModel::NameColumn,
                            std::clamp(viewport()->width() * 3 / 10, character * 20, character * 48));
    header()->resizeSection(ClaimModel::CopyColumn, 32);
}

} // namespace gatehouse::ui
