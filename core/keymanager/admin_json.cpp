#include "keymanager/admin_json.h"

#include "dcr/text.h"
#include "keymanager/admin_reader.h"
#include "keymanager/fields.h"

#include <QCoreApplication>

namespace gatehouse::keymanager {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::keymanager)
};

/// Members that are kept as they came, and that older servers do not have.
struct NewerMember {
    const char *name;
    ApiVersion since;
};
constexpr NewerMember NewerMembers[] = {
    {"permissions", ApiVersion::V4}, {"allowedOrganizations", ApiVersion::V4},
    {"endpoints", ApiVersion::V4},   {"enableProvisionedAppValidation", ApiVersion::V4},
    {"global", ApiVersion::V4},
};

OrderedJson object(const QByteArray &text)
{
    // Only what this module wrote itself stands here.
    OrderedJson json = OrderedJson::parse(text.constData(), text.constData() + text.size(), nullptr, false);
    return json.is_object() ? json : OrderedJson::object();
}

OrderedJson connectorJson(const KeyManager &keyManager, const Secrets &secrets)
{
    OrderedJson json = OrderedJson::object();
    for (const ConnectorProperty &property : keyManager.connector) {
        OrderedJson &value = json[property.name.toStdString()];
        if (property.form == ConnectorProperty::Form::Json) {
            const QByteArray text = property.value.toUtf8();
            value = OrderedJson::parse(text.constData(), text.constData() + text.size(), nullptr, false);
        } else if (!property.isSecret()) {
            value = property.value.toStdString();
        } else if (const auto secret = secrets.find(property.name); secret != secrets.end()) {
            value = std::string(secret->second.constData(), static_cast<std::size_t>(secret->second.size()));
        } else {
            value = MaskedSecret.data();
        }
    }
    return json;
}

OrderedJson ruleJson(const TokenRule &rule)
{
    OrderedJson json = {{"id", rule.id}, {"enable", rule.isEnabled}, {"type", name(rule.kind).data()}};
    if (rule.kind == TokenRule::Kind::Jwt) {
        OrderedJson body = OrderedJson::object();
        for (const ClaimPattern &claim : rule.claims)
            body[claim.claim.toStdString()] = claim.pattern.toStdString();
        OrderedJson value = {{"body", body}};
        value.update(object(rule.otherValues));
        json["value"] = value;
    } else {
        // The published schema says object; the portal sends, and the server takes, a text.
        json["value"] = rule.pattern.toStdString();
    }
    json.update(object(rule.otherMembers));
    return json;
}

OrderedJson certificateJson(const KeyManager &keyManager)
{
    const QByteArray value = keyManager.certificate.toUtf8();
    if (keyManager.certificateForm == CertificateForm::Pem)
        return {{"type", "PEM"}, {"value", value.toBase64().toStdString()}};
    return {{"type", "JWKS"}, {"value", value.toStdString()}};
}

OrderedJson fieldJson(const FieldInfo &field, const KeyManager &keyManager, const Secrets &secrets)
{
    OrderedJson list = OrderedJson::array();
    switch (field.kind) {
    case FieldKind::Text:
    case FieldKind::Url:
        return (keyManager.*field.text).toStdString();
    case FieldKind::Switch:
        return keyManager.*field.flag;
    case FieldKind::Connector:
        return connectorJson(keyManager, secrets);
    case FieldKind::Certificate:
        return certificateJson(keyManager);
    case FieldKind::GrantTypes:
        for (const QString &grantType : keyManager.grantTypes)
            list.push_back(grantType.toStdString());
        return list;
    case FieldKind::TokenRules:
        for (const TokenRule &rule : keyManager.tokenRules)
            list.push_back(ruleJson(rule));
        return list;
    case FieldKind::ClaimMappings:
        for (const ClaimMapping &mapping : keyManager.claimMappings)
            list.push_back(OrderedJson{{"remoteClaim", mapping.remoteClaim.toStdString()},
                                       {"localClaim", mapping.localClaim.toStdString()}});
        return list;
    }
    return nullptr;
}

/// Texts that are empty are left out, so that a server puts in what it would.
bool isWritten(const FieldInfo &field, const KeyManager &keyManager)
{
    if (field.field == Field::Description)
        return true;
    if (field.text)
        return !(keyManager.*field.text).isEmpty();
    return field.kind != FieldKind::Certificate || keyManager.certificateForm != CertificateForm::None;
}

} // namespace

Result<ImportedKeyManager> fromAdminJson(QByteArrayView text)
{
    if (text.size() > MaxKeyManagerBytes)
        return fail(Error::TooLarge,
                    Text::tr("The key manager is %1 bytes long; at most %2 are read.")
                        .arg(QString::number(text.size()), QString::number(MaxKeyManagerBytes)));
    return readDocument(text).and_then([](OrderedJson document) { return readKeyManager(std::move(document)); });
}

OrderedJson toAdminJson(const KeyManager &keyManager, ApiVersion version, const Secrets &secrets)
{
    OrderedJson json = OrderedJson::object();
    if (!keyManager.id.isEmpty())
        json["id"] = keyManager.id.toStdString();
    for (const FieldInfo &field : fields()) {
        if (field.since <= version && isWritten(field, keyManager))
            json[field.path] = fieldJson(field, keyManager, secrets);
    }
    json.update(object(keyManager.otherMembers));
    for (const NewerMember &newer : NewerMembers) {
        if (newer.since > version)
            json.erase(newer.name);
    }
    return json;
}

QByteArray toAdminText(const KeyManager &keyManager, ApiVersion version, const Secrets &secrets)
{
    const std::string text =
        toAdminJson(keyManager, version, secrets).dump(2, ' ', false, OrderedJson::error_handler_t::replace);
    return QByteArray::fromStdString(text) + '\n';
}

QStringList leftOut(const KeyManager &keyManager, ApiVersion version)
{
    QStringList labels;
    for (const FieldInfo &field : fields()) {
        const bool isDefault = !field.text || keyManager.*field.text == QLatin1String(field.defaultValue);
        if (field.since > version && !isDefault && isWritten(field, keyManager))
            labels.append(label(field.field));
    }
    return labels;
}

} // namespace gatehouse::keymanager
