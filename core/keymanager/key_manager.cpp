#include "keymanager/key_manager.h"

#include <algorithm>

namespace gatehouse::keymanager {

QLatin1String name(TokenRule::Kind kind)
{
    switch (kind) {
    case TokenRule::Kind::Reference:
        return QLatin1String("REFERENCE");
    case TokenRule::Kind::Jwt:
        return QLatin1String("JWT");
    case TokenRule::Kind::Custom:
        break;
    }
    return QLatin1String("CUSTOM");
}

bool KeyManager::isResident() const
{
    return type == ResidentType;
}

const ConnectorProperty *KeyManager::property(const QString &propertyName) const
{
    const auto found = std::find_if(connector.cbegin(), connector.cend(),
                                    [&](const ConnectorProperty &candidate) { return candidate.name == propertyName; });
    return found == connector.cend() ? nullptr : &*found;
}

ConnectorProperty &KeyManager::propertyRef(const QString &propertyName)
{
    for (ConnectorProperty &candidate : connector) {
        if (candidate.name == propertyName)
            return candidate;
    }
    connector.append({propertyName, {}, ConnectorProperty::Form::Text});
    return connector.last();
}

void KeyManager::removeProperty(const QString &propertyName)
{
    connector.removeIf([&](const ConnectorProperty &candidate) { return candidate.name == propertyName; });
}

QStringList KeyManager::vaultSecrets() const
{
    QStringList names;
    for (const ConnectorProperty &candidate : connector) {
        if (candidate.form == ConnectorProperty::Form::InVault)
            names.append(candidate.name);
    }
    return names;
}

bool isOpenBankingType(const QString &type)
{
    return type == AcceleratorType || type == FinancialServicesType;
}

} // namespace gatehouse::keymanager
