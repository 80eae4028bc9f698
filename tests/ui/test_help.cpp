#include "console_test.h"
#include "ui/help/help_library.h"
#include "ui/help/help_window.h"

#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTextBlock>
#include <QTextBrowser>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using ui::HelpLibrary;

class TestHelp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsTheSameMarkdownAsOnDisk();
    void hasATopicForEveryPage();
    void linksNowhereButToWhatThereIs();
    void namesEveryTopicInTheIndex();
    void findsSectionsThatHoldEveryWord();
    void findsNothingWhereThereIsNothing();
    void cutsItsSnippetsBetweenWords();
    void makesPlacesOfHeadings();
    void followsLinksAndGoesBack();
    void comesToASection();
    void showsTheIndexForWhatItDoesNotHave();
    void searchesAsOneTypes();
};

namespace {

const QString OnDisk = QStringLiteral(GATEHOUSE_TEST_DATA "/../../resources/help");

QStringList headings(const QString &markdown)
{
    QStringList found;
    for (const QString &line : markdown.split(u'\n')) {
        if (line.startsWith(u'#'))
            found += ui::headingSlug(line.mid(line.indexOf(u' ') + 1));
    }
    return found;
}

} // namespace

void TestHelp::holdsTheSameMarkdownAsOnDisk()
{
    const QStringList names = QDir(OnDisk).entryList({u"*.md"_s});
    QVERIFY(names.size() >= 12);
    QCOMPARE(HelpLibrary::builtIn().topics().size(), names.size());
    for (const QString &name : names) {
        QFile file(QDir(OnDisk).filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const ui::HelpTopic *topic = HelpLibrary::builtIn().find(name.chopped(3));
        QVERIFY2(topic, qPrintable(name));
        QCOMPARE(topic->markdown, QString::fromUtf8(file.readAll()));
    }
}

void TestHelp::hasATopicForEveryPage()
{
    for (const char *page : {"overview", "registrations", "inspector", "keymanagers", "jwks", "policy", "truststores",
                             "sandbox", "activity", "index", "glossary", "keyboard"})
        QVERIFY2(HelpLibrary::builtIn().find(QString::fromLatin1(page)), page);
}

void TestHelp::linksNowhereButToWhatThereIs()
{
    for (const ui::HelpTopic &topic : HelpLibrary::builtIn().topics()) {
        for (const QString &link : ui::markdownLinks(topic.markdown)) {
            const QString file = link.section(u'#', 0, 0);
            const QString id = file.isEmpty() ? topic.id : file.chopped(3);
            const ui::HelpTopic *target = HelpLibrary::builtIn().find(id);
            QVERIFY2(target, qPrintable(topic.id + u": "_s + link));
            if (link.contains(u'#'))
                QVERIFY2(headings(target->markdown).contains(link.section(u'#', 1)),
                         qPrintable(topic.id + u": "_s + link));
        }
    }
}

void TestHelp::namesEveryTopicInTheIndex()
{
    const QStringList links = ui::markdownLinks(HelpLibrary::builtIn().find(u"index"_s)->markdown);
    for (const ui::HelpTopic &topic : HelpLibrary::builtIn().topics())
        QVERIFY2(topic.id == u"index"_s || links.contains(topic.id + u".md"_s), qPrintable(topic.id));
    QCOMPARE(HelpLibrary::builtIn().topics().constFirst().id, u"index"_s);
}

void TestHelp::findsSectionsThatHoldEveryWord()
{
    const QList<ui::HelpHit> hits = HelpLibrary::builtIn().search(u"deployment.toml jwks_url_sandbox"_s);
    QVERIFY(!hits.isEmpty());
    QCOMPARE(hits.constFirst().topic, u"jwks"_s);
    QCOMPARE(hits.constFirst().heading, u"Write the URLs to a server"_s);
    const QList<ui::HelpHit> words = HelpLibrary::builtIn().search(u"KID"_s);
    QCOMPARE(words.constFirst().heading, u"kid"_s);
}

void TestHelp::findsNothingWhereThereIsNothing()
{
    QVERIFY(HelpLibrary::builtIn().search(u"zeppelin"_s).isEmpty());
    QVERIFY(HelpLibrary::builtIn().search(u"truststore zeppelin"_s).isEmpty());
    QVERIFY(HelpLibrary::builtIn().search(u"  "_s).isEmpty());
    QVERIFY(HelpLibrary::load(u"/no/such/folder"_s).topics().isEmpty());
}

void TestHelp::cutsItsSnippetsBetweenWords()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"index.md"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("# Index\n\n" + QByteArray("before ").repeated(60) + "**needle** [there](x.md) "
               + QByteArray("after ").repeated(60));
    file.close();
    const QList<ui::HelpHit> hits = HelpLibrary::load(folder.path()).search(u"needle"_s);
    QCOMPARE(hits.size(), 1);
    static const QRegularExpression Whole(u"^… (before )+needle there( after)+ …$"_s);
    QVERIFY2(Whole.match(hits[0].snippet).hasMatch(), qPrintable(hits[0].snippet));
}

