#include "https_load.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace {

using SslPtr = std::unique_ptr<SSL, decltype(&SSL_free)>;
using ContextPtr = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

BIO *bioOf(const QByteArray &bytes)
{
    return BIO_new_mem_buf(bytes.constData(), static_cast<int>(bytes.size()));
}

ContextPtr makeContext(const LoadOptions &options)
{
    ContextPtr context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    BIO *bio = bioOf(options.authoritiesPem);
    while (X509 *authority = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr)) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), authority);
        X509_free(authority);
    }
    ERR_clear_error();
    BIO_free(bio);
    bio = bioOf(options.certificateChainPem);
    if (X509 *leaf = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr)) {
        SSL_CTX_use_certificate(context.get(), leaf);
        X509_free(leaf);
    }
    while (X509 *intermediate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr))
        SSL_CTX_add_extra_chain_cert(context.get(), intermediate);
    ERR_clear_error();
    BIO_free(bio);
    bio = bioOf(options.privateKeyPem);
    if (EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr)) {
        SSL_CTX_use_PrivateKey(context.get(), key);
        EVP_PKEY_free(key);
    }
    BIO_free(bio);
    return context;
}

class Connection
{
public:
    Connection(SSL_CTX *context, quint16 port)
        : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
        , m_ssl(SSL_new(context), SSL_free)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        m_open = ::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0
            && SSL_set_fd(m_ssl.get(), m_socket) == 1 && SSL_connect(m_ssl.get()) == 1;
    }
    ~Connection()
    {
        m_ssl.reset();
        ::close(m_socket);
    }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    bool isOpen() const { return m_open; }

    /// The status of the answer, or 0.
    int exchange(const QByteArray &request, std::string &answer)
    {
        if (!m_open || SSL_write(m_ssl.get(), request.constData(), static_cast<int>(request.size())) <= 0)
            return 0;
        answer.clear();
        char buffer[16 * 1024];
        while (true) {
            const int count = SSL_read(m_ssl.get(), buffer, sizeof buffer);
            if (count <= 0)
                return 0;
            answer.append(buffer, static_cast<std::size_t>(count));
            const std::size_t end = answer.find("\r\n\r\n");
            if (end == std::string::npos)
                continue;
            const std::size_t length = answer.find("Content-Length: ");
            const std::size_t body = length < end ? std::stoul(answer.substr(length + 16)) : 0;
            if (answer.size() >= end + 4 + body)
                return std::stoi(answer.substr(9, 3));
        }
    }

private:
    int m_socket;
    SslPtr m_ssl;
    bool m_open = false;
};

} // namespace

LoadResult load(const LoadOptions &options, const std::vector<QByteArray> &requests, int expectedStatus)
{
    using Steady = std::chrono::steady_clock;
    const ContextPtr context = makeContext(options);
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    LoadResult result;
    const auto begun = Steady::now();
    const auto work = [&] {
        LoadResult mine;
        std::unique_ptr<Connection> connection;
        std::string answer;
        for (std::size_t i = next++; i < requests.size(); i = next++) {
            const auto sent = Steady::now();
            if (!connection || !options.keepAlive)
                connection = std::make_unique<Connection>(context.get(), options.port);
            const int status = connection->exchange(requests[i], answer);
            if (status == expectedStatus) {
                mine.latenciesMs.push_back(std::chrono::duration<double, std::milli>(Steady::now() - sent).count());
                continue;
            }
            ++(status == 0 ? mine.failed : mine.refused);
            if (mine.firstProblem.isEmpty())
                mine.firstProblem = QByteArray::fromStdString(answer);
            connection.reset();
        }
        const std::scoped_lock lock(mutex);
        result.latenciesMs.insert(result.latenciesMs.end(), mine.latenciesMs.begin(), mine.latenciesMs.end());
        result.refused += mine.refused;
        result.failed += mine.failed;
        if (result.firstProblem.isEmpty())
            result.firstProblem = mine.firstProblem;
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < options.connections; ++i)
        threads.emplace_back(work);
    for (std::thread &thread : threads)
        thread.join();
    result.seconds = std::chrono::duration<double>(Steady::now() - begun).count();
    return result;
}
