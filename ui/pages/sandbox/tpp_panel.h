#pragma once

#include "directory/directory.h"

#include <QFutureWatcher>
#include <QWidget>

#include <functional>

class QStackedWidget;
class QStandardItemModel;
class QTableView;

namespace gatehouse::ui {

/// The software that the test directory lists, and the way to a new one.
class TppPanel : public QWidget
{
    Q_OBJECT

public:
    TppPanel(std::shared_ptr<directory::Directory> directory, Clock clock, QString kitsFolder,
             QWidget *parent = nullptr);
    ~TppPanel() override;

    /// Where a new TPP's kit says that the endpoint is.
    void setBaseUrl(std::function<QString()> baseUrl);
    /// Reads the directory off this thread.
    void refresh();

public Q_SLOTS:
    void showNewDialog();

Q_SIGNALS:
    void message(const QString &text);
    /// Of the chosen TPP; both are empty where there is none.
    void composeRequested(const QString &organisationId, const QString &softwareId);
    void kitWritten(const QString &folder);
    /// What the directory lists was read again.
    void refreshed();

private:
    QLayout *makeTitleRow();
    void makeTable();
    void showSoftware();
    void compose();
    void copySoftwareId();
    void askToRemove();
    void remove(const QString &organisationId, const QString &softwareId);

    std::shared_ptr<directory::Directory> m_directory;
    Clock m_clock;
    QString m_kitsFolder;
    std::function<QString()> m_baseUrl;
    QStandardItemModel *m_model;
    QTableView *m_table;
    QStackedWidget *m_stack;
    QFutureWatcher<QList<directory::SoftwareRecord>> m_watcher;
    QFutureWatcher<Result<void>> m_removal;
    bool m_isOutdated = false;
};

} // namespace gatehouse::ui
