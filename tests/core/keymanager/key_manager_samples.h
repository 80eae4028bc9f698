#pragma once

#include "base/time.h"
#include "keymanager/templates.h"

namespace gatehouse::keymanager::test {

constexpr Instant Now{std::chrono::milliseconds(1'760'000'000'000)};

/// The one of WSO2's documentation, whole.
inline KeyManager documented()
{
    KeyManager keyManager = fromTemplate(Template::Accelerator, {QStringLiteral("is.bank.example"), 9446});
    keyManager.propertyRef(QStringLiteral("Username")).value = QStringLiteral("admin@wso2.com");
    keyManager.propertyRef(QStringLiteral("Password")).form = ConnectorProperty::Form::InVault;
    return keyManager;
}

} // namespace gatehouse::keymanager::test
