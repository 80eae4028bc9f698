#include "wso2/key_findings.h"

#include "wso2/known_keys.h"
#include "wso2/text.h"
#include "wso2/toml_model.h"
#include "wso2/toml_secrets.h"

#include <algorithm>

namespace gatehouse::wso2 {

namespace {

using Severity = TomlFinding::Severity;

/// A claim that goes by another name in these tables.
struct ClaimName {
    const char *claim;
    const char *name;
};
constexpr ClaimName ClaimNames[] = {
    {"iss", "issuer"},
    {"aud", "audience"},
    {"redirect_uris", "callback_uris"},
    {"token_endpoint_auth_method", "token_endpoint_authentication"},
    {"request_object_signing_alg", "request_object_signing_algorithm"},
    {"id_token_encrypted_response_alg", "id_token_encryption_response_alg"},
    {"id_token_encrypted_response_enc", "id_token_encryption_response_enc"},
};

QString parentOf(const QString &pattern)
{
    return pattern.section(QLatin1Char('.'), 0, -2);
}

QString leafOf(const QString &pattern)
{
    return pattern.section(QLatin1Char('.'), -1);
}

QStringList keysIn(const QString &table)
{
    QStringList keys;
    for (const KnownKey &known : knownKeys()) {
        if (parentOf(known.key) == table)
            keys.append(leafOf(known.key));
    }
    return keys;
}

/// As it stands in the header.
QString withoutIndexes(TomlPath path)
{
    for (TomlPart &part : path)
        part.index = -1;
    return toText(path);
}

/// The same key with another name at its end.
QString renamed(const TomlPath &path, const QString &leaf)
{
    TomlPath other = path;
    other.last().key = leaf;
    return toText(other);
}

class KeyFindings
{
public:
    explicit KeyFindings(const DeploymentToml &toml)
        : m_toml(toml)
        , m_identity(identify(toml.root()))
    {}

    QList<TomlFinding> find()
    {
        for (const TomlHeader &header : m_toml.layout().headers)
            checkHeader(header);
        for (const TomlEntry &entry : m_toml.layout().entries)
            checkEntry(entry);
        return std::move(m_findings);
    }

private:
    TomlFinding &add(const char *id, Severity severity, int line, const QString &message, const QString &advice = {})
    {
        m_findings.append({QLatin1String(id), severity, line, message, advice, {}, {}});
        return m_findings.last();
    }

    void checkHeader(const TomlHeader &header)
    {
        const QString pattern = patternOf(header.path);
        if (isKnownTable(pattern) || isPartOfKnown(pattern))
            return;
        const QString name = withoutIndexes(header.path);
        const QString other = header.isElement ? pattern.chopped(2) : pattern + QLatin1String("[]");
        if (isKnownTable(other)) {
            const QString right = header.isElement ? QStringLiteral("[%1]") : QStringLiteral("[[%1]]");
            const QString wrong = header.isElement ? QStringLiteral("[[%1]]") : QStringLiteral("[%1]");
            TomlFinding &finding = add("table.kind", Severity::Error, header.lineNumber,
                                       Text::tr("%1 stands where the server expects %2: it ignores what is below.")
                                           .arg(wrong.arg(name), right.arg(name)),
                                       Text::tr("Write %1.").arg(right.arg(name)));
            finding.fixedLine = right.arg(name).toUtf8();
            return;
        }
        checkUnknownTable(header, pattern, name);
    }

