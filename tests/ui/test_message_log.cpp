#include "base/files.h"
#include "console_test.h"
#include "ui/diagnostics/message_log.h"
#include "ui/diagnostics/message_window.h"
#include "ui/widgets/outcome_label.h"

#include <QAbstractItemModel>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QLoggingCategory>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>

#include <thread>
#include <vector>

using namespace gatehouse;
using namespace Qt::StringLiterals;

class TestMessageLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatTheProgramSaysAndHandsItOn();
    void givesTheHandlerBack();
    void keepsTheLastOnes();
    void cutsALongMessage();
    void takesMessagesOfManyThreads();
    void hidesSecrets_data();
    void hidesSecrets();
    void filtersByLevelAndText();
    void showsWhatComesLater();
    void copiesWhatIsShown();
    void savesWhatIsShown();
    void saysWhyItCannotBeSaved();

private:
    const Clock m_clock = [] { return fromSeconds(1'750'000'000); };
};

namespace {

QStringList handedOn;

void note(QtMsgType, const QMessageLogContext &, const QString &text)
{
    handedOn += text;
}

int rows(const QWidget &window)
{
    return window.findChild<QTableView *>(u"messageTable"_s)->model()->rowCount();
}

} // namespace

void TestMessageLog::keepsWhatTheProgramSaysAndHandsItOn()
{
    const QtMessageHandler before = qInstallMessageHandler(&note);
    handedOn.clear();
    {
        ui::MessageLog log(m_clock);
        log.install();
        static const QLoggingCategory category("gatehouse.test");
        qCWarning(category, "The disk is full.");
        const QList<ui::LogMessage> messages = log.messagesAfter(0);
        QCOMPARE(messages.size(), 1);
        QCOMPARE(ui::logLine(messages[0]), u"2025-06-15T15:06:40Z warning gatehouse.test: The disk is full."_s);
    }
    qInstallMessageHandler(before);
    QCOMPARE(handedOn, QStringList{u"The disk is full."_s});
}

void TestMessageLog::givesTheHandlerBack()
{
    const QtMessageHandler before = qInstallMessageHandler(&note);
    handedOn.clear();
    {
        ui::MessageLog log(m_clock);
        log.install();
    }
    qWarning("after");
    qInstallMessageHandler(before);
    QCOMPARE(handedOn, QStringList{u"after"_s});
}

void TestMessageLog::keepsTheLastOnes()
{
    ui::MessageLog log(m_clock);
    for (std::size_t i = 1; i <= ui::MessageLog::MaxMessages + 10; ++i)
        log.add(QtInfoMsg, u"a"_s, QString::number(i));
    const QList<ui::LogMessage> messages = log.messagesAfter(0);
    QCOMPARE(messages.size(), qsizetype(ui::MessageLog::MaxMessages));
    QCOMPARE(messages.constFirst().text, u"11"_s);
    QCOMPARE(log.messagesAfter(messages.constLast().number).size(), 0);
}

void TestMessageLog::cutsALongMessage()
{
    ui::MessageLog log(m_clock);
    log.add(QtInfoMsg, u"a"_s, QString(1'000'000, u'x'));
    QCOMPARE(log.messagesAfter(0).constFirst().text.size(), ui::MessageLog::MaxCharacters);
}

void TestMessageLog::takesMessagesOfManyThreads()
{
    ui::MessageLog log(m_clock);
    const ui::MessageWindow window(log);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&log] {
            for (int j = 0; j < 500; ++j)
                log.add(QtWarningMsg, u"thread"_s, QString::number(j));
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QTRY_COMPARE(rows(window), 2000);
    quint64 number = 0;
    for (const ui::LogMessage &message : log.messagesAfter(0))
        QCOMPARE(message.number, ++number);
}

void TestMessageLog::hidesSecrets_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("nothing secret") << u"The token endpoint is https://localhost:8243/oauth2/token"_s
                                    << u"The token endpoint is https://localhost:8243/oauth2/token"_s;
    QTest::newRow("a JWT") << u"sent eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln now"_s << u"sent *** now"_s;
    QTest::newRow("credentials") << u"Authorization: Bearer 0f8fad5b-d9cb-469f"_s << u"Authorization: Bearer ***"_s;
    QTest::newRow("basic") << u"authorization: basic dXNlcjpwYXNz"_s << u"authorization: basic ***"_s;
    QTest::newRow("a password") << u"password=wso2carbon, alias x"_s << u"password=***, alias x"_s;
    QTest::newRow("JSON") << u"{\"client_secret\": \"a b\", \"x\": 1}"_s << u"{\"client_secret\": ***, \"x\": 1}"_s;
    QTest::newRow("a URL") << u"https://ann:secret1@host/x"_s << u"https://ann:***@host/x"_s;
    QTest::newRow("a key") << u"read -----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- done"_s
                           << u"read *** done"_s;
    QTest::newRow("half a key") << u"-----BEGIN RSA PRIVATE KEY-----\nMIIE"_s << u"***"_s;
}

