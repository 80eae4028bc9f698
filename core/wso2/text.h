#pragma once

#include <QCoreApplication>

namespace gatehouse::wso2 {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::wso2)
};

} // namespace gatehouse::wso2