    /// Tables that are misspelt: those right below a table whose others are known.
    void checkUnknownTable(const TomlHeader &header, const QString &pattern, const QString &name)
    {
        const QString above = parentOf(pattern);
        const QString leaf = QString(leafOf(pattern)).remove(QLatin1String("[]"));
        if (above == QLatin1String("open_banking.dcr.registration")) {
            for (const ClaimName &claim : ClaimNames) {
                if (leaf == QLatin1String(claim.claim)) {
                    add("table.unknown", Severity::Error, header.lineNumber,
                        Text::tr("The server does not know [%1]: the claim %2 is called %3 here.")
                            .arg(name, leaf, QLatin1String(claim.name)),
                        Text::tr("Write [%1.%2].").arg(above, QLatin1String(claim.name)));
                    return;
                }
            }
        }
        QStringList siblings;
        for (const QString &table : knownTables()) {
            if (parentOf(table) == above)
                siblings.append(QString(leafOf(table)).remove(QLatin1String("[]")));
        }
        const bool isComplete =
            above == QLatin1String("open_banking.dcr") || above == QLatin1String("open_banking.dcr.registration");
        const QString meant = nearest(leaf, siblings);
        if (meant == leaf || (meant.isEmpty() && !isComplete))
            return;
        add("table.unknown", Severity::Warning, header.lineNumber,
            Text::tr("The server does not know the table %1: it ignores it without a word.").arg(name),
            meant.isEmpty() ? QString() : Text::tr("Perhaps %1.%2 is meant.").arg(above, meant));
    }

    void checkEntry(const TomlEntry &entry)
    {
        const TomlValue *value = wso2::find(m_toml.root(), entry.path);
        if (!value || value->isTable() || value->isArrayOfTables())
            return;
        const QString pattern = patternOf(entry.path);
        const KnownKey *known = knownKey(pattern);
        if (!known) {
            checkUnknownKey(entry, pattern, *value);
            return;
        }
        const bool isElsewhere = m_identity.servers && !(known->servers & m_identity.servers);
        if (isElsewhere && isClosedTable(parentOf(pattern)))
            add("key.other-server", Severity::Warning, entry.lineNumber,
                Text::tr("%1 is read by the %2 alone; this is the file of the %3.")
                    .arg(toText(entry.path), describe(known->servers), describe(m_identity.servers)),
                Text::tr("Set it in the other server's file."));
        checkValue(entry, *known, *value);
    }

    void checkUnknownKey(const TomlEntry &entry, const QString &pattern, const TomlValue &value)
    {
        const QString table = parentOf(pattern);
        if (!isKnownTable(table))
            return;
        const QString leaf = entry.path.last().key;
        const QString meant = nearest(leaf, keysIn(table));
        if (meant.isEmpty() && !isClosedTable(table))
            return;
        const QString name = toText(entry.path);
        TomlFinding &finding = add("key.unknown", Severity::Warning, entry.lineNumber,
                                   Text::tr("The server does not know %1: it ignores it without a word.").arg(name));
        if (meant.isEmpty())
            return;
        finding.advice = Text::tr("Perhaps %1 is meant.").arg(meant);
        const QString right = renamed(entry.path, meant);
        if (const auto there = m_toml.value(right); there && !*there)
            finding.fix = {{name, {}}, {right, value}};
    }

    void checkValue(const TomlEntry &entry, const KnownKey &known, const TomlValue &value)
    {
        switch (known.type) {
        case KeyType::Boolean:
            if (const QString text = value.scalarText();
                text != QLatin1String("true") && text != QLatin1String("false"))
                wrongType(entry, known, value);
            return;
        case KeyType::Integer: {
            bool isNumber = false;
            (void)value.scalarText().toLongLong(&isNumber);
            if (!isNumber)
                wrongType(entry, known, value);
            return;
        }
        case KeyType::StringList:
            checkList(entry, known, value);
            return;
        case KeyType::Url:
            if (value.asString() && !isAddress(*value.asString()))
                add("value.address", Severity::Error, entry.lineNumber,
                    Text::tr("%1 is no address: it does not begin with https://.").arg(toText(entry.path)));
            [[fallthrough]];
        case KeyType::String:
        case KeyType::Path:
        case KeyType::JavaClass:
            if (!value.asString())
                wrongType(entry, known, value);
            else
                checkText(entry, *value.asString());
        }
    }

