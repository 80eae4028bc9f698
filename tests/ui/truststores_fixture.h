#pragma once

#include "console_test.h"
#include "store_samples.h"
#include "ui/pages/truststores/password_memory.h"
#include "ui/pages/truststores/store_document.h"
#include "ui/pages/truststores/store_pair.h"
#include "ui/pages/truststores/store_tabs.h"
#include "ui/pages/truststores/store_view.h"
#include "ui/pages/truststores/truststores_page.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/outcome_label.h"

#include <QAction>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QtCrypto>

namespace gatehouse::test {

/// Remembers in memory, and counts how often it was told to.
struct RememberingMemory : ui::PasswordMemory {
    bool remembers(const QString &path) const override { return passwords.contains(path); }
    void recall(const QString &path, QWidget *window, Recalled reply) override
    {
        QTimer::singleShot(0, window, [this, path, reply] { reply(passwords.value(path)); });
    }
    void keep(const QString &path, const trust::Password &password, QWidget *) override
    {
        passwords.insert(path, password);
        ++kept;
    }
    void forget(const QString &path, QWidget *window, std::function<void(bool forgotten)> reply) override
    {
        QTimer::singleShot(0, window, [this, path, reply] {
            if (canForget)
                passwords.remove(path);
            reply(canForget);
        });
    }
    QStringList paths() const override { return passwords.keys(); }
    void setPaths(const QStringList &) override {}

    QHash<QString, trust::Password> passwords;
    int kept = 0;
    bool canForget = true;
};

/// The Truststores page in a window of its own, a folder for its files, and what tests do with them.
class TruststoresFixture
{
protected:
    void show()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_memory = std::make_shared<RememberingMemory>();
        renew();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    /// As after a restart.
    void renew()
    {
        m_page = std::make_unique<ui::TruststoresPage>([] { return Today; }, m_memory);
        m_page->resize(1100, 700);
        m_page->show();
    }
    void close() { m_page.reset(); }

    template <typename T>
    T *find(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    template <typename T>
    T *findShown(const QString &name = {}) const
    {
        const QList<T *> all = m_page->findChildren<T *>(name);
        for (T *each : all) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }
    template <typename T>
    T *dialog() const
    {
        return m_page->findChild<T *>();
    }
    void click(const QString &button) const
    {
        QVERIFY2(findShown<QPushButton>(button), qPrintable(button));
        QTest::mouseClick(findShown<QPushButton>(button), Qt::LeftButton);
    }
    void run(const QString &action) const { find<QAction>(QStringLiteral("action-") + action)->trigger(); }

    void open(const QString &path)
    {
        const int before = m_page->tabs()->count();
        m_page->openFile(path);
        QTRY_COMPARE(m_page->tabs()->count(), before + 1);
        QTRY_VERIFY(table()->hasFocus());
    }
    void show(const QString &path) const { m_page->tabs()->setCurrentWidget(m_page->tabs()->find(path)); }
    ui::StoreDocument *document() const { return m_page->tabs()->currentDocument(); }
    ui::StoreDocument *documentOf(const QString &path) const { return m_page->tabs()->find(path)->document(); }
    QStringList aliasesOf(const QString &path) const
    {
        QStringList aliases;
        for (const trust::StoreEntry &entry : documentOf(path)->store().entries)
            aliases += entry.alias;
        return aliases;
    }
    QTableView *table() const
    {
        return m_page->tabs()->current()->findChild<QTableView *>(QStringLiteral("storeTable"));
    }
    /// Not selectRow(), which looks at the modifiers that the last key was pressed with.
    void selectRow(int row) const
    {
        table()->selectionModel()->setCurrentIndex(table()->model()->index(row, 0),
                                                   QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::keyClick(table(), key, modifiers);
    }
    /// What the notice that is shown says in its second line.
    QString detail(const QString &notice) const
    {
        const auto *shown = findShown<ui::NoticeBar>(notice);
        return shown ? shown->findChild<ui::OutcomeLabel *>()->accessibleDescription() : QString();
    }

    QString write(const QString &name, const QStringList &aliases) const
    {
        const QString path = m_folder->filePath(name);
        writeStore(path, storeOf(trust::StoreFormat::Pem, aliases));
        return path;
    }
    QString writeJks(const QString &name, const QStringList &aliases) const
    {
        const QString path = m_folder->filePath(name);
        writeStore(path, storeOf(trust::StoreFormat::Jks, aliases), "wso2carbon");
        return path;
    }
    void openPair(const QString &apiManager, const QString &identityServer)
    {
        open(apiManager);
        open(identityServer);
        m_page->pair()->set(apiManager, identityServer);
        QVERIFY(m_page->pair()->isOpen());
    }

    QCA::Initializer m_crypto;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<RememberingMemory> m_memory;
    std::unique_ptr<ui::TruststoresPage> m_page;
};

} // namespace gatehouse::test
