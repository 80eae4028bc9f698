#include "command.h"
#include "policy_file.h"

#include "base/files.h"
#include "dcr/inspection.h"
#include "dcr/token_extraction.h"
#include "dcr/wso2_answer.h"
#include "fetch/key_sets.h"
#include "jose/jws.h"
#include "jose/private_key.h"

#include <QDir>
#include <QFileInfo>

namespace gatehouse::cli {

namespace {

QString option(const QCommandLineParser &parser, const char *name)
{
    return parser.value(QLatin1String(name));
}

fetch::Options fetchOptions()
{
    // The person at the command line chose the URL; a loopback one is as good as any.
    return {.reach = fetch::Reach::LocalSandbox};
}

dcr::KeySource keySource(const QString &fileOrUrl)
{
    return fileOrUrl.isEmpty() ? dcr::KeySource()
                               : fetch::loadKeySource({fileOrUrl}, QDir::currentPath(), fetchOptions());
}

Result<jose::AlgorithmSet> algorithms(const QString &list)
{
    jose::AlgorithmSet set;
    for (const QString &name : list.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const auto algorithm = jose::algorithmFromName(name.trimmed().toLatin1());
        if (!algorithm)
            return fail(Error::Malformed,
                        QStringLiteral("\"%1\" is no algorithm; known are PS256, PS384, PS512, ES256, ES384, RS256.")
                            .arg(name));
        set.insert(*algorithm);
    }
    return set;
}

const char *mark(dcr::Outcome outcome)
{
    switch (outcome) {
    case dcr::Outcome::Pass:
        return "pass   ";
    case dcr::Outcome::Warn:
        return "WARN   ";
    case dcr::Outcome::Fail:
        return "FAIL   ";
    case dcr::Outcome::Skipped:
        break;
    }
    return "skipped";
}

Json inspection(const dcr::Evidence &evidence, const dcr::Evaluation &evaluation, const dcr::Policy &policy)
{
    Json json = dcr::inspectionToJson(evidence, evaluation);
    if (evidence.request)
        json["wso2"] = dcr::wso2AnswersToJson(evidence, policy);
    return json;
}

void printWso2Answers(const dcr::Evidence &evidence, const dcr::Policy &policy)
{
    for (auto generation : {dcr::Wso2Generation::Accelerator3, dcr::Wso2Generation::Accelerator4}) {
        const auto answer = dcr::wso2Answer(evidence, policy, generation);
        if (!answer)
            return;
        print(QStringLiteral("%1 would answer %2 [%3]").arg(dcr::title(generation), answer->summary(), answer->step));
        for (const QString &assumption : answer->assumptions)
            print(QStringLiteral("    provided that: %1").arg(assumption));
        for (const QString &remark : answer->remarks)
            print(QStringLiteral("    %1").arg(remark));
    }
}

void printEvaluation(const dcr::Evidence &evidence, const dcr::Evaluation &evaluation, const dcr::Policy &policy)
{
    const auto printToken = [](const char *title, const std::optional<jose::JwsParts> &token,
                               const jose::SignatureVerdict &verdict) {
        if (!token)
            return;
        print(QStringLiteral("%1\n  header %2").arg(QLatin1String(title),
              token->header ? QString::fromUtf8(toBytes(*token->header)) : token->header.error().message));
        if (token->claims)
            print(QString::fromUtf8(toPrettyBytes(*token->claims)));
        else
            print(QStringLiteral("  claims cannot be read: %1").arg(token->claims.error().message));
        const bool valid = verdict.status == jose::SignatureVerdict::Status::Valid;
        print(QStringLiteral("  signature: %1").arg(valid ? QStringLiteral("valid, %1 by key %2")
                                                               .arg(QString::fromUtf8(verdict.alg),
                                                                    QString::fromUtf8(verdict.key->kid()))
                                                          : verdict.reason));
    };
    printToken("Registration request", evidence.request, evaluation.requestSignature);
    printToken("Software statement", evidence.statement, evaluation.statementSignature);
    print(QStringLiteral("Checks as of %1").arg(toIso8601(evidence.now)));
    for (const dcr::CheckResult &result : evaluation.results) {
        print(QStringLiteral("  %1 %2").arg(QLatin1String(mark(result.outcome)), dcr::title(*result.check)));
        if (result.outcome != dcr::Outcome::Pass)
            print(QStringLiteral("          %1 [%2; %3]").arg(result.message, result.check->id, result.check->reference.toString()));
    }
    print(QStringLiteral("%1 passed, %2 warned, %3 failed, %4 skipped")
              .arg(evaluation.count(dcr::Outcome::Pass))
              .arg(evaluation.count(dcr::Outcome::Warn))
              .arg(evaluation.count(dcr::Outcome::Fail))
              .arg(evaluation.count(dcr::Outcome::Skipped)));
    printWso2Answers(evidence, policy);
}

class SsaInspect : public Command
{
public:
    SsaInspect()
        : Command("ssa inspect", "Decodes, verifies and checks a statement or a registration request")
    {
    }

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("FILE"),
                                     QStringLiteral("A token, JSON or a curl command that holds one; - or nothing: standard input."),
                                     QStringLiteral("[FILE|-]"));
        parser.addOptions({
            {QStringLiteral("jwks"), QStringLiteral("Key set that verifies the statement."), QStringLiteral("FILE|URL")},
            {QStringLiteral("request-jwks"), QStringLiteral("Key set that verifies the request (default: that of --jwks)."), QStringLiteral("FILE|URL")},
            {QStringLiteral("cert"), QStringLiteral("Client certificate to judge with the rest."), QStringLiteral("PEM")},
            {QStringLiteral("policy"), QStringLiteral("Policy to judge by (default: OBIE DCR 3.3)."), QStringLiteral("FILE")},
            {QStringLiteral("at"), QStringLiteral("The moment to judge at (default: now)."), QStringLiteral("ISO8601")},
        });
    }

