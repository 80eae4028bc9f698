#pragma once

#include "wso2/unified_diff.h"

#include <QPlainTextEdit>

namespace gatehouse::ui {

/// A unified diff in fixed-width type: signs at the beginning of the lines say what their colours do.
class DiffView : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit DiffView(QWidget *parent = nullptr);

    void setDiff(const QList<wso2::DiffLine> &lines);

protected:
    void changeEvent(QEvent *event) override;

private:
    void draw();

    QList<wso2::DiffLine> m_lines;
};

} // namespace gatehouse::ui
