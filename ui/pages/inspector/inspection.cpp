#include "inspection.h"

#include "fetch/key_sets.h"

namespace gatehouse::ui {

namespace {

/// A selection is of one kind: files, or the one URL that was typed.
dcr::KeySource namedKeys(const QStringList &filesOrUrl, const InspectorServices::UrlLookup &lookup,
                         const std::optional<jose::JwsParts> &token)
{
    if (filesOrUrl.size() == 1 && fetch::isUrl(filesOrUrl.constFirst()) && lookup)
        return lookup(QUrl(filesOrUrl.constFirst()), token ? token->kid() : QByteArray());
    return fetch::loadKeySource(filesOrUrl, {}, {});
}

dcr::KeySource keysFor(const KeySelection &selection, const InspectorServices::KeyLookup &lookup,
                       const InspectionInput &input, const dcr::Evidence &evidence,
                       const std::optional<jose::JwsParts> &token)
{
    switch (selection.source) {
    case KeySelection::Source::TestDirectory:
        return lookup ? lookup(evidence) : dcr::KeySource{};
    case KeySelection::Source::Files:
        return namedKeys(selection.files, input.urlKeys, token);
    case KeySelection::Source::None:
    case KeySelection::Source::AsStatement:
        break;
    }
    return {};
}

} // namespace

std::shared_ptr<const Inspection> inspect(const InspectionInput &input)
{
    auto inspection = std::make_shared<Inspection>(Inspection{dcr::extractToken(input.text), {}, {}, {}, {}});
    if (!inspection->token)
        return inspection;
    const dcr::ExtractedToken &token = *inspection->token;
    dcr::Evidence &evidence = inspection->evidence;
    evidence = token.kind == dcr::TokenKind::Request ? dcr::Evidence::ofRequest(token.compact, input.at)
                                                     : dcr::Evidence::ofStatement(token.compact, input.at);
    evidence.statementKeys = keysFor(input.statementKeys, input.directoryKeys, input, evidence, evidence.statement);
    if (evidence.request) {
        const bool asStatement = input.requestKeys.source == KeySelection::Source::AsStatement;
        evidence.requestKeys = keysFor(asStatement ? input.statementKeys : input.requestKeys, input.softwareKeys, input,
                                       evidence, evidence.request);
    }
    const dcr::Policy policy = input.policy();
    inspection->evaluation = std::make_shared<dcr::Evaluation>(dcr::evaluate(evidence, policy));
    inspection->accelerator3 = dcr::wso2Answer(evidence, policy, dcr::Wso2Generation::Accelerator3);
    inspection->accelerator4 = dcr::wso2Answer(evidence, policy, dcr::Wso2Generation::Accelerator4);
    return inspection;
}

} // namespace gatehouse::ui
