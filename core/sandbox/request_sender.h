#pragma once

#include "sandbox/sent_request.h"
#include "store/reply_box.h"

#include <QObject>
#include <QTimer>

namespace gatehouse::sandbox {

/// What is asked of a registration endpoint.
enum class SendAction : quint8 { Register, Read, Update, Delete };

/// Where a request goes.
struct SendTarget {
    QUrl registrationEndpoint;
    QUrl tokenEndpoint;
    /// Trust for the endpoint's certificate; empty: the test directory's.
    QList<trust::Certificate> authorities;
};

struct SendOrder {
    SendAction action = SendAction::Register;
    RequestDraft draft;
    QList<const Tampering *> tamperings;
    SendTarget target;
    QString clientId;   ///< for all but Register
    dcr::Policy policy; ///< to judge by what the endpoint does not record
};

/// Composes, signs and sends requests as a test TPP over mutual TLS, one at a time. HTTPS alone; redirects are not
/// followed. Lives in a thread with an event loop, and signs and judges on others. For all but a registration it gets
/// a token first, with the TPP's own certificate.
class RequestSender : public QObject
{
    Q_OBJECT

public:
    RequestSender(std::shared_ptr<directory::Directory> directory, Clock clock, QObject *parent = nullptr);
    ~RequestSender() override;

    /// Forgets what the TPP before sent.
    void setTpps(directory::Tpp tpp, std::optional<directory::Tpp> other);
    const std::optional<directory::Tpp> &tpp() const { return m_tpp; }
    bool hasOther() const { return m_other.has_value(); }
    bool hasAcceptedRequest() const { return !m_lastAccepted.isEmpty(); }

    bool isBusy() const { return m_isBusy; }
    /// stepStarted(), then sent() or failed() follows.
    void send(const SendOrder &order);
    /// Nothing follows.
    void cancel();
    /// Composes and signs without sending; previewed() or previewFailed() follows with the newest that was asked for.
    void preview(const SendOrder &order);

    /// For the whole of it, the token included.
    static constexpr std::chrono::seconds TimeLimit{30};

Q_SIGNALS:
    void stepStarted(const QString &title);
    void sent(const gatehouse::sandbox::SentRequest &sent);
    void failed(const gatehouse::Error &error);
    void previewed(const gatehouse::sandbox::SentRequest &request);
    void previewFailed(const gatehouse::Error &error);

private:
    struct Prepared {
        SentRequest request;
        directory::Tpp sender;
        std::shared_ptr<const Strangers> strangers;
    };
    using Preparing = std::function<Result<Prepared>()>;

    Preparing preparing(const SendOrder &order) const;
    static Result<SentRequest> composed(const SendOrder &order, const Signers &signers, const QByteArray &again,
                                        Instant now);
    std::unique_ptr<TppClient> clientOf(directory::Tpp tpp, const SendTarget &target) const;
    void fetchToken(const SendOrder &order, Prepared prepared);
    void transmit(const SendOrder &order, Prepared prepared);
    void conclude(const SendOrder &order, const Prepared &prepared);
    void giveUp(const Error &error);
    void stop();

    store::ReplyBox m_replies;
    std::shared_ptr<directory::Directory> m_directory;
    Clock m_clock;
    std::optional<directory::Tpp> m_tpp;
    std::optional<directory::Tpp> m_other;
    std::shared_ptr<const Strangers> m_strangers;
    std::unique_ptr<TppClient> m_tokenClient;
    std::unique_ptr<TppClient> m_client;
    QByteArray m_lastAccepted;
    Instant m_lastAcceptedAt{};
    QTimer m_timeLimit;
    quint64 m_run = 0;     ///< an older one that ends later is of no use
    quint64 m_preview = 0; ///< likewise
    bool m_isBusy = false;
};

} // namespace gatehouse::sandbox
