#pragma once

#include "vault/secrets.h"

#include <functional>
#include <memory>

namespace gatehouse::vault {

/// The platform's keychain, as far as a vault needs it. Each question is answered once or never, in the thread that
/// asked; a keychain may ask the user first, so that it takes as long as it takes. Errors: NotFound, Refused (by the
/// user or by rights), Conflict (no keychain answers) and Io.
class KeychainAccess
{
public:
    using ReadReply = std::function<void(const Result<Secret> &secret)>;
    using Reply = std::function<void(const Result<void> &outcome)>;

    KeychainAccess() = default;
    KeychainAccess(const KeychainAccess &) = delete;
    KeychainAccess &operator=(const KeychainAccess &) = delete;
    virtual ~KeychainAccess() = default;

    virtual void read(const QString &name, ReadReply reply) = 0;
    virtual void write(const QString &name, const Secret &secret, Reply reply) = 0;
    virtual void remove(const QString &name, Reply reply) = 0;
};

/// By QtKeychain, under the service name "Gatehouse". For the application's main thread: libsecret answers in no other,
/// so elsewhere it answers that there is no keychain.
std::unique_ptr<KeychainAccess> makePlatformKeychain();

} // namespace gatehouse::vault
