#pragma once

#include <QString>

#include <tl/expected.hpp>

#include <utility>

namespace gatehouse {

/// What went wrong, in a sentence that a user can act on: what, where, and what to do.
struct Error {
    enum Kind {
        Malformed, ///< outside data that does not have the form its standard asks for
        TooLarge,  ///< outside data beyond a stated limit
        Refused,   ///< well formed, and forbidden by a rule or a policy
        NotFound,
        Conflict, ///< somebody else changed or holds it
        Io,       ///< the file system, the network or the database failed
        Internal, ///< a library failed where it must not; the detail says how
    };

    Kind kind = Internal;
    QString message; ///< for people; never holds a secret
    QString detail;  ///< for the log: library texts, codes; never holds a secret
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Error::Kind kind, QString message,
                                                QString detail = {})
{
    return tl::unexpected<Error>(Error{kind, std::move(message), std::move(detail)});
}

} // namespace gatehouse
