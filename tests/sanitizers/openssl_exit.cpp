// QCA's plugin loads OpenSSL's legacy provider and never unloads it. When OpenSSL tidies up at exit, that provider is
// the one thing it leaves: with its own library context some kilobytes, to which nothing points any more, so that
// LeakSanitizer reports them. On their stacks is libcrypto alone, and to suppress that would hide what we leak of it.
// This file, linked into every test and fuzz target under AddressSanitizer, has OpenSSL not tidy up: all that it holds
// stays where a pointer leads to it.

#include <openssl/crypto.h>

namespace {

// Before any static object uses OpenSSL: its first initialisation decides.
[[gnu::constructor(101)]] void keepUntilTheEnd()
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
}

} // namespace
