#pragma once

#include <QByteArray>

#include <optional>

namespace gatehouse::http {

/// A Content-Type (RFC 9110 §8.3).
class MediaType
{
public:
    /// Nothing where it is none.
    static std::optional<MediaType> parse(const QByteArray &contentType);
    /// `type/subtype`, lower case, without parameters.
    const QByteArray &essence() const { return m_essence; }

private:
    QByteArray m_essence;
};

} // namespace gatehouse::http
