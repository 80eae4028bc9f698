#pragma once

#include "base/result.h"

#include <QDialog>
#include <QFutureWatcher>
#include <QList>

#include <functional>
#include <utility>

class QFormLayout;

namespace gatehouse::ui {

/// The versions of Gatehouse and of what it is built on, to be copied into a report.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    /// Asked off the window's thread.
    using SqliteVersion = std::function<Result<QString>()>;

    explicit AboutDialog(SqliteVersion sqliteVersion, QWidget *parent = nullptr);
    ~AboutDialog() override;

    /// "Gatehouse 0.1.0\nQt 6.4.2\n…"
    QString text() const;

private:
    void add(const QString &name, const QString &version);

    QList<std::pair<QString, QString>> m_parts;
    QFormLayout *m_rows;
    QFutureWatcher<Result<QString>> m_watcher;
};

} // namespace gatehouse::ui
