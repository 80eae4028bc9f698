#include "help_library.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>

// The resources are in a static library: the linker drops them unless they are asked for.
static void initialiseResources()
{
    Q_INIT_RESOURCE(gatehouse);
}

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int HeadingScore = 10;
constexpr qsizetype SnippetCharacters = 160;

struct Section {
    QString heading;
    QString text; ///< without marks, on one line
};

bool isHeading(const QString &line)
{
    return line.startsWith(u'#');
}

QString headingText(const QString &line)
{
    return line.mid(line.indexOf(u' ') + 1).trimmed();
}

QString withoutMarks(QString text)
{
    static const QRegularExpression linkPattern(u"\\[([^\\]]*)\\]\\([^)]*\\)"_s);
    text.replace(linkPattern, u"\\1"_s);
    text.remove(QRegularExpression(u"[*`|]"_s));
    return text.simplified();
}

QList<Section> sectionsOf(const QString &markdown)
{
    QList<Section> sections;
    QStringList lines;
    const auto close = [&] {
        if (!sections.isEmpty())
            sections.back().text = withoutMarks(lines.join(u' '));
        lines.clear();
    };
    const QStringList all = markdown.split(u'\n');
    for (const QString &line : all) {
        if (isHeading(line)) {
            close();
            sections.append({withoutMarks(headingText(line)), {}});
        } else if (!line.startsWith("|--"_L1) && !line.startsWith("| --"_L1)) {
            lines += line;
        }
    }
    close();
    return sections;
}

QString snippet(const QString &text, const QString &word)
{
    const qsizetype at = std::max<qsizetype>(0, text.indexOf(word, 0, Qt::CaseInsensitive));
    qsizetype begin = std::max<qsizetype>(0, at - SnippetCharacters / 3);
    if (begin > 0)
        begin = text.indexOf(u' ', begin) + 1;
    QString part = text.mid(begin, SnippetCharacters);
    if (begin + SnippetCharacters < text.size())
        part = part.left(part.lastIndexOf(u' ')) + u" …"_s;
    return begin > 0 ? u"… "_s + part : part;
}

} // namespace

HelpLibrary HelpLibrary::load(const QString &folder)
{
    HelpLibrary library;
    const QStringList names = QDir(folder).entryList({u"*.md"_s}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        QFile file(QDir(folder).filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        HelpTopic topic{name.chopped(3), {}, QString::fromUtf8(file.readAll())};
        const QStringList lines = topic.markdown.split(u'\n');
        const auto first = std::ranges::find_if(lines, isHeading);
        topic.title = first == lines.end() ? topic.id : withoutMarks(headingText(*first));
        library.m_topics.append(topic);
    }
    const HelpTopic *index = library.find(QString::fromLatin1(IndexTopic));
    QStringList order{QString::fromLatin1(IndexTopic)};
    const QStringList links = index ? markdownLinks(index->markdown) : QStringList();
    for (const QString &link : links) {
        if (const QString id = link.section(u'#', 0, 0).chopped(3); !order.contains(id))
            order += id;
    }
    std::ranges::stable_sort(library.m_topics, {}, [&order](const HelpTopic &topic) {
        const qsizetype place = order.indexOf(topic.id);
        return place < 0 ? order.size() : place;
    });
    return library;
}

const HelpLibrary &HelpLibrary::builtIn()
{
    static const HelpLibrary library = [] {
        initialiseResources();
        return load(u":/help"_s);
    }();
    return library;
}

const HelpTopic *HelpLibrary::find(const QString &id) const
{
    const auto found = std::ranges::find(m_topics, id, &HelpTopic::id);
    return found == m_topics.end() ? nullptr : &*found;
}

QList<HelpHit> HelpLibrary::search(const QString &words) const
{
    const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
    QList<HelpHit> hits;
    if (wanted.isEmpty())
        return hits;
    for (const HelpTopic &topic : m_topics) {
        const QList<Section> sections = sectionsOf(topic.markdown);
        for (const Section &section : sections) {
            int score = 0;
            const bool hasAll = std::ranges::all_of(wanted, [&](const QString &word) {
                const bool isInHeading = section.heading.contains(word, Qt::CaseInsensitive);
                const auto count = section.text.count(word, Qt::CaseInsensitive);
                score +=
                    static_cast<int>(std::min<qsizetype>(count, HeadingScore - 1)) + (isInHeading ? HeadingScore : 0);
                return isInHeading || count > 0;
            });
            if (hasAll)
                hits.append({topic.id, section.heading, snippet(section.text, wanted.constFirst()), score});
        }
    }
    std::ranges::stable_sort(hits, std::ranges::greater(), &HelpHit::score);
    return hits.mid(0, MaxHits);
}

QString headingSlug(const QString &heading)
{
    QString slug;
    for (const QChar character : heading.toLower()) {
        if (character.isLetterOrNumber() || character == u'-' || character == u'_')
            slug += character;
        else if (character == u' ')
            slug += u'-';
    }
    return slug;
}

QStringList markdownLinks(const QString &markdown)
{
    static const QRegularExpression linkPattern(u"\\[[^\\]]*\\]\\(([^)\\s]+)\\)"_s);
    QStringList links;
    for (auto match = linkPattern.globalMatch(markdown); match.hasNext();)
        links += match.next().captured(1);
    return links;
}

} // namespace gatehouse::ui
