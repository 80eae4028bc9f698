#include "wso2/toml_path.h"

#include "wso2/text.h"
#include "wso2/toml_value.h"

namespace gatehouse::wso2 {

namespace {

/// Reads an address from its beginning; each function leaves `at` behind what it took.
class AddressReader
{
public:
    explicit AddressReader(QStringView text)
        : m_text(text)
    {}

    std::optional<TomlAddress> read()
    {
        TomlAddress steps;
        while (steps.size() < MaxTomlKeyParts) {
            TomlStep step;
            if (!readName(step.key) || !readSelector(step))
                return std::nullopt;
            steps.append(step);
            if (m_at == m_text.size())
                return steps;
            if (m_text[m_at++] != QLatin1Char('.'))
                return std::nullopt;
        }
        return std::nullopt;
    }

private:
    bool at(char character) const { return m_at < m_text.size() && m_text[m_at] == QLatin1Char(character); }

    bool readName(QString &name)
    {
        if (at('"') || at('\''))
            return readQuoted(name);
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && !at('.') && !at('[') && !at('"') && !m_text[m_at].isSpace())
            ++m_at;
        name = m_text.sliced(begin, m_at - begin).toString();
        return !name.isEmpty();
    }

    bool readQuoted(QString &name)
    {
        const qsizetype begin = m_at;
        const QChar quote = m_text[m_at++];
        while (m_at < m_text.size() && m_text[m_at] != quote)
            m_at += quote == QLatin1Char('"') && at('\\') ? 2 : 1;
        if (m_at >= m_text.size())
            return false;
        ++m_at;
        const Result<TomlValue> value = parseTomlValue(m_text.sliced(begin, m_at - begin).toString());
        if (!value || !value->asString())
            return false;
        name = *value->asString();
        return true;
    }

    bool readSelector(TomlStep &step)
    {
        if (!at('['))
            return true;
        ++m_at;
        const qsizetype close = m_text.indexOf(QLatin1Char(']'), m_at);
        if (close < 0)
            return false;
        const QStringView inside = m_text.sliced(m_at, close - m_at);
        const qsizetype equals = inside.indexOf(QLatin1Char('='));
        m_at = close + 1;
        if (equals < 0) {
            bool isNumber = false;
            step.index = inside.toInt(&isNumber);
            return isNumber && step.index >= 0;
        }
        step.member = inside.first(equals).trimmed().toString();
        step.value = inside.sliced(equals + 1).trimmed().toString();
        if (step.value.size() >= 2 && step.value.startsWith(QLatin1Char('"')) && step.value.endsWith(QLatin1Char('"')))
            step.value = step.value.sliced(1, step.value.size() - 2);
        return !step.member.isEmpty();
    }

    QStringView m_text;
    qsizetype m_at = 0;
};

} // namespace

Result<TomlAddress> parseTomlAddress(const QString &text)
{
    if (auto address = AddressReader(text.trimmed()).read())
        return *std::move(address);
    return fail(Error::Refused,
                Text::tr("\"%1\" is no key: keys are joined by dots, as in open_banking.dcr.jwks_url_sandbox, and an "
                         "element of an array of tables is iss[0] or iss[name=OpenBanking Ltd].")
                    .arg(text.left(200)));
}

QString toText(const TomlPath &path)
{
    QString text;
    for (const TomlPart &part : path) {
        if (!text.isEmpty())
            text += QLatin1Char('.');
        text += QString::fromUtf8(tomlKey(part.key));
        if (part.index >= 0)
            text += QStringLiteral("[%1]").arg(part.index);
    }
    return text;
}

QString hashKey(const TomlPath &path)
{
    QString text;
    for (const TomlPart &part : path)
        text += QString::number(part.key.size()) + QLatin1Char(':') + part.key + QString::number(part.index);
    return text;
}

bool startsWith(const TomlPath &path, const TomlPath &prefix)
{
    return commonParts(path, prefix) == prefix.size();
}

qsizetype commonParts(const TomlPath &left, const TomlPath &right)
{
    qsizetype count = 0;
    while (count < left.size() && count < right.size() && left[count] == right[count])
        ++count;
    return count;
}

} // namespace gatehouse::wso2
