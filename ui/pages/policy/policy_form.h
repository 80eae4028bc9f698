#pragma once

#include "dcr/policy_settings.h"

#include <QMap>
#include <QWidget>

class QLabel;
class QTabWidget;

namespace gatehouse::ui {

class OutcomeLabel;
class PolicyDraft;
class SettingEditor;

/// The settings of a policy in tabs, each with what it means, where it comes from, and what is wrong with it.
class PolicyForm : public QWidget
{
    Q_OBJECT

public:
    explicit PolicyForm(PolicyDraft &draft, QWidget *parent = nullptr);

    /// Settings that keep the policy from being applied.
    int errorCount() const;
    int warningCount() const;
    /// Shows the setting and gives it the keyboard.
    void showSetting(QLatin1String member);
    void showFirstError();
    void focusFirst();
    QTabWidget *tabs() const { return m_tabs; }

Q_SIGNALS:
    /// After every change of the draft, and where an edit could not be taken.
    void reviewed();

private:
    struct Row {
        const dcr::PolicySetting *setting;
        SettingEditor *editor;
        OutcomeLabel *remark;
        int tab;
        QString refusal; ///< why what is in the editor could not be taken
    };

    QWidget *makeTab(int tab);
    QWidget *makeRow(const dcr::PolicySetting &setting, int tab);
    void take(Row &row);
    void showPolicy();
    void showRemarks();
    bool hasError(const Row &row) const;

    PolicyDraft &m_draft;
    QTabWidget *m_tabs;
    std::vector<Row> m_rows;
};

} // namespace gatehouse::ui
