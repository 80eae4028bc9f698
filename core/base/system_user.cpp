#include "base/system_user.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace gatehouse {

QString systemUserName()
{
    constexpr std::size_t MaxEntryBytes = 16 * 1024;
    std::array<char, MaxEntryBytes> buffer{};
    struct passwd entry {};
    struct passwd *found = nullptr;
    const uid_t user = ::geteuid();
    if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found && *found->pw_name != '\0')
        return QString::fromLocal8Bit(found->pw_name);
    return QString::number(user);
}

} // namespace gatehouse
