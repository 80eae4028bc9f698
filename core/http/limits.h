#pragma once

#include <QtGlobal>

#include <chrono>

namespace gatehouse::http {

/// What a stranger may cost. The defaults are for an API whose largest request is a registration (5 KiB).
struct Limits {
    quint32 headerBytes = 16 * 1024;             ///< request line and headers; beyond: 431
    quint64 bodyBytes = 256 * 1024;              ///< beyond, or announced beyond: 413
    std::chrono::milliseconds handshake{10'000}; ///< TLS; beyond: closed
    std::chrono::milliseconds request{10'000};   ///< from a request's first byte to its last; beyond: 408
    std::chrono::milliseconds idle{30'000};      ///< between requests; beyond: closed
    std::chrono::milliseconds write{10'000};     ///< for the peer to take one answer; beyond: closed
    int connections = 1000;                      ///< beyond: closed at once, unanswered, before any handshake
};

} // namespace gatehouse::http
