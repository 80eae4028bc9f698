#include "keymanager/admin_reader.h"

#include "dcr/text.h"
#include "keymanager/fields.h"
#include "keymanager/stray_secrets.h"

#include <QCoreApplication>

#include <openssl/crypto.h>

#include <limits>

namespace gatehouse::keymanager {

namespace {

using dcr::quoted;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::keymanager)
};

QString kindOf(const OrderedJson &value)
{
    switch (value.type()) {
    case OrderedJson::value_t::object:
        return Text::tr("an object");
    case OrderedJson::value_t::array:
        return Text::tr("a list");
    case OrderedJson::value_t::string:
        return Text::tr("a text");
    case OrderedJson::value_t::boolean:
        return Text::tr("true or false");
    case OrderedJson::value_t::null:
        return Text::tr("null");
    default:
        return Text::tr("a number");
    }
}

constexpr qsizetype MaxShownPath = 200;

/// One by one the members of an object are taken out; what is left at the end is what nobody knows.
class Members
{
public:
    explicit Members(OrderedJson object)
        : m_object(std::move(object))
    {}

    /// Null where it is absent, and where it is null.
    OrderedJson take(const char *name)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end() || found->is_null())
            return nullptr;
        OrderedJson value = std::move(*found);
        m_object.erase(found);
        return value;
    }

    QByteArray rest() const
    {
        return m_object.empty()
            ? QByteArray()
            : QByteArray::fromStdString(m_object.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
    }

private:
    OrderedJson m_object;
};

/// What a server keeps beside a connector's properties and makes anew from the other members: sent back, it could
/// contradict them.
constexpr const char *OfTheServer[] = {"self_validate_jwt", "token_format_string", "claim_mappings", "certificate_type",
                                       "certificate_value"};

bool isOfTheServer(const std::string &property)
{
    return std::any_of(std::begin(OfTheServer), std::end(OfTheServer),
                       [&](const char *name) { return property == name; });
}

bool isTooWide(const Json &value)
{
    if (value.is_object() && value.size() > MaxJsonMembers)
        return true;
    if (!value.is_structured())
        return false;
    return std::any_of(value.begin(), value.end(), [](const Json &part) { return isTooWide(part); });
}

