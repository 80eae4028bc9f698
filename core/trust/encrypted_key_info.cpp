#include "trust/encrypted_key_info.h"

#include <QCoreApplication>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

} // namespace

Result<EncryptedKeyInfo> readKeyInfo(QByteArrayView der)
{
    const auto *start = reinterpret_cast<const unsigned char *>(der.data());
    const auto *end = start;
    EncryptedKeyInfo info(d2i_X509_SIG(nullptr, &end, static_cast<long>(der.size())));
    if (!info || end - start != der.size())
        return fail(Error::Malformed, Text::tr("The key is damaged: it is no EncryptedPrivateKeyInfo."),
                    openssl::takeErrors());
    return info;
}

Result<QByteArray> encodeKeyInfo(const EncryptedKeyInfo &info)
{
    unsigned char *der = nullptr;
    const int size = info ? i2d_X509_SIG(info.get(), &der) : 0;
    if (size <= 0)
        return fail(Error::Internal, Text::tr("The protected key cannot be written."), openssl::takeErrors());
    QByteArray bytes(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    return bytes;
}

} // namespace gatehouse::trust
