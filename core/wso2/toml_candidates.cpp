#include "wso2/toml_candidates.h"

#include "wso2/toml_model.h"
#include "wso2/toml_writer.h"

#include <algorithm>

namespace gatehouse::wso2 {

namespace {

using Outcome = EditResult::Outcome;

QStringList keysOf(const TomlPath &path)
{
    QStringList keys;
    for (const TomlPart &part : path)
        keys.append(part.key);
    return keys;
}

/// Whether the path is that of `place` or stands below it; a `place` without an index means all elements.
bool isUnder(const TomlPath &path, const TomlPath &place)
{
    if (path.size() < place.size())
        return false;
    for (qsizetype i = 0; i < place.size(); ++i) {
        const bool isLast = i + 1 == place.size();
        if (path[i].key != place[i].key || (path[i].index != place[i].index && !(isLast && place[i].index < 0)))
            return false;
    }
    return true;
}

class Candidates
{
public:
    Candidates(const DeploymentToml &file, TomlPath path, const TomlValue &value)
        : m_bytes(file.bytes())
        , m_layout(file.layout())
        , m_root(file.root())
        , m_writer(m_bytes, m_layout)
        , m_path(std::move(path))
        , m_value(value)
    {}

    QList<TomlCandidate> find(CommentedKeys commented)
    {
        const TomlValue *before = wso2::find(m_root, m_path);
        if (m_value.isNone()) {
            remove();
        } else if (const TomlEntry *entry = before ? m_layout.entry(m_path) : nullptr) {
            if (auto splices = valueSplices(m_bytes, m_layout, *entry, *before, m_value))
                m_found.append({Outcome::Changed, *splices});
        } else if (before && before->isArrayOfTables() && m_value.isArrayOfTables()) {
            changeElements(*before->asArray(), *m_value.asArray());
        } else if (!before) {
            add(commented);
        }
        return m_found;
    }

private:
    TomlPath table() const { return m_path.first(m_path.size() - 1); }

    void add(CommentedKeys commented)
    {
        if (m_value.isArrayOfTables() || m_value.isTable()) {
            if (commented == CommentedKeys::Uncomment)
                uncommentTable(m_path, m_value.isTable() ? m_value : m_value.asArray()->first());
            addBlocks();
            return;
        }
        addToInlineTable();
        if (commented == CommentedKeys::Uncomment)
            uncommentKey();
        addToTable();
        addDotted();
        if (commented == CommentedKeys::Uncomment)
            uncommentTable(table(), TomlValue::Table{{m_path.last().key, m_value}});
        if (!table().isEmpty())
            addBlock(TomlValue::Table{{m_path.last().key, m_value}}, table());
    }

    /// `{ a = 1 }`: the nearest one above the key.
    void addToInlineTable()
    {
        for (qsizetype parts = m_path.size() - 1; parts > 0; --parts) {
            const TomlInlineTable *table = m_layout.inlineTable(m_path.first(parts));
            if (!table)
                continue;
            const QByteArray pair = TomlWriter::dotted(m_path.sliced(parts)) + " = " + m_value.toToml();
            const qsizetype brace = table->braces.end - 1;
            qsizetype end = table->braces.begin + 1;
            for (const TomlEntry &entry : m_layout.entries) {
                if (entry.inlineTable >= 0
                    && m_layout.inlineTables[entry.inlineTable].braces.begin == table->braces.begin)
                    end = std::max(end, entry.value.end);
            }
            const bool isEmpty = end == table->braces.begin + 1;
            m_found.append(
                {Outcome::Added,
                 {isEmpty ? TomlSplice{{end, brace}, ' ' + pair + ' '} : TomlSplice{{end, end}, ", " + pair}}});
            return;
        }
    }

    void uncommentKey()
    {
        for (const TomlCommentedLine &line : m_layout.commented) {
            if (line.kind != TomlCommentedLine::Kind::Entry || line.owner >= 0)
                continue;
            const TomlPath above = line.header < 0 ? TomlPath() : m_layout.headers[line.header].path;
            if (startsWith(m_path, above) && keysOf(m_path.sliced(above.size())) == line.keys)
                m_found.append({Outcome::Uncommented, {{line.mark, {}}, {line.value, m_value.toToml()}}});
        }
    }

