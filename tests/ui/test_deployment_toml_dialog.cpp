#include "base/files.h"
#include "console_test.h"
#include "ui/widgets/deployment_toml_dialog.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/outcome_label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QLockFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QThreadPool>
#include <QTreeWidget>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using ui::DeploymentTomlDialog;
using wso2::TomlEdit;

namespace {

const Instant Now = fromSeconds(1'750'000'000);
const QString SandboxKeys = u"open_banking.dcr.jwks_url_sandbox"_s;

QByteArray sample(const QString &name)
{
    return readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/") + name).value();
}

} // namespace

class TestDeploymentTomlDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_is = m_folder->filePath(u"deployment.toml"_s);
        m_am = m_folder->filePath(u"am-deployment.toml"_s);
        QVERIFY(saveFile(m_is, sample(u"accelerator-3.0.0-wso2is-6.0.0-deployment.toml"_s)));
        QVERIFY(saveFile(m_am, sample(u"accelerator-3.0.0-wso2am-4.2.0-deployment.toml"_s)));
        m_window = std::make_unique<QWidget>();
    }
    void cleanup()
    {
        m_dialog.reset();
        m_window.reset();
    }

    void asksForAFileFirst()
    {
        open({{SandboxKeys, u"https://x"_s}});
        QVERIFY(!save()->isEnabled());
        QVERIFY(!find<QTreeWidget>(u"tomlSettings"_s)->isVisible());
    }

    void showsWhatWouldChangeAndWritesIt()
    {
        const QByteArray before = readFile(m_is).value();
        open({{SandboxKeys, u"https://x/y.jwks"_s}, {u"open_banking.dcr.use_softwareIdForAppName"_s, true}});
        choose(m_is);
        QVERIFY(find<ui::OutcomeLabel>(u"tomlIdentity"_s)->text().contains(u"Identity Server"_s));
        QCOMPARE(outcomes(), QStringList({u"Changes"_s, u"There already"_s}));
        QVERIFY(diff().contains(u"+jwks_url_sandbox = \"https://x/y.jwks\""_s));
        QVERIFY(diff().contains(u"-jwks_url_sandbox = "_s));
        QVERIFY(save()->isEnabled());
        QVERIFY(find<QLabel>(u"tomlHint"_s)->text().contains(u"deployment.toml.bak"_s));
        QCOMPARE(readFile(m_is).value(), before);

        const QSignalSpy saved(m_dialog.get(), &DeploymentTomlDialog::saved);
        QTest::mouseClick(save(), Qt::LeftButton);
        QVERIFY(QTest::qWaitFor([&] { return saved.size() == 1; }));
        QVERIFY(readFile(m_is)->contains("jwks_url_sandbox = \"https://x/y.jwks\"\n"));
        QCOMPARE(readFile(m_is + u".bak"_s).value(), before);
        QVERIFY(notice()->text().contains(u"Restart the Identity Server"_s));
        QTRY_COMPARE(outcomes(), QStringList({u"There already"_s, u"There already"_s}));
        QVERIFY(!save()->isEnabled());
        QVERIFY(diff().isEmpty());
    }

    void leavesOutWhatTheServerDoesNotRead()
    {
        open({{SandboxKeys, u"https://x"_s}, {u"financial_services.consent.x"_s, 1}});
        choose(m_am);
        QVERIFY(outcomes()[0].startsWith(u"Left out"_s) && outcomes()[1].startsWith(u"Left out"_s));
        QVERIFY(!save()->isEnabled());
    }

    void saysWhyAnEditIsRefused()
    {
        open({{u"event_listener.order"_s, 1}});
        choose(m_is);
        QCOMPARE(outcomes(), QStringList({u"Cannot be written"_s}));
        const auto *item = find<QTreeWidget>(u"tomlSettings"_s)->topLevelItem(0);
        QVERIFY(item->isExpanded());
        QVERIFY(item->child(0)->text(0).contains(u"event_listener[0]"_s));
    }

    void showsFindings()
    {
        open({{SandboxKeys, u"https://x"_s}});
        choose(m_is);
        const auto *findings = find<QTreeWidget>(u"tomlFindings"_s);
        QVERIFY(findings->topLevelItemCount() > 5);
        QVERIFY(find<QTabWidget>(u"tomlTabs"_s)->tabText(1).contains(QString::number(findings->topLevelItemCount())));
        for (int i = 0; i < findings->topLevelItemCount(); ++i)
            QVERIFY(!findings->topLevelItem(i)->text(0).isEmpty() && !findings->topLevelItem(i)->icon(0).isNull());
    }

    void explainsAFileThatIsNotToml()
    {
        QVERIFY(saveFile(m_is, "[open_banking.dcr]\ntoken_endpoint = https://x\n"));
        open({{SandboxKeys, u"https://x"_s}});
        choose(m_is);
        QVERIFY(find<ui::OutcomeLabel>(u"tomlIdentity"_s)->text().contains(u"Line 2"_s));
        QCOMPARE(find<QTabWidget>(u"tomlTabs"_s)->currentIndex(), 1);
        QCOMPARE(find<QTreeWidget>(u"tomlFindings"_s)->topLevelItem(0)->text(1), u"2"_s);
        QVERIFY(!save()->isEnabled());
    }

    void saysThatThereIsNoFile()
    {
        open({{SandboxKeys, u"https://x"_s}});
        choose(m_folder->filePath(u"none.toml"_s));
        QVERIFY(find<ui::OutcomeLabel>(u"tomlIdentity"_s)->text().contains(u"none.toml"_s));
        QVERIFY(!save()->isEnabled());
        choose(m_folder->path());
        QVERIFY(find<ui::OutcomeLabel>(u"tomlIdentity"_s)->text().contains(u"folder"_s));
    }

    void explainsThatSomebodyElseChangedTheFile()
    {
        open({{SandboxKeys, u"https://x"_s}});
        choose(m_is);
        const QByteArray theirs = readFile(m_is).value() + "# theirs\n";
        QVERIFY(saveFile(m_is, theirs));
        QTest::mouseClick(save(), Qt::LeftButton);
        QTRY_VERIFY(notice()->isVisible());
        QVERIFY(notice()->text().contains(u"Not written"_s));
        QCOMPARE(readFile(m_is).value(), theirs);
        QTest::mouseClick(find<QPushButton>(u"tomlReload"_s), Qt::LeftButton);
        QTRY_VERIFY(save()->isEnabled());
        QTest::mouseClick(save(), Qt::LeftButton);
        QTRY_VERIFY(readFile(m_is)->contains("https://x\"") && readFile(m_is)->endsWith("# theirs\n"));
    }

    void staysOpenWhereTheFileCannotBeWritten()
    {
        open({{SandboxKeys, u"https://x"_s}});
        choose(m_is);
        const QByteArray before = readFile(m_is).value();
        QLockFile another(m_is + u".lock"_s);
        QVERIFY(another.lock());
        QElapsedTimer timer;
        timer.start();
        QTest::mouseClick(save(), Qt::LeftButton);
        QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
        QVERIFY(!m_dialog->close());
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(m_dialog->isVisible());
        QVERIFY(QTest::qWaitFor([this] { return notice()->isVisible(); }, 10'000));
        QVERIFY(m_dialog->isVisible());
        // What is wrong, and not that somebody changed the file.
        QVERIFY2(noticeTexts().contains(u"Another program has been saving"_s), qPrintable(noticeTexts()));
        QVERIFY2(!noticeTexts().contains(u"changed"_s), qPrintable(noticeTexts()));
        QVERIFY(!find<QPushButton>(u"tomlReload"_s));
        QCOMPARE(readFile(m_is).value(), before);
        another.unlock();
        // The failure was shown: now it closes.
        QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
        QVERIFY(!m_dialog->isVisible());
    }

    void closesOnceTheFileIsWritten()
    {
        open({{SandboxKeys, u"https://x/y.jwks"_s}});
        choose(m_is);
        QLockFile another(m_is + u".lock"_s);
        QVERIFY(another.lock());
        const QSignalSpy saved(m_dialog.get(), &DeploymentTomlDialog::saved);
        QTest::mouseClick(save(), Qt::LeftButton);
        QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
        QTest::qWait(300);
        QVERIFY(m_dialog->isVisible() && saved.isEmpty());
        another.unlock();
        QTRY_VERIFY(!m_dialog->isVisible());
        QCOMPARE(saved.size(), 1);
        QVERIFY(readFile(m_is)->contains("https://x/y.jwks"));
    }

    void doesNotWaitWhenItIsTakenApart()
    {
        open({{SandboxKeys, u"https://x/y.jwks"_s}});
        choose(m_is);
        QLockFile another(m_is + u".lock"_s);
        QVERIFY(another.lock());
        QTest::mouseClick(save(), Qt::LeftButton);
        QElapsedTimer timer;
        timer.start();
        m_dialog.reset();
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        another.unlock();
        QTRY_VERIFY(readFile(m_is)->contains("https://x/y.jwks"));
        QVERIFY(QThreadPool::globalInstance()->waitForDone(5000));
    }

    void saysThatTheFileIsGone()
    {
        open({{SandboxKeys, u"https://x"_s}});
        choose(m_is);
        QVERIFY(QFile::remove(m_is));
        QTest::mouseClick(save(), Qt::LeftButton);
        QTRY_VERIFY(notice()->isVisible());
        QVERIFY2(noticeTexts().contains(u"is gone"_s), qPrintable(noticeTexts()));
    }

    void stopsReadingALargeFile()
    {
        QByteArray large = readFile(m_is).value();
        for (int i = 0; large.size() < wso2::DeploymentToml::MaxBytes - 100; ++i)
            large += "[zz.t" + QByteArray::number(i) + "]\nkey = \"value\"\n";
        QVERIFY(saveFile(m_is, large));
        QList<TomlEdit> edits;
        for (int i = 0; i < 40; ++i)
            edits.append({SandboxKeys, u"https://x/%1"_s.arg(i)});
        open(edits);
        m_dialog->setFile(m_is);
        auto *cancel = find<QPushButton>(u"busyCancel"_s);
        QTRY_VERIFY(cancel->isVisible());
        QTest::mouseClick(cancel, Qt::LeftButton);
        QVERIFY(QTest::qWaitFor([cancel] { return !cancel->isVisible(); }, 20'000));
        QVERIFY(notice()->isVisible() && !save()->isEnabled());
        QVERIFY(find<QPushButton>(u"tomlReload"_s));
        // Another file may be read at once.
        m_dialog->setFile(m_am);
        QTRY_VERIFY_WITH_TIMEOUT(find<ui::OutcomeLabel>(u"tomlIdentity"_s)->isVisible(), 30'000);
        QVERIFY(QThreadPool::globalInstance()->waitForDone(30'000));
    }

    void takesALineOutOfItsCommentOrLeavesIt()
    {
        open({{u"open_banking.dcr.jwks_endpoint_name"_s, u"x"_s}});
        choose(m_is);
        QVERIFY(diff().contains(u"-#jwks_endpoint_name"_s));
        QTest::mouseClick(find<QCheckBox>(u"tomlUncomment"_s), Qt::LeftButton, {}, {8, 8});
        QTRY_COMPARE(outcomes(), QStringList({u"Is added"_s}));
        QVERIFY(!diff().contains(u"-#jwks_endpoint_name"_s));
    }

    void coversPasswords()
    {
        open({{u"super_admin.password"_s, u"hunter2"_s}});
        choose(m_is);
        const QTreeWidgetItem *item = find<QTreeWidget>(u"tomlSettings"_s)->topLevelItem(0);
        QString shown = diff();
        for (int column = 0; column < 4; ++column)
            shown += item->text(column) + item->toolTip(column);
        QVERIFY(!shown.contains(u"hunter2"_s) && !shown.contains(u"wso2123"_s));
        QVERIFY(find<QLabel>(u"tomlSummary"_s)->text().contains(u"covered"_s));
    }

    void remembersTheFilesOfTheWindow()
    {
        open({{SandboxKeys, u"https://x"_s}});
        choose(m_is);
        QTest::mouseClick(save(), Qt::LeftButton);
        QTRY_COMPARE(m_window->property(DeploymentTomlDialog::RecentProperty).toStringList(), QStringList{m_is});
        open({{SandboxKeys, u"https://y"_s}});
        QTRY_VERIFY(save()->isEnabled());
        QCOMPARE(m_dialog->file(), m_is);
    }

    void readsTheFileThatIsTyped()
    {
        open({{SandboxKeys, u"https://x"_s}});
        auto *field = find<QComboBox>(u"tomlFile"_s);
        QTest::keyClicks(field->lineEdit(), m_is);
        QTRY_VERIFY(save()->isEnabled());
        QTest::keyClicks(field->lineEdit(), u"x"_s);
        QVERIFY(!save()->isEnabled());
        QTRY_VERIFY(find<ui::OutcomeLabel>(u"tomlIdentity"_s)->text().contains(u"There is no file"_s));
    }

    void writesNothingOnReturn()
    {
        open({{SandboxKeys, u"https://x"_s}});
        choose(m_is);
        const QByteArray before = readFile(m_is).value();
        QTest::keyClick(find<QComboBox>(u"tomlFile"_s)->lineEdit(), Qt::Key_Return);
        QTest::qWait(300);
        QCOMPARE(readFile(m_is).value(), before);
        QVERIFY(m_dialog->isVisible());
    }

    void doesNotKeepTheWindowWaiting()
    {
        QByteArray large = readFile(m_is).value();
        for (int i = 0; i < 3000; ++i)
            large += "[zz.t" + QByteArray::number(i) + "]\nkey = \"value\"\n";
        QVERIFY(saveFile(m_is, large));
        open({{SandboxKeys, u"https://x"_s}, {u"zz.t5.key"_s, u"y"_s}});
        QTest::qWait(100);
        test::LatencyProbe probe;
        m_dialog->setFile(m_is);
        QVERIFY(QTest::qWaitFor([this] { return save()->isEnabled(); }, 60'000));
        QVERIFY2(probe.worstMs() < 50, qPrintable(QString::number(probe.worstMs())));
    }

    void mayBeClosedWhileItReads()
    {
        open({{SandboxKeys, u"https://x"_s}});
        m_dialog->setFile(m_is);
        m_dialog.reset();
        QTest::qWait(50);
    }

    void namesEveryControlAndIsUsableByKeyboard()
    {
        open({{SandboxKeys, u"https://x"_s}});
        choose(m_is);
        QCOMPARE(test::unnamedControls(*m_dialog).join(u" "_s), QString());
        const QStringList order = test::tabOrder(*m_dialog);
        for (const QString &name :
             {u"tomlFile"_s, u"tomlBrowse"_s, u"tomlSettings"_s, u"tomlUncomment"_s, u"tomlDiff"_s, u"tomlSave"_s})
            QVERIFY2(order.contains(name) || m_dialog->focusWidget()->objectName() == name,
                     qPrintable(order.join(u' ')));
    }

private:
    template <typename T>
    T *find(const QString &name) const
    {
        return m_dialog->findChild<T *>(name);
    }
    void open(const QList<TomlEdit> &edits)
    {
        m_dialog = std::make_unique<DeploymentTomlDialog>(
            edits, [] { return Now; }, store::ActivityRecorder(), m_window.get());
        m_dialog->show();
    }
    /// Reads the file and waits until it is shown.
    void choose(const QString &path)
    {
        auto *identity = find<ui::OutcomeLabel>(u"tomlIdentity"_s);
        identity->hide();
        m_dialog->setFile(path);
        QVERIFY(QTest::qWaitFor([&] { return identity->isVisible(); }, 30'000));
    }
    QPushButton *save() const { return find<QPushButton>(u"tomlSave"_s); }
    ui::NoticeBar *notice() const { return find<ui::NoticeBar>(u"tomlNotice"_s); }
    /// The notice with its detail.
    QString noticeTexts() const
    {
        QString all = notice()->text();
        for (const QLabel *label : notice()->findChildren<QLabel *>())
            all += u'\n' + label->text();
        return all;
    }
    QString diff() const { return find<ui::DiffView>(u"tomlDiff"_s)->toPlainText(); }
    QStringList outcomes() const
    {
        QStringList texts;
        const auto *table = find<QTreeWidget>(u"tomlSettings"_s);
        for (int i = 0; i < table->topLevelItemCount(); ++i)
            texts.append(table->topLevelItem(i)->text(3));
        return texts;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<DeploymentTomlDialog> m_dialog;
    QString m_is;
    QString m_am;
};

QTEST_MAIN(TestDeploymentTomlDialog)
#include "test_deployment_toml_dialog.moc"
