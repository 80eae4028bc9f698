#pragma once

#include "store_saver.h"
#include "trust/trust_store.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace gatehouse::ui {

class BusyBar;
class NoticeBar;
class PasswordMemory;
class StoreDocument;
class StorePair;
class StoreTabs;
class StoreView;

/// What the Truststores page works on.
struct StoreDesk {
    QWidget *window = nullptr; ///< dialogs appear over it
    StoreTabs *tabs = nullptr;
    BusyBar *busy = nullptr;
    NoticeBar *notice = nullptr;
    PasswordMemory *memory = nullptr; ///< null: passwords are not remembered
    Clock clock;
};

/// Opens, makes, reloads, saves and closes truststores, and asks whatever has to be asked for it.
class StoreFiles : public QObject
{
    Q_OBJECT

public:
    /// What must be written together or not at all, in the order of the tabs.
    using Groups = QList<QList<QPointer<StoreDocument>>>;
    using Outcome = std::function<void(bool saved)>;

    /// `pair` must outlive it.
    StoreFiles(StoreDesk desk, const StorePair *pair, QObject *parent = nullptr);

    static constexpr qsizetype MaxRecent = 10;

    void choose();
    /// One that is open is shown.
    void open(const QString &path);
    void makeNew();
    void reload(StoreView *view);
    void save(const QList<StoreDocument *> &together);
    /// It, and the other of its pair where that is unsaved too.
    QList<StoreDocument *> savedTogether(StoreDocument *document) const;
    /// One group after the other; the first that cannot be saved ends it.
    void saveGroups(const Groups &groups, const Outcome &outcome);
    void chooseSaveAs(StoreView *view);
    void saveAs(StoreView *view, const QString &path);
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
    void saved(const QList<gatehouse::ui::StoreDocument *> &documents);
    void message(const QString &text);

private:
    void noteRecent(const QString &path);
    void saveTargets(const QList<SaveTarget> &targets, const Outcome &outcome);
    void askPassword(const SaveTarget &target, const std::function<void()> &proceed, const Outcome &outcome);
    /// For a file that nothing protects.
    void askNewPassword(StoreDocument *document, const std::function<void()> &proceed, const Outcome &outcome);
    void showSaved(const QList<SaveTarget> &targets, const QList<OnDisk> &before);
    void remember(const SaveTarget &target);
    void showFailure(const QList<SaveTarget> &targets, const Error &error);
    void showConflict(const QList<SaveTarget> &targets, const Error &error, const QList<OnDisk> &before);
    void offerWaysOut(StoreView *view, OnDisk found, const QList<SaveTarget> &forced);
    QStringList openPaths() const;

    StoreDesk m_desk;
    const StorePair *m_pair;
    QStringList m_recent;
    QStringList m_opening; ///< twice clicked is opened once
    QList<QPointer<StoreView>> m_closing;
    QHash<QString, trust::Password> m_passwords; ///< with which files were read or written last
};

} // namespace gatehouse::ui
