#include "wso2/deployment_toml.h"

#include <QTest>

#include <cmath>

using namespace gatehouse;
using namespace gatehouse::wso2;
using namespace Qt::StringLiterals;

using Outcome = EditResult::Outcome;

namespace {

DeploymentToml parsed(const QByteArray &text)
{
    auto file = DeploymentToml::parse(text);
    if (!file)
        qFatal("%s", qPrintable(file.error().message));
    return *file;
}

TomlValue toml(const char *text)
{
    return parseTomlValue(QString::fromUtf8(text)).value();
}

} // namespace

/// What an edit does to the bytes, and what it must not do.
class TestDeploymentToml : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesNothingButTheValue_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value"); // empty: the key is removed
        QTest::addColumn<QByteArray>("after");

        const auto row = [](const char *name, const char *before, const char *key, const char *value,
                            const char *after) {
            QTest::newRow(name) << QByteArray(before) << QString::fromUtf8(key) << QString::fromUtf8(value)
                                << QByteArray(after);
        };
        row("a value", "[a]\nb  =  1   # why\n", "a.b", "2", "[a]\nb  =  2   # why\n");
        row("CRLF", "[a]\r\nb = 1\r\nc = 2\r\n", "a.b", "7", "[a]\r\nb = 7\r\nc = 2\r\n");
        row("CRLF, added", "[a]\r\nb = 1\r\n", "a.c", "2", "[a]\r\nb = 1\r\nc = 2\r\n");
        row("CRLF, new table", "[a.b]\r\nc = 1\r\n", "a.d.e", "2", "[a.b]\r\nc = 1\r\n\r\n[a.d]\r\ne = 2\r\n");
        row("no last line end", "[a]\nb = 1", "a.b", "2", "[a]\nb = 2");
        row("no last line end, added", "[a]\nb = 1", "a.c", "2", "[a]\nb = 1\nc = 2");
        row("no last line end, CRLF", "[a]\r\nb = 1", "a.c", "2", "[a]\r\nb = 1\r\nc = 2");
        row("no last line end, new table", "[a]\nb = 1", "c.d", "2", "[a]\nb = 1\n\n[c]\nd = 2");
        row("byte order mark", "\xEF\xBB\xBF[a]\nb = 1\n", "a.b", "2", "\xEF\xBB\xBF[a]\nb = 2\n");
        row("empty file", "", "a.b", "true", "[a]\nb = true\n");
        row("above all tables", "x = 1\n\n[a]\nb = 1\n", "y", "2", "x = 1\ny = 2\n\n[a]\nb = 1\n");
        row("nothing above the tables", "[a]\nb = 1\n", "y", "2", "y = 2\n[a]\nb = 1\n");
        row("literal quotes stay", "b = 'x'\n", "b", "\"y\"", "b = 'y'\n");
        row("literal quotes cannot stay", "b = 'x'\n", "b", "\"y'\"", "b = \"y'\"\n");
        row("trailing blanks", "[a]\nb = 1  \t\nc = 2\n", "a.b", "3", "[a]\nb = 3  \t\nc = 2\n");
        row("indentation", "[a]\n    b=1\n", "a.c", "2", "[a]\n    b=1\n    c=2\n");
        row("quoted key", "[a]\n\"x.y\" = 1\n'z z' = 2\n", "a.\"x.y\"", "5", "[a]\n\"x.y\" = 5\n'z z' = 2\n");
        row("key that needs quotes", "[a]\nb = 1\n", "a.\"c d\"", "1", "[a]\nb = 1\n\"c d\" = 1\n");
        row("key with an escape", "[a]\n\"\\u0062\" = 1\n", "a.b", "2", "[a]\n\"\\u0062\" = 2\n");
        row("dotted", "[a]\nb.c = 1\nd.e = 2\n", "a.b.c", "9", "[a]\nb.c = 9\nd.e = 2\n");
        row("dotted, added", "[a]\nb.c = 1\nd.e = 2\n", "a.b.x", "9", "[a]\nb.c = 1\nb.x = 9\nd.e = 2\n");
        row("inline", "a = { b = 1, c = 2 } # x\n", "a.b", "3", "a = { b = 3, c = 2 } # x\n");
        row("inline, added", "a = { b = 1 }\n", "a.c", "2", "a = { b = 1, c = 2 }\n");
        row("inline, empty", "a = {}\n", "a.c", "2", "a = { c = 2 }\n");
        row("inline, deeper", "a = { b = { c = 1 } }\n", "a.b.d", "2", "a = { b = { c = 1, d = 2 } }\n");
        row("inline, first removed", "a = { b = 1, c = 2 }\n", "a.b", "", "a = { c = 2 }\n");
        row("inline, last removed", "a = { b = 1, c = 2 }\n", "a.c", "", "a = { b = 1 }\n");
        row("removed", "[a]\nb = 1 # b\n# about c\nc = 2\n", "a.b", "", "[a]\n# about c\nc = 2\n");
        row("long string", "b = \"\"\"one\ntwo\"\"\"\nc = 1\n", "b", "\"x\"", "b = \"x\"\nc = 1\n");
        row("behind a long string", "b = \"\"\"[a]\nc = 2\"\"\"\nc = 1\n", "c", "5",
            "b = \"\"\"[a]\nc = 2\"\"\"\nc = 5\n");
        row("quotes at the end of a long string", "b = \"\"\"x\"\"\"\"\"\nc = 1\n", "c", "5",
            "b = \"\"\"x\"\"\"\"\"\nc = 5\n");
        row("array, element added", "b = [\"x\",'y']\n", "b", "[\"x\", \"y\", \"z\"]", "b = [\"x\",'y',\"z\"]\n");
        row("array of one, added", "b = [ \"x\" ]\n", "b", "[\"x\", \"y\"]", "b = [ \"x\", \"y\" ]\n");
        row("array, removed", "b = [1, 2, 3]\n", "b", "[1, 3]", "b = [1, 3]\n");
        row("array, emptied", "b = [1, 2]\n", "b", "[]", "b = []\n");
        row("array over lines", "b = [\n  1,\n  2,\n]\n", "b", "[1, 2, 3]", "b = [\n  1,\n  2,\n  3,\n]\n");
        row("array with comments", "b = [\n  1, # one\n  # two is next\n  2 # two\n]\n", "b", "[1, 2, 3]",
            "b = [\n  1, # one\n  # two is next\n  2, # two\n  3,\n]\n");
        row("array with comments, removed", "b = [\n  1, # one\n  2, # two\n  3\n]\n", "b", "[1, 3]",
            "b = [\n  1, # one\n  3\n]\n");
        row("new table behind its nearest sibling", "[a.b]\nx = 1\n\n[a.c]\nx = 1\n\n[z]\nx = 1\n", "a.d.y", "2",
            "[a.b]\nx = 1\n\n[a.c]\nx = 1\n\n[a.d]\ny = 2\n\n[z]\nx = 1\n");
        row("comments of a table stay with it", "[a.b]\nx = 1\n#y = 2\n\n# about z\n[z]\n", "a.d.y", "2",
            "[a.b]\nx = 1\n#y = 2\n\n[a.d]\ny = 2\n\n# about z\n[z]\n");
        row("uncommented", "[a]\nb = 1\n#  c = \"old\" # why\nd = 1\n", "a.c", "\"new\"",
            "[a]\nb = 1\nc = \"new\" # why\nd = 1\n");
        row("uncommented, dotted", "[a]\nb = 1\n#pool.max = 50\n", "a.pool.max", "5", "[a]\nb = 1\npool.max = 5\n");
        row("uncommented with its table", "[a]\nb = 1\n#[a.c]\n#d = 1\n#e = 2\n\n[z]\nx = 1\n", "a.c.e", "3",
            "[a]\nb = 1\n[a.c]\n#d = 1\ne = 3\n\n[z]\nx = 1\n");
        row("table uncommented for another key", "[a]\nb = 1\n#[a.c]\n#d = 1\n\n[z]\nx = 1\n", "a.c.e", "3",
            "[a]\nb = 1\n[a.c]\ne = 3\n#d = 1\n\n[z]\nx = 1\n");
        row("a comment of another table is not this key's", "[a]\nb = 1\n[z]\n#c = 1\nx = 1\n", "a.c", "3",
            "[a]\nb = 1\nc = 3\n[z]\n#c = 1\nx = 1\n");
        row("prose is no key", "[a]\n# If c = is set\nb = 1\n", "a.c", "3", "[a]\n# If c = is set\nb = 1\nc = 3\n");
        row("element of tables", "[[a.b]]\nname = \"x\"\n[[a.b]]\nname = \"y\"\n", "a.b[1].name", "\"z\"",
            "[[a.b]]\nname = \"x\"\n[[a.b]]\nname = \"z\"\n");
        row("element by member", "[[a]]\nname = \"x\"\nv = 1\n[[a]]\nname = \"y\"\nv = 1\n", "a[name=y].v", "2",
            "[[a]]\nname = \"x\"\nv = 1\n[[a]]\nname = \"y\"\nv = 2\n");
        row("element that is new", "[[a]]\nname = \"x\"\nv = 1\n\n[b]\n", "a[name=y].v", "2",
            "[[a]]\nname = \"x\"\nv = 1\n\n[[a]]\nname = \"y\"\nv = 2\n\n[b]\n");
        row("element removed", "[[a]]\nn = 1\n\n[[a]]\nn = 2\n\n[b]\nc = 1\n", "a[0]", "",
            "[[a]]\nn = 2\n\n[b]\nc = 1\n");
        row("elements as a whole", "[[a]]\nname = \"x\"\n\n[[a]]\nname = \"y\"\n", "a",
            "[{name = \"y\"}, {name = \"z\"}]", "[[a]]\nname = \"y\"\n\n[[a]]\nname = \"z\"\n");
        row("first element uncommented", "[a]\nb = 1\n\n#[[a.c]]\n#name = \"PS256\"\n", "a.c", "[{name = \"ES256\"}]",
            "[a]\nb = 1\n\n[[a.c]]\nname = \"ES256\"\n");
        row("table of an element", "[[f]]\nn = 1\n[f.p]\nx = true\n[[f]]\nn = 2\n", "f[0].p.x", "false",
            "[[f]]\nn = 1\n[f.p]\nx = false\n[[f]]\nn = 2\n");
        row("new key in a table of the first element", "[[f]]\nn = 1\n[f.p]\nx = true\n[[f]]\nn = 2\n", "f[0].p.y", "1",
            "[[f]]\nn = 1\n[f.p]\nx = true\ny = 1\n[[f]]\nn = 2\n");
        row("new element behind the tables of the last", "[[f]]\nn = 1\n[f.p]\nx = true\n", "f[1]", "{n = 2}",
            "[[f]]\nn = 1\n[f.p]\nx = true\n\n[[f]]\nn = 2\n");
        row("new table of the first element", "[[f]]\nn = 1\n[[f]]\nn = 2\n", "f[0].p.y", "1",
            "[[f]]\nn = 1\n\n[f.p]\ny = 1\n\n[[f]]\nn = 2\n");
        row("inline array of tables", "a = [{n = 1}, {n = 2}]\n", "a[1].n", "3", "a = [{n = 1}, {n = 3}]\n");
        row("table removed", "[a]\nx = 1\n\n[b]\ny = 1\n[b.c]\nz = 1\n\n[d]\n", "b", "", "[a]\nx = 1\n\n[d]\n");
        row("date", "d = 1979-05-27 07:32:00\n", "d", "2020-01-01", "d = 2020-01-01\n");
    }
    void changesNothingButTheValue()
    {
        QFETCH(QByteArray, before);
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QByteArray, after);
        DeploymentToml file = parsed(before);
        const TomlValue wanted = value.isEmpty() ? TomlValue() : parseTomlValue(value).value();
        const EditResult result = file.apply({key, wanted});
        QVERIFY2(result.isChange(), qPrintable(result.error.message));
        QCOMPARE(file.bytes(), after);
        QCOMPARE(file.root(), parsed(after).root());
        // The element that came next has this number now.
        if (!key.endsWith(u']') || !wanted.isNone())
            QCOMPARE(file.apply({key, wanted}).outcome, Outcome::AlreadySo);
        QCOMPARE(file.bytes(), after);
    }

    void keepsACommentWhereAsked()
    {
        DeploymentToml file = parsed("[a]\nb = 1\n#c = 2\n");
        const EditResult result = file.apply({u"a.c"_s, 3}, CommentedKeys::LeaveAlone);
        QCOMPARE(result.outcome, Outcome::Added);
        QCOMPARE(file.bytes(), "[a]\nb = 1\nc = 3\n#c = 2\n");
        QCOMPARE(result.line, 3);
    }

    void saysWhatItDid()
    {
        DeploymentToml file = parsed("[a]\nb = 1\n#c = 2\n");
        QCOMPARE(file.apply({u"a.b"_s, 1}).outcome, Outcome::AlreadySo);
        QCOMPARE(file.apply({u"a.b"_s, 2}).outcome, Outcome::Changed);
        QCOMPARE(file.apply({u"a.c"_s, 2}).outcome, Outcome::Uncommented);
        QCOMPARE(file.apply({u"a.d"_s, 2}).outcome, Outcome::Added);
        QCOMPARE(file.apply({u"e.f"_s, 2}).outcome, Outcome::AddedTable);
        QCOMPARE(file.apply({u"e.f"_s, {}}).outcome, Outcome::Removed);
        QCOMPARE(file.apply({u"e.f"_s, {}}).outcome, Outcome::AlreadySo);
        QCOMPARE(file.lineOf(u"a.d"_s), 4);
        QCOMPARE(file.lineOf(u"a"_s), 1);
        QCOMPARE(file.lineOf(u"nothing"_s), 0);
    }

    void refusesWhatWouldChangeSomethingElse_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("words");
        QTest::newRow("a value in the way")
            << QByteArray("[a]\nb = 1\n") << u"a.b.c"_s << u"1"_s << u"a.b is a whole"_s;
        QTest::newRow("which element") << QByteArray("[[a]]\nb = 1\n") << u"a.b"_s << u"1"_s << u"a[0]"_s;
        QTest::newRow("a whole table") << QByteArray("[a]\nb = 1\n") << u"a"_s << u"{b = 2}"_s << u"one by one"_s;
        QTest::newRow("tables by a number") << QByteArray("[[a]]\nb = 1\n") << u"a"_s << u"[1]"_s << u"[[a]]"_s;
        QTest::newRow("comments lost") << QByteArray("a = [1, 2, # two\n 3]\n") << u"a"_s << u"[1, 3]"_s
                                       << u"comments"_s;
        QTest::newRow("comments lost for a text")
            << QByteArray("a = [\n1, # two\n]\n") << u"a"_s << u"3"_s << u"comments"_s;
        QTest::newRow("an element too far") << QByteArray("[[a]]\nb = 1\n") << u"a[5].b"_s << u"1"_s << u"1 elements"_s;
        QTest::newRow("no array") << QByteArray("a = 1\n") << u"a[0]"_s << u"1"_s << u"no elements"_s;
        QTest::newRow("no key") << QByteArray("a = 1\n") << u"a..b"_s << u"1"_s << u"is no key"_s;
        QTest::newRow("empty key") << QByteArray("a = 1\n") << QString() << u"1"_s << u"is no key"_s;
        QTest::newRow("open bracket") << QByteArray("a = 1\n") << u"a[0"_s << u"1"_s << u"is no key"_s;
    }
    void refusesWhatWouldChangeSomethingElse()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, words);
        DeploymentToml file = parsed(text);
        const EditResult result = file.apply({key, parseTomlValue(value).value()});
        QCOMPARE(result.outcome, Outcome::Refused);
        QVERIFY2(result.error.message.contains(words), qPrintable(result.error.message));
        QCOMPARE(file.bytes(), text);
    }

    void doesNotUncommentAHeaderAboveLiveKeys()
    {
        // Uncommenting would move b, which stands under [a] now.
        const QByteArray text = "[a]\n#[a.c]\n#d = 1\nb = 1\n";
        DeploymentToml file = parsed(text);
        const EditResult result = file.apply({u"a.c.d"_s, 2});
        QCOMPARE(result.outcome, Outcome::AddedTable);
        QCOMPARE(file.bytes(), text + "\n[a.c]\nd = 2\n");
    }

    void doesNotParseAsElementWhatIsBetweenOthers()
    {
        // The parameters belong to the filter above them: a new filter must not come in between.
        const QByteArray text = "[[tomcat.filter]]\nname = \"T\"\n\n[tomcat.filter.init_params]\nmandatory = true\n\n"
                                "[[tomcat.filter_mapping]]\nname = \"T\"\n";
        DeploymentToml file = parsed(text);
        QVERIFY(file.apply({u"tomcat.filter[name=U].class"_s, u"x"_s}).isChange());
        QCOMPARE(
            file.bytes(),
            QByteArray(text).replace("true\n\n[[", "true\n\n[[tomcat.filter]]\nname = \"U\"\nclass = \"x\"\n\n[["));
        QCOMPARE(file.value(u"tomcat.filter[0].init_params.mandatory"_s)->value(), TomlValue(true));
    }

    void oneRefusalLeavesTheOthers()
    {
        DeploymentToml file = parsed("[a]\nb = 1\n");
        const QList<EditResult> results = file.apply({{u"a.b.c"_s, 1}, {u"a.b"_s, 2}});
        QCOMPARE(results[0].outcome, Outcome::Refused);
        QCOMPARE(results[1].outcome, Outcome::Changed);
        QCOMPARE(file.bytes(), "[a]\nb = 2\n");
    }

    void namesLineAndColumn_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("place");
        QTest::newRow("no quotes") << QByteArray("[a]\nb = https://x\n") << u"Line 2, column 5"_s;
        QTest::newRow("twice") << QByteArray("[a]\nb = 1\nb = 2\n") << u"Line 3"_s;
        QTest::newRow("NUL") << QByteArray("a = 1\n\0b = 2\n", 14) << u"Line 2, column 1"_s;
        QTest::newRow("not UTF-8") << QByteArray("a = \"\xff\xfe\"\n") << u"Line 1"_s;
        QTest::newRow("not UTF-8 in a comment") << QByteArray("a = 1\n# \xff\n") << u"Line 2"_s;
        QTest::newRow("open string") << QByteArray("a = \"x\nb = 1\n") << u"Line 1"_s;
        QTest::newRow("open array") << QByteArray("a = [1,\n") << u"Line "_s;
        QTest::newRow("open table") << QByteArray("[a\nb = 1\n") << u"Line 1"_s;
        QTest::newRow("two on a line") << QByteArray("a = 1 b = 2\n") << u"Line 1"_s;
        QTest::newRow("a lone carriage return") << QByteArray("a = 1\rb = 2\n") << u"Line 1"_s;
    }
    void namesLineAndColumn()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, place);
        const auto file = DeploymentToml::parse(text);
        QVERIFY(!file);
        QVERIFY2(file.error().message.contains(place), qPrintable(file.error().message));
    }

    void neverQuotesThePasswordOfALineThatIsWrong()
    {
        const auto file = DeploymentToml::parse("[super_admin]\npassword = \"hunter2\" hunter2\n");
        QVERIFY(!file);
        QVERIFY(!(file.error().message + file.error().detail).contains(u"hunter2"_s));
    }

    void survivesHostileInput_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("arrays") << QByteArray("a = ") + QByteArray(200'000, '[');
        QTest::newRow("closed arrays") << QByteArray("a = ") + QByteArray(1000, '[') + QByteArray(1000, ']');
        QTest::newRow("inline tables") << QByteArray("a = ") + QByteArray("{a=").repeated(80'000);
        QTest::newRow("dotted key") << QByteArray("a.").repeated(100'000) + "a = 1";
        QTest::newRow("deep header") << "[" + QByteArray("a.").repeated(100'000) + "a]";
        QTest::newRow("deep in a comment") << "#" + QByteArray("a.").repeated(100'000) + "a = 1\n\0";
        QTest::newRow("header then key") << "[" + QByteArray("a.").repeated(60) + "a]\n" + QByteArray("b.").repeated(60)
                + "b = 1\n";
        QTest::newRow("too large") << QByteArray(100'000'000, 'a');
        QTest::newRow("NULs") << QByteArray(100'000, '\0');
        QTest::newRow("quotes") << QByteArray(100'000, '"');
        QTest::newRow("brackets") << QByteArray("[[").repeated(100'000);
        QTest::newRow("backslash at the end") << QByteArray("a = \"\\");
        QTest::newRow("long backslash at the end") << QByteArray("a = \"\"\"\\");
        QTest::newRow("escape at the end") << QByteArray("\"\\u12\" = 1");
        QTest::newRow("escape of nothing") << QByteArray("\"\\UFFFFFFFF\" = 1");
    }
    void survivesHostileInput()
    {
        QFETCH(QByteArray, text);
        const auto file = DeploymentToml::parse(text);
        if (file) {
            QVERIFY(text.startsWith('#'));
            return;
        }
        QVERIFY(!file.error().message.isEmpty());
    }

    void saysThatAnEditMakesTheFileTooLarge()
    {
        DeploymentToml file = parsed("a = 1\n" + QByteArray(DeploymentToml::MaxBytes - 10, '#'));
        const EditResult result = file.apply({u"b"_s, u"some text"_s});
        QCOMPARE(result.outcome, Outcome::Refused);
        QCOMPARE(result.error.kind, Error::TooLarge);
        QVERIFY2(result.error.message.contains(u"larger"_s), qPrintable(result.error.message));
    }

    void editsAFileOfManyTablesInTime()
    {
        QByteArray text;
        for (int i = 0; i < 1500; ++i)
            text += "[t" + QByteArray::number(i) + ".s]\nk = \"" + QByteArray(100, 'v') + "\"\n[[l]]\nn = 1\n";
        DeploymentToml file = parsed(text);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(file.apply({u"t700.s.k"_s, u"x"_s}).isChange());
        QVERIFY(file.apply({u"l[n=7].m"_s, 1}).isChange());
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
    }

    void writesEveryKindOfValueSoThatItIsReadBack_data()
    {
        QTest::addColumn<TomlValue>("value");
        QTest::newRow("controls") << TomlValue(u"a\tb\nc\r\"\\\u0001\u007f é 😀"_s);
        QTest::newRow("empty") << TomlValue(QString());
        QTest::newRow("largest") << TomlValue(qint64(9223372036854775807));
        QTest::newRow("smallest") << TomlValue(std::numeric_limits<qint64>::min());
        QTest::newRow("fraction") << TomlValue(0.1);
        QTest::newRow("whole fraction") << TomlValue(3.0);
        QTest::newRow("huge") << TomlValue(1e300);
        QTest::newRow("nan") << TomlValue(std::nan(""));
        QTest::newRow("infinite") << TomlValue(-INFINITY);
        QTest::newRow("texts") << TomlValue(QStringList{u"a"_s, u"b,c"_s});
        QTest::newRow("inline") << toml("{ a = [1, { b = true }], \"c d\" = 07:32:00 }");
        QTest::newRow("mixed") << toml("[1, \"x\", [2.5], {}]");
        QTest::newRow("moment") << toml("1979-05-27T00:32:00.999999-07:00");
    }
    void writesEveryKindOfValueSoThatItIsReadBack()
    {
        QFETCH(TomlValue, value);
        DeploymentToml file = parsed("k = 1\n");
        const EditResult result = file.apply({u"k"_s, value});
        QVERIFY2(result.isChange(), qPrintable(result.error.message));
        QCOMPARE(file.value(u"k"_s)->value(), value);
        QCOMPARE(parsed(file.bytes()).value(u"k"_s)->value(), value);
    }

    void aPointerToCharactersIsNotTrue()
    {
        static_assert(!std::is_constructible_v<TomlValue, const char *>);
        static_assert(!std::is_constructible_v<TomlValue, const void *>);
    }

    void refusesAValueThatIsMore()
    {
        QVERIFY(!parseTomlValue(u"1\nother = 2"_s));
        QVERIFY(!parseTomlValue(u""_s));
        QVERIFY(!parseTomlValue(u"1 2"_s));
        QVERIFY(!parseTomlValue(u"text"_s));
        QCOMPARE(parseTomlValue(u"1 # one"_s).value(), TomlValue(1));
    }
};

QTEST_GUILESS_MAIN(TestDeploymentToml)
#include "test_deployment_toml.moc"
