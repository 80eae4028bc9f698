#pragma once

#include "base/time.h"
#include "store/activity_recorder.h"
#include "wso2/edit_plan.h"

#include <QDialog>
#include <QFutureWatcher>
#include <QTimer>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTabWidget;
class QTreeWidget;

namespace gatehouse::ui {

class BusyBar;
class DiffView;
class NoticeBar;
class OutcomeLabel;

/// Carries a page's settings over into a server's deployment.toml: which file, what is wrong in it, what would change,
/// and then the change itself, with a backup. Reads and writes off the window's thread.
///
/// The files that were used last are remembered by the window that it belongs to, in the property RecentProperty.
class DeploymentTomlDialog : public QDialog
{
    Q_OBJECT

public:
    static constexpr const char *RecentProperty = "recentDeploymentFiles";

    DeploymentTomlDialog(const QList<wso2::TomlEdit> &edits, const Clock &clock,
                         const store::ActivityRecorder &recorder = {}, QWidget *parent = nullptr);
    ~DeploymentTomlDialog() override;

    /// Reads the file, as if it had been chosen.
    void setFile(const QString &path);
    QString file() const;

    /// Where the file is being written, once it is known what became of it: a failure keeps the dialog open.
    void reject() override;

Q_SIGNALS:
    /// A file was written; it may not be the last one.
    void saved(const QString &path);

private:
    using Planned = tl::expected<wso2::EditPlan, wso2::NoPlan>;
    struct Saved {
        QString path;
        Result<QByteArray> digest;
        Instant at;
        bool isChangedFile = false; ///< not written: the file is not the one that was read
        Result<void> recorded;
    };

    QLayout *makeFileRow();
    QWidget *makeTabs();
    QWidget *makeChange();
    QStringList recent() const;
    void remember(const QString &path);
    void choose();
    void plan();
    void cancelPlan();
    void showPlan();
    void showProblem(const wso2::NoPlan &problem);
    void showFindings(const QList<wso2::TomlFinding> &findings);
    void showChange(const wso2::EditPlan &plan);
    void save();
    void showSaved();
    void showNotSaved(const Saved &result);
    void updateSave();

    QList<wso2::TomlEdit> m_edits;
    Clock m_clock;
    store::ActivityRecorder m_recorder;
    QFutureWatcher<Planned> m_planning;
    QFutureWatcher<Saved> m_saving;
    QTimer m_typing;
    QString m_planned; ///< the file of what is shown
    bool m_closesWhenSaved = false;
    std::optional<wso2::EditPlan> m_plan;
    QComboBox *m_file;
    OutcomeLabel *m_identity;
    NoticeBar *m_notice;
    BusyBar *m_busy;
    QStackedWidget *m_stack;
    QTabWidget *m_tabs;
    QTreeWidget *m_settings;
    QTreeWidget *m_findings;
    QWidget *m_change;
    QCheckBox *m_uncomment;
    QLabel *m_summary;
    DiffView *m_diff;
    QLabel *m_hint;
    QPushButton *m_save;
};

} // namespace gatehouse::ui
