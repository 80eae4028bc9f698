#include "vault/secrets.h"

#include <QCoreApplication>
#include <QtEndian>

#include <algorithm>
#include <cstring>
#include <optional>

namespace gatehouse::vault {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::vault)
};

constexpr qsizetype NumberBytes = sizeof(quint32);

/// Into memory whose size is known, so that nothing is copied while it grows.
class Writer
{
public:
    explicit Writer(QCA::SecureArray &bytes)
        : m_position(bytes.data())
    {}

    void number(qsizetype value)
    {
        qToBigEndian(static_cast<quint32>(value), m_position);
        m_position += NumberBytes;
    }
    void sized(const char *bytes, qsizetype size)
    {
        number(size);
        if (size > 0)
            std::memcpy(m_position, bytes, static_cast<std::size_t>(size));
        m_position += size;
    }

private:
    char *m_position;
};

class Reader
{
public:
    explicit Reader(const QCA::SecureArray &bytes)
        : m_position(bytes.constData())
        , m_left(bytes.size())
    {}

    std::optional<qsizetype> number()
    {
        if (m_left < NumberBytes)
            return std::nullopt;
        return static_cast<qsizetype>(qFromBigEndian<quint32>(take(NumberBytes)));
    }
    std::optional<QByteArrayView> sized(qsizetype maxBytes)
    {
        const auto size = number();
        if (!size || *size > maxBytes || *size > m_left)
            return std::nullopt;
        return QByteArrayView(take(*size), *size);
    }
    bool hasOnlyPadding() const
    {
        return m_left < PaddedBytes
            && std::all_of(m_position, m_position + m_left, [](char byte) { return byte == 0; });
    }

private:
    const char *take(qsizetype size)
    {
        const char *taken = m_position;
        m_position += size;
        m_left -= size;
        return taken;
    }

    const char *m_position;
    qsizetype m_left;
};

Secret toSecret(QByteArrayView bytes)
{
    Secret secret(static_cast<int>(bytes.size()));
    if (!bytes.isEmpty())
        std::memcpy(secret.data(), bytes.data(), static_cast<std::size_t>(bytes.size()));
    return secret;
}

tl::unexpected<Error> malformed()
{
    return fail(Error::Malformed,
                Text::tr("What the vault's file holds is not a list of secrets, though its key fits. Another "
                         "program wrote it; use a backup of the file."));
}

} // namespace

Result<void> checkName(const QString &name)
{
    if (name.isEmpty())
        return fail(Error::Malformed, Text::tr("A secret needs a name."));
    if (!name.isValidUtf16() || name.contains(QChar::Null))
        return fail(Error::Malformed, Text::tr("A secret's name must be text; this one has a character that is none."));
    if (name.toUtf8().size() > MaxNameBytes)
        return fail(Error::TooLarge,
                    Text::tr("A secret's name has at most %1 bytes; this one is longer.").arg(MaxNameBytes));
    return {};
}

Result<void> checkSecret(const Secret &secret)
{
    if (secret.size() > MaxSecretBytes)
        return fail(Error::TooLarge,
                    Text::tr("A secret has at most %1 bytes; this one has %2.").arg(MaxSecretBytes).arg(secret.size()));
    return {};
}

Result<QCA::SecureArray> encodeSecrets(const Secrets &secrets)
{
    qsizetype size = NumberBytes;
    for (const auto &[name, secret] : secrets) {
        if (auto checked = checkName(name).and_then([&secret = secret] { return checkSecret(secret); }); !checked)
            return tl::unexpected(checked.error());
        size += 2 * NumberBytes + name.toUtf8().size() + secret.size();
    }
    if (size > MaxSecretsBytes)
        return fail(Error::TooLarge,
                    Text::tr("The vault holds at most %1 bytes. Remove secrets that are no longer needed.")
                        .arg(MaxSecretsBytes));
    QCA::SecureArray bytes(static_cast<int>((size + PaddedBytes - 1) / PaddedBytes * PaddedBytes));
    Writer writer(bytes);
    writer.number(static_cast<qsizetype>(secrets.size()));
    for (const auto &[name, secret] : secrets) {
        const QByteArray utf8 = name.toUtf8();
        writer.sized(utf8.constData(), utf8.size());
        writer.sized(secret.constData(), secret.size());
    }
    return bytes;
}

Result<Secrets> decodeSecrets(const QCA::SecureArray &bytes)
{
    Reader reader(bytes);
    const auto count = reader.number();
    if (!count || bytes.size() % PaddedBytes != 0)
        return malformed();
    Secrets secrets;
    for (qsizetype i = 0; i < *count; ++i) {
        const auto utf8 = reader.sized(MaxNameBytes);
        const auto secret = utf8 ? reader.sized(MaxSecretBytes) : std::nullopt;
        if (!secret)
            return malformed();
        const QString name = QString::fromUtf8(*utf8);
        const bool isInOrder = secrets.empty() || secrets.crbegin()->first < name;
        if (!checkName(name) || name.toUtf8() != *utf8 || !isInOrder)
            return malformed();
        secrets.emplace_hint(secrets.cend(), name, toSecret(*secret));
    }
    if (!reader.hasOnlyPadding())
        return malformed();
    return secrets;
}

} // namespace gatehouse::vault
