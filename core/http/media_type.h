#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QPair>

#include <optional>

namespace gatehouse::http {

/// A Content-Type (RFC 9110 §8.3).
class MediaType
{
public:
    /// Nothing where it is none, or where a parameter comes twice.
    static std::optional<MediaType> parse(const QByteArray &contentType);
    /// `type/subtype`, lower case, without parameters.
    const QByteArray &essence() const { return m_essence; }
    /// The value of a parameter, unquoted, its case as sent; `name` is lower case. Nothing where absent.
    std::optional<QByteArray> parameter(QByteArrayView name) const;

private:
    QByteArray m_essence;
    QList<QPair<QByteArray, QByteArray>> m_parameters; ///< names lower case
};

} // namespace gatehouse::http
