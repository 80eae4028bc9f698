#include "wso2/deployment_toml.h"

#include "wso2/text.h"
#include "wso2/toml_candidates.h"
#include "wso2/toml_model.h"

namespace gatehouse::wso2 {

namespace {

Error located(const QString &key, Error error)
{
    if (!error.message.contains(key))
        error.message = Text::tr("%1 is left as it is. %2").arg(key, error.message);
    return error;
}

Error noWay(const TomlTarget &target, const TomlValue &root)
{
    const TomlValue *before = find(root, target.path);
    const QString key = toText(target.path);
    if (before && before->isTable())
        return {Error::Refused, Text::tr("%1 is a table: set its keys one by one.").arg(key), {}};
    if (before && before->isArrayOfTables())
        return {Error::Refused,
                Text::tr("%1 is an array of tables, written as [[%1]]: it takes nothing but tables.").arg(key),
                {}};
    if (before && before->asArray())
        return {Error::Refused,
                Text::tr("%1 has comments between its elements, which would be lost. Change it by hand, or put each "
                         "element on a line of its own.")
                    .arg(key),
                {}};
    return {Error::Refused, Text::tr("%1 cannot be set in this file.").arg(key), {}};
}

Error wouldChange(const QString &key, const QString &other)
{
    return {Error::Refused,
            Text::tr("%1 is left as it is: wherever its line is put, %2 would get another meaning. Change the file by "
                     "hand.")
                .arg(key, other.isEmpty() ? Text::tr("something else") : other),
            {}};
}

/// A value that is there already, and one that an edit would put in the way of keys with dots.
bool isEmptyList(const TomlValue &value)
{
    return value.asArray() && value.asArray()->isEmpty();
}

} // namespace

Result<DeploymentToml> DeploymentToml::parse(const QByteArray &bytes)
{
    if (bytes.size() > MaxBytes)
        return fail(
            Error::TooLarge,
            Text::tr("The file is larger than the %1 KiB that a deployment.toml may have here: a server's has some "
                     "twenty. Take out what does not belong in it.")
                .arg(MaxBytes / 1024));
    auto document = readToml(bytes);
    if (!document)
        return tl::unexpected(document.error().error);
    DeploymentToml file;
    file.m_bytes = bytes;
    file.m_layout = std::move(document->layout);
    file.m_root = std::move(document->root);
    return file;
}

Result<std::optional<TomlValue>> DeploymentToml::value(const QString &key) const
{
    const auto path =
        parseTomlAddress(key).and_then([&](const TomlAddress &address) { return locate(m_root, address); });
    if (!path)
        return tl::unexpected(path.error());
    const TomlValue *found = *path ? find(m_root, **path) : nullptr;
    return found ? std::optional(*found) : std::nullopt;
}

int DeploymentToml::lineOf(const QString &key) const
{
    const auto path =
        parseTomlAddress(key).and_then([&](const TomlAddress &address) { return locate(m_root, address); });
    return path && *path ? lineOf(**path) : 0;
}

int DeploymentToml::lineOf(const TomlPath &path) const
{
    if (const TomlEntry *entry = m_layout.entry(path))
        return entry->lineNumber;
    if (const TomlHeader *header = m_layout.header(path))
        return header->lineNumber;
    TomlPath element = path;
    if (!element.isEmpty() && element.last().index < 0) {
        element.last().index = 0;
        if (const TomlHeader *header = m_layout.header(element))
            return header->lineNumber;
    }
    for (const TomlEntry &entry : m_layout.entries) {
        if (startsWith(entry.path, path))
            return entry.lineNumber;
    }
    for (const TomlHeader &header : m_layout.headers) {
        if (startsWith(header.path, path))
            return header.lineNumber;
    }
    return 0;
}

EditResult DeploymentToml::apply(const TomlEdit &edit, CommentedKeys commented)
{
    EditResult result;
    result.edit = edit;
    const auto refused = [&](Error error) {
        result.outcome = EditResult::Outcome::Refused;
        result.error = std::move(error);
        return result;
    };
    auto target = parseTomlAddress(edit.key).and_then(
        [&](const TomlAddress &address) { return resolve(m_root, address, edit.value); });
    if (!target)
        return refused(target.error());
    const TomlValue *before = target->exists ? find(m_root, target->path) : nullptr;
    if (before && before->isArrayOfTables() && isEmptyList(target->value))
        target->value = {};
    result.line = before ? lineOf(target->path) : 0;
    if (before ? *before == target->value : target->value.isNone())
        return result;

    TomlValue intended = m_root;
    if (const Result<void> done = put(intended, target->path, target->value); !done)
        return refused(located(edit.key, done.error()));
    if (target->value.isNone())
        prune(intended, target->path);

    QString other;
    const QList<TomlCandidate> candidates = candidatesFor(*this, target->path, target->value, commented);
    for (const TomlCandidate &candidate : candidates) {
        Result<DeploymentToml> file = parse(spliced(m_bytes, candidate.splices));
        if (!file && file.error().kind == Error::TooLarge)
            return refused(located(edit.key, file.error()));
        if (!file)
            continue;
        TomlValue root = file->m_root;
        if (target->value.isNone())
            prune(root, target->path);
        if (root != intended) {
            other = firstDifference(intended, root);
            continue;
        }
        *this = *std::move(file);
        result.outcome = candidate.outcome;
        result.line = lineOf(target->path);
        return result;
    }
    return refused(candidates.isEmpty() ? noWay(*target, m_root) : wouldChange(edit.key, other));
}

QList<EditResult> DeploymentToml::apply(const QList<TomlEdit> &edits, CommentedKeys commented)
{
    QList<EditResult> results;
    for (const TomlEdit &edit : edits)
        results.append(apply(edit, commented));
    return results;
}

} // namespace gatehouse::wso2
