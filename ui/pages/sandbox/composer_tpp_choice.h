#pragma once

#include "directory/directory.h"
#include "directory/kit.h"
#include "directory/kit_search.h"

#include <QFutureWatcher>
#include <QWidget>

class QComboBox;
class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// The test TPP that a request is composed as. The directory knows what is public of it; its keys come from its kit,
/// which is looked for where this workspace puts kits and where the user said.
class ComposerTppChoice : public QWidget
{
    Q_OBJECT

public:
    struct Software {
        directory::SoftwareRecord record;
        QString name;
        QString kitFolder; ///< empty where none is known
    };
    /// Ready to compose as.
    struct Tpp {
        directory::SoftwareRecord record;
        directory::Tpp tpp;
        std::optional<directory::Tpp> other; ///< another TPP, for keys and certificates that are not its own
    };

    ComposerTppChoice(std::shared_ptr<directory::Directory> directory, QString kitsFolder, QWidget *parent = nullptr);
    ~ComposerTppChoice() override;

    /// Once the directory has been read again.
    void choose(const QString &organisationId, const QString &softwareId);
    /// Reads directory and kits off this thread.
    void refresh();
    const std::optional<Tpp> &tpp() const { return m_tpp; }
    QString name() const;
    /// The others whose kit is at hand.
    QList<Software> others() const;
    void setOther(const QString &softwareId);
    QString otherSoftwareId() const;

    /// Where kits are beside the workspace's own folder.
    const QStringList &kitFolders() const { return m_kitFolders; }
    void setKitFolders(const QStringList &folders);
    void addKitFolder(const QString &folder);
    QWidget *focusTarget() const;

Q_SIGNALS:
    /// tpp() is another, or none.
    void changed();
    void newTppRequested();

private:
    struct Kits {
        QString softwareId;
        QString otherId;
        Result<Tpp> tpp;
    };

    static QList<Software> look(const directory::Directory &directory, const QStringList &folders);
    static Kits load(const Software &software, const std::optional<Software> &other);
    QStringList searchedFolders() const;
    const Software *chosen() const;
    std::optional<Software> other() const;
    void takeList();
    void loadChosen();
    void takeKits();
    void showProblem(const QString &text, const QString &detail = {});
    void chooseKitFolder();

    std::shared_ptr<directory::Directory> m_directory;
    QString m_kitsFolder;
    QStringList m_kitFolders;
    QList<Software> m_software;
    QString m_wantedId;
    QString m_wantedOther;
    std::optional<Tpp> m_tpp;
    QComboBox *m_combo;
    QPushButton *m_kit;
    QPushButton *m_new;
    OutcomeLabel *m_problem;
    QFutureWatcher<QList<Software>> m_listWatcher;
    QFutureWatcher<Kits> m_kitWatcher;
    bool m_isListOutdated = false;
    bool m_isKitOutdated = false;
};

} // namespace gatehouse::ui
