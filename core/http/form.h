#pragma once

#include "http/request.h"

#include <QHash>

namespace gatehouse::http {

/// The fields of an `application/x-www-form-urlencoded` body.
class Form
{
public:
    static constexpr qsizetype MaxFields = 100;

    /// Refuses another media type, broken escapes, and a field that comes twice (RFC 6749 §3.2).
    static Result<Form> parse(const Request &request);
    /// Empty where absent: an empty field counts as left out (RFC 6749 §3.2).
    QString value(const char *name) const { return m_fields.value(QLatin1String(name)); }

private:
    QHash<QString, QString> m_fields;
};

} // namespace gatehouse::http
