#include "inspection.h"

#include "fetch/key_sets.h"

namespace gatehouse::ui {

namespace {

dcr::KeySource keysFor(const KeySelection &selection, const InspectorServices::KeyLookup &lookup,
                       const dcr::Evidence &evidence)
{
    switch (selection.source) {
    case KeySelection::Source::TestDirectory:
        return lookup ? lookup(evidence) : dcr::KeySource{};
    case KeySelection::Source::Files:
        return fetch::loadKeySource(selection.files, {}, {});
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
    evidence.statementKeys = keysFor(input.statementKeys, input.directoryKeys, evidence);
    if (evidence.request) {
        const bool asStatement = input.requestKeys.source == KeySelection::Source::AsStatement;
        evidence.requestKeys =
            keysFor(asStatement ? input.statementKeys : input.requestKeys, input.softwareKeys, evidence);
    }
    const dcr::Policy policy = input.policy();
    inspection->evaluation = std::make_shared<dcr::Evaluation>(dcr::evaluate(evidence, policy));
    inspection->accelerator3 = dcr::wso2Answer(evidence, policy, dcr::Wso2Generation::Accelerator3);
    inspection->accelerator4 = dcr::wso2Answer(evidence, policy, dcr::Wso2Generation::Accelerator4);
    return inspection;
}

} // namespace gatehouse::ui
