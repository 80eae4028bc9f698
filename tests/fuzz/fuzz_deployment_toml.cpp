#include "require.h"
#include "wso2/toml_findings.h"
#include "wso2/toml_secrets.h"

using namespace gatehouse;
using namespace gatehouse::wso2;

// Input: a key, a value and a file, each ended by a NUL but the last.

namespace {

/// The same without the value that was set: whatever else is in the file must be in both.
TomlValue without(const TomlValue &root, const QString &key)
{
    auto file = DeploymentToml::parse(QByteArray());
    FUZZ_REQUIRE(file.has_value());
    TomlValue rest = root;
    if (const auto address = parseTomlAddress(key)) {
        // Down to the first element of an array: adding to it changes it as a whole.
        TomlValue *at = &rest;
        for (qsizetype i = 0; i < address->size() && at->asTable(); ++i) {
            TomlValue::Table &table = *at->asTable();
            const TomlStep &step = (*address)[i];
            if (!table.contains(step.key))
                break;
            if (i + 1 == address->size() || !table[step.key].isTable()) {
                table.remove(step.key);
                break;
            }
            at = &table[step.key];
        }
    }
    return rest;
}

/// Empty tables come and go with what is in them.
TomlValue pruned(const TomlValue &value)
{
    const TomlValue::Table *table = value.asTable();
    if (!table)
        return value;
    TomlValue::Table result;
    for (auto member = table->cbegin(); member != table->cend(); ++member) {
        const TomlValue inside = pruned(*member);
        if (!inside.asTable() || !inside.asTable()->isEmpty())
            result.insert(member.key(), inside);
    }
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const qsizetype first = input.indexOf('\0');
    const qsizetype second = first < 0 ? -1 : input.indexOf('\0', first + 1);
    if (second < 0)
        return 0;
    const QString key = QString::fromUtf8(input.first(first));
    const QByteArray text = input.sliced(second + 1);
    for (const TomlFinding &finding : findingsIn(text))
        FUZZ_REQUIRE(!finding.message.isEmpty());
    auto file = DeploymentToml::parse(text);
    if (!file) {
        FUZZ_REQUIRE(!file.error().message.isEmpty());
        return 0;
    }
    FUZZ_REQUIRE(shownLines(*file).size() == linesOf(text).size());
    const auto value = parseTomlValue(QString::fromUtf8(input.sliced(first + 1, second - first - 1)));
    const TomlValue before = file->root();
    const EditResult result = file->apply({key, value ? *value : TomlValue()});
    if (!result.isChange()) {
        FUZZ_REQUIRE(file->bytes() == text && file->root() == before);
        FUZZ_REQUIRE(result.outcome == EditResult::Outcome::AlreadySo || !result.error.message.isEmpty());
        return 0;
    }
    const auto again = DeploymentToml::parse(file->bytes());
    FUZZ_REQUIRE(again && again->root() == file->root());
    FUZZ_REQUIRE(pruned(without(file->root(), key)) == pruned(without(before, key)));
    return 0;
}
