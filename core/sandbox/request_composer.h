#pragma once

#include "directory/directory.h"

#include <optional>

namespace gatehouse::sandbox {

/// Stands in the request's claims where the statement that is signed beside it is put in.
inline constexpr char StatementPlaceholder[] = "(the software statement beside it)";

/// With which key a request is signed.
enum class RequestKey : quint8 { Own, OtherTpp, Fresh };
/// Which `kid` its header names.
enum class NamedKey : quint8 {
    Own, ///< the TPP's, whoever signs: the endpoint looks for that key
    Unknown,
};
enum class SignatureForm : quint8 {
    Sound,
    PayloadChanged, ///< other claims than were signed
    Unsigned,       ///< `alg` is `none`
};
enum class StatementKey : quint8 { Directory, Fresh };
enum class PresentedCertificate : quint8 { Own, OtherTpp, Foreign, None };
/// What becomes of `iat`, `exp` and `jti` when the request is sent.
enum class Freshness : quint8 { Renewed, AsWritten };

/// A request that somebody composes, before anything is signed. A value; a tampering changes it.
struct RequestDraft {
    Json request;   ///< its claims; StatementPlaceholder where the statement goes
    Json statement; ///< the statement's claims
    Freshness freshness = Freshness::Renewed;
    RequestKey key = RequestKey::Own;
    std::optional<jose::Algorithm> algorithm; ///< nothing: the key's own
    NamedKey namedKey = NamedKey::Own;
    SignatureForm form = SignatureForm::Sound;
    StatementKey statementKey = StatementKey::Directory;
    PresentedCertificate certificate = PresentedCertificate::Own;
    bool sendsLastAgain = false; ///< byte for byte; nothing of the above counts then but the certificate
};

/// As a well-behaved TPP would send it.
RequestDraft untamperedDraft(const directory::Tpp &tpp, const directory::SoftwareRecord &record,
                             const directory::EndpointFacts &endpoint, Instant now);

/// Keys and a certificate that no directory lists and no authority of it issued. Takes up to a second to make: never
/// on a thread that shows a window.
struct Strangers {
    jose::PrivateKey rsaKey;
    jose::PrivateKey ecKey;
    QList<trust::Certificate> transportChain; ///< of ecKey

    static Result<Strangers> make(Instant now);
};

/// Who may sign and who may show a certificate.
struct Signers {
    directory::Tpp tpp;
    std::optional<directory::Tpp> other; ///< another test TPP whose keys are at hand
    std::shared_ptr<const Strangers> strangers;
    std::shared_ptr<const directory::Directory> directory;
};

/// The draft with `iat` at `now`, its lifetime kept, and a new `jti`, unless they are sent as written. What was taken
/// out stays out.
RequestDraft renewed(RequestDraft draft, Instant now);

/// The request as it is sent: a compact JWS. Signs with RSA.
Result<QByteArray> compose(const RequestDraft &draft, const Signers &signers, Instant now);

/// Who the connection is made as: the TPP with the certificate and key that the draft presents; no certificate, none.
Result<directory::Tpp> presentedAs(PresentedCertificate certificate, const Signers &signers);

/// Algorithms that go with the key, and RS256, which must be refused.
QList<jose::Algorithm> algorithmsFor(const jose::PrivateKey &key);

} // namespace gatehouse::sandbox
