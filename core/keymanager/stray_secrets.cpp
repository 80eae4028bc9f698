#include "keymanager/stray_secrets.h"

#include "base/secret_names.h"
#include "keymanager/fields.h"

#include <QRegularExpression>

#include <openssl/crypto.h>

namespace gatehouse::keymanager {

namespace {

/// What an object that is a secret as a whole has it in: `"password": {"value": "…"}`.
constexpr const char *Holders[] = {"value", "values", "plain", "text", "content", "data", "key"};
/// Of a list of pairs: `{"name": "password", "value": "…"}`.
constexpr const char *PairNames[] = {"name", "key"};
constexpr const char *PairValues[] = {"value", "values"};

template <std::size_t Size>
bool isAmong(const char *const (&list)[Size], const std::string &name)
{
    return std::any_of(std::begin(list), std::end(list), [&](const char *candidate) { return name == candidate; });
}

template <typename AnyJson>
void wipeAll(AnyJson &value)
{
    if (value.is_string()) {
        auto &text = value.template get_ref<std::string &>();
        OPENSSL_cleanse(text.data(), text.size());
        text.clear();
    } else if (value.is_structured()) {
        for (auto &part : value)
            wipeAll(part);
    }
}

/// The text with asterisks for each part of an address that is a password: `https://user:x@host`, `…?password=x`.
std::string withoutAddressSecrets(const std::string &text)
{
    static const QRegularExpression login(QStringLiteral("(://[^/@:\"'\\s]*:)(?!\\*{5}@)[^/@\"'\\s]+(?=@)"));
    static const QRegularExpression parameter(
        QStringLiteral("([?&;][\\w.-]*(?:password|passwd|pwd|secret)=)(?!\\*{5}(?:[&;]|$))[^&;\"'\\s]+"),
        QRegularExpression::CaseInsensitiveOption);
    if (text.find("://") == std::string::npos && text.find('=') == std::string::npos)
        return text;
    QString shown = toQString(text);
    for (const QRegularExpression &secret : {login, parameter})
        shown.replace(secret, QStringLiteral("\\1") + MaskedSecret);
    return toStdString(shown);
}

/// Whether a pair's name says that its value is a secret.
bool namesSecret(const OrderedJson &object)
{
    return std::any_of(std::begin(PairNames), std::end(PairNames), [&](const char *called) {
        const auto found = object.find(called);
        return found != object.end() && found->is_string()
            && isSecretName(toQString(found->get_ref<const std::string &>()));
    });
}

/// Where the walk is: what is above a value decides whether its name counts.
enum class Meaning : quint8 {
    Plain,
    Secret,     ///< it is one itself, or holds one
    Properties, ///< the members are properties of the connector, or
    Claims,     ///< names of claims: what they are called says nothing
};

class Walk
{
public:
    QStringList run(OrderedJson &document)
    {
        for (auto &[name, value] : document.get_ref<OrderedJson::object_t &>())
            visit(toQString(name), value,
                  name == info(Field::Connector).path && value.is_object() ? Meaning::Properties
                      : isSecretName(toQString(name))                      ? Meaning::Secret
                                                                           : Meaning::Plain);
        return std::move(m_found);
    }

private:
    void visit(const QString &path, OrderedJson &value, Meaning meaning)
    {
        if (value.is_object())
            return visitMembers(path, value, meaning);
        if (value.is_array()) {
            for (std::size_t i = 0; i < value.size(); ++i)
                visit(QStringLiteral("%1[%2]").arg(path).arg(i), value[i], meaning);
            return;
        }
        const bool isNamedSo = meaning == Meaning::Secret && (value.is_string() || value.is_number());
        if (isNamedSo || (value.is_string() && holdsPrivateKey(value.get_ref<const std::string &>())))
            take(path, value);
        else if (value.is_string())
            takeFromAddress(path, value.get_ref<std::string &>());
    }

    void visitMembers(const QString &path, OrderedJson &object, Meaning meaning)
    {
        const bool isPair = namesSecret(object);
        for (auto &[name, value] : object.get_ref<OrderedJson::object_t &>()) {
            const QString member = toQString(name);
            const QString where = path + QLatin1Char('.') + member;
            const bool isStructure = value.is_structured();
            if (meaning == Meaning::Properties) {
                // Whoever reads the connector's properties has an eye on those that are named so.
                if (isStructure || !isSecretName(member))
                    visit(where, value, isSecretName(member) ? Meaning::Secret : Meaning::Plain);
            } else if (isStructure && name == "body" && path.startsWith(keymanager::path(Field::TokenHandling))) {
                visit(where, value, Meaning::Claims);
            } else if (meaning == Meaning::Claims) {
                visit(where, value, Meaning::Plain);
            } else {
                const bool isSecret = isSecretName(member) || (meaning == Meaning::Secret && isAmong(Holders, name))
                    || (isPair && isAmong(PairValues, name));
                visit(where, value, isSecret ? Meaning::Secret : Meaning::Plain);
            }
        }
    }

    void take(const QString &path, OrderedJson &value)
    {
        const bool isHarmless = value.is_string()
            && (value.get_ref<const std::string &>().empty()
                || value.get_ref<const std::string &>() == MaskedSecret.data());
        if (isHarmless)
            return;
        wipeAll(value);
        value = MaskedSecret.data();
        m_found.append(path);
    }

    void takeFromAddress(const QString &path, std::string &text)
    {
        std::string shown = withoutAddressSecrets(text);
        if (shown == text)
            return;
        OPENSSL_cleanse(text.data(), text.size());
        text = std::move(shown);
        m_found.append(path);
    }

    QStringList m_found;
};

} // namespace

bool holdsPrivateKey(std::string_view text)
{
    return text.find("PRIVATE KEY-----") != std::string_view::npos;
}

QStringList takeStraySecrets(OrderedJson &document)
{
    return document.is_object() ? Walk().run(document) : QStringList();
}

void wipeTexts(Json &value)
{
    wipeAll(value);
}

void wipeTexts(OrderedJson &value)
{
    wipeAll(value);
}

} // namespace gatehouse::keymanager
