#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace gatehouse {

/// Where somebody who types JSON went wrong. Lines and columns count from 1, columns in characters.
struct JsonMistake {
    int line = 1;
    int column = 1;
    QString message; ///< "Line 3, column 12: there is a comma too many before }."
};

/// What keeps the text from being an object as parseJsonObject() takes it; nothing where it is one.
std::optional<JsonMistake> findJsonMistake(QByteArrayView text);

} // namespace gatehouse
