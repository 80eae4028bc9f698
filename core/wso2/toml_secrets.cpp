#include "wso2/toml_secrets.h"

#include "base/secret_names.h"
#include "wso2/toml_splice.h"

#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::wso2 {

namespace {

constexpr QByteArrayView Cover("********");
constexpr QByteArrayView CoveredValue("\"********\"");

/// Whole keys that do not look like it.
constexpr const char *SecretPaths[] = {"apim.ai.key", "encryption.key"};

/// Asterisks for each part of an address that is a password: `jdbc:…?password=x`, `https://user:x@host`.
QByteArray withoutAddressSecrets(const QByteArray &text)
{
    static const QRegularExpression Parameter(
        QStringLiteral(
            "((?:password|passwd|pwd|secret|token)\\s*=\\s*)(?!\\$(?:ref|secret|env|sys)?\\{)([^&;\"'\\s]+)"),
        QRegularExpression::CaseInsensitiveOption);
    // Inside an inline table that is commented out, or that is no TOML.
    static const QRegularExpression Member(
        QStringLiteral("((?:password|passwd|passphrase|secret)[\"']?\\s*=\\s*)(?:\"(?!\\$)[^\"]+\"|'(?!\\$)[^']+')"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression Login(QStringLiteral("(://[^/@:\"'\\s]*:)([^/\"'\\s]+)(@)"));
    // The password may hold an @ itself: the host begins behind the last.
    static const QRegularExpression OracleLogin(
        QStringLiteral("(jdbc:oracle:[a-z0-9]+:[^/@\\s\"']+/)(?!\\$(?:ref|secret|env|sys)?\\{[^{}]*\\}@)(\\S+)(@)"),
        QRegularExpression::CaseInsensitiveOption);
    QString shown = QString::fromUtf8(text);
    if (!shown.contains(QLatin1Char('=')) && !shown.contains(QLatin1String("://"))
        && !shown.contains(QLatin1String("jdbc:"), Qt::CaseInsensitive))
        return text;
    // A key at the beginning of the line is not an address's parameter.
    const qsizetype equals = shown.indexOf(QLatin1Char('='));
    QString value = shown.sliced(std::max(equals, qsizetype(0)));
    const QString before = value;
    value.replace(Member, QStringLiteral("\\1\"********\""))
        .replace(Parameter, QStringLiteral("\\1********"))
        .replace(Login, QStringLiteral("\\1********\\3"))
        .replace(OracleLogin, QStringLiteral("\\1********\\3"));
    return value == before ? text : (shown.first(std::max(equals, qsizetype(0))) + value).toUtf8();
}

/// What is shown in the place of the value: as many lines as it has.
QByteArray covered(QByteArrayView value)
{
    QByteArray text = CoveredValue.toByteArray();
    const qsizetype more = std::count(value.begin(), value.end(), '\n');
    for (qsizetype i = 0; i < more; ++i)
        text += '\n' + Cover.toByteArray();
    return text;
}

bool isCoverNeeded(QByteArrayView value)
{
    const QString text = QString::fromUtf8(value).trimmed();
    const bool isQuoted = text.size() >= 2 && (text.front() == QLatin1Char('"') || text.front() == QLatin1Char('\''));
    const QString inside = isQuoted ? text.sliced(1, text.size() - 2) : text;
    return !inside.isEmpty() && !isReference(inside) && inside != QLatin1String("true")
        && inside != QLatin1String("false");
}

bool isKeyCharacter(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9') || character == '_' || character == '-';
}

/// The dotted key that ends there, its parts in quotes or not. By hand: lines have any length.
TomlPath keyBefore(QByteArrayView text)
{
    TomlPath path;
    while (path.size() < MaxTomlKeyParts) {
        while (!text.isEmpty() && (text.back() == ' ' || text.back() == '\t'))
            text.chop(1);
        QByteArrayView part;
        if (!text.isEmpty() && (text.back() == '"' || text.back() == '\'')) {
            const char quote = text.back();
            text.chop(1);
            const qsizetype begin = text.lastIndexOf(quote) + 1;
            part = text.sliced(begin);
            text = text.first(std::max(begin - 1, qsizetype(0)));
        } else {
            qsizetype begin = text.size();
            while (begin > 0 && isKeyCharacter(text[begin - 1]))
                --begin;
            part = text.sliced(begin);
            text = text.first(begin);
        }
        path.prepend({QString::fromUtf8(part), -1});
        while (!text.isEmpty() && (text.back() == ' ' || text.back() == '\t'))
            text.chop(1);
        if (text.isEmpty() || text.back() != '.')
            break;
        text.chop(1);
    }
    return path;
}

bool isComment(QByteArrayView line)
{
    return line.trimmed().startsWith('#');
}

/// Of `[a.b]` or `[[a.b]]`, perhaps in a comment; nothing where the line is none.
std::optional<TomlPath> headerIn(QByteArrayView line)
{
    line = line.trimmed();
    while (!line.isEmpty() && (line.front() == '#' || line.front() == ' ' || line.front() == '\t'))
        line = line.sliced(1);
    const qsizetype end = line.indexOf(']');
    if (!line.startsWith('[') || end < 0)
        return std::nullopt;
    const QByteArrayView behind = line.sliced(end + 1).trimmed();
    if (!behind.isEmpty() && behind.front() != ']' && behind.front() != '#')
        return std::nullopt;
    line = line.first(end);
    while (line.startsWith('['))
        line = line.sliced(1);
    return keyBefore(line);
}

} // namespace

bool isReference(QStringView value)
{
    static const QRegularExpression Reference(QStringLiteral("^\\$(?:ref|secret|env|sys)?\\{[^{}]*\\}$"));
    return Reference.match(value.toString()).hasMatch();
}

bool isSecretKey(const TomlPath &path)
{
    if (path.isEmpty())
        return false;
    const QString text = toText(path);
    return isSecretName(path.last().key)
        || std::any_of(std::begin(SecretPaths), std::end(SecretPaths),
                       [&](const char *key) { return text == QLatin1String(key); });
}

bool isSecretKey(const QString &key)
{
    const Result<TomlAddress> address = parseTomlAddress(key);
    if (!address)
        return true;
    TomlPath path;
    for (const TomlStep &step : *address)
        path.append({step.key, -1});
    return isSecretKey(path);
}

TomlValue withoutSecrets(const TomlValue &value, const QString &key)
{
    if (const TomlValue::Table *table = value.asTable()) {
        TomlValue::Table shown;
        for (auto member = table->cbegin(); member != table->cend(); ++member)
            shown.insert(member.key(),
                         withoutSecrets(*member, key + QLatin1Char('.') + QString::fromUtf8(tomlKey(member.key()))));
        return shown;
    }
    if (const TomlValue::Array *elements = value.asArray()) {
        if (isSecretKey(key) && !elements->isEmpty())
            return QString::fromLatin1(Cover);
        TomlValue::Array shown;
        for (const TomlValue &element : *elements)
            shown.append(withoutSecrets(element, key));
        return shown;
    }
    if (isSecretKey(key) && isCoverNeeded(value.scalarText().toUtf8()))
        return QString::fromLatin1(Cover);
    if (const QString *text = value.asString())
        return QString::fromUtf8(withoutAddressSecrets('=' + text->toUtf8())).sliced(1);
    return value;
}

void LineCover::pass(QByteArrayView line)
{
    std::optional<TomlPath> header = headerIn(line);
    if (!header)
        return;
    m_commentedTable = *header;
    if (!isComment(line))
        m_table = *std::move(header);
}

QByteArray LineCover::shown(QByteArray line) const
{
    const QByteArray lineEnd = line.endsWith("\r\n") ? "\r\n" : line.endsWith('\n') ? "\n" : "";
    line.chop(lineEnd.size());
    const qsizetype equals = line.indexOf('=');
    if (equals > 0) {
        const TomlPath key = keyBefore(QByteArrayView(line).first(equals));
        // Nobody knows which of the headers above a line in a comment was meant to stand under.
        const bool isSecret =
            isSecretKey(key) || isSecretKey(m_table + key) || (isComment(line) && isSecretKey(m_commentedTable + key));
        qsizetype value = equals + 1;
        while (value < line.size() && (line[value] == ' ' || line[value] == '\t'))
            ++value;
        if (isSecret && isCoverNeeded(QByteArrayView(line).sliced(value)))
            return line.first(value) + CoveredValue.toByteArray() + lineEnd;
    }
    return withoutAddressSecrets(line) + lineEnd;
}

QList<QByteArray> shownLines(const DeploymentToml &file)
{
    const QByteArrayView bytes = file.bytes();
    QList<TomlSplice> splices;
    for (const TomlEntry &entry : file.layout().entries) {
        const QByteArrayView value = bytes.sliced(entry.value.begin, entry.value.end - entry.value.begin);
        const bool isWithinLast = !splices.isEmpty() && entry.value.begin < splices.last().span.end;
        if (!isWithinLast && isSecretKey(entry.path) && isCoverNeeded(value))
            splices.append({entry.value, covered(value)});
    }
    QList<QByteArray> lines = linesOf(spliced(bytes, splices));
    LineCover cover;
    for (QByteArray &line : lines) {
        cover.pass(line);
        line = cover.shown(line);
    }
    return lines;
}

QList<DiffLine> shownDiff(const DeploymentToml &before, const DeploymentToml &after)
{
    const ShownLines shown{shownLines(before), shownLines(after)};
    return diffLines(before.bytes(), after.bytes(), &shown);
}

bool hasCovered(const QList<DiffLine> &lines)
{
    return std::any_of(lines.cbegin(), lines.cend(), [](const DiffLine &line) { return line.text.contains(Cover); });
}

} // namespace gatehouse::wso2
