#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace gatehouse::wso2 {

/// A line of a unified diff, without the sign before it and the line end behind it.
struct DiffLine {
    enum class Kind : quint8 { Hunk, Context, Removed, Added, NoLineEnd };
    Kind kind = Kind::Context;
    QByteArray text;
};

/// Lines that are shown are taken from here, where they must not be the file's own: one for each of the file's lines.
struct ShownLines {
    QList<QByteArray> before;
    QList<QByteArray> after;
};

/// Line by line with three lines of context; empty where the two are equal. With `shown`, its lines are in the place of
/// the files' own.
QList<DiffLine> diffLines(const QByteArray &before, const QByteArray &after, const ShownLines *shown = nullptr);

/// As `diff -u` prints it and `patch` reads it.
QByteArray unifiedDiff(const QList<DiffLine> &lines, const QString &beforeName, const QString &afterName);

/// With their line ends; the last one may have none.
QList<QByteArray> linesOf(const QByteArray &bytes);

} // namespace gatehouse::wso2