    int run(const QCommandLineParser &parser) override
    {
        const QString file = parser.positionalArguments().value(0, QStringLiteral("-"));
        const auto text = readInput(file, dcr::MaxPastedBytes);
        if (!text)
            return report(text.error());
        Result<Instant> at = systemNow();
        if (parser.isSet(QStringLiteral("at"))) {
            at = fromIso8601(option(parser, "at"));
            if (!at)
                return wrongUsage(at.error().message);
        }
        auto policy = readPolicy(option(parser, "policy"));
        if (!policy)
            return report(policy.error());
        const auto token = dcr::extractToken(*text);
        if (!token)
            return report(token.error());

        dcr::Evidence evidence = token->kind == dcr::TokenKind::Request ? dcr::Evidence::ofRequest(token->compact, *at)
                                                                        : dcr::Evidence::ofStatement(token->compact, *at);
        const QString jwks = option(parser, "jwks");
        const QString requestJwks = option(parser, "request-jwks");
        evidence.statementKeys = keySource(jwks);
        evidence.requestKeys = requestJwks.isEmpty() ? evidence.statementKeys : keySource(requestJwks);
        for (const dcr::KeySource *source : {&evidence.statementKeys, &evidence.requestKeys}) {
            if (source->state == dcr::KeySource::State::Unavailable) {
                say(source->problem);
                return IoFailed;
            }
        }
        if (parser.isSet(QStringLiteral("cert"))) {
            if (auto read = readCertificate(option(parser, "cert"), evidence); !read)
                return report(read.error());
        }
        const dcr::Evaluation evaluation = dcr::evaluate(evidence, *policy);
        if (wantsJson(parser))
            printJson(inspection(evidence, evaluation, *policy));
        else
            printEvaluation(evidence, evaluation, *policy);
        return evaluation.firstFailure() ? NotValid : Done;
    }

private:
    /// Without a truststore the certificate's own dates and purpose can be judged, its issuer not.
    static Result<void> readCertificate(const QString &file, dcr::Evidence &evidence)
    {
        const auto certificates = readFile(file).and_then(trust::Certificate::listFromPem);
        if (!certificates)
            return tl::unexpected(certificates.error());
        evidence.transport.state = dcr::Transport::State::Required;
        evidence.transport.certificate = certificates->constFirst();
        const auto anchors = trust::TrustAnchors::create(*certificates);
        if (!anchors)
            return tl::unexpected(anchors.error());
        evidence.transport.verdict = anchors->verify(certificates->constFirst(), certificates->mid(1), evidence.now);
        return {};
    }
};

