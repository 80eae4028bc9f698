#include "overview_tile.h"

#include "ui/widgets/link_button.h"
#include "ui/widgets/quiet_label.h"

#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

OverviewTile::OverviewTile(const QString &title, const QString &objectName, QWidget *parent)
    : QFrame(parent)
    , m_layout(new QVBoxLayout(this))
    , m_figure(new LinkButton(LinkButton::Size::Figure, this))
{
    setObjectName(objectName);
    setFrameShape(QFrame::StyledPanel);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_figure->setObjectName(objectName + u"Figure"_s);
    m_figure->setState(Tone::Neutral, {}, u"…"_s);
    m_figure->setAccessibleName(tr("%1: being looked at").arg(title));
    connect(m_figure, &QPushButton::clicked, this,
            [this] { Q_EMIT linkActivated(m_figureLink.page, m_figureLink.subject); });
    m_layout->setContentsMargins(12, 10, 12, 10);
    m_layout->setSpacing(4);
    m_layout->addWidget(new QuietLabel(title, this));
    m_layout->addWidget(m_figure);
    m_layout->addStretch();
}

void OverviewTile::fill(LinkButton *button, OverviewLink &shown, const OverviewLink &link)
{
    button->setState(link.tone, link.iconName, link.text);
    if (shown.detail != link.detail) {
        button->setToolTip(link.detail);
        button->setAccessibleDescription(link.detail);
    }
    shown = link;
}

void OverviewTile::show(const OverviewLink &figure, const QList<OverviewLink> &lines)
{
    fill(m_figure, m_figureLink, figure);
    while (m_lines.size() < lines.size()) {
        const qsizetype index = m_lines.size();
        auto *line = new LinkButton(LinkButton::Size::Text, this);
        line->setObjectName(u"%1Line%2"_s.arg(objectName()).arg(index));
        connect(line, &QPushButton::clicked, this,
                [this, index] { Q_EMIT linkActivated(m_lineLinks[index].page, m_lineLinks[index].subject); });
        m_lines.append(line);
        m_lineLinks.append(OverviewLink());
        m_layout->insertWidget(static_cast<int>(index) + 2, line);
        setTabOrder(index == 0 ? m_figure : m_lines[index - 1], line);
    }
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        if (i < lines.size())
            fill(m_lines[i], m_lineLinks[i], lines[i]);
        m_lines[i]->setVisible(i < lines.size());
    }
}

QString OverviewTile::figureText() const
{
    return m_figureLink.text;
}

QStringList OverviewTile::lineTexts() const
{
    QStringList texts;
    for (const LinkButton *line : m_lines) {
        if (!line->isHidden())
            texts += line->text();
    }
    return texts;
}

} // namespace gatehouse::ui
