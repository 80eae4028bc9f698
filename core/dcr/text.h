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
/// The same without quotes, cut at `maxLength`.
QString shown(QStringView value, qsizetype maxLength);
/// "PS256, ES256": cut after ten values or some 200 characters, control characters shown.
QString listed(const QStringList &values);
/// As many whole sentences as fit into some 380 characters, at least one, and how many there are more.
QString sentences(const QStringList &all, QLatin1String separator);

} // namespace gatehouse::dcr