    void addToTable()
    {
        qsizetype header = -1;
        if (!table().isEmpty()) {
            const TomlHeader *found = m_layout.header(table());
            if (!found)
                return;
            header = found - m_layout.headers.constData();
        }
        const QByteArray line = m_writer.line(header, {m_path.last()}, m_value);
        m_found.append({Outcome::Added, {linesAt(m_bytes, m_writer.bodyEnd(header), line)}});
    }

    /// Where the table is made by dotted keys, behind the last of them.
    void addDotted()
    {
        const TomlEntry *last = nullptr;
        for (const TomlEntry &entry : m_layout.entries) {
            const TomlPath above = entry.header < 0 ? TomlPath() : m_layout.headers[entry.header].path;
            if (entry.inlineTable < 0 && above.size() < m_path.size() - 1 && startsWith(m_path, above)
                && !table().isEmpty() && startsWith(entry.path, table()))
                last = &entry;
        }
        if (!last)
            return;
        const qsizetype above = last->header < 0 ? 0 : m_layout.headers[last->header].path.size();
        m_found.append(
            {Outcome::Added,
             {linesAt(m_bytes, last->lines.end, m_writer.line(last->header, m_path.sliced(above), m_value))}});
    }

    /// `#[table]`, and those of the commented-out lines below it that are wanted.
    void uncommentTable(const TomlPath &path, const TomlValue &members)
    {
        const auto kind = m_value.isArrayOfTables() ? TomlCommentedLine::Kind::Element : TomlCommentedLine::Kind::Table;
        for (qsizetype i = 0; i < m_layout.commented.size(); ++i) {
            const TomlCommentedLine &line = m_layout.commented[i];
            if (line.kind != kind || line.keys != keysOf(path))
                continue;
            QList<TomlSplice> splices{{line.mark, {}}};
            TomlSpan place = line.line;
            TomlValue::Table missing = *members.asTable();
            for (const TomlCommentedLine &entry : m_layout.commented) {
                if (entry.owner != i || entry.keys.size() != 1 || !missing.contains(entry.keys.first()))
                    continue;
                splices.append({entry.mark, {}});
                splices.append({entry.value, missing.take(entry.keys.first()).toToml()});
                place = entry.line;
            }
            const QByteArray lines = m_writer.body(-2, missing);
            if (!lines.isEmpty())
                splices.append(linesAt(m_bytes, place.end, lines));
            if (m_value.isArrayOfTables() && m_value.asArray()->size() > 1)
                splices.append(linesAt(m_bytes, place.end, restOfElements(path)));
            m_found.append({Outcome::Uncommented, splices});
        }
    }

    QByteArray restOfElements(const TomlPath &path) const
    {
        QByteArray text;
        for (const TomlValue &element : m_value.asArray()->sliced(1))
            text += m_writer.lineEnd() + m_writer.block(path, TomlWriter::Header::Element, *element.asTable());
        return text;
    }

    void addBlocks()
    {
        if (m_value.isTable()) {
            addBlock(*m_value.asTable(), m_path);
            return;
        }
        QByteArray text;
        for (const TomlValue &element : *m_value.asArray())
            text += (text.isEmpty() ? QByteArray() : m_writer.lineEnd())
                + m_writer.block(m_path, TomlWriter::Header::Element, *element.asTable());
        m_found.append({Outcome::AddedTable, {m_writer.blockAt(m_writer.placeFor(m_path), text)}});
    }

    void addBlock(const TomlValue::Table &members, const TomlPath &path)
    {
        const QByteArray text = m_writer.block(path, TomlWriter::Header::Table, members);
        m_found.append({Outcome::AddedTable, {m_writer.blockAt(m_writer.placeFor(path), text)}});
    }

