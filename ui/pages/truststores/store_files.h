#pragma once

#include "store_desk.h"

#include <QObject>
#include <QPointer>

namespace gatehouse::ui {

class StoreDocument;
class StoreSaving;
class StoreView;

/// Opens, makes, converts, reloads and closes truststores, and asks whatever has to be asked for it.
class StoreFiles : public QObject
{
    Q_OBJECT

public:
    /// `saving` must outlive it.
    StoreFiles(StoreDesk desk, StoreSaving *saving, QObject *parent = nullptr);

    static constexpr qsizetype MaxRecent = 10;

    void choose();
    /// One that is open is shown.
    void open(const QString &path);
    void makeNew();
    void reload(StoreView *view);
    void convert(StoreView *view);
    /// Asks where it is unsaved; where it is being written, once that is done.
    void close(StoreView *view);

    const QStringList &recentFiles() const { return m_recent; }
    void setRecentFiles(const QStringList &paths);
    /// Where dialogs begin.
    QString folder() const;

Q_SIGNALS:
    void recentFilesChanged();
    void opened(gatehouse::ui::StoreDocument *document);
    void message(const QString &text);

private:
    void noteRecent(const QString &path);
    QStringList openPaths() const;

    StoreDesk m_desk;
    StoreSaving *m_saving;
    QStringList m_recent;
    QStringList m_opening; ///< twice clicked is opened once
    QList<QPointer<StoreView>> m_closing;
};

} // namespace gatehouse::ui
