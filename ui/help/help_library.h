#pragma once

#include <QList>
#include <QString>

namespace gatehouse::ui {

/// One Markdown file of the help.
struct HelpTopic {
    QString id;    ///< the file's name without `.md`; a page's topic has the page's id
    QString title; ///< its first heading
    QString markdown;
};

struct HelpHit {
    QString topic;   ///< its id
    QString heading; ///< the section it was found in
    QString snippet; ///< some words round it, without marks
    int score = 0;
};

/// The help as it lies in resources/help, compiled into the program.
class HelpLibrary
{
public:
    static constexpr const char *IndexTopic = "index";
    static constexpr qsizetype MaxHits = 40;

    /// Every file in `folder`, the index first and then in the order in which the index links to them.
    static HelpLibrary load(const QString &folder);
    /// The one in the program.
    static const HelpLibrary &builtIn();

    const QList<HelpTopic> &topics() const { return m_topics; }
    /// Null where there is none of that id.
    const HelpTopic *find(const QString &id) const;
    /// Sections that hold every word, those whose heading holds them first.
    QList<HelpHit> search(const QString &words) const;

private:
    QList<HelpTopic> m_topics;
};

/// A heading's place in links, as on the usual code-hosting sites: "Write the URLs" is `write-the-urls`.
QString headingSlug(const QString &heading);

/// Where the links of a Markdown text lead: `policy.md`, `glossary.md#kid`.
QStringList markdownLinks(const QString &markdown);

} // namespace gatehouse::ui
