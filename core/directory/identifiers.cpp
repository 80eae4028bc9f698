#include "directory/identifiers.h"

#include <QUuid>

#include <openssl/rand.h>

#include <algorithm>

namespace gatehouse::directory {

namespace {

constexpr char Base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

QString randomBase62(qsizetype characters)
{
    // Bytes from 248 on are passed over: 248 is the largest multiple of 62, so that all are alike likely.
    constexpr int Usable = 248;
    QString text;
    while (text.size() < characters) {
        for (const char byte : randomBytes(characters - text.size())) {
            if (const int value = static_cast<quint8>(byte); value < Usable)
                text += QLatin1Char(Base62[value % 62]);
        }
    }
    return text;
}

} // namespace

bool isIdentifier(QStringView text, qsizetype maxCharacters)
{
    const auto fits = [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z');
    };
    return !text.isEmpty() && text.size() <= maxCharacters && std::all_of(text.begin(), text.end(), fits);
}

QByteArray randomBytes(qsizetype count)
{
    QByteArray bytes(count, Qt::Uninitialized);
    // OpenSSL fails here only where the system has no random source; no key could be made either.
    if (RAND_bytes(reinterpret_cast<unsigned char *>(bytes.data()), static_cast<int>(count)) != 1)
        qFatal("The system's random source failed.");
    return bytes;
}

QString newSoftwareId()
{
    return randomBase62(MaxSoftwareIdCharacters);
}

QString newOrganisationId()
{
    return QStringLiteral("0015800001") + randomBase62(8);
}

QString newStatementId()
{
    return QString::fromLatin1(randomBytes(8).toHex());
}

QString newRequestId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

} // namespace gatehouse::directory
