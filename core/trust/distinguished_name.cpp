#include "trust/distinguished_name.h"

#include "trust/openssl_helpers.h"

#include <QCoreApplication>
#include <QLatin1String>
#include <QStringDecoder>

#include <openssl/err.h>
#include <openssl/objects.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

struct AttributeType {
    const char *name;
    const char *oid;
};

/// The first name of an OID is the one it is shown by.
constexpr AttributeType AttributeTypes[] = {
    {"CN", "2.5.4.3"},
    {"OU", "2.5.4.11"},
    {"O", "2.5.4.10"},
    {"C", "2.5.4.6"},
    {"L", "2.5.4.7"},
    {"ST", "2.5.4.8"},
    {"street", "2.5.4.9"},
    {"serialNumber", "2.5.4.5"},
    {"DC", "0.9.2342.19200300.100.1.25"},
    {"UID", "0.9.2342.19200300.100.1.1"},
    {"emailAddress", "1.2.840.113549.1.9.1"},
    {"organizationIdentifier", "2.5.4.97"},
    {"postalCode", "2.5.4.17"},
    {"businessCategory", "2.5.4.15"},
    {"SN", "2.5.4.4"},
    {"GN", "2.5.4.42"},
    {"title", "2.5.4.12"},
    {"description", "2.5.4.13"},
    {"dnQualifier", "2.5.4.46"},
    {"jurisdictionC", "1.3.6.1.4.1.311.60.2.1.3"},
    {"jurisdictionST", "1.3.6.1.4.1.311.60.2.1.2"},
    {"jurisdictionL", "1.3.6.1.4.1.311.60.2.1.1"},
    {"commonName", "2.5.4.3"},
    {"organizationalUnitName", "2.5.4.11"},
    {"organizationName", "2.5.4.10"},
    {"countryName", "2.5.4.6"},
    {"localityName", "2.5.4.7"},
    {"stateOrProvinceName", "2.5.4.8"},
    {"S", "2.5.4.8"},
    {"streetAddress", "2.5.4.9"},
    {"domainComponent", "0.9.2342.19200300.100.1.25"},
    {"userId", "0.9.2342.19200300.100.1.1"},
    {"E", "1.2.840.113549.1.9.1"},
    {"email", "1.2.840.113549.1.9.1"},
    {"surname", "2.5.4.4"},
    {"givenName", "2.5.4.42"},
};

/// The dotted OID of a type as it is written; empty where nothing of the kind is known.
QByteArray oidOfType(QByteArray type)
{
    if (type.startsWith("OID.") || type.startsWith("oid."))
        type.remove(0, 4);
    for (const AttributeType &known : AttributeTypes) {
        if (type.compare(known.name, Qt::CaseInsensitive) == 0)
            return known.oid;
    }
    const openssl::OwnedObject object(OBJ_txt2obj(type.constData(), 0));
    if (!object) {
        ERR_clear_error();
        return {};
    }
    // OpenSSL reads "2.5." as 2.5: what does not read back the same is no number.
    const QByteArray oid = openssl::dottedOid(object.get());
    return type.at(0) >= '0' && type.at(0) <= '9' && oid != type ? QByteArray() : oid;
}

