#pragma once

#include <QCoreApplication>
#include <QString>
#include <QStringList>

namespace gatehouse::dcr {

/// tr() for the sentences of this module.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::dcr)
};

/// A value from outside inside a sentence: in quotes, control characters shown, cut at 120 characters.
QString quoted(QStringView value);
/// "PS256, ES256"; cut after ten.
QString listed(const QStringList &values);

} // namespace gatehouse::dcr
