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
    QString shown = QString::fromUtf8(text);
    if (!shown.contains(QLatin1Char('=')) && !shown.contains(QLatin1String("://")))
        return text;
    // A key at the beginning of the line is not an address's parameter.
    const qsizetype equals = shown.indexOf(QLatin1Char('='));
    QString value = shown.sliced(std::max(equals, qsizetype(0)));
    const QString before = value;
    value.replace(Member, QStringLiteral("\\1\"********\""))
        .replace(Parameter, QStringLiteral("\\1********"))
        .replace(Login, QStringLiteral("\\1********\\3"));
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

QByteArray shownLine(QByteArray line)
{
    static const QRegularExpression Pair(
        QStringLiteral("^([\\s#]*(?:[A-Za-z0-9_.\"'-]+\\.)?([A-Za-z0-9_-]+)[\"']?\\s*=\\s*)(.*)$"),
        QRegularExpression::DotMatchesEverythingOption);
    const bool isWhole = line.endsWith('\n');
    const QByteArray lineEnd = line.endsWith("\r\n") ? QByteArray("\r\n") : isWhole ? QByteArray("\n") : QByteArray();
    line.chop(lineEnd.size());
    const QRegularExpressionMatch match = Pair.match(QString::fromUtf8(line));
    if (match.hasMatch() && isSecretName(match.capturedView(2)) && isCoverNeeded(match.captured(3).toUtf8()))
        return match.captured(1).toUtf8() + CoveredValue.toByteArray() + lineEnd;
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
    for (QByteArray &line : lines)
        line = shownLine(line);
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
