#pragma once

#include "dcr/wso2_answer.h"

namespace gatehouse::dcr::wso2 {

/// Who writes an error, which decides its form.
enum class Writer : quint8 {
    Gateway, ///< {"errors": [{Code, Title, Message}]} in generation 3
    Server,  ///< {"error", "error_description"}
};

/// One answer of the server: it stops at the first.
struct Refusal {
    int status = 400;
    QString error;
    QString description;
    QString code = {}; ///< of the gateway's form
};

/// What the steps see, and what they say beside an answer.
struct Context {
    const Evidence &evidence;
    const Policy &policy;
    const Json &request;                     ///< the claims; an empty object where they cannot be read
    std::optional<jose::JwsParts> statement; ///< read as WSO2's library reads it
    const Json &statementClaims;
    QStringList &assumptions;
    QStringList &remarks;
};

using Step = std::optional<Refusal> (*)(Context &);

/// A row of the server's own list of checks.
struct StepInfo {
    const char *title; ///< for people, untranslated
    Writer writer;
    Step run;
};

/// In the order in which the server judges.
std::span<const StepInfo> accelerator3();
std::span<const StepInfo> accelerator4();

// What both generations do.

/// WSO2's library ignores what is not base64url. Nothing where header or claims cannot be read all the same.
std::optional<jose::JwsParts> lenient(QByteArrayView compact);
/// A claim that is a string; nothing where it is absent, null or another type.
std::optional<QString> text(const Json &claims, QLatin1String claim);
/// The strings of a claim: a list's, one string, or a scope split at single spaces.
QStringList values(const Json &claims, QLatin1String claim);
/// An absent or null claim.
bool isAbsent(const Json &claims, QLatin1String claim);
/// A blank string, or a list that is empty or holds null.
bool isBlank(const Json &claims, QLatin1String claim);

/// What the gateway's library says of a signature and the moments around it; nothing where it is content.
std::optional<QString> signatureProblem(Context &context, const KeySource &keys);
/// Whether the statement's signature verifies; where nobody gave keys it is taken to.
bool statementVerifies(Context &context);

} // namespace gatehouse::dcr::wso2