    static bool isAddress(const QString &text)
    {
        return text.startsWith(QLatin1String("https://")) || text.startsWith(QLatin1String("http://"))
            || text.startsWith(QLatin1Char('$')) || text.isEmpty();
    }

    void wrongType(const TomlEntry &entry, const KnownKey &known, const TomlValue &value)
    {
        TomlFinding &finding = add("value.type", Severity::Error, entry.lineNumber,
                                   Text::tr("%1 is %2; the server expects: %3.")
                                       .arg(toText(entry.path), value.typeName(), describe(known.type)));
        const TomlValue::Array *array = value.asArray();
        if (!array || known.type != KeyType::String)
            return;
        QStringList texts;
        for (const TomlValue &element : *array)
            texts.append(element.scalarText());
        finding.advice = Text::tr("It is one text with commas in it.");
        finding.fix = {{toText(entry.path), texts.join(QLatin1Char(','))}};
    }

    static QStringList split(const QString &text)
    {
        QStringList parts;
        for (const QString &part : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
            parts.append(part.trimmed());
        return parts;
    }

    void checkList(const TomlEntry &entry, const KnownKey &known, const TomlValue &value)
    {
        const QString name = toText(entry.path);
        if (const QString *text = value.asString()) {
            TomlFinding &finding = add("value.list", Severity::Error, entry.lineNumber,
                                       Text::tr("%1 is one text; the server expects an array of texts.").arg(name),
                                       Text::tr("Write each value in quotes of its own, in brackets."));
            finding.fix = {{name, split(*text)}};
            return;
        }
        const TomlValue::Array *array = value.asArray();
        if (!array) {
            wrongType(entry, known, value);
            return;
        }
        QStringList trimmed;
        QStringList separate;
        bool hasSpaces = false;
        bool hasCommas = false;
        for (const TomlValue &element : *array) {
            const QString *text = element.asString();
            if (!text) {
                wrongType(entry, known, value);
                return;
            }
            hasSpaces = hasSpaces || text->trimmed() != *text;
            hasCommas = hasCommas || text->contains(QLatin1Char(','));
            trimmed.append(text->trimmed());
            separate += split(*text);
        }
        if (hasCommas)
            add("value.one-string", Severity::Error, entry.lineNumber,
                Text::tr("%1 has a value with commas in it: the server compares with the whole of it, which no "
                         "registration has.")
                    .arg(name),
                Text::tr("Write each value in quotes of its own."))
                .fix = {{name, separate}};
        else if (hasSpaces)
            add("value.space", Severity::Error, entry.lineNumber,
                Text::tr("%1 has a value with a space before or behind it: it can never match.").arg(name),
                Text::tr("Take the space away."))
                .fix = {{name, trimmed}};
    }

    void checkText(const TomlEntry &entry, const QString &text)
    {
        const QString name = toText(entry.path);
        if (text.contains(QChar(u'\u201C')) || text.contains(QChar(u'\u201D')))
            add("value.curly-quote", Severity::Warning, entry.lineNumber,
                Text::tr("%1 has a curly quote in its value: it was probably to end the text.").arg(name));
        if (text.trimmed() != text)
            add("value.space", Severity::Warning, entry.lineNumber,
                Text::tr("%1 has a space before or behind its value.").arg(name), Text::tr("Take the space away."))
                .fix = {{name, text.trimmed()}};
    }

    /// `a` of a known `a.b`: dotted keys below it are looked at one by one.
    static bool isPartOfKnown(const QString &pattern) { return knownKey(pattern) != nullptr; }

    const DeploymentToml &m_toml;
    ServerIdentity m_identity;
    QList<TomlFinding> m_findings;
};

} // namespace

QList<TomlFinding> keyFindings(const DeploymentToml &toml)
{
    return KeyFindings(toml).find();
}

} // namespace gatehouse::wso2
