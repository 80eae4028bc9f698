#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

/// A client that costs little, so that what is measured is the server: blocking OpenSSL sockets, one thread a
/// connection, answers read as far as their status and length.
struct LoadOptions {
    QString host;
    quint16 port = 0;
    QByteArray certificateChainPem, privateKeyPem, authoritiesPem;
    int connections = 16;
    bool keepAlive = true; ///< false: a new mutual-TLS connection for each request
};

struct LoadResult {
    double seconds = 0;
    std::vector<double> latenciesMs; ///< of the answers with the expected status
    std::size_t refused = 0;         ///< any other answer
    std::size_t failed = 0;          ///< no answer
    QByteArray firstProblem;
};

/// Sends each request once, whichever connection is free; `requests` are whole HTTP messages.
LoadResult load(const LoadOptions &options, const std::vector<QByteArray> &requests, int expectedStatus);
