#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QtEndian>

#include <optional>

namespace gatehouse::trust {

/// Reads big-endian numbers and runs of bytes from a view, and never beyond it. The first read that finds too little
/// left is remembered as the fault; it and all that follow return zero or nothing, so that a caller asks once a record.
class ByteReader
{
public:
    struct Fault {
        const char *what = nullptr; ///< the caller's word for what was to be read
        qsizetype offset = 0;
        quint64 wanted = 0;
        qsizetype left = 0;
    };

    explicit ByteReader(QByteArrayView bytes)
        : m_bytes(bytes)
    {}

    qsizetype offset() const { return m_offset; }
    qsizetype left() const { return m_bytes.size() - m_offset; }
    const std::optional<Fault> &fault() const { return m_fault; }

    /// `what` must outlive the reader: a literal.
    template <typename Number>
    Number number(const char *what)
    {
        const QByteArrayView bytes = run(sizeof(Number), what);
        return bytes.isEmpty() ? Number(0) : qFromBigEndian<Number>(bytes.data());
    }

    QByteArrayView run(quint64 length, const char *what)
    {
        if (m_fault)
            return {};
        if (length > static_cast<quint64>(left())) {
            m_fault = Fault{what, m_offset, length, left()};
            return {};
        }
        const QByteArrayView bytes = m_bytes.sliced(m_offset, static_cast<qsizetype>(length));
        m_offset += bytes.size();
        return bytes;
    }

    /// From `start` to where the reader stands.
    QByteArrayView since(qsizetype start) const { return m_bytes.sliced(start, m_offset - start); }

private:
    QByteArrayView m_bytes;
    qsizetype m_offset = 0;
    std::optional<Fault> m_fault;
};

template <typename Number>
void appendNumber(QByteArray &bytes, Number number)
{
    const Number bigEndian = qToBigEndian(number);
    bytes.append(reinterpret_cast<const char *>(&bigEndian), sizeof(bigEndian));
}

} // namespace gatehouse::trust
