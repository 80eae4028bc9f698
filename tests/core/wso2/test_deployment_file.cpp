#include "base/files.h"
#include "core/file_size_limit.h"
#include "wso2/deployment_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::wso2;
using namespace Qt::StringLiterals;

namespace {

constexpr uid_t Nobody = 65534;

/// Root may write everywhere; the tests often run as root.
class AsNobody
{
public:
    AsNobody()
        : m_isRoot(geteuid() == 0 && seteuid(Nobody) == 0)
    {}
    AsNobody(const AsNobody &) = delete;
    AsNobody &operator=(const AsNobody &) = delete;
    ~AsNobody()
    {
        if (m_isRoot && seteuid(0) != 0)
            qFatal("root is lost");
    }

private:
    bool m_isRoot;
};

} // namespace

class TestDeploymentFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"deployment.toml"_s);
        QVERIFY(saveFile(m_path, "[a]\nb = 1\n"));
    }

    void writesWithABackupAndTheAccessRightsThatItHad()
    {
        const QByteArray name = QFile::encodeName(m_path);
        QCOMPARE(chmod(name.constData(), 0640), 0);
        const uid_t owner = geteuid() == 0 ? 12345 : geteuid();
        const gid_t group = geteuid() == 0 ? 23456 : getegid();
        QCOMPARE(chown(name.constData(), owner, group), 0);
        DeploymentFile file = openDeploymentFile(m_path).value();
        QVERIFY(file.toml.apply({u"a.b"_s, 2}).isChange());
        const auto digest = saveDeploymentFile(file);
        QVERIFY(digest);
        QCOMPARE(readFile(m_path).value(), "[a]\nb = 2\n");
        QCOMPARE(readFile(m_path + u".bak"_s).value(), "[a]\nb = 1\n");
        struct stat status = {};
        QCOMPARE(stat(name.constData(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0640U);
        QCOMPARE(status.st_uid, owner);
        QCOMPARE(status.st_gid, group);
        QCOMPARE(openDeploymentFile(m_path)->digest, *digest);
        QVERIFY(!QFile::exists(m_path + u".lock"_s));
    }

    void doesNotOverwriteWhatSomebodyElseChanged()
    {
        DeploymentFile file = openDeploymentFile(m_path).value();
        QVERIFY(file.toml.apply({u"a.b"_s, 2}).isChange());
        QVERIFY(saveFile(m_path, "[a]\nb = 3\n"));
        const auto saved = saveDeploymentFile(file);
        QCOMPARE(saved.error().kind, Error::Conflict);
        QVERIFY(saved.error().message.contains(m_path));
        QCOMPARE(readFile(m_path).value(), "[a]\nb = 3\n");
        QVERIFY(!QFile::exists(m_path + u".bak"_s));
        QVERIFY(QFile::remove(m_path));
        QCOMPARE(saveDeploymentFile(file).error().kind, Error::Conflict);
        QVERIFY(!QFile::exists(m_path));
    }

    void followsALink()
    {
        const QString link = m_folder->filePath(u"link.toml"_s);
        QVERIFY(QFile::link(m_path, link));
        DeploymentFile file = openDeploymentFile(link).value();
        QVERIFY(file.toml.apply({u"a.b"_s, 2}).isChange());
        QVERIFY(saveDeploymentFile(file));
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(readFile(m_path).value(), "[a]\nb = 2\n");
    }

    void leavesAFileInAFolderThatIsReadOnly()
    {
        QCOMPARE(chmod(QFile::encodeName(m_folder->path()).constData(), 0555), 0);
        DeploymentFile file = openDeploymentFile(m_path).value();
        QVERIFY(file.toml.apply({u"a.b"_s, 2}).isChange());
        Result<QByteArray> saved;
        {
            const AsNobody nobody;
            saved = saveDeploymentFile(file);
        }
        QCOMPARE(chmod(QFile::encodeName(m_folder->path()).constData(), 0755), 0);
        QCOMPARE(saved.error().kind, Error::Io);
        QCOMPARE(readFile(m_path).value(), "[a]\nb = 1\n");
    }

    void leavesTheFileWhereTheDiskIsFull()
    {
        QVERIFY(saveFile(m_path, "[a]\nb = 1\n#" + QByteArray(2000, 'x') + '\n'));
        DeploymentFile file = openDeploymentFile(m_path).value();
        QVERIFY(file.toml.apply({u"a.b"_s, 2}).isChange());
        {
            const test::FileSizeLimit limit(1000);
            QCOMPARE(saveDeploymentFile(file).error().kind, Error::Io);
        }
        QVERIFY(readFile(m_path)->startsWith("[a]\nb = 1\n"));
    }

    void tellsApartWhatCannotBeOpened()
    {
        QCOMPARE(openDeploymentFile(m_folder->filePath(u"none"_s)).error().kind, Error::NotFound);
        QCOMPARE(openDeploymentFile(m_folder->path()).error().kind, Error::Io);
        QCOMPARE(openDeploymentFile(u"/dev/zero"_s).error().kind, Error::TooLarge);
        QVERIFY(saveFile(m_path, QByteArray(100'000'000, 'a')));
        QCOMPARE(openDeploymentFile(m_path).error().kind, Error::TooLarge);
        QVERIFY(saveFile(m_path, "a = x\n"));
        const auto malformed = openDeploymentFile(m_path);
        QCOMPARE(malformed.error().kind, Error::Malformed);
        QVERIFY(malformed.error().message.startsWith(m_path));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestDeploymentFile)
#include "test_deployment_file.moc"
