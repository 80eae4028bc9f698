#pragma once

#include "dcr/policy_settings.h"

#include <QWidget>

namespace gatehouse::ui {

/// What one setting is edited with: a field, tags, ticks or a table, by the setting's kind.
class SettingEditor : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// The member of the policy's JSON.
    virtual Json value() const = 0;
    virtual void setPolicy(const dcr::Policy &policy) = 0;
    /// What gets the keyboard.
    virtual QWidget *focusTarget() const = 0;

Q_SIGNALS:
    void edited();
};

SettingEditor *makeSettingEditor(const dcr::PolicySetting &setting, QWidget *parent);

} // namespace gatehouse::ui
