#pragma once

#include "base/time.h"
#include "wso2/deployment_toml.h"

#include <QDialog>

namespace gatehouse::ui {

/// Carries a page's settings over into a server's deployment.toml: which file, what is wrong in it, what would change,
/// and then the change itself, with a backup. Reads and writes off the window's thread.
class DeploymentTomlDialog : public QDialog
{
    Q_OBJECT

public:
    DeploymentTomlDialog(const QList<wso2::TomlEdit> &edits, const Clock &clock, QWidget *parent = nullptr);
};

} // namespace gatehouse::ui
