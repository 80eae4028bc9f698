#pragma once

#include "base/json.h"
#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <concepts>
#include <variant>

namespace gatehouse::wso2 {

/// A value of a TOML file, or none: an edit with none removes its key. Tables are equal whatever the order of their
/// keys, and however they were written.
class TomlValue
{
public:
    using Array = QList<TomlValue>;
    using Table = QMap<QString, TomlValue>;
    /// A date, a time or both, as RFC 3339 writes it.
    struct Moment {
        QString text;
        bool operator==(const Moment &) const = default;
    };

    TomlValue() = default;
    TomlValue(const QString &text)
        : m_value(text)
    {}
    TomlValue(QLatin1String text)
        : m_value(QString(text))
    {}
    /// A template: a pointer to characters must not become true.
    template <std::same_as<bool> Bool>
    TomlValue(Bool value)
        : m_value(value)
    {}
    TomlValue(qint64 number)
        : m_value(number)
    {}
    TomlValue(int number)
        : m_value(qint64(number))
    {}
    TomlValue(double number)
        : m_value(number)
    {}
    TomlValue(const Moment &moment)
        : m_value(moment)
    {}
    TomlValue(const Array &array)
        : m_value(array)
    {}
    TomlValue(const QStringList &texts);
    TomlValue(const Table &table)
        : m_value(table)
    {}

    bool isNone() const { return std::holds_alternative<std::monostate>(m_value); }
    bool isTable() const { return asTable() != nullptr; }
    /// An array of at least one table, and of nothing else.
    bool isArrayOfTables() const;
    const QString *asString() const { return std::get_if<QString>(&m_value); }
    const bool *asBool() const { return std::get_if<bool>(&m_value); }
    const qint64 *asInteger() const { return std::get_if<qint64>(&m_value); }
    const double *asFloat() const { return std::get_if<double>(&m_value); }
    const Moment *asMoment() const { return std::get_if<Moment>(&m_value); }
    const Array *asArray() const { return std::get_if<Array>(&m_value); }
    const Table *asTable() const { return std::get_if<Table>(&m_value); }
    Array *asArray() { return std::get_if<Array>(&m_value); }
    Table *asTable() { return std::get_if<Table>(&m_value); }

    /// What a template of the servers makes of a scalar: `true` and `"true"` are the same to it. Empty for the others.
    QString scalarText() const;
    /// "a string", "an array of tables": for sentences.
    QString typeName() const;

    /// As it is written behind `key = `: on one line, strings in double quotes.
    QByteArray toToml() const;
    Json toJson() const;

    bool operator==(const TomlValue &other) const;

private:
    std::variant<std::monostate, QString, bool, qint64, double, Moment, Array, Table> m_value;
};

/// `key`, or `"odd key"`.
QByteArray tomlKey(const QString &key);
/// In double quotes, with the escapes that TOML needs.
QByteArray tomlString(const QString &text);

/// Reads a value as it stands behind `key = ` in a file.
Result<TomlValue> parseTomlValue(const QString &text);
/// A whole file. The error names line and column.
Result<TomlValue> parseTomlDocument(QByteArrayView bytes);

} // namespace gatehouse::wso2
