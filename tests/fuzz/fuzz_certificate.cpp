#include "require.h"
#include "trust/chain.h"

using namespace gatehouse;
using namespace gatehouse::trust;

namespace {

void useEverything(const Certificate &certificate)
{
    FUZZ_REQUIRE(!certificate.der().isEmpty() && certificate.x5tS256().size() == 43);
    FUZZ_REQUIRE(certificate.subjectAttributes().isEmpty() == certificate.subject().isEmpty());
    certificate.issuer();
    certificate.displayName();
    certificate.serialHex();
    certificate.isCa();
    certificate.isSelfSigned();
    certificate.keyUsage();
    certificate.extendedKeyUsage();
    certificate.allowsClientAuthentication();
    certificate.subjectAlternativeNames();
    certificate.keyDescription();
    certificate.signatureAlgorithm();
    certificate.psd2();
    const ChainVerdict verdict = TrustAnchors().verify(certificate, {certificate}, certificate.notBefore());
    FUZZ_REQUIRE(!verdict.isTrusted() && !verdict.message.isEmpty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView bytes(data, static_cast<qsizetype>(size));
    if (const Result<Certificate> certificate = Certificate::fromDer(bytes)) {
        useEverything(*certificate);
        FUZZ_REQUIRE(Certificate::fromPem(certificate->pem()).value() == *certificate);
    }
    if (const Result<QList<Certificate>> list = Certificate::listFromPem(bytes)) {
        for (const Certificate &certificate : *list)
            useEverything(certificate);
    }
    return 0;
}
