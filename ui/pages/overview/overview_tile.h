#pragma once

#include "ui/icons.h"

#include <QFrame>
#include <QList>

class QVBoxLayout;

namespace gatehouse::ui {

class LinkButton;

/// Something that is said on the overview, and the page that explains it.
struct OverviewLink {
    Tone tone = Tone::Neutral;
    QString iconName;
    QString text;
    QString page;
    QString subject = {}; ///< see Page::open()
    QString detail = {};  ///< a tool tip
};

/// One matter of the overview: its name, the figure that counts, and what there is to say besides; each a link.
class OverviewTile : public QFrame
{
    Q_OBJECT

public:
    explicit OverviewTile(const QString &title, const QString &objectName, QWidget *parent = nullptr);

    /// Only what is another than before is drawn anew.
    void show(const OverviewLink &figure, const QList<OverviewLink> &lines);
    QString figureText() const;
    QStringList lineTexts() const;

Q_SIGNALS:
    void linkActivated(const QString &page, const QString &subject);

private:
    void fill(LinkButton *button, OverviewLink &shown, const OverviewLink &link);

    QVBoxLayout *m_layout;
    LinkButton *m_figure;
    OverviewLink m_figureLink;
    QList<LinkButton *> m_lines;
    QList<OverviewLink> m_lineLinks;
};

} // namespace gatehouse::ui
