#include "http/form.h"

#include "http/media_type.h"

#include <QCoreApplication>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

QString decode(QByteArray text)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text.replace('+', ' ')));
}

} // namespace

Result<Form> Form::parse(const Request &request)
{
    const auto type = MediaType::parse(request.header("Content-Type"));
    if (!type || type->essence() != "application/x-www-form-urlencoded")
        return fail(Error::Malformed, Text::tr("A form is expected: Content-Type application/x-www-form-urlencoded."));
    Form form;
    for (const QByteArray &pair : request.body.split('&')) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        const QString name = decode(equals < 0 ? pair : pair.first(equals));
        if (form.m_fields.contains(name))
            return fail(Error::Malformed, Text::tr("The field \"%1\" comes more than once.").arg(name.left(60)));
        if (form.m_fields.size() >= MaxFields)
            return fail(Error::TooLarge, Text::tr("The form has more than %1 fields.").arg(MaxFields));
        form.m_fields.insert(name, equals < 0 ? QString() : decode(pair.mid(equals + 1)));
    }
    return form;
}

} // namespace gatehouse::http
