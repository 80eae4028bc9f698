#include "difference_list.h"

#include "ui/appearance.h"

#include <QGuiApplication>
#include <QPainter>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int MemberRole = Qt::UserRole;

} // namespace

DifferenceList::DifferenceList(QWidget *parent)
    : QListWidget(parent)
{
    setWordWrap(true);
    setAlternatingRowColors(true);
    setTabKeyNavigation(false);
    setAccessibleName(tr("Differences"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(QListView::Adjust);
    connect(this, &QListWidget::itemActivated, this, [this](const QListWidgetItem *item) {
        const dcr::PolicySetting *setting = dcr::findPolicySetting(QLatin1String(item->data(MemberRole).toByteArray()));
        if (setting)
            Q_EMIT settingActivated(setting->member);
    });
}

void DifferenceList::setDifferences(const QList<dcr::PolicyDifference> &differences, const QString &whenNone)
{
    clear();
    m_whenNone = whenNone;
    for (const dcr::PolicyDifference &difference : differences) {
        auto *item = new QListWidgetItem(difference.line, this);
        item->setData(MemberRole, QByteArray(difference.member.data(), difference.member.size()));
        item->setToolTip(difference.line);
    }
    viewport()->update();
}

void DifferenceList::paintEvent(QPaintEvent *event)
{
    QListWidget::paintEvent(event);
    if (count() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(quietTextColour(QGuiApplication::palette()));
    painter.drawText(viewport()->rect().adjusted(12, 12, -12, -12), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                     m_whenNone);
}

} // namespace gatehouse::ui