int hexValue(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

bool isTypeCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Reads one DN from its first byte to its last; the first fault ends it.
class DnReader
{
public:
    explicit DnReader(QByteArray utf8)
        : m_text(std::move(utf8))
    {}

    Result<NameAttributes> read()
    {
        NameAttributes attributes;
        for (;;) {
            Result<NameAttribute> attribute = readAttribute();
            if (!attribute)
                return tl::unexpected(attribute.error());
            attributes.append(std::move(*attribute));
            if (atEnd())
                return attributes;
            if (attributes.size() == MaxDnAttributes)
                return fail(Error::TooLarge, Text::tr("The name has more than %1 attributes.").arg(MaxDnAttributes));
            ++m_at;
        }
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    char current() const { return atEnd() ? '\0' : m_text[m_at]; }
    bool atSeparator() const { return atEnd() || current() == ',' || current() == ';' || current() == '+'; }

    void skipSpace()
    {
        while (!atEnd() && isSpace(current()))
            ++m_at;
    }

    tl::unexpected<Error> failHere(const QString &what) const
    {
        const qsizetype position = QString::fromUtf8(m_text.constData(), m_at).size() + 1;
        return fail(Error::Malformed,
                    Text::tr("Not a distinguished name (RFC 4514): %1 at position %2.").arg(what).arg(position));
    }

    Result<NameAttribute> readAttribute()
    {
        skipSpace();
        const qsizetype start = m_at;
        while (!atEnd() && isTypeCharacter(current()))
            ++m_at;
        const QByteArray type = m_text.mid(start, m_at - start);
        if (type.isEmpty())
            return failHere(atEnd() ? Text::tr("an attribute such as CN=… is missing") : Text::tr("no attribute type"));
        const QByteArray oid = oidOfType(type);
        if (oid.isEmpty()) {
            m_at = start;
            return failHere(Text::tr("the unknown attribute type \"%1\" (write it as a number, such as 2.5.4.97)")
                                .arg(QString::fromLatin1(type.left(40))));
        }
        skipSpace();
        if (current() != '=')
            return failHere(Text::tr("no '=' after \"%1\"").arg(QString::fromLatin1(type.left(40))));
        ++m_at;
        skipSpace();
        Result<openssl::NameValue> value = current() == '#' ? readHex() : current() == '"' ? readQuoted() : readPlain();
        if (!value)
            return tl::unexpected(value.error());
        skipSpace();
        if (!atSeparator())
            return failHere(Text::tr("something after the value's end"));
        return NameAttribute{oid, openssl::attributeName(oid), std::move(value->value), value->isText};
    }

    Result<openssl::NameValue> readHex()
    {
        const qsizetype start = m_at++;
        QByteArray der;
        while (hexValue(current()) >= 0) {
            if (m_at + 1 >= m_text.size() || hexValue(m_text[m_at + 1]) < 0)
                return failHere(Text::tr("half a byte in a hexadecimal value"));
            der.append(static_cast<char>(hexValue(m_text[m_at]) * 16 + hexValue(m_text[m_at + 1])));
            m_at += 2;
        }
        std::optional<openssl::NameValue> value = openssl::nameValueOfDer(der);
        if (!value) {
            m_at = start;
            return failHere(Text::tr("a hexadecimal value that is not one ASN.1 value"));
        }
        return *value;
    }

    Result<openssl::NameValue> readQuoted()
    {
        ++m_at;
        QByteArray value;
        while (current() != '"') {
            if (atEnd())
                return failHere(Text::tr("no closing quotation mark"));
            if (auto done = readCharacter(value); !done)
                return tl::unexpected(done.error());
        }
        ++m_at;
        return decoded(value);
    }

    Result<openssl::NameValue> readPlain()
    {
        QByteArray value;
        // Spaces at the end belong to the value only where they are escaped.
        qsizetype significant = 0;
        while (!atSeparator()) {
            const char c = current();
            if (c == '"' || c == '<' || c == '>')
                return failHere(Text::tr("'%1' without a backslash before it").arg(QLatin1Char(c)));
            if (auto done = readCharacter(value); !done)
                return tl::unexpected(done.error());
            if (!isSpace(c))
                significant = value.size();
        }
        value.truncate(significant);
        return decoded(value);
    }

    /// One character or one escape; of a longer UTF-8 sequence, one byte.
    Result<void> readCharacter(QByteArray &value)
    {
        const char c = current();
        if (c == '\0')
            return failHere(Text::tr("a zero character"));
        ++m_at;
        if (c != '\\') {
            value.append(c);
            return {};
        }
        const char escaped = current();
        if (!atEnd() && QByteArrayView("\\\"+,;<>=# ").contains(escaped)) {
            value.append(escaped);
            ++m_at;
            return {};
        }
        const int high = hexValue(escaped);
        const int low = m_at + 1 < m_text.size() ? hexValue(m_text[m_at + 1]) : -1;
        if (high < 0 || low < 0)
            return failHere(
                Text::tr("a backslash with neither a special character nor two hexadecimal digits after it"));
        value.append(static_cast<char>(high * 16 + low));
        m_at += 2;
        return {};
    }

    Result<openssl::NameValue> decoded(const QByteArray &utf8) const
    {
        QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        QString text = decode(utf8);
        if (decode.hasError())
            return failHere(Text::tr("a value that is not UTF-8, ending"));
        return openssl::NameValue{std::move(text), true};
    }

    QByteArray m_text;
    qsizetype m_at = 0;
};

/// An attribute as it is compared, with the attribute that people are shown.
struct Comparable {
    QByteArray oid;
    bool isText;
    QString folded;
    const NameAttribute *attribute;

    friend bool operator<(const Comparable &a, const Comparable &b)
    {
        return std::tie(a.oid, a.isText, a.folded) < std::tie(b.oid, b.isText, b.folded);
    }
};

std::vector<Comparable> sortedForComparison(const NameAttributes &attributes)
{
    std::vector<Comparable> result;
    for (const NameAttribute &attribute : attributes) {
        const QString folded = attribute.value.normalized(QString::NormalizationForm_KC).toCaseFolded().simplified();
        result.push_back({attribute.oid, attribute.isText, folded, &attribute});
    }
    std::sort(result.begin(), result.end());
    return result;
}

QStringList difference(const std::vector<Comparable> &of, const std::vector<Comparable> &without)
{
    std::vector<Comparable> rest;
    std::set_difference(of.begin(), of.end(), without.begin(), without.end(), std::back_inserter(rest));
    QStringList texts;
    for (const Comparable &item : rest)
        texts.append(toText(*item.attribute));
    return texts;
}

QString explain(const DnMatch &match)
{
    const QString missing = match.missing.join(QStringLiteral(", "));
    const QString surplus = match.surplus.join(QStringLiteral(", "));
    if (match.surplus.isEmpty())
        return Text::tr("The certificate's subject also has %1, which the given name leaves out. Some tools drop "
                        "attributes that they do not know: give the whole subject.")
            .arg(missing);
    if (match.missing.isEmpty())
        return Text::tr("The given name has %1, which the certificate's subject does not have.").arg(surplus);
    return Text::tr("The given name has %1 where the certificate's subject has %2.").arg(surplus, missing);
}

} // namespace

QString openssl::attributeName(const QByteArray &dottedOid)
{
    for (const AttributeType &known : AttributeTypes) {
        if (dottedOid == known.oid)
            return QString::fromLatin1(known.name);
    }
    const int nid = OBJ_txt2nid(dottedOid.constData());
    ERR_clear_error();
    return QString::fromLatin1(nid == NID_undef ? dottedOid.constData() : OBJ_nid2sn(nid));
}

QString toText(const NameAttribute &attribute)
{
    if (!attribute.isText)
        return attribute.name + QLatin1Char('=') + attribute.value;
    QString value;
    for (qsizetype i = 0; i < attribute.value.size(); ++i) {
        const QChar c = attribute.value[i];
        const bool atEdge = i == 0 || i == attribute.value.size() - 1;
        // Space and line ends at the edges would be taken for space round the value.
        if (c == u'\0' || (atEdge && (c == u'\t' || c == u'\r' || c == u'\n')))
            value += QStringLiteral("\\%1").arg(c.unicode(), 2, 16, QLatin1Char('0'));
        else if (QStringView(u"\\\"+,;<>").contains(c) || (c == u' ' && atEdge) || (c == u'#' && i == 0))
            value += QLatin1Char('\\') + c;
        else
            value += c;
    }
    return attribute.name + QLatin1Char('=') + value;
}

Result<NameAttributes> parseDn(QStringView text)
{
    if (text.size() > MaxDnCharacters)
        return fail(Error::TooLarge,
                    Text::tr("The name has %1 characters; at most %2 are read.").arg(text.size()).arg(MaxDnCharacters));
    return DnReader(text.toUtf8()).read();
}

DnMatch matchDn(const NameAttributes &claimed, const NameAttributes &actual)
{
    const std::vector<Comparable> claimedSorted = sortedForComparison(claimed);
    const std::vector<Comparable> actualSorted = sortedForComparison(actual);
    DnMatch match;
    match.missing = difference(actualSorted, claimedSorted);
    match.surplus = difference(claimedSorted, actualSorted);
    match.matches = match.missing.isEmpty() && match.surplus.isEmpty();
    if (!match.matches)
        match.reason = explain(match);
    return match;
}

} // namespace gatehouse::trust
