#pragma once

#include "keymanager/finding.h"

#include <QWidget>

namespace gatehouse::ui {

class OutcomeLabel;
class QuietLabel;

/// A field of the form: what it is called, where it is typed, what it is for, and what is wrong with it.
class FieldRow : public QWidget
{
    Q_OBJECT

public:
    /// Where the help and what is wrong stand: below what is a line, above what is a small form of its own.
    enum class Shape : quint8 { Line, Block };

    /// Takes the editor; `path` is the field's in findings.
    FieldRow(const QString &path, const QString &label, const QString &help, QWidget *editor, Shape shape,
             QWidget *parent = nullptr);

    const QString &path() const { return m_path; }
    QWidget *editor() const { return m_editor; }
    void setFindings(const keymanager::Findings &findings);
    bool hasProblem() const;
    void focusEditor();

private:
    QString m_path;
    QWidget *m_editor;
    OutcomeLabel *m_problem;
};

} // namespace gatehouse::ui
