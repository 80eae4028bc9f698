#include "require.h"
#include "trust/certificate_bundle.h"

using namespace gatehouse;
using namespace gatehouse::trust;

// The seeds, with two authorities of an elliptic curve as a.pem and b.pem (openssl req -x509 -newkey ec -pkeyopt
// ec_paramgen_curve:P-256 -nodes -keyout a.key -out a.pem -subj /CN=a):
//   cat a.pem a.key b.pem > pem && sed 's/^/  /' a.pem > indented && iconv -t UTF-16 a.pem > utf16
//   openssl x509 -in a.pem -outform DER -out der && openssl base64 -in der -out base64
//   openssl x509 -in a.pem -addtrust clientAuth -addreject serverAuth -trustout -out trusted
//   openssl crl2pkcs7 -nocrl -certfile a.pem -certfile b.pem -out pkcs7 && openssl pkcs7 -in pkcs7 -outform DER -out
//   p7b openssl pkcs12 -export -in a.pem -nokeys -passout pass: -out pkcs12

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const Result<CertificateBundle> bundle = readCertificates(QByteArrayView(data, static_cast<qsizetype>(size)));
    if (!bundle) {
        FUZZ_REQUIRE(!bundle.error().message.isEmpty());
        return 0;
    }
    FUZZ_REQUIRE(!bundle->certificates.isEmpty());
    QByteArray pem;
    for (const Certificate &certificate : bundle->certificates) {
        FUZZ_REQUIRE(bundle->certificates.count(certificate) == 1);
        pem += certificate.pem();
    }
    const Result<CertificateBundle> again = readCertificates(pem);
    FUZZ_REQUIRE(again && again->certificates == bundle->certificates && again->ignored.isEmpty());
    const Result<CertificateBundle> single = readCertificates(bundle->certificates.constFirst().der());
    FUZZ_REQUIRE(single && single->certificates.constFirst() == bundle->certificates.constFirst());
    return 0;
}
