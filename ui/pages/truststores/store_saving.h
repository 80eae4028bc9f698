#pragma once

#include "store_desk.h"
#include "store_saver.h"
#include "trust/trust_store.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace gatehouse::ui {

class StoreDocument;
class StorePair;
class StoreView;

/// Saves truststores, asks for the passwords that this takes, and says what came of it and what may be done about it.
class StoreSaving : public QObject
{
    Q_OBJECT

public:
    /// What must be written together or not at all, in the order of the tabs.
    using Groups = QList<QList<QPointer<StoreDocument>>>;
    using Outcome = std::function<void(bool saved)>;

    /// `pair` must outlive it.
    StoreSaving(StoreDesk desk, const StorePair *pair, QObject *parent = nullptr);

    void save(const QList<StoreDocument *> &together);
    /// It, and the other of its pair where that is unsaved too.
    QList<StoreDocument *> savedTogether(StoreDocument *document) const;
    /// One group after the other; the first that cannot be saved ends it.
    void saveGroups(const Groups &groups, const Outcome &outcome);
    void chooseSaveAs(StoreView *view);
    void saveAs(StoreView *view, const QString &path);
    /// The password with which a file was read, where it took one.
    void noteRead(const QString &path, const std::optional<trust::Password> &password);

Q_SIGNALS:
    void written(const QString &path);
    /// All of what was to be saved together.
    void saved(const QList<gatehouse::ui::StoreDocument *> &documents);

private:
    void saveTargets(const QList<SaveTarget> &targets, const Outcome &outcome);
    void askPassword(const SaveTarget &target, const std::function<void()> &proceed, const Outcome &outcome);
    /// For a file that nothing protects.
    void askNewPassword(StoreDocument *document, const std::function<void()> &proceed, const Outcome &outcome);
    void showSaved(const QList<SaveTarget> &targets, const QList<OnDisk> &before);
    void remember(const SaveTarget &target);
    void showFailure(const QList<SaveTarget> &targets, const Error &error);
    void showConflict(const QList<SaveTarget> &targets, const Error &error, const QList<OnDisk> &before);
    void offerWaysOut(StoreView *view, OnDisk found, const QList<SaveTarget> &forced);

    StoreDesk m_desk;
    const StorePair *m_pair;
    QHash<QString, trust::Password> m_passwords; ///< with which files were read or written last
};

} // namespace gatehouse::ui
