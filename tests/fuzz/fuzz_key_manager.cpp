#include "base/time.h"
#include "keymanager/admin_json.h"
#include "keymanager/discovery.h"
#include "keymanager/token_tester.h"
#include "keymanager/validation.h"
#include "require.h"

using namespace gatehouse;
using namespace gatehouse::keymanager;

namespace {

constexpr Instant Now{std::chrono::milliseconds(1'760'000'000'000)};

/// What was read is written so that it is read alike.
void importAndExport(QByteArrayView bytes)
{
    const auto imported = fromAdminJson(bytes);
    if (!imported) {
        FUZZ_REQUIRE(!imported.error().message.isEmpty());
        return;
    }
    const KeyManager &keyManager = imported->keyManager;
    FUZZ_REQUIRE(keyManager.vaultSecrets().size() == static_cast<qsizetype>(imported->secrets.size()));
    for (const Finding &finding : imported->findings)
        FUZZ_REQUIRE(!finding.field.isEmpty() && !finding.sentence.isEmpty());
    for (const Finding &finding : validate(keyManager, {Now, ApiVersion::V2, {keyManager}}))
        FUZZ_REQUIRE(!finding.field.isEmpty() && !finding.sentence.isEmpty());
    testToken(keyManager.tokenRules, bytes.first(std::min(bytes.size(), qsizetype{200})).toByteArray());
    const QByteArray text = toAdminText(keyManager, ApiVersion::V4);
    // What is written is indented, and may be longer than what is read.
    if (text.size() > MaxKeyManagerBytes)
        return;
    const auto again = fromAdminJson(text);
    FUZZ_REQUIRE(again && again->secrets.empty());
    FUZZ_REQUIRE(toAdminText(again->keyManager, ApiVersion::V4) == text);
}

void discover(QByteArrayView bytes)
{
    const QUrl url(QStringLiteral("https://is:9446/oauth2/token/.well-known/openid-configuration"));
    const auto document = readDiscovery(bytes, url);
    if (!document) {
        FUZZ_REQUIRE(!document.error().message.isEmpty());
        return;
    }
    KeyManager keyManager;
    keyManager.type = AcceleratorType;
    const KeyManager filled = withChanges(keyManager, proposeChanges(keyManager, *document, url));
    FUZZ_REQUIRE(filled.wellKnownEndpoint == url.toString() && filled.issuer == document->issuer);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static const QCA::Initializer crypto;
    const QByteArrayView bytes(data, static_cast<qsizetype>(size));
    importAndExport(bytes);
    discover(bytes);
    return 0;
}
