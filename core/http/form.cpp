#include "http/form.h"

#include "http/media_type.h"
#include "http/percent.h"

#include <QCoreApplication>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

Result<QString> decode(QByteArrayView text)
{
    auto decoded = percentDecode(text.toByteArray().replace('+', ' '));
    if (decoded && decoded->contains(QChar(u'\0')))
        return fail(Error::Malformed, Text::tr("The form holds a NUL character."));
    if (!decoded)
        return fail(Error::Malformed, Text::tr("The form cannot be decoded: %1").arg(decoded.error().message));
    return decoded;
}

} // namespace

Result<Form> Form::parse(const Request &request)
{
    const auto type = MediaType::parse(request.header("Content-Type"));
    if (!type || type->essence() != "application/x-www-form-urlencoded")
        return fail(Error::Malformed, Text::tr("A form is expected: Content-Type application/x-www-form-urlencoded."));
    return parseBody(request.body);
}

Result<Form> Form::parseBody(QByteArrayView body)
{
    Form form;
    while (!body.isEmpty()) {
        const qsizetype ampersand = body.indexOf('&');
        const QByteArrayView pair = ampersand < 0 ? body : body.first(ampersand);
        body = ampersand < 0 ? QByteArrayView() : body.sliced(ampersand + 1);
        if (pair.isEmpty())
            continue;
        if (form.m_fields.size() >= MaxFields)
            return fail(Error::TooLarge, Text::tr("The form has more than %1 fields.").arg(MaxFields));
        const qsizetype equals = pair.indexOf('=');
        const auto name = decode(equals < 0 ? pair : pair.first(equals));
        if (!name)
            return tl::unexpected(name.error());
        if (form.m_fields.contains(*name))
            return fail(Error::Malformed, Text::tr("The field \"%1\" comes more than once.").arg(name->left(60)));
        auto value = decode(equals < 0 ? QByteArrayView() : pair.sliced(equals + 1));
        if (!value)
            return tl::unexpected(value.error());
        form.m_fields.insert(*name, *std::move(value));
    }
    return form;
}

} // namespace gatehouse::http
