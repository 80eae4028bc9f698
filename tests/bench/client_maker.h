#pragma once

#include "store/client_store.h"

#include <QRandomGenerator>

namespace gatehouse::bench {

/// Makes registrations as a directory of open banking has them: the same ones in each run.
class ClientMaker
{
public:
    static constexpr int Organisations = 3000;
    /// A word that three of a million have, and one in its first hundred thousand.
    static constexpr int RareEvery = 333'333;

    store::Client next();

private:
    QString letters(int count);
    template <std::size_t N>
    QString any(const char *const (&words)[N]);

    QRandomGenerator m_random{20221};
    int m_number = 0;
    const QByteArray m_signature = QByteArray(342, 'x'); ///< as long as one of RSA's
};

} // namespace gatehouse::bench
