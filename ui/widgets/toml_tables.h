#pragma once

#include "wso2/edit_plan.h"

class QTreeWidget;
class QWidget;

namespace gatehouse::ui {

/// What becomes of settings in a deployment.toml: setting, value in the file, new value, what happens; the reason below
/// one that cannot be written.
QTreeWidget *makeSettingsTable(QWidget *parent);
void fillSettings(QTreeWidget &table, const QList<wso2::PlannedEdit> &edits);

/// What was found in it: weight, line, sentence; the gravest first.
QTreeWidget *makeFindingsTable(QWidget *parent);
void fillFindings(QTreeWidget &table, const QList<wso2::TomlFinding> &findings);

} // namespace gatehouse::ui
