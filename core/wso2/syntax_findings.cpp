#include "wso2/syntax_findings.h"

#include "wso2/text.h"
#include "wso2/toml_secrets.h"
#include "wso2/unified_diff.h"

namespace gatehouse::wso2 {

namespace {

/// A file with more mistakes is hardly one.
constexpr int MaxMended = 20;

bool isToml(const QByteArray &line)
{
    return parseTomlDocument(line).has_value();
}

/// `key = value` with the value in quotes; empty where the line is none.
QByteArray quoted(const QByteArray &line)
{
    const qsizetype equals = line.indexOf('=');
    const QByteArray value = line.mid(equals + 1).trimmed();
    const bool isWord = !value.isEmpty() && (QChar::isLetter(static_cast<uchar>(value[0])) || value[0] == '/');
    if (equals <= 0 || !isWord || value.contains('"') || value.contains('#'))
        return {};
    qsizetype begin = equals + 1;
    while (line[begin] == ' ' || line[begin] == '\t')
        ++begin;
    const QByteArray mended = line.first(begin) + tomlString(QString::fromUtf8(value));
    return isToml(mended) ? mended : QByteArray();
}

QByteArray withStraightQuotes(const QByteArray &line)
{
    QString text = QString::fromUtf8(line);
    for (const char16_t curly : {u'\u201C', u'\u201D', u'\u201E'})
        text.replace(QChar(curly), QLatin1Char('"'));
    for (const char16_t curly : {u'\u2018', u'\u2019'})
        text.replace(QChar(curly), QLatin1Char('\''));
    const QByteArray mended = text.toUtf8();
    return mended != line && isToml(mended) ? mended : QByteArray();
}

/// The line as it may be shown below these.
QByteArray shownBelow(const QList<QByteArray> &above, const QByteArray &line)
{
    LineCover cover;
    for (const QByteArray &passed : above)
        cover.pass(passed);
    return cover.shown(line);
}

struct Mend {
    QLatin1String id;
    QString advice;
    QByteArray line;
};

std::optional<Mend> mendLine(const QByteArray &line)
{
    if (QByteArray mended = withStraightQuotes(line); !mended.isEmpty())
        return Mend{QLatin1String("toml.curly-quote"), Text::tr("Type straight double quotes."), mended};
    if (QByteArray mended = quoted(line); !mended.isEmpty())
        return Mend{QLatin1String("toml.unquoted"), Text::tr("Put the value in double quotes."), mended};
    return std::nullopt;
}

} // namespace

MendedToml mend(const QByteArray &bytes)
{
    MendedToml mended;
    QByteArray text = bytes;
    for (int i = 0; i < MaxMended; ++i) {
        if (Result<DeploymentToml> toml = DeploymentToml::parse(text)) {
            mended.toml = *std::move(toml);
            return mended;
        } else if (toml.error().kind == Error::TooLarge) {
            mended.findings.append(
                {QLatin1String("toml.too-large"), TomlFinding::Severity::Error, 0, toml.error().message, {}, {}, {}});
            return mended;
        }
        const auto parsed = readToml(text);
        if (parsed)
            return mended;
        const TomlSyntaxError &error = parsed.error();
        QList<QByteArray> lines = linesOf(text);
        TomlFinding finding{QLatin1String("toml.syntax"),
                            TomlFinding::Severity::Error,
                            error.line,
                            error.error.message + Text::tr(" The server does not start with it."),
                            {},
                            {},
                            {}};
        const bool hasLine = error.line >= 1 && error.line <= lines.size();
        QByteArray line = hasLine ? lines[error.line - 1] : QByteArray();
        const QByteArray lineEnd = line.endsWith("\r\n") ? "\r\n" : line.endsWith('\n') ? "\n" : "";
        line.chop(lineEnd.size());
        const std::optional<Mend> fix = hasLine ? mendLine(line) : std::nullopt;
        if (fix) {
            finding.id = fix->id;
            finding.advice = fix->advice;
            finding.fixedLine = shownBelow(lines.first(error.line - 1), fix->line);
            lines[error.line - 1] = fix->line + lineEnd;
            text = lines.join();
        }
        mended.findings.append(finding);
        if (!fix)
            return mended;
    }
    return mended;
}

} // namespace gatehouse::wso2