class JwtVerify : public Command
{
public:
    JwtVerify()
        : Command("jwt verify", "Verifies a JWT's signature with a key set")
    {
    }

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("The JWT; - or nothing: standard input."),
                                     QStringLiteral("[FILE|-]"));
        parser.addOptions({
            {QStringLiteral("jwks"), QStringLiteral("The key set; mandatory."), QStringLiteral("FILE|URL")},
            {QStringLiteral("alg"), QStringLiteral("Allowed algorithms (default: PS256,PS384,PS512,ES256,ES384)."), QStringLiteral("A,…")},
        });
    }

    int run(const QCommandLineParser &parser) override
    {
        if (!parser.isSet(QStringLiteral("jwks")))
            return wrongUsage(QStringLiteral("--jwks is missing: there is no key to verify with."));
        const Result<jose::AlgorithmSet> allowed =
            parser.isSet(QStringLiteral("alg")) ? algorithms(option(parser, "alg")) : jose::FapiAlgorithms;
        if (!allowed || allowed->isEmpty())
            return wrongUsage(allowed ? QStringLiteral("--alg names no algorithm.") : allowed.error().message);
        const auto text = readInput(parser.positionalArguments().value(0, QStringLiteral("-")), jose::MaxCompactBytes);
        if (!text)
            return report(text.error());
        const auto keys = fetch::loadKeySet(option(parser, "jwks"), QDir::currentPath(), fetchOptions());
        if (!keys) {
            say(keys.error().message);
            return IoFailed;
        }
        const jose::JwsParts parts = jose::dissect(*text);
        const jose::SignatureVerdict verdict = jose::verify(parts, *keys, *allowed);
        const bool valid = verdict.status == jose::SignatureVerdict::Status::Valid;
        if (wantsJson(parser)) {
            printJson({{"valid", valid},
                       {"alg", verdict.alg.toStdString()},
                       {"kid", verdict.kid.toStdString()},
                       {"key", verdict.key ? verdict.key->toJson() : Json()},
                       {"reason", verdict.reason.toStdString()}});
        } else {
            print(valid ? QStringLiteral("valid: %1 by key %2").arg(QString::fromUtf8(verdict.alg), QString::fromUtf8(verdict.key->kid()))
                        : QStringLiteral("not valid: %1").arg(verdict.reason));
        }
        return valid ? Done : NotValid;
    }
};

class TppSign : public Command
{
public:
    TppSign()
        : Command("tpp sign", "Signs claims as a JWT")
    {
    }

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("CLAIMS"), QStringLiteral("The claims, a JSON object; - for standard input."), QStringLiteral("CLAIMS.json"));
        parser.addOptions({
            {QStringLiteral("key"), QStringLiteral("The private key; mandatory."), QStringLiteral("PEM")},
            {QStringLiteral("kid"), QStringLiteral("The key's name in the signer's key set; mandatory."), QStringLiteral("KID")},
            {QStringLiteral("alg"), QStringLiteral("The algorithm (default: PS256, or ES256 or ES384 by the key)."), QStringLiteral("ALG")},
            {QStringLiteral("ssa"), QStringLiteral("A statement to put in as software_statement."), QStringLiteral("FILE")},
        });
    }

    int run(const QCommandLineParser &parser) override
    {
        if (parser.positionalArguments().size() != 1 || !parser.isSet(QStringLiteral("key")) || !parser.isSet(QStringLiteral("kid")))
            return wrongUsage(QStringLiteral("CLAIMS.json, --key and --kid are needed."));
        const auto text = readInput(parser.positionalArguments().constFirst(), dcr::MaxPastedBytes);
        if (!text)
            return report(text.error());
        auto claims = parseJsonObject(*text);
        if (!claims)
            return report({claims.error().kind, QStringLiteral("The claims: %1").arg(claims.error().message), claims.error().detail});
        const auto key = readFile(option(parser, "key")).and_then([](const QByteArray &pem) {
            return jose::PrivateKey::fromPem(QCA::SecureArray(pem));
        });
        if (!key)
            return report(key.error());
        jose::Algorithm algorithm = key->defaultAlgorithm();
        if (parser.isSet(QStringLiteral("alg"))) {
            const auto named = jose::algorithmFromName(option(parser, "alg").toLatin1());
            if (!named)
                return wrongUsage(QStringLiteral("\"%1\" is no algorithm that can sign here.").arg(option(parser, "alg")));
            algorithm = *named;
        }
        if (parser.isSet(QStringLiteral("ssa"))) {
            const auto statement = readFile(option(parser, "ssa"), jose::MaxCompactBytes);
            if (!statement)
                return report(statement.error());
            (*claims)["software_statement"] = statement->trimmed().toStdString();
        }
        const auto token = jose::sign(*key, algorithm, {{"typ", "JWT"}, {"kid", option(parser, "kid").toStdString()}}, toBytes(*claims));
        if (!token)
            return report(token.error());
        if (wantsJson(parser))
            printJson({{"jwt", token->toStdString()}});
        else
            print(*token);
        return Done;
    }
};

} // namespace

void addTokenCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<TppSign>());
    commands.push_back(std::make_unique<SsaInspect>());
    commands.push_back(std::make_unique<JwtVerify>());
}

} // namespace gatehouse::cli