void TestMessageLog::hidesSecrets()
{
    QFETCH(QString, text);
    ui::MessageLog log(m_clock);
    log.add(QtWarningMsg, u"a"_s, text);
    QTEST(log.messagesAfter(0).constFirst().text, "shown");
}

void TestMessageLog::filtersByLevelAndText()
{
    ui::MessageLog log(m_clock);
    log.add(QtDebugMsg, u"gatehouse.store"_s, u"folded"_s);
    log.add(QtInfoMsg, u"gatehouse.fetch"_s, u"fetched"_s);
    log.add(QtWarningMsg, u"qt.network"_s, u"slow"_s);
    log.add(QtCriticalMsg, u"qt.network"_s, u"broken"_s);
    ui::MessageWindow window(log);
    QCOMPARE(rows(window), 4);
    auto *level = window.findChild<QComboBox *>(u"messageLevel"_s);
    const int expected[] = {4, 3, 2, 1};
    for (int i = 0; i < 4; ++i) {
        level->setCurrentIndex(i);
        QCOMPARE(rows(window), expected[i]);
    }
    level->setCurrentIndex(0);
    window.findChild<QLineEdit *>(u"messageSearch"_s)->setText(u"GATEHOUSE"_s);
    QCOMPARE(rows(window), 2);
    QCOMPARE(test::unnamedControls(window), QStringList());
}

void TestMessageLog::showsWhatComesLater()
{
    ui::MessageLog log(m_clock);
    const ui::MessageWindow window(log);
    QCOMPARE(rows(window), 0);
    log.add(QtWarningMsg, u"a"_s, u"later"_s);
    QTRY_COMPARE(rows(window), 1);
    log.clear();
    QCOMPARE(rows(window), 0);
    log.add(QtWarningMsg, u"a"_s, u"again"_s);
    QTRY_COMPARE(rows(window), 1);
}

void TestMessageLog::copiesWhatIsShown()
{
    ui::MessageLog log(m_clock);
    log.add(QtDebugMsg, u"a"_s, u"one"_s);
    log.add(QtWarningMsg, u"b"_s, u"two"_s);
    ui::MessageWindow window(log);
    window.show();
    window.findChild<QComboBox *>(u"messageLevel"_s)->setCurrentIndex(2);
    QTest::mouseClick(window.findChild<QPushButton *>(u"messageCopy"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"2025-06-15T15:06:40Z warning b: two\n"_s);
}

void TestMessageLog::savesWhatIsShown()
{
    const QTemporaryDir folder;
    ui::MessageLog log(m_clock);
    log.add(QtWarningMsg, u"b"_s, u"two"_s);
    ui::MessageWindow window(log);
    window.saveTo(folder.filePath(u"log.txt"_s));
    QTRY_COMPARE(readFile(folder.filePath(u"log.txt"_s)).value_or(QByteArray()),
                 QByteArray("2025-06-15T15:06:40Z warning b: two\n"));
}

void TestMessageLog::saysWhyItCannotBeSaved()
{
    ui::MessageLog log(m_clock);
    ui::MessageWindow window(log);
    window.show();
    window.saveTo(u"/no/such/folder/log.txt"_s);
    const auto *saved = window.findChild<ui::OutcomeLabel *>();
    QTRY_VERIFY(saved->isVisible());
    QVERIFY2(saved->text().contains(u"/no/such/folder"_s), qPrintable(saved->text()));
}

QTEST_MAIN(TestMessageLog)
#include "test_message_log.moc"
