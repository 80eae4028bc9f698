#include "base/files.h"
#include "wso2/unified_diff.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::wso2;
using namespace Qt::StringLiterals;

namespace {

QByteArray diff(const QByteArray &before, const QByteArray &after)
{
    return unifiedDiff(diffLines(before, after), u"a"_s, u"b"_s);
}

QByteArray numbered(int from, int to)
{
    QByteArray text;
    for (int i = from; i <= to; ++i)
        text += QByteArray::number(i) + '\n';
    return text;
}

} // namespace

class TestUnifiedDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyWhereNothingChanged()
    {
        QCOMPARE(diff("a\n", "a\n"), QByteArray());
        QCOMPARE(diff("", ""), QByteArray());
    }

    void isWrittenAsDiffWritesIt_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("one line") << numbered(1, 9) << numbered(1, 9).replace("5", "x")
                                  << QByteArray("@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
        QTest::newRow("added to nothing") << QByteArray() << QByteArray("a\n") << QByteArray("@@ -0,0 +1 @@\n+a\n");
        QTest::newRow("all removed") << QByteArray("a\n") << QByteArray() << QByteArray("@@ -1 +0,0 @@\n-a\n");
        QTest::newRow("no line end any more") << QByteArray("a\n") << QByteArray("a")
                                              << QByteArray("@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n");
        QTest::newRow("two hunks")
            << numbered(1, 30) << numbered(1, 30).replace("3\n4\n", "3\nx\n4\n").replace("\n27\n", "\n")
            << QByteArray(
                   "@@ -1,6 +1,7 @@\n 1\n 2\n 3\n+x\n 4\n 5\n 6\n@@ -24,7 +25,6 @@\n 24\n 25\n 26\n-27\n 28\n 29\n 30\n");
    }
    void isWrittenAsDiffWritesIt()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QByteArray, expected);
        QCOMPARE(diff(before, after), "--- a\n+++ b\n" + expected);
    }

    void isWhatPatchNeeds_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 40; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void isWhatPatchNeeds()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const QByteArray lineEnd = seed % 4 == 0 ? "\r\n" : "\n";
        QList<QByteArray> before;
        for (int i = random.bounded(60); i >= 0; --i)
            before.append(QByteArray::number(random.bounded(8)) + lineEnd);
        QList<QByteArray> after = before;
        for (int i = 1 + random.bounded(6); i > 0; --i) {
            const int at = random.bounded(static_cast<int>(after.size()) + 1);
            if (random.bounded(2) == 0 || at == after.size())
                after.insert(at, "new " + QByteArray::number(random.bounded(3)) + lineEnd);
            else
                after.removeAt(at);
        }
        QByteArray beforeBytes = before.join();
        QByteArray afterBytes = after.join();
        if (seed % 5 == 0)
            beforeBytes.chop(lineEnd.size());
        if (seed % 7 == 0 && !afterBytes.isEmpty())
            afterBytes.chop(lineEnd.size());
        QCOMPARE(patched(beforeBytes, diff(beforeBytes, afterBytes)), afterBytes);
    }

    void endsOnFilesThatHaveNothingInCommon()
    {
        const QByteArray before = numbered(1, 6000);
        const QByteArray after = numbered(10'001, 16'000);
        QElapsedTimer timer;
        timer.start();
        const QByteArray text = diff(before, after);
        QVERIFY(timer.elapsed() < 20'000);
        QCOMPARE(patched(before, text), after);
    }

    void keepsLineEndsOutOfTheNames()
    {
        const QByteArray text = unifiedDiff(diffLines("a\n", "b\n"), u"x\n+++ y"_s, u"z\tw"_s);
        QVERIFY(text.startsWith("--- x?+++ y\n+++ z?w\n@@"));
    }

    void showsOtherLinesThanItCompares()
    {
        const ShownLines shown{{"********\n"}, {"********\n"}};
        QCOMPARE(unifiedDiff(diffLines("one\n", "two\n", &shown), u"a"_s, u"b"_s),
                 "--- a\n+++ b\n@@ -1 +1 @@\n-********\n+********\n");
    }

private:
    static QByteArray patched(const QByteArray &before, const QByteArray &patch)
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"file"_s);
        const QString patchFile = folder.filePath(u"patch"_s);
        if (!saveFile(file, before) || !saveFile(patchFile, patch))
            return {};
        QProcess process;
        process.start(u"patch"_s,
                      {u"--binary"_s, u"--silent"_s, u"--no-backup-if-mismatch"_s, u"-F0"_s, file, patchFile});
        if (!patch.isEmpty() && (!process.waitForFinished() || process.exitCode() != 0))
            return process.readAllStandardOutput() + process.readAllStandardError();
        process.waitForFinished();
        return readFile(file).value_or(QByteArray());
    }
};

QTEST_GUILESS_MAIN(TestUnifiedDiff)
#include "test_unified_diff.moc"
