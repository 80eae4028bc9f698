#include "trust/openssl_helpers.h"

#include <openssl/err.h>
#include <openssl/objects.h>

#include <array>

namespace gatehouse::trust::openssl {

QString takeErrors()
{
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0)
        return {};
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    return QString::fromUtf8(text.data());
}

QByteArray dottedOid(const ASN1_OBJECT *object)
{
    const int length = OBJ_obj2txt(nullptr, 0, object, 1);
    if (length <= 0)
        return {};
    QByteArray text(length + 1, '\0');
    OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
    text.chop(1);
    return text;
}

NameValue nameValueOf(const ASN1_STRING *value)
{
    // ASN1_STRING_to_UTF8 takes any type it does not know for an error: exactly what is no text.
    unsigned char *utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, value);
    if (length >= 0) {
        const QString text = QString::fromUtf8(reinterpret_cast<const char *>(utf8), length);
        OPENSSL_free(utf8);
        return {text, true};
    }
    ERR_clear_error();
    ASN1_TYPE wrapped{};
    wrapped.type = ASN1_STRING_type(value);
    wrapped.value.asn1_string = const_cast<ASN1_STRING *>(value);
    unsigned char *der = nullptr;
    const int derLength = i2d_ASN1_TYPE(&wrapped, &der);
    if (derLength < 0) {
        ERR_clear_error();
        return {QStringLiteral("#"), false};
    }
    const QByteArray hex = QByteArray(reinterpret_cast<const char *>(der), derLength).toHex();
    OPENSSL_free(der);
    return {QLatin1Char('#') + QString::fromLatin1(hex), false};
}

std::optional<NameValue> nameValueOfDer(const QByteArray &der)
{
    const auto *start = reinterpret_cast<const unsigned char *>(der.constData());
    const unsigned char *end = start;
    const OwnedType value(d2i_ASN1_TYPE(nullptr, &end, static_cast<long>(der.size())));
    if (!value || end - start != der.size()) {
        ERR_clear_error();
        return std::nullopt;
    }
    switch (value->type) {
    case V_ASN1_UTF8STRING:
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_IA5STRING:
    case V_ASN1_T61STRING:
    case V_ASN1_BMPSTRING:
    case V_ASN1_UNIVERSALSTRING:
    case V_ASN1_NUMERICSTRING:
    case V_ASN1_VISIBLESTRING:
        return nameValueOf(value->value.asn1_string);
    default:
        return NameValue{QLatin1Char('#') + QString::fromLatin1(der.toHex()), false};
    }
}

NameAttributes attributesOf(const X509_NAME *name)
{
    NameAttributes attributes;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
        const QByteArray oid = dottedOid(X509_NAME_ENTRY_get_object(entry));
        const NameValue value = nameValueOf(X509_NAME_ENTRY_get_data(entry));
        attributes.append({oid, attributeName(oid), value.value, value.isText});
    }
    return attributes;
}

std::optional<Instant> instantOf(const ASN1_TIME *time)
{
    std::tm parts{};
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1) {
        ERR_clear_error();
        return std::nullopt;
    }
    using namespace std::chrono;
    const year_month_day date(year(parts.tm_year + 1900), month(static_cast<unsigned>(parts.tm_mon + 1)),
                              day(static_cast<unsigned>(parts.tm_mday)));
    if (!date.ok())
        return std::nullopt;
    return Instant(sys_days(date)) + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
}

} // namespace gatehouse::trust::openssl
