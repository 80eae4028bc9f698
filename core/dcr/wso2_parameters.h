#pragma once

#include "dcr/policy.h"

#include <QLatin1String>

#include <span>

namespace gatehouse::dcr {

/// The two families of WSO2 servers, named after their Open Banking / Financial Services accelerator.
enum class Wso2Generation : quint8 { Accelerator3, Accelerator4 };
QLatin1String name(Wso2Generation generation); ///< "accelerator-3", "accelerator-4"
QString title(Wso2Generation generation);

/// A claim of a registration request as WSO2 configures it.
struct Wso2Parameter {
    enum class Values : quint8 {
        None, ///< takes `required` alone
        Any,  ///< takes `allowed_values`, which a policy has no list for
        List, ///< takes `allowed_values`: see allowedValues()
    };

    QLatin1String claim;
    QLatin1String tomlName;  ///< generation 3: `[open_banking.dcr.registration.NAME]`
    QLatin1String property;  ///< generation 3: what its error texts say; empty where that is not the claim's
    QLatin1String shortName; ///< generation 4: likewise; empty where its shipped configuration has none
    Values values;
};

/// In the order of the request's claims in WSO2's own model.
std::span<const Wso2Parameter> wso2Parameters();
/// What `allowed_values` would say for the policy to hold there; empty: any value.
QStringList allowedValues(const Wso2Parameter &parameter, const Policy &policy);
/// Whether `required` would be true.
bool isRequired(const Wso2Parameter &parameter, const Policy &policy);
/// The policy with what `allowed_values` says put in; false where a policy has no list for the parameter.
bool setAllowedValues(const Wso2Parameter &parameter, const QStringList &values, Policy &policy);

} // namespace gatehouse::dcr