void TestHelp::makesPlacesOfHeadings()
{
    QCOMPARE(ui::headingSlug(u"Write the URLs to a server"_s), u"write-the-urls-to-a-server"_s);
    QCOMPARE(ui::headingSlug(u"AISP, PISP, CBPII"_s), u"aisp-pisp-cbpii"_s);
}

void TestHelp::followsLinksAndGoesBack()
{
    ui::HelpWindow window(HelpLibrary::builtIn());
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto *text = window.findChild<QTextBrowser *>(u"helpText"_s);
    Q_EMIT text->anchorClicked(QUrl(u"policy.md"_s));
    QCOMPARE(window.topic(), u"policy"_s);
    Q_EMIT text->anchorClicked(QUrl(u"truststores.md"_s));
    QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(window.topic(), u"policy"_s);
    QTest::keyClick(&window, Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(window.topic(), u"truststores"_s);
    QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
    // What is opened now takes the place of what was ahead.
    window.showTopic(u"jwks"_s);
    QTest::keyClick(&window, Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(window.topic(), u"jwks"_s);
}

void TestHelp::comesToASection()
{
    ui::HelpWindow window(HelpLibrary::builtIn());
    window.resize(700, 300);
    window.show();
    auto *text = window.findChild<QTextBrowser *>(u"helpText"_s);
    window.showTopic(u"glossary.md#x5c"_s);
    QCOMPARE(text->textCursor().block().text(), u"x5c"_s);
    QVERIFY(text->verticalScrollBar()->value() > 0);
    Q_EMIT text->anchorClicked(QUrl(u"#kid"_s));
    QCOMPARE(text->textCursor().block().text(), u"kid"_s);
}

void TestHelp::showsTheIndexForWhatItDoesNotHave()
{
    ui::HelpWindow window(HelpLibrary::builtIn());
    window.showTopic(u"zeppelin"_s);
    QCOMPARE(window.topic(), u"index"_s);
}

void TestHelp::searchesAsOneTypes()
{
    ui::HelpWindow window(HelpLibrary::builtIn());
    window.show();
    auto *edit = window.findChild<QLineEdit *>(u"helpSearch"_s);
    auto *list = window.findChild<QListWidget *>(u"helpList"_s);
    const int topics = list->count();
    QTest::keyClicks(edit, u"thumbprint"_s);
    QVERIFY(list->count() > 0 && list->count() < topics);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(window.topic(), u"glossary"_s);
    edit->setText(u"zeppelin"_s);
    QCOMPARE(list->count(), 1);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(window.topic(), u"glossary"_s);
    edit->clear();
    QCOMPARE(list->count(), topics);
}

QTEST_MAIN(TestHelp)
#include "test_help.moc"
