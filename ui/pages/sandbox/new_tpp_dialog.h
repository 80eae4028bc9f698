#pragma once

#include "directory/directory.h"

#include <QDialog>
#include <QFutureWatcher>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// Makes a test TPP in the workspace's directory and writes its kit: keys, certificates, statement, a request that
/// is ready to send.
class NewTppDialog : public QDialog
{
    Q_OBJECT

public:
    /// `baseUrl` is where the endpoint is, or will be; `parentFolder` is where kits are put unless told otherwise.
    NewTppDialog(std::shared_ptr<directory::Directory> directory, QString baseUrl, const QString &parentFolder, Clock clock,
                 QWidget *parent = nullptr);
    ~NewTppDialog() override;

    /// Where the kit was written.
    const QString &kitFolder() const { return m_kitFolder; }

private:
    struct Made {
        QString folder;
        Result<void> outcome;
    };

    QLayout *makeRoles();
    QLayout *makeFolderRow();
    directory::TppRequest request() const;
    /// What keeps the form from being sent; empty where nothing does.
    QString problem() const;
    void checkForm();
    void create();
    void finish();

    std::shared_ptr<directory::Directory> m_directory;
    QString m_baseUrl;
    Clock m_clock;
    QLineEdit *m_name;
    QList<QCheckBox *> m_roles;
    QPlainTextEdit *m_redirectUris;
    QComboBox *m_environment;
    QLineEdit *m_folder;
    OutcomeLabel *m_problem;
    QProgressBar *m_progress;
    QPushButton *m_create = nullptr;
    QFutureWatcher<Made> m_watcher;
    QString m_kitFolder;
};

} // namespace gatehouse::ui
