#include "wso2/toml_model.h"

#include "wso2/text.h"

namespace gatehouse::wso2 {

namespace {

const TomlValue *member(const TomlValue &value, const TomlPart &part)
{
    const TomlValue::Table *table = value.asTable();
    const auto at = table ? table->constFind(part.key) : TomlValue::Table::const_iterator();
    if (!table || at == table->cend())
        return nullptr;
    if (part.index < 0)
        return &*at;
    const TomlValue::Array *array = at->asArray();
    return array && part.index < array->size() ? &(*array)[part.index] : nullptr;
}

tl::unexpected<Error> inTheWay(const TomlPath &path, qsizetype parts, const TomlValue &value)
{
    return fail(Error::Refused,
                Text::tr("%1 is %2: it has no keys of its own. Remove it first, or choose another key.")
                    .arg(toText(path.first(parts)), value.typeName()));
}

/// Walks down and hands each value on the way to `use`, which stops the walk by false.
bool pruneBelow(TomlValue &value, const TomlPath &path, qsizetype at)
{
    TomlValue::Table *table = value.asTable();
    if (!table || at == path.size())
        return table ? table->isEmpty() : value.asArray() && value.asArray()->isEmpty();
    const auto found = table->find(path[at].key);
    if (found == table->end())
        return table->isEmpty();
    bool isEmpty = false;
    if (TomlValue::Array *array = found->asArray(); array && path[at].index >= 0) {
        if (path[at].index < array->size() && at + 1 < path.size())
            (void)pruneBelow((*array)[path[at].index], path, at + 1);
        isEmpty = array->isEmpty();
    } else {
        isEmpty = pruneBelow(*found, path, at + 1);
    }
    if (isEmpty)
        table->erase(found);
    return table->isEmpty();
}

QString joined(const QString &prefix, const QString &key)
{
    const QString name = QString::fromUtf8(tomlKey(key));
    return prefix.isEmpty() ? name : prefix + QLatin1Char('.') + name;
}

QString differenceAt(const TomlValue &left, const TomlValue &right, const QString &name)
{
    if (left == right)
        return {};
    if (const auto *leftTable = left.asTable(), *rightTable = right.asTable(); leftTable && rightTable) {
        for (auto member = leftTable->cbegin(); member != leftTable->cend(); ++member) {
            QString key = joined(name, member.key());
            const auto other = rightTable->constFind(member.key());
            if (other == rightTable->cend())
                return key;
            if (QString inside = differenceAt(*member, *other, key); !inside.isEmpty())
                return inside;
        }
        for (auto member = rightTable->cbegin(); member != rightTable->cend(); ++member) {
            if (!leftTable->contains(member.key()))
                return joined(name, member.key());
        }
    }
    if (const auto *leftArray = left.asArray(), *rightArray = right.asArray(); leftArray && rightArray) {
        for (qsizetype i = 0; i < std::min(leftArray->size(), rightArray->size()); ++i) {
            QString inside = differenceAt((*leftArray)[i], (*rightArray)[i], name + QStringLiteral("[%1]").arg(i));
            if (!inside.isEmpty())
                return inside;
        }
    }
    return name;
}

qsizetype elementOf(const TomlValue::Array &array, const TomlStep &step)
{
    if (step.member.isEmpty())
        return step.index;
    for (qsizetype i = 0; i < array.size(); ++i) {
        const TomlValue *value = member(array[i], {step.member, -1});
        if (value && value->scalarText() == step.value)
            return i;
    }
    return array.size();
}

tl::unexpected<Error> sayWhich(const TomlPath &path, const TomlValue::Array &array)
{
    return fail(
        Error::Refused,
        Text::tr("%1 is an array of %2: say which element is meant, as in %1[0].").arg(toText(path)).arg(array.size()));
}

tl::unexpected<Error> noElements(const TomlPath &path, const TomlValue &value)
{
    return fail(Error::Refused,
                Text::tr("%1 is %2, not an array: it has no elements.").arg(toText(path), value.typeName()));
}

/// The array with the element that the address asks for at its end.
Result<TomlTarget> withElement(const TomlPath &arrayPath, TomlValue::Array array, const TomlAddress &address,
                               qsizetype at, const TomlValue &value)
{
    const TomlStep &step = address[at];
    if (value.isNone())
        return TomlTarget{arrayPath, {}, false};
    if (step.member.isEmpty() && step.index > array.size())
        return fail(Error::NotFound,
                    Text::tr("%1 has %2 elements: the next one is %1[%2].").arg(toText(arrayPath)).arg(array.size()));
    TomlValue element{TomlValue::Table()};
    if (at + 1 == address.size())
        element = value;
    else {
        TomlPath rest;
        for (const TomlStep &next : address.sliced(at + 1)) {
            if (next.index >= 0 || !next.member.isEmpty())
                return fail(Error::NotFound,
                            Text::tr("%1 has no such element yet; add it first.").arg(toText(arrayPath)));
            rest.append({next.key, -1});
        }
        if (Result<void> done = put(element, rest, value); !done)
            return tl::unexpected(done.error());
    }
    if (!step.member.isEmpty() && element.asTable() && !element.asTable()->contains(step.member))
        element.asTable()->insert(step.member, step.value);
    array.append(element);
    return TomlTarget{arrayPath, array};
}

} // namespace

const TomlValue *find(const TomlValue &root, const TomlPath &path)
{
    const TomlValue *value = &root;
    for (const TomlPart &part : path) {
        value = member(*value, part);
        if (!value)
            return nullptr;
    }
    return value;
}

Result<void> put(TomlValue &root, const TomlPath &path, const TomlValue &value)
{
    TomlValue *at = &root;
    for (qsizetype i = 0; i < path.size(); ++i) {
        TomlValue::Table *table = at->asTable();
        if (!table)
            return inTheWay(path, i, *at);
        const bool isLast = i + 1 == path.size();
        if (value.isNone() && !table->contains(path[i].key))
            return {};
        if (isLast && path[i].index < 0) {
            if (value.isNone())
                table->remove(path[i].key);
            else
                table->insert(path[i].key, value);
            return {};
        }
        TomlValue &next = (*table)[path[i].key];
        if (next.isNone())
            next = TomlValue::Table();
        at = &next;
        if (path[i].index < 0)
            continue;
        TomlValue::Array *array = next.asArray();
        if (!array || path[i].index >= array->size())
            return inTheWay(path, i + 1, next);
        at = &(*array)[path[i].index];
        if (isLast)
            *at = value;
    }
    return {};
}

void prune(TomlValue &root, const TomlPath &path)
{
    (void)pruneBelow(root, path, 0);
}

QString firstDifference(const TomlValue &left, const TomlValue &right)
{
    return differenceAt(left, right, {});
}

Result<std::optional<TomlPath>> locate(const TomlValue &root, const TomlAddress &address)
{
    TomlPath path;
    for (qsizetype i = 0; i < address.size(); ++i) {
        const TomlStep &step = address[i];
        path.append({step.key, -1});
        const TomlValue *found = find(root, path);
        if (!found)
            return std::optional<TomlPath>();
        const TomlValue::Array *array = found->asArray();
        if (step.index < 0 && step.member.isEmpty()) {
            if (array && i + 1 < address.size())
                return sayWhich(path, *array);
            continue;
        }
        if (!array)
            return noElements(path, *found);
        path.last().index = elementOf(*array, step);
        if (path.last().index >= array->size())
            return std::optional<TomlPath>();
    }
    return std::optional(path);
}

Result<TomlTarget> resolve(const TomlValue &root, const TomlAddress &address, const TomlValue &value)
{
    TomlPath path;
    for (qsizetype i = 0; i < address.size(); ++i) {
        const TomlStep &step = address[i];
        const bool wantsElement = step.index >= 0 || !step.member.isEmpty();
        path.append({step.key, -1});
        const TomlValue *found = find(root, path);
        const TomlValue::Array *array = found ? found->asArray() : nullptr;
        if (!wantsElement) {
            if (array && i + 1 < address.size())
                return sayWhich(path, *array);
            continue;
        }
        if (found && !array)
            return noElements(path, *found);
        const TomlValue::Array elements = array ? *array : TomlValue::Array();
        const qsizetype index = elementOf(elements, step);
        if (index >= elements.size())
            return withElement(path, elements, address, i, value);
        if (i + 1 == address.size()) {
            // An element is put in or taken out through its array.
            TomlValue::Array changed = elements;
            if (value.isNone())
                changed.removeAt(index);
            else
                changed[index] = value;
            return TomlTarget{path, changed};
        }
        path.last().index = index;
    }
    return TomlTarget{path, value};
}

} // namespace gatehouse::wso2
