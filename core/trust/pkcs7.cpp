#include "trust/pkcs7.h"

#include "trust/openssl_helpers.h"

#include <QCoreApplication>

#include <openssl/pkcs7.h>

namespace gatehouse::trust {

using namespace openssl;

Result<QByteArray> toPkcs7(const QList<Certificate> &certificates)
{
    const Owned<PKCS7, PKCS7_free> pkcs7(PKCS7_new());
    bool isMade = pkcs7 && PKCS7_set_type(pkcs7.get(), NID_pkcs7_signed)
        && PKCS7_content_new(pkcs7.get(), NID_pkcs7_data) && PKCS7_set_detached(pkcs7.get(), 1);
    for (const Certificate &certificate : certificates)
        isMade = isMade && PKCS7_add_certificate(pkcs7.get(), certificate.handle());
    unsigned char *der = nullptr;
    const int length = isMade ? i2d_PKCS7(pkcs7.get(), &der) : -1;
    if (length <= 0)
        return fail(Error::Internal,
                    QCoreApplication::translate("gatehouse::pkcs7", "The certificates cannot be written as PKCS#7."),
                    takeErrors());
    QByteArray bytes(reinterpret_cast<const char *>(der), length);
    OPENSSL_free(der);
    return bytes;
}

} // namespace gatehouse::trust
