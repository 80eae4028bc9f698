#pragma once

#include "http/request.h"

#include <QHash>

namespace gatehouse::http {

/// The fields of an `application/x-www-form-urlencoded` body.
class Form
{
public:
    static constexpr qsizetype MaxFields = 100;

    /// Refuses another media type and whatever parseBody() refuses.
    static Result<Form> parse(const Request &request);
    /// Refuses broken escapes, what is not UTF-8, NUL, and a field that comes twice (RFC 6749 §3.2): each of them is
    /// where two readers of one form could differ.
    static Result<Form> parseBody(QByteArrayView body);

    /// Empty where absent: an empty field counts as left out (RFC 6749 §3.2).
    QString value(const char *name) const { return m_fields.value(QLatin1String(name)); }

private:
    QHash<QString, QString> m_fields;
};

} // namespace gatehouse::http
