#include "base/files.h"

#include "core/file_size_limit.h"

#include <QFile>
#include <QFileInfo>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;

namespace {

unsigned modeOf(const QString &path)
{
    struct stat status = {};
    return stat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_mode & 07777U : 0U;
}

} // namespace

class TestFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void readsWhatItSaved()
    {
        const QString path = m_folder->filePath(QStringLiteral("a"));
        QVERIFY(saveFile(path, "one"));
        QCOMPARE(readFile(path).value(), "one");
        QVERIFY(saveFile(path, ""));
        QCOMPARE(readFile(path).value(), "");
        QCOMPARE(modeOf(path) & 0777U, 0644U);
    }

    void tellsApartWhatCannotBeRead()
    {
        QCOMPARE(readFile(m_folder->filePath(QStringLiteral("missing"))).error().kind, Error::NotFound);
        const Result<QByteArray> folder = readFile(m_folder->path());
        QCOMPARE(folder.error().kind, Error::Io);
        QVERIFY(folder.error().message.contains(QStringLiteral("is a folder")));
    }

    void refusesMoreBytesThanAskedFor()
    {
        const QString path = m_folder->filePath(QStringLiteral("a"));
        QVERIFY(saveFile(path, "12345"));
        QCOMPARE(readFile(path, 5).value(), "12345");
        QCOMPARE(readFile(path, 4).error().kind, Error::TooLarge);
        // A device has no size of its own.
        QCOMPARE(readFile(QStringLiteral("/dev/zero"), 1000).error().kind, Error::TooLarge);
    }

    void keepsSecretsFromOthers()
    {
        const QString path = m_folder->filePath(QStringLiteral("key"));
        QVERIFY(saveFile(path, "secret", FileAccess::OwnerOnly));
        QCOMPARE(modeOf(path), 0600U);
        QVERIFY(saveFileWithBackup(path, "secret 2", FileAccess::OwnerOnly));
        QCOMPARE(modeOf(path), 0600U);
        QCOMPARE(modeOf(path + QStringLiteral(".bak")), 0600U);
    }

    void keepsTheAccessRightsThatItsReaderNeeds()
    {
        const QString path = m_folder->filePath(QStringLiteral("store"));
        const QByteArray name = QFile::encodeName(path);
        QVERIFY(saveFile(path, "one"));
        QCOMPARE(chmod(name.constData(), 0640), 0);
        // Only root may give a file away.
        const uid_t owner = geteuid() == 0 ? 12345 : geteuid();
        const gid_t group = geteuid() == 0 ? 23456 : getegid();
        QCOMPARE(chown(name.constData(), owner, group), 0);
        QVERIFY(saveFileWithBackup(path, "two", FileAccess::AsBefore));
        for (const QString &file : {path, path + QStringLiteral(".bak")}) {
            struct stat status = {};
            QCOMPARE(stat(QFile::encodeName(file).constData(), &status), 0);
            QCOMPARE(status.st_mode & 07777U, 0640U);
            QCOMPARE(status.st_uid, owner);
            QCOMPARE(status.st_gid, group);
        }
        QCOMPARE(readFile(path).value(), "two");
        const QString fresh = m_folder->filePath(QStringLiteral("fresh"));
        QVERIFY(saveFile(fresh, "three", FileAccess::AsBefore));
        QCOMPARE(modeOf(fresh), 0644U);
    }

    void aFileThatWasOpenToAllBecomesSecretWhereItMust()
    {
        const QString path = m_folder->filePath(QStringLiteral("key"));
        QVERIFY(saveFile(path, "open"));
        QVERIFY(saveFile(path, "secret", FileAccess::OwnerOnly));
        QCOMPARE(modeOf(path), 0600U);
    }

    void keepsWhatWasThereBefore()
    {
        const QString path = m_folder->filePath(QStringLiteral("a"));
        const QString backup = path + QStringLiteral(".bak");
        QVERIFY(saveFileWithBackup(path, "one"));
        QVERIFY(!QFileInfo::exists(backup));
        QVERIFY(saveFileWithBackup(path, "two"));
        QVERIFY(saveFileWithBackup(path, "three"));
        QCOMPARE(readFile(path).value(), "three");
        QCOMPARE(readFile(backup).value(), "two");
    }

    void leavesTheFileAloneWhereItCannotBeWritten()
    {
        const QString path = m_folder->filePath(QStringLiteral("missing/a"));
        const Result<void> saved = saveFile(path, "one");
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, Error::Io);
        QVERIFY(saved.error().message.contains(path));
        QCOMPARE(saveFile(m_folder->path(), "one").error().kind, Error::Io);
    }

    void keepsWhatWasThereWhereTheDiskIsFull()
    {
        const QString path = m_folder->filePath(QStringLiteral("full"));
        QVERIFY(saveFile(path, "before"));
        {
            const test::FileSizeLimit limit(1000);
            const Result<void> saved = saveFile(path, QByteArray(1500, 'x'));
            QVERIFY(!saved);
            QCOMPARE(saved.error().kind, Error::Io);
        }
        QCOMPARE(*readFile(path), QByteArray("before"));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{QStringLiteral("full")});
    }

    void leavesNothingElseBehind()
    {
        QVERIFY(saveFile(m_folder->filePath(QStringLiteral("a")), "one"));
        QVERIFY(saveFile(m_folder->filePath(QStringLiteral("a")), "two"));
        QVERIFY(!saveFile(m_folder->filePath(QStringLiteral("b/c")), "three"));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList(QStringLiteral("a")));
    }

    void followsASymbolicLink()
    {
        const QString path = m_folder->filePath(QStringLiteral("a"));
        const QString link = m_folder->filePath(QStringLiteral("link"));
        QVERIFY(saveFile(path, "one"));
        QVERIFY(QFile::link(path, link));
        QVERIFY(saveFile(link, "two"));
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(readFile(path).value(), "two");
    }

    void takesNamesBeyondAscii()
    {
        const QString path = m_folder->filePath(QStringLiteral("schlüssel €.pem"));
        QVERIFY(saveFile(path, "one"));
        QCOMPARE(readFile(path).value(), "one");
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestFiles)
#include "test_files.moc"