void wipe(std::string &text)
{
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

class Reader
{
public:
    explicit Reader(OrderedJson document)
        : m_leftOut(takeStraySecrets(document))
        , m_members(std::move(document))
    {}

    ImportedKeyManager read()
    {
        for (const QString &place : std::as_const(m_leftOut))
            leaveOut(place);
        m_imported.keyManager.id = text("id", QStringLiteral("id"));
        for (const FieldInfo &field : fields()) {
            if (field.field != Field::Connector)
                readField(field);
        }
        // What is a secret depends on the type.
        readConnector(m_members.take(info(Field::Connector).path));
        km().otherMembers = m_members.rest();
        return std::move(m_imported);
    }

private:
    KeyManager &km() { return m_imported.keyManager; }

    void complain(Field field, const QString &sentence) { complain(path(field), sentence); }
    void complain(const QString &field, const QString &sentence)
    {
        m_imported.findings.append({field, Finding::Severity::Error, sentence});
    }

    void leaveOut(const QString &place)
    {
        m_imported.leftOutSecrets.append(
            {place, Finding::Severity::Warning,
             Text::tr("%1 is a secret in a place where none is kept: it is left out, and five asterisks stand for it. "
                      "Set it on the server itself, or put it back into the file that is exported.")
                 .arg(dcr::shown(place, MaxShownPath))});
    }

    QString text(const char *name, const QString &called)
    {
        const OrderedJson value = m_members.take(name);
        if (value.is_string())
            return toQString(value.get_ref<const std::string &>());
        if (!value.is_null())
            complain(QLatin1String(name), Text::tr("%1 is %2; a text is expected.").arg(called, kindOf(value)));
        return {};
    }

    void readField(const FieldInfo &field)
    {
        switch (field.kind) {
        case FieldKind::Text:
        case FieldKind::Url:
            km().*field.text = text(field.path, label(field.field));
            return;
        case FieldKind::Switch:
            return readSwitch(field);
        case FieldKind::GrantTypes:
            return readGrantTypes(m_members.take(field.path));
        case FieldKind::Certificate:
            return readCertificate(m_members.take(field.path));
        case FieldKind::TokenRules:
            return readList(field.field, [this](OrderedJson entry, int number) { readRule(std::move(entry), number); });
        case FieldKind::ClaimMappings:
            return readList(field.field, [this](const OrderedJson &entry, int number) { readMapping(entry, number); });
        case FieldKind::Connector:
            return;
        }
    }

    void readSwitch(const FieldInfo &field)
    {
        const OrderedJson value = m_members.take(field.path);
        if (value.is_boolean())
            km().*field.flag = value.get<bool>();
        else if (!value.is_null())
            complain(field.field,
                     Text::tr("%1 is %2; true or false is expected.").arg(label(field.field), kindOf(value)));
    }

    template <typename ReadEntry>
    void readList(Field field, ReadEntry readEntry)
    {
        OrderedJson list = m_members.take(info(field).path);
        if (list.is_null())
            return;
        if (!list.is_array())
            return complain(field, Text::tr("%1 is %2; a list is expected.").arg(label(field), kindOf(list)));
        int number = 0;
        for (OrderedJson &entry : list) {
            ++number;
            if (entry.is_object())
                readEntry(std::move(entry), number);
            else
                complain(field,
                         Text::tr("%1, entry %2, is %3; an object is expected.")
                             .arg(label(field), QString::number(number), kindOf(entry)));
        }
    }

    void readGrantTypes(const OrderedJson &list)
    {
        if (list.is_null())
            return;
        if (!list.is_array())
            return complain(Field::GrantTypes,
                            Text::tr("%1 is %2; a list is expected.").arg(label(Field::GrantTypes), kindOf(list)));
        for (const OrderedJson &entry : list) {
            if (entry.is_string())
                km().grantTypes.append(toQString(entry.get_ref<const std::string &>()));
            else
                complain(Field::GrantTypes,
                         Text::tr("%1 lists %2; texts are expected.").arg(label(Field::GrantTypes), kindOf(entry)));
        }
    }

    void readCertificate(const OrderedJson &value)
    {
        if (value.is_null() || (value.is_object() && value.empty()))
            return;
        const auto type = value.is_object() ? value.find("type") : value.end();
        const auto content = value.is_object() ? value.find("value") : value.end();
        const auto isText = [&](const auto &found) { return found != value.end() && found->is_string(); };
        if (!isText(type) || !isText(content))
            return complain(Field::Certificates,
                            Text::tr("%1 has another form than {\"type\": \"PEM\" or \"JWKS\", \"value\": text}.")
                                .arg(label(Field::Certificates)));
        const QString form = toQString(type->get_ref<const std::string &>());
        km().certificate = toQString(content->get_ref<const std::string &>());
        if (form == QLatin1String("JWKS")) {
            km().certificateForm = CertificateForm::Jwks;
        } else if (form == QLatin1String("PEM")) {
            km().certificateForm = CertificateForm::Pem;
            unpackPem();
        } else {
            complain(
                Field::Certificates,
                Text::tr("%1 has the type %2; PEM or JWKS is expected.").arg(label(Field::Certificates), quoted(form)));
        }
    }

    /// The API takes the base64 of the PEM text, which is base64 itself; many a file holds the PEM as it is.
    void unpackPem()
    {
        const QByteArray value = km().certificate.toLatin1();
        if (value.contains("-----BEGIN")) {
            m_imported.findings.append(
                {path(Field::Certificates), Finding::Severity::Warning,
                 Text::tr("%1: the PEM stands there as it is; the Admin API takes its base64. It is written so when "
                          "this is exported.")
                     .arg(label(Field::Certificates))});
            return;
        }
        const auto pem = QByteArray::fromBase64Encoding(value, QByteArray::AbortOnBase64DecodingErrors);
        if (pem && holdsPrivateKey((*pem).toStdString()))
            dropCertificate();
        else if (pem)
            km().certificate = QString::fromUtf8(*pem);
        else
            complain(Field::Certificates,
                     Text::tr("%1: the value is no base64 of a PEM text.").arg(label(Field::Certificates)));
    }

    void dropCertificate()
    {
        km().certificate.clear();
        leaveOut(path(Field::Certificates));
    }

    void readRule(OrderedJson entry, int number)
    {
        const auto complainOf = [&](const QString &what) {
            complain(Field::TokenHandling,
                     Text::tr("%1, entry %2: %3").arg(label(Field::TokenHandling), QString::number(number), what));
        };
        Members members(std::move(entry));
        TokenRule rule;
        rule.id = number;
        if (const OrderedJson id = members.take("id"); id.is_number_integer())
            rule.id = static_cast<int>(
                std::clamp<qint64>(id.get<qint64>(), std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
        else if (!id.is_null())
            complainOf(Text::tr("id is %1; a number is expected.").arg(kindOf(id)));
        if (const OrderedJson enable = members.take("enable"); enable.is_boolean())
            rule.isEnabled = enable.get<bool>();
        else if (!enable.is_null())
            complainOf(Text::tr("enable is %1; true or false is expected.").arg(kindOf(enable)));
        const OrderedJson type = members.take("type");
        OrderedJson value = members.take("value");
        const std::string kind = type.is_string() ? type.get<std::string>() : std::string();
        rule.kind = kind == "REFERENCE" ? TokenRule::Kind::Reference
            : kind == "CUSTOM"          ? TokenRule::Kind::Custom
                                        : TokenRule::Kind::Jwt;
        // An entry without a type is one that nobody chose a type for: it says nothing.
        if (type.is_null() || kind.empty())
            return complainOf(Text::tr("it has no type; REFERENCE, JWT or CUSTOM is expected."));
        if (rule.kind == TokenRule::Kind::Jwt && kind != "JWT")
            return complainOf(
                Text::tr("its type is %1; REFERENCE, JWT or CUSTOM is expected.").arg(quoted(toQString(kind))));
        if (rule.kind == TokenRule::Kind::Jwt) {
            readBody(std::move(value), rule, complainOf);
        } else if (value.is_string()) {
            rule.pattern = toQString(value.get_ref<const std::string &>());
        } else if (!value.is_null()) {
            complainOf(Text::tr("the value of %1 is %2; a text is expected.").arg(toQString(kind), kindOf(value)));
        }
        rule.otherMembers = members.rest();
        km().tokenRules.append(rule);
    }

    template <typename Complain>
    void readBody(OrderedJson value, TokenRule &rule, Complain complainOf)
    {
        if (value.is_null())
            return;
        if (!value.is_object())
            return complainOf(Text::tr("the value of JWT is %1; an object is expected.").arg(kindOf(value)));
        Members members(std::move(value));
        const OrderedJson body = members.take("body");
        if (!body.is_null() && !body.is_object())
            complainOf(Text::tr("the body of JWT is %1; an object is expected.").arg(kindOf(body)));
        if (body.is_object()) {
            for (const auto &[claim, pattern] : body.items()) {
                if (pattern.is_string())
                    rule.claims.append({toQString(claim), toQString(pattern.template get_ref<const std::string &>())});
                else
                    complainOf(Text::tr("the pattern of the claim %1 is %2; a text is expected.")
                                   .arg(quoted(toQString(claim)), kindOf(pattern)));
            }
        }
        rule.otherValues = members.rest();
    }

    void readMapping(const OrderedJson &entry, int number)
    {
        ClaimMapping mapping;
        const auto side = [&](const char *name) -> QString {
            const auto found = entry.find(name);
            if (found != entry.end() && found->is_string())
                return toQString(found->get_ref<const std::string &>());
            complain(Field::ClaimMappings,
                     Text::tr("%1, entry %2: %3 is missing.")
                         .arg(label(Field::ClaimMappings), QString::number(number), QLatin1String(name)));
            return {};
        };
        mapping.remoteClaim = side("remoteClaim");
        mapping.localClaim = side("localClaim");
        km().claimMappings.append(mapping);
    }

    void readConnector(OrderedJson object)
    {
        if (object.is_null())
            return;
        if (!object.is_object())
            return complain(Field::Connector,
                            Text::tr("%1 is %2; an object is expected.").arg(label(Field::Connector), kindOf(object)));
        for (auto &[name, value] : object.get_ref<OrderedJson::object_t &>()) {
            if (!value.is_null() && !isOfTheServer(name))
                readProperty(toQString(name), value);
        }
    }

    void readProperty(const QString &name, OrderedJson &value)
    {
        using Form = ConnectorProperty::Form;
        ConnectorProperty property{name, {}, Form::Text};
        const bool isSecret = isSecretProperty(km().type, name);
        // What holds none itself, such as an object whose own members were looked at.
        const bool holdsNone = !value.is_string() && !value.is_number() && !connectorField(km().type, name);
        if (!value.is_string() && (!isSecret || holdsNone)) {
            property.form = Form::Json;
            property.value = QString::fromStdString(value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
        } else if (!value.is_string()) {
            complain(connectorPath(name),
                     Text::tr("%1 is %2; a text is expected.").arg(connectorLabel(km().type, name), kindOf(value)));
            wipeTexts(value);
        } else if (auto &text = value.get_ref<std::string &>(); text == MaskedSecret.data()) {
            // Some other connector's mask: nobody's value consists of five asterisks.
            property.form = Form::Masked;
        } else if (isSecret && !text.empty()) {
            property.form = Form::InVault;
            m_imported.secrets[name] =
                QCA::SecureArray(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())));
            wipe(text);
        } else {
            property.value = toQString(text);
        }
        km().connector.append(property);
    }

    QStringList m_leftOut; ///< before the members are taken apart
    Members m_members;
    ImportedKeyManager m_imported;
};

} // namespace

Result<OrderedJson> readDocument(QByteArrayView text)
{
    // Twice: the strict reader sorts the members, and in a token rule their order decides.
    auto strict = parseJsonObject(text);
    if (!strict)
        return tl::unexpected(strict.error());
    const bool tooWide = isTooWide(*strict);
    wipeTexts(*strict);
    if (tooWide)
        return fail(
            Error::TooLarge,
            Text::tr("An object of the document has more than %1 members.").arg(QString::number(MaxJsonMembers)));
    return OrderedJson::parse(text.data(), text.data() + text.size(), nullptr, false);
}

Result<ImportedKeyManager> readKeyManager(OrderedJson document)
{
    if (const auto list = document.find("list"); list != document.end() && list->is_array())
        return fail(Error::Malformed,
                    Text::tr("This is the list of all key managers, which leaves most out. Take the answer to GET "
                             "/key-managers/{id} instead, with the id of the one that is wanted."));
    // What POST /key-managers/discover answers.
    if (const auto value = document.find("value");
        value != document.end() && value->is_object() && document.contains("valid")) {
        OrderedJson inner = std::move(*value);
        document = std::move(inner);
    }
    return Reader(std::move(document)).read();
}

} // namespace gatehouse::keymanager