    void remove()
    {
        const TomlEntry *entry = m_layout.entry(m_path);
        if (!entry)
            removeUnder({m_path});
        else if (entry->inlineTable < 0)
            m_found.append({Outcome::Removed, {{entry->lines, {}}}});
        else
            m_found.append({Outcome::Removed, {{inInlineTable(*entry), {}}}});
    }

    /// The pair and the comma that goes with it.
    TomlSpan inInlineTable(const TomlEntry &entry) const
    {
        const TomlSpan braces = m_layout.inlineTables[entry.inlineTable].braces;
        qsizetype before = braces.begin + 1;
        for (const TomlEntry &other : m_layout.entries) {
            if (other.inlineTable != entry.inlineTable)
                continue;
            if (other.key.begin > entry.key.begin)
                return {entry.key.begin, other.key.begin};
            if (other.key.begin < entry.key.begin)
                before = other.value.end;
        }
        return {before, entry.value.end};
    }

    /// The headers and keys below; comments stay.
    void removeUnder(const QList<TomlPath> &places)
    {
        if (const QList<TomlSpan> spans = spansUnder(places); !spans.isEmpty()) {
            QList<TomlSplice> splices;
            for (const TomlSpan &span : spans)
                splices.append({m_writer.withBlankLine(span), {}});
            m_found.append({Outcome::Removed, splices});
        }
    }

    QList<TomlSpan> spansUnder(const QList<TomlPath> &places) const
    {
        QList<TomlSpan> spans;
        const auto matches = [&](const TomlPath &path) {
            return std::any_of(places.cbegin(), places.cend(),
                               [&](const TomlPath &place) { return isUnder(path, place); });
        };
        for (const TomlHeader &header : m_layout.headers) {
            if (matches(header.path))
                spans.append(header.line);
        }
        for (const TomlEntry &entry : m_layout.entries) {
            if (entry.inlineTable < 0 && matches(entry.path))
                spans.append(entry.lines);
        }
        return m_writer.merged(spans);
    }

    /// Of an array of tables: blocks that are no longer wanted go, new ones come where they belong.
    void changeElements(const TomlValue::Array &before, const TomlValue::Array &after)
    {
        QList<TomlPath> removed;
        QMap<qsizetype, QByteArray> insertions; // by place
        qsizetype last = -1;
        for (const ListChange &change : listChanges(before, after)) {
            TomlPath element = m_path;
            element.last().index = change.index;
            if (change.kind == ListChange::Kind::Remove)
                removed.append(element);
            if (change.kind != ListChange::Kind::Insert) {
                last = change.index;
                continue;
            }
            const TomlPath behind =
                m_path.first(m_path.size() - 1) + TomlPath{{m_path.last().key, std::max(last, qsizetype(0))}};
            const qsizetype place = last < 0 ? m_writer.beginOf(behind) : m_writer.endOf(behind);
            QByteArray &text = insertions[place];
            const QByteArray block =
                m_writer.block(m_path, TomlWriter::Header::Element, *after[change.index].asTable());
            text += (text.isEmpty() ? QByteArray() : m_writer.lineEnd()) + block;
        }
        QList<TomlSplice> splices;
        for (const TomlSpan &span : spansUnder(removed))
            splices.append({m_writer.withBlankLine(span), {}});
        for (auto insertion = insertions.cbegin(); insertion != insertions.cend(); ++insertion)
            splices.append(m_writer.blockAt(insertion.key(), insertion.value()));
        m_found.append({insertions.isEmpty()    ? Outcome::Removed
                            : removed.isEmpty() ? Outcome::AddedTable
                                                : Outcome::Changed,
                        splices});
    }

    QByteArrayView m_bytes;
    const TomlLayout &m_layout;
    const TomlValue &m_root;
    TomlWriter m_writer;
    TomlPath m_path;
    const TomlValue &m_value;
    QList<TomlCandidate> m_found;
};

} // namespace

QList<TomlCandidate> candidatesFor(const DeploymentToml &file, const TomlPath &path, const TomlValue &value,
                                   CommentedKeys commented)
{
    return Candidates(file, path, value).find(commented);
}

} // namespace gatehouse::wso2
