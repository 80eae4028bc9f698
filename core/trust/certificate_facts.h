#pragma once

#include "trust/certificate.h"

namespace gatehouse::trust {

enum class FactSection : quint8 {
    Validity,
    Subject,
    Issuer,
    KeyAndSignature,
    Usage,
    PaymentServices, ///< PSD2; absent from certificates of other trades
    Fingerprints,
    KeyIds,
    Revocation,
};

/// "Key and signature", for people.
QString title(FactSection section);

/// One line of what there is to know of a certificate.
struct CertificateFact {
    enum class Style : quint8 {
        Text,
        Code, ///< compared character by character, and copied
    };
    enum class Mark : quint8 { None, Warning };

    FactSection section = FactSection::Validity;
    QString label;
    QString value; ///< a list has a line for each
    Style style = Style::Text;
    Mark mark = Mark::None;
    QString note; ///< what the label means, or why the value is marked; mostly empty

    friend bool operator==(const CertificateFact &, const CertificateFact &) = default;
};

/// All of them, in the order in which they are shown. What reviewCertificate() and findIssuerPath() say is theirs.
QList<CertificateFact> certificateFacts(const Certificate &certificate, Instant now);

/// The same fact of two certificates; empty on the side that has none.
struct FactPair {
    FactSection section = FactSection::Validity;
    QString label;
    QString left, right;
    CertificateFact::Style style = CertificateFact::Style::Text;

    bool differs() const { return left != right; }
};
/// All that either of them has, in the order of certificateFacts().
QList<FactPair> pairFacts(const Certificate &left, const Certificate &right, Instant now);
/// Those in which they differ.
QList<FactPair> compareFacts(const Certificate &left, const Certificate &right, Instant now);

} // namespace gatehouse::trust
